import { Inject, Injectable } from '@nestjs/common';
import { type Clock, unix, unixOrNull } from '#kernel/clock.js';
import { type Ctx, type Role, systemCtx } from '#kernel/context.js';
import { conflict, invalid, notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
// eslint-disable-next-line luthier/slice-order -- making a key is audited like everything else
import { AuditService } from '#audit/audit.service.js';
import { Db, isUniqueViolation, type Tx } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import { hashApiKey, newApiKey } from '#projects/api-key.js';
import { makerOf, MembersService } from '#projects/members.service.js';
import type { CreateKey, CreateProject, UpdateProject } from '#projects/projects.contract.js';
import { type ApiKeyRow, type ProjectRow, ProjectsRepository } from '#projects/projects.repository.js';

const TOUCH_EVERY_MS = 60_000;
/** Whose the first admin key of a project is. */
const FIRST_MEMBER = 'owner';

@Injectable()
export class ProjectsService {
  constructor(
    private readonly db: Db,
    private readonly rows: ProjectsRepository,
    private readonly audit: AuditService,
    private readonly members: MembersService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The caller's own project. */
  async get(ctx: Ctx): Promise<ProjectRow> {
    const row = await this.db.tx(ctx, (tx) => this.rows.findProject(tx, ctx.projectId));
    if (!row) throw notFound('project_not_found', `No project '${ctx.projectId}'.`);
    return row;
  }

  /** In a transaction of the caller. */
  async inTx(tx: Tx, id: string): Promise<ProjectRow> {
    const row = await this.rows.findProject(tx, id);
    if (!row) throw notFound('project_not_found', `No project '${id}'.`);
    return row;
  }

  /** Who holds this key; null for an unknown or revoked one. */
  async authenticate(key: string, requestId: string): Promise<Ctx | null> {
    const now = this.clock.now();
    return this.db.tx(systemCtx(), async (tx) => {
      const row = await this.rows.findLiveKey(tx, hashApiKey(key));
      if (!row) return null;
      if (now.getTime() - (row.lastUsedAt?.getTime() ?? 0) > TOUCH_EVERY_MS)
        await this.rows.touchKey(tx, row.id, now);
      if (row.isOwn && !row.lastUsedAt) await this.endReplaced(tx, row, requestId);
      return {
        projectId: row.projectId,
        actor: row.id,
        member: row.memberId,
        roles: row.roles as Role[],
        requestId,
      };
    });
  }

  /** At the first use of a key that replaces another: an answer that never reached its caller locks nobody out. */
  private async endReplaced(tx: Tx, row: ApiKeyRow, requestId: string): Promise<void> {
    const ctx = { projectId: row.projectId, actor: row.id, member: row.memberId, roles: [], requestId };
    if ((await this.rows.endReplaced(tx, row, this.clock.now())) === 0) return;
    const target = { targetType: 'api_key', targetId: row.createdByKey! };
    await this.audit.append(tx, ctx, { action: 'api_key.replaced', ...target, facts: { by: row.id } });
  }

  /** A new project with its first admin key. */
  async create(ctx: Ctx, body: CreateProject) {
    const id = newId('proj_');
    const own = { ...ctx, projectId: id };
    try {
      return await this.db.tx({ projectId: '*' }, async (tx) => {
        const project = await this.rows.insertProject(tx, {
          id,
          name: body.name,
          org: body.org ?? 'personal',
          declaredUse: body.declared_use ?? {},
          ...settingsOf(body),
        });
        await this.audit.append(tx, own, {
          action: 'project.created',
          targetType: 'project',
          targetId: id,
          facts: { ...body },
        });
        const { id: member } = await this.members.resolve(tx, own, FIRST_MEMBER);
        const { key } = await this.insertKey(tx, own, { name: 'first admin key', roles: ['admin'], member });
        return { ...projectView(project), api_key: key };
      });
    } catch (error) {
      if (isUniqueViolation(error)) {
        throw conflict('already_exists', `A project named '${body.name}' exists already.`, {
          param: 'name',
          headers: { 'x-should-retry': 'false' },
        });
      }
      throw error;
    }
  }

  /** On a database without any key: the project `default` and its admin key; null otherwise. */
  async createFirst(): Promise<string | null> {
    const ctx = systemCtx('*', 'first-boot');
    const needed = await this.db.tx(ctx, async (tx) => {
      await this.rows.lockFirstBoot(tx);
      return !(await this.rows.anyKey(tx));
    });
    if (!needed) return null;
    const { api_key } = await this.create(ctx, {
      name: 'default',
      declared_use: { purpose: 'internal', commercial: true },
    });
    return api_key;
  }

  async update(ctx: Ctx, id: string, body: UpdateProject) {
    const before = await this.view(ctx, id);
    const license = body.default_dataset_license ?? before.default_dataset_license;
    const by = body.default_dataset_license_declared_by ?? before.default_dataset_license_declared_by;
    if (license && !by) {
      throw invalid(
        'missing_required_parameter',
        'A default dataset license is declared by a named member: give default_dataset_license_declared_by.',
        {
          param: 'default_dataset_license_declared_by',
        },
      );
    }
    return this.db.tx(ctx, async (tx) => {
      const row = await this.rows.updateProject(tx, ctx.projectId, {
        ...(body.declared_use ? { declaredUse: body.declared_use } : {}),
        ...settingsOf(body),
      });
      await this.audit.append(tx, ctx, {
        action: 'project.updated',
        targetType: 'project',
        targetId: row.id,
        facts: { ...body },
      });
      return projectView(row);
    });
  }

  async view(ctx: Ctx, id: string) {
    if (id !== 'current' && id !== ctx.projectId) throw notFound('project_not_found', `No project '${id}'.`);
    return projectView(await this.get(ctx));
  }

  /** Of the named member, whom a new name makes; the caller's own where none is named. */
  async createKey(ctx: Ctx, body: CreateKey) {
    const make = () =>
      this.db.tx(ctx, async (tx) => {
        const member = (await this.members.resolve(tx, ctx, body.member ?? ownerOf(ctx))).id;
        const { row, key } = await this.insertKey(tx, ctx, { ...body, member });
        return { ...keyView(row), key };
      });
    return make().catch((error: unknown) => {
      if (isUniqueViolation(error)) return make(); // another request has made the member meanwhile
      throw error;
    });
  }

  /**
   * A new key in the place of the one that the caller came with, which ends when the new one is first used. Only the caller has
   * seen it: what is done with it was done by its member, whoever handed out the key before.
   */
  async rotateKey(ctx: Ctx, id: string) {
    if (id !== 'current' && id !== ctx.actor)
      throw notFound(
        'api_key_not_found',
        `'${id.slice(0, 80)}' is not the key that you came with; only that one can be replaced.`,
      );
    return this.db.tx(ctx, async (tx) => {
      const old = await this.rows.findKey(tx, ctx.projectId, ctx.actor);
      if (!old) throw conflict('api_key_ended', 'The key has been replaced or revoked meanwhile.');
      const { id, sha256, hint, key } = { id: newId('key_'), ...newApiKey() };
      const row = await this.rows.insertKey(tx, {
        ...{ id, projectId: ctx.projectId, memberId: old.memberId, name: old.name, roles: old.roles },
        ...{ sha256, hint, isOwn: true, createdByMember: ctx.member, createdByKey: old.id },
      });
      await this.audit.append(tx, ctx, {
        action: 'api_key.rotated',
        targetType: 'api_key',
        targetId: row.id,
        facts: {
          replaces: old.id,
          member: old.memberId,
          handed_out_by: old.isOwn ? null : old.createdByMember,
        },
      });
      return { ...keyView(row), key };
    });
  }

  async listKeys(ctx: Ctx, page: PageQuery) {
    const rows = await this.db.tx(ctx, (tx) => this.rows.listKeys(tx, ctx.projectId, page));
    return pageOf(rows, page.limit, keyView);
  }

  async revokeKey(ctx: Ctx, id: string) {
    await this.db.tx(ctx, async (tx) => {
      if (!(await this.rows.revokeKey(tx, ctx.projectId, id, this.clock.now()))) {
        throw notFound('api_key_not_found', `No API key '${id}' that is still valid.`);
      }
      await this.audit.append(tx, ctx, { action: 'api_key.revoked', targetType: 'api_key', targetId: id });
    });
    return { id, object: 'api_key', deleted: true };
  }

  private async insertKey(tx: Tx, ctx: Ctx, of: { name: string; roles: Role[]; member: string }) {
    const { name, roles, member } = of;
    const { key, sha256, hint } = newApiKey();
    const { madeByMember, madeByKey } = makerOf(ctx);
    const row = await this.rows.insertKey(tx, {
      id: newId('key_'),
      projectId: ctx.projectId,
      memberId: member,
      name,
      sha256,
      hint,
      roles,
      createdByMember: madeByMember,
      createdByKey: madeByKey,
    });
    await this.audit.append(tx, ctx, {
      action: 'api_key.created',
      targetType: 'api_key',
      targetId: row.id,
      facts: { name, roles, member },
    });
    return { row, key };
  }
}

/** Background work makes keys for nobody but the project's first member. */
const ownerOf = (ctx: Ctx): string => (ctx.member === 'system' ? FIRST_MEMBER : ctx.member);

const settingsOf = (body: UpdateProject) => ({
  licenseProfile: body.license_profile,
  onNeedsReview: body.on_needs_review,
  defaultDatasetLicense: body.default_dataset_license,
  defaultDatasetLicenseDeclaredBy: body.default_dataset_license_declared_by,
  selfReview: body.self_review,
  protectedAliases: body.protected_aliases,
  expiryDrainSeconds: body.expiry_drain_seconds,
});

export const projectView = (row: ProjectRow) => ({
  id: row.id,
  object: 'project' as const,
  name: row.name,
  org: row.org,
  declared_use: row.declaredUse,
  license_profile: row.licenseProfile,
  on_needs_review: row.onNeedsReview,
  default_dataset_license: row.defaultDatasetLicense,
  default_dataset_license_declared_by: row.defaultDatasetLicenseDeclaredBy,
  self_review: row.selfReview,
  protected_aliases: row.protectedAliases,
  expiry_drain_seconds: row.expiryDrainSeconds,
  created_at: unix(row.createdAt),
});

const keyView = (row: ApiKeyRow) => ({
  id: row.id,
  object: 'api_key' as const,
  name: row.name,
  hint: row.hint,
  roles: row.roles,
  member: row.memberId,
  created_by: row.createdByMember,
  own: row.isOwn,
  created_at: unix(row.createdAt),
  last_used_at: unixOrNull(row.lastUsedAt),
  revoked_at: unixOrNull(row.revokedAt),
});
