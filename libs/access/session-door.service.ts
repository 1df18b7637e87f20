import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Ctx } from '#kernel/context.js';
import { AppError, denied, invalid } from '#kernel/errors.js';
import { loginRoles, type MemberRow } from '#projects/members.service.js';
import { sameSecret } from '#platform/same-secret.js';
import { ACCESS_SETTINGS, type AccessSettings, cookieRules } from './access-settings.js';
import { cookieOf } from './cookies.js';
import { csrfOf } from './session-token.js';
import { type FoundSession, SessionsService } from './sessions.service.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Requests of browsers: the session by its cookie, the project by header, and proof that a page of ours sent a change. */
@Injectable()
export class SessionDoor {
  private readonly cookie: string;
  private readonly origin: string;

  constructor(
    private readonly sessions: SessionsService,
    @Inject(ACCESS_SETTINGS) { publicUrl }: AccessSettings,
  ) {
    this.cookie = cookieRules(publicUrl).session;
    this.origin = new URL(publicUrl).origin;
  }

  token(request: FastifyRequest): string | null {
    return cookieOf(request.headers.cookie, this.cookie);
  }

  /** Null for a request without a session cookie. */
  async caller(request: FastifyRequest, chosen: string | null) {
    const token = this.token(request);
    if (token === null) return null;
    const found = await this.sessions.find(token, request.id);
    if (!found) return { ctx: null, fault: expired() };
    if (found.by) {
      const { ctx } = found.by;
      const elsewhere = chosen !== null && chosen !== ctx.projectId;
      return { ctx, fault: this.foreign(request, token) ?? (elsewhere ? notOpened(chosen) : null) };
    }
    const own = found.memberships.find((one) => one.projectId === chosen) ?? found.memberships[0]!;
    const ctx = contextOf(found, own, request.id);
    const fault = this.foreign(request, token) ?? unchosen(found, chosen);
    return { ctx, fault };
  }

  /**
   * Why a change was not sent by a page of ours; null where it was. A browser says where a request comes from (Origin, or
   * Sec-Fetch-Site), and only a page of ours can have read the token.
   */
  foreign(request: FastifyRequest, token: string): AppError | null {
    if (SAFE.has(request.method)) return null;
    const { 'x-csrf-token': sent } = request.headers;
    if (!this.isOurs(request)) return this.notOurs();
    if (typeof sent !== 'string' || !sameSecret(sent, csrfOf(token)))
      return denied('csrf_failed', 'Send the csrf_token of GET /auth/me as `x-csrf-token`.');
    return null;
  }

  notOurs(): AppError {
    return denied(
      'csrf_failed',
      `Only a page of ${this.origin} may do this: open the console there, or set LUTHIER_PUBLIC_URL to where browsers reach the service.`,
    );
  }

  /** Whether a page of ours sent this, as the browser says: another's must not sign anybody in either. */
  isOurs({ headers: { origin, 'sec-fetch-site': site } }: FastifyRequest): boolean {
    const ours = origin === undefined ? site === 'same-origin' : origin === this.origin;
    return ours && (site === undefined || site === 'same-origin');
  }
}

type OfPerson = Extract<FoundSession, { by: null }>;

const notOpened = (project: string) =>
  denied('project_mismatch', `The key of this session does not open project '${project}'.`);

const contextOf = ({ session }: OfPerson, member: MemberRow, requestId: string): Ctx => ({
  projectId: member.projectId,
  actor: session.id,
  member: member.id,
  roles: loginRoles(member),
  kind: 'person',
  requestId,
});

/** A person in several projects says which; in a project of others nobody is. */
function unchosen({ memberships }: OfPerson, chosen: string | null): AppError | null {
  const ids = memberships.map((one) => one.projectId);
  if (chosen !== null)
    return ids.includes(chosen)
      ? null
      : denied('project_mismatch', `You are no member of project '${chosen}'.`);
  if (ids.length === 1) return null;
  return invalid('project_required', `Name the project in OpenAI-Project: ${ids.join(', ')}.`, {
    param: 'OpenAI-Project',
  });
}

export const expired = () =>
  new AppError(
    'denied',
    'session_expired',
    'The session has ended: sign in again, at /auth/login or with an API key.',
    {
      status: 401,
      headers: { 'www-authenticate': 'Bearer' },
    },
  );
