import { Inject, Injectable } from '@nestjs/common';
import { type Clock, unix, unixOrNull } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { conflict, invalid, notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import { AuditService } from '#audit/audit.service.js';
import { Db, isUniqueViolation, type Tx } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import { ProjectsService } from '#projects/projects.service.js';
import type { CreateTrust } from './access.contract.js';
import { ACCESS_SETTINGS, type AccessSettings } from './access-settings.js';
import { type TrustRow, TrustsRepository } from './trusts.repository.js';

/** Whose tokens a project takes, and for which keys. */
@Injectable()
export class TrustsService {
  constructor(
    private readonly db: Db,
    private readonly rows: TrustsRepository,
    private readonly projects: ProjectsService,
    private readonly audit: AuditService,
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws `invalid_value` for an issuer that the installation does not trust, denied `exceeds_own_rights`. */
  async create(ctx: Ctx, body: CreateTrust) {
    if (!this.settings.trustedIssuers.includes(body.issuer))
      throw invalid(
        'invalid_value',
        `The issuer '${body.issuer}' is not among LUTHIER_OIDC_TRUSTED_ISSUERS, which whoever runs the service sets.`,
        { param: 'issuer' },
      );
    try {
      return await this.db.tx(ctx, (tx) => this.insert(tx, ctx, body));
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw conflict('already_exists', `A trust policy named '${body.name}' exists already.`, {
        param: 'name',
      });
    }
  }

  private async insert(tx: Tx, ctx: Ctx, body: CreateTrust) {
    const account = await this.projects.serviceAccount(tx, ctx, body.service_account);
    this.projects.assertMayGive(ctx, account, body);
    const row = await this.rows.insert(tx, {
      ...{ id: newId('trust_'), projectId: ctx.projectId, name: body.name, memberId: account.id },
      ...{ issuer: body.issuer, audience: body.audience, claims: body.claims },
      ...{ roles: body.roles, scopes: body.scopes ?? [] },
      ...{ createdBy: ctx.member, createdAt: this.clock.now() },
    });
    await this.audit.append(tx, ctx, {
      action: 'oidc_trust.created',
      targetType: 'oidc_trust',
      targetId: row.id,
      facts: { ...body, service_account: account.id },
    });
    return trustView(row);
  }

  async list(ctx: Ctx, page: PageQuery) {
    const rows = await this.db.tx(ctx, (tx) => this.rows.list(tx, ctx.projectId, page));
    return pageOf(rows, page.limit, trustView);
  }

  async remove(ctx: Ctx, id: string) {
    await this.db.tx(ctx, async (tx) => {
      if (!(await this.rows.remove(tx, ctx.projectId, id, this.clock.now())))
        throw notFound('oidc_trust_not_found', `No trust policy '${id.slice(0, 80)}'.`);
      await this.projects.endKeysOfTrust(tx, id);
      await this.audit.append(tx, ctx, {
        action: 'oidc_trust.removed',
        targetType: 'oidc_trust',
        targetId: id,
      });
    });
    return { id, object: 'oidc_trust' as const, deleted: true };
  }
}

const trustView = (row: TrustRow) => ({
  id: row.id,
  object: 'oidc_trust' as const,
  name: row.name,
  issuer: row.issuer,
  audience: row.audience,
  claims: row.claims,
  service_account: row.memberId,
  roles: row.roles,
  scopes: row.scopes,
  created_by: row.createdBy,
  created_at: unix(row.createdAt),
  last_used_at: unixOrNull(row.lastUsedAt),
  removed_at: unixOrNull(row.removedAt),
});
