import { Inject, Injectable } from '@nestjs/common';
import { type Clock, unix } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { AppError, denied, invalid } from '#kernel/errors.js';
import { Refusals } from '#audit/refusals.service.js';
import { Db } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import { loginRoles } from '#projects/members.service.js';
import { type KnownKey, ProjectsService } from '#projects/projects.service.js';
import { AccessRepository } from './access.repository.js';
import { ACCESS_SETTINGS, type AccessSettings } from './access-settings.js';
import type { ProjectOfSession } from './session-view.js';
import { hashToken, newToken } from './session-token.js';
import type { FoundSession } from './sessions.service.js';

const LINK_SECONDS = 600;

/** Signing a browser in by an API key: shown once to the service, or by a link that the holder of the key asked for. */
@Injectable()
export class KeySessions {
  constructor(
    private readonly db: Db,
    private readonly rows: AccessRepository,
    private readonly projects: ProjectsService,
    private readonly refusals: Refusals,
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * The id of the live key. Throws 401 `invalid_api_key`, or `login_link_spent` for a code that is not good any more; denied
   * `person_required` for the key of a service account.
   */
  async keyOf(
    by: { api_key?: string | undefined; code?: string | undefined },
    requestId: string,
  ): Promise<string> {
    if ((by.api_key === undefined) === (by.code === undefined))
      throw invalid('invalid_value', 'Give either api_key or code.', { param: 'api_key' });
    const known =
      by.api_key === undefined
        ? await this.ofCode(by.code!, requestId)
        : await this.projects.identify(by.api_key, requestId);
    const why = faultOf(known, by.code !== undefined);
    if (!why) return known!.key.id;
    this.refusals.stranger({ code: why.code, operation: 'auth_session_create', requestId });
    throw why;
  }

  private async ofCode(code: string, requestId: string) {
    const now = this.clock.now();
    const id = await this.db.tx({ projectId: '*' }, (tx) => this.rows.takeLink(tx, hashToken(code), now));
    return id === null ? null : this.projects.identifyById(id, requestId);
  }

  /** Throws `invalid_value` for a caller without a key: who is signed in needs no link. */
  async link(ctx: Ctx) {
    if (!ctx.actor.startsWith('key_'))
      throw invalid('invalid_value', 'A link stands for an API key: call this with one.');
    const code = newToken();
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + LINK_SECONDS * 1000);
    const row = { sha256: hashToken(code), keyId: ctx.actor, expiresAt };
    await this.db.tx({ projectId: '*' }, (tx) => this.rows.insertLink(tx, row, now));
    // behind #: browsers send it to nobody, so that it stands in no log
    const url = `${this.settings.publicUrl}/sign-in#code=${code}`;
    return { object: 'login_link', url, code, expires_at: unix(expiresAt) };
  }

  /** Where a session is good for anything, with names. */
  async projectsOf({ memberships, by }: FoundSession): Promise<ProjectOfSession[]> {
    const of = by
      ? [{ id: by.ctx.projectId, member: by.ctx.member, roles: by.ctx.roles }]
      : memberships.map((one) => ({ id: one.projectId, member: one.id, roles: loginRoles(one) }));
    const names = await this.projects.namesOf(of.map(({ id }) => id));
    return of.map((one) => ({ ...one, name: names.get(one.id) ?? one.id }));
  }
}

function faultOf(known: KnownKey | null, byLink: boolean): AppError | null {
  if (known?.state !== 'live') return byLink ? SPENT() : BAD_KEY();
  return known.ctx.kind === 'service_account'
    ? denied('person_required', 'A service account is a program: it signs no browser in.')
    : null;
}

const refused = (code: string, message: string, param: string) =>
  new AppError('denied', code, message, { status: 401, param, headers: { 'www-authenticate': 'Bearer' } });
const BAD_KEY = () =>
  refused(
    'invalid_api_key',
    'This key opens nothing: it is mistyped, was revoked or has expired.',
    'api_key',
  );
const SPENT = () =>
  refused('login_link_spent', 'This link was used or is too old: make another with `luthier open`.', 'code');
