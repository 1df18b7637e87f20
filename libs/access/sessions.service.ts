import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import { newId } from '#kernel/ids.js';
import { Db } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import type { MemberRow } from '#projects/members.service.js';
import { type KnownKey, ProjectsService } from '#projects/projects.service.js';
import { AccessRepository, type IdentityRow, type SessionRow } from './access.repository.js';
import { ACCESS_SETTINGS, type AccessSettings } from './access-settings.js';
import { IdentitiesService } from './identities.service.js';
import { hashToken, newToken } from './session-token.js';

const TOUCH_EVERY_MS = 60_000;
/** Ended sessions are kept that long, to be found in the audit log's words. */
const KEEP_MS = 30 * 86_400_000;

/** A session of a person, with where they are a member now; or of an API key. */
export type FoundSession = { session: SessionRow } & (
  | { identity: IdentityRow; memberships: MemberRow[]; by: null }
  | { identity: null; memberships: null; by: KnownKey }
);

/** Browsers that are signed in. What a session may do is read anew at each request: it has what its person, or its key, has. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly db: Db,
    private readonly rows: AccessRepository,
    private readonly identities: IdentitiesService,
    private readonly projects: ProjectsService,
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A new session with a new token, whatever the browser had before: nobody can have planted it. */
  async open(
    of: { identityId: string } | { keyId: string },
  ): Promise<{ token: string; id: string; expiresAt: Date }> {
    const token = newToken();
    const now = this.clock.now();
    const id = newId('ses_');
    const expiresAt = new Date(now.getTime() + this.settings.sessionMs);
    const row = { id, ...of, sha256: hashToken(token), createdAt: now, lastSeenAt: now, expiresAt };
    await this.db.tx({ projectId: '*' }, (tx) =>
      this.rows.insertSession(tx, row, new Date(now.getTime() - KEEP_MS)),
    );
    return { token, id, expiresAt };
  }

  /** The live session of a token; null once it idled or ended, its person is nobody's, or its key opens nothing any more. */
  async find(token: string, requestId: string): Promise<FoundSession | null> {
    const now = this.clock.now();
    const session = await this.db.tx({ projectId: '*' }, (tx) => this.rows.findSession(tx, hashToken(token)));
    if (!session || session.expiresAt <= now) return null;
    const idleMs = now.getTime() - session.lastSeenAt.getTime();
    const found = idleMs > this.settings.sessionIdleMs ? null : await this.whose(session, requestId);
    if (!found) {
      await this.end(session.id);
      return null;
    }
    if (idleMs > TOUCH_EVERY_MS)
      await this.db.tx({ projectId: '*' }, (tx) => this.rows.touchSession(tx, session.id, now));
    return found;
  }

  private async whose(session: SessionRow, requestId: string): Promise<FoundSession | null> {
    const { identity, keyId } = session;
    if (identity) {
      const memberships = await this.identities.memberships(identity);
      return memberships.length === 0 ? null : { session, identity, memberships, by: null };
    }
    const by = await this.projects.identifyById(keyId!, requestId);
    return by?.state === 'live' ? { session, identity: null, memberships: null, by } : null;
  }

  end(id: string): Promise<void> {
    return this.db.tx({ projectId: '*' }, (tx) => this.rows.endSession(tx, id, this.clock.now()));
  }
}
