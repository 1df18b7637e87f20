import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import type { Ctx, Role } from '#kernel/context.js';
import { AppError, invalid } from '#kernel/errors.js';
import { AuditService } from '#audit/audit.service.js';
import { Refusals } from '#audit/refusals.service.js';
import { Db, isUniqueViolation, type Tx } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import { ProjectsService } from '#projects/projects.service.js';
import type { Exchange } from './access.contract.js';
import { refused, type TokenClaims } from './issuer-tokens.service.js';
import { type TrustRow, TrustsRepository } from './trusts.repository.js';

const KEY_SECONDS = 15 * 60;
const SKEW_MS = 60_000;

/** A checked token of a trusted issuer for a short-lived key of a service account. */
@Injectable()
export class ExchangeService {
  constructor(
    private readonly db: Db,
    private readonly rows: TrustsRepository,
    private readonly projects: ProjectsService,
    private readonly audit: AuditService,
    private readonly refusals: Refusals,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The live policies that might take such a token. Throws `invalid_grant` where there is none: its issuer is not even asked. */
  async candidates(of: { issuer: string; audience: string; id?: string | undefined }): Promise<TrustRow[]> {
    const found = await this.db.tx({ projectId: '*' }, (tx) => this.rows.findLive(tx, of));
    if (found.length === 0) throw refused('no trust policy takes tokens of its issuer for its audience');
    return found;
  }

  /** Throws `invalid_grant` where no policy takes these claims, or the token was exchanged before; `ambiguous_trust`. */
  async exchange(claims: TokenClaims, candidates: readonly TrustRow[], body: Exchange, requestId: string) {
    const taking = candidates.filter((trust) => differing(trust, claims).length === 0);
    if (taking.length > 1)
      throw invalid('ambiguous_trust', 'Several trust policies take this token: name one as `oidc_trust`.', {
        param: 'oidc_trust',
      });
    const [trust] = taking;
    if (!trust) {
      for (const one of candidates) await this.note(one, claims, requestId);
      throw refused('no trust policy takes its claims; the audit log of the project says which differ');
    }
    try {
      return await this.db.tx({ projectId: '*' }, (tx) => this.give(tx, { trust, claims, body, requestId }));
    } catch (error) {
      if (isUniqueViolation(error)) throw refused('it was exchanged before');
      throw error;
    }
  }

  private async give(
    tx: Tx,
    of: { trust: TrustRow; claims: TokenClaims; body: Exchange; requestId: string },
  ) {
    const { trust, claims, body, requestId } = of;
    const now = this.clock.now();
    if (!(await this.rows.use(tx, trust.id, now))) throw refused('its trust policy was removed');
    await this.spend(tx, claims, now);
    const ctx = contextOf(trust, requestId);
    const account = await this.projects.serviceAccount(tx, ctx, trust.memberId).catch((error: unknown) => {
      throw error instanceof AppError
        ? refused('the service account of its trust policy was removed')
        : error;
    });
    const terms = { roles: trust.roles as Role[], scopes: narrowed(trust.scopes, body.scope) };
    this.projects.assertMayGive({ ...ctx, roles: terms.roles, scopes: trust.scopes }, account, terms);
    const { row, key } = await this.projects.insertKey(tx, ctx, {
      ...terms,
      name: `${trust.name}: ${claims.sub}`.slice(0, 100),
      member: account.id,
      expiresAt: new Date(now.getTime() + KEY_SECONDS * 1000),
      ...{ origin: 'exchange', trustId: trust.id },
    });
    await this.audit.append(tx, ctx, {
      action: 'oidc_token.exchanged',
      targetType: 'api_key',
      targetId: row.id,
      facts: { trust: trust.id, service_account: account.id, claims },
    });
    return {
      access_token: key,
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token' as const,
      token_type: 'Bearer' as const,
      expires_in: KEY_SECONDS,
      scope: terms.scopes.join(' '),
      api_key: row.id,
      project: trust.projectId,
    };
  }

  /** Each token once, where its issuer numbers them. Throws a unique violation for one that was here before. */
  async spend(tx: Tx, { iss, jti, exp }: TokenClaims, now: Date): Promise<void> {
    if (typeof jti !== 'string' || jti === '') return;
    if (jti.length > 500) throw refused('its jti is longer than 500 characters');
    await this.rows.spend(tx, { issuer: iss, jti, expiresAt: new Date(exp * 1000 + SKEW_MS) }, now);
  }

  private note(trust: TrustRow, claims: TokenClaims, requestId: string): Promise<void> {
    return this.refusals.record(contextOf(trust, requestId), {
      ...{ code: 'invalid_grant', operation: 'oidc_token_exchange' },
      facts: { subject: claims.sub.slice(0, 300), differing: differing(trust, claims) },
    });
  }
}

const contextOf = (trust: TrustRow, requestId: string): Ctx => ({
  projectId: trust.projectId,
  actor: trust.id,
  member: trust.memberId,
  roles: trust.roles as Role[],
  kind: 'service_account',
  requestId,
});

/** The claims that a policy wants otherwise, by name. Exactly equal, type and all: 'true' is not true. */
function differing(trust: TrustRow, claims: TokenClaims): string[] {
  return Object.entries(trust.claims as Record<string, unknown>)
    .filter(([name, value]) => !Object.hasOwn(claims, name) || claims[name] !== value)
    .map(([name]) => name);
}

/** Scopes that were asked for; those of the policy where none were. */
function narrowed(own: readonly string[], asked: string | undefined): string[] {
  const scopes = [...new Set((asked ?? '').split(' ').filter(Boolean))];
  return scopes.length > 0 ? scopes : [...own];
}
