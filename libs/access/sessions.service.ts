import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import { newId } from '#kernel/ids.js';
import { Db } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import type { MemberRow } from '#projects/members.service.js';
import { AccessRepository, type SessionRow } from './access.repository.js';
import { ACCESS_SETTINGS, type AccessSettings } from './access-settings.js';
import { IdentitiesService } from './identities.service.js';
import { hashToken, newToken } from './session-token.js';

const TOUCH_EVERY_MS = 60_000;
/** Ended sessions are kept that long, to be found in the audit log's words. */
const KEEP_MS = 30 * 86_400_000;

export interface FoundSession {
  session: SessionRow;
  memberships: MemberRow[];
}

/** Browsers that have logged in. A session is of a person: what it may do is read anew at each request. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly db: Db,
    private readonly rows: AccessRepository,
    private readonly identities: IdentitiesService,
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A new session with a new token, whatever the browser had before: nobody can have planted it. */
  async open(identityId: string): Promise<{ token: string; id: string; expiresAt: Date }> {
    const token = newToken();
    const now = this.clock.now();
    const id = newId('ses_');
    const expiresAt = new Date(now.getTime() + this.settings.sessionMs);
    const row = { id, identityId, sha256: hashToken(token), createdAt: now, lastSeenAt: now, expiresAt };
    await this.db.tx({ projectId: '*' }, (tx) =>
      this.rows.insertSession(tx, row, new Date(now.getTime() - KEEP_MS)),
    );
    return { token, id, expiresAt };
  }

  /** The live session of a token, and where its person is a member now; null once it idled, ended, or its person is nobody's. */
  async find(token: string): Promise<FoundSession | null> {
    const now = this.clock.now();
    const session = await this.db.tx({ projectId: '*' }, (tx) => this.rows.findSession(tx, hashToken(token)));
    if (!session || session.expiresAt <= now) return null;
    const idleMs = now.getTime() - session.lastSeenAt.getTime();
    const memberships = await this.identities.memberships(session.identity);
    if (idleMs > this.settings.sessionIdleMs || memberships.length === 0) {
      await this.end(session.id);
      return null;
    }
    if (idleMs > TOUCH_EVERY_MS)
      await this.db.tx({ projectId: '*' }, (tx) => this.rows.touchSession(tx, session.id, now));
    return { session, memberships };
  }

  end(id: string): Promise<void> {
    return this.db.tx({ projectId: '*' }, (tx) => this.rows.endSession(tx, id, this.clock.now()));
  }
}
