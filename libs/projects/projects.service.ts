import { Inject, Injectable, Optional } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import { type Ctx, type MemberKind, type Role, systemCtx } from '#kernel/context.js';
import { conflict, denied, invalid, notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
// eslint-disable-next-line luthier/slice-order -- making a key is audited like everything else
import { AuditService } from '#audit/audit.service.js';
import type { Config } from '#platform/config.js';
import { Db, isUniqueViolation, type Tx } from '#platform/db.js';
import { assertRevision } from '#platform/if-match.js';
import { keepAnswer } from '#platform/once.js';
import { routes } from '#platform/route.js';
import { CLOCK, CONFIG } from '#platform/tokens.js';
import { hashApiKey, newApiKey } from '#projects/api-key.js';
import { FIGURES, useOfToday, type UseOfToday } from '#projects/declared-use.js';
import { assertRights, expiryOf, type KeyTerms } from '#projects/key-terms.js';
import { loginRoles, makerOf, type MemberRow, MembersService } from '#projects/members.service.js';
import { assertDeclared, settingsOf } from '#projects/project-settings.js';
import type {
  CreateKey,
  CreateProject,
  DeclaredUse,
  LicenseProfile,
  UpdateProject,
} from '#projects/projects.contract.js';
import {
  type ApiKeyRow,
  type KeyWithMember,
  type ProjectRow,
  ProjectsRepository,
} from '#projects/projects.repository.js';
import { keyView, projectView } from '#projects/projects.view.js';

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
    @Optional() @Inject(CONFIG) private readonly limits?: Pick<Config, 'LUTHIER_API_KEY_MAX_DAYS'>,
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

  /** What license questions are asked under now; it does not change before the caller's transaction ends. */
  async declaredNow(tx: Tx, id: string): Promise<{ use: UseOfToday; profile: LicenseProfile }> {
    const row = await this.rows.holdProject(tx, id);
    if (!row) throw notFound('project_not_found', `No project '${id}'.`);
    // an older row may declare what a project does not any more: grants come from reviews alone
    const {
      grants: _g,
      attested_texts: _t,
      ...declared
    } = row.declaredUse as DeclaredUse & Record<string, unknown>;
    const use = useOfToday(declared, {
      ...{ confirmedAt: row.figuresConfirmedAt, maxAgeDays: row.figuresMaxAgeDays, now: this.clock.now() },
    });
    return { use, profile: row.licenseProfile as LicenseProfile };
  }

  /** Who holds this key; null for an unknown, revoked or expired one. */
  async authenticate(key: string, requestId: string): Promise<Ctx | null> {
    const known = await this.identify(key, requestId);
    return known?.state === 'live' ? known.ctx : null;
  }

  findByName(tx: Tx, name: string): Promise<ProjectRow | null> {
    return this.rows.findProjectByName(tx, name);
  }

  /** The live keys that a trust policy has given out end with it. */
  endKeysOfTrust(tx: Tx, trustId: string): Promise<void> {
    return this.rows.revokeKeysOfTrust(tx, trustId, this.clock.now());
  }

  /** Whose key this is and whether it still opens anything; null for one that was never made. */
  async identify(key: string, requestId: string): Promise<KnownKey | null> {
    return this.db.tx(systemCtx(), async (tx) =>
      this.known(tx, await this.rows.findKeyByHash(tx, hashApiKey(key)), requestId),
    );
  }

  /** The same for a key that a session stands for. */
  async identifyById(id: string, requestId: string): Promise<KnownKey | null> {
    return this.db.tx(systemCtx(), async (tx) =>
      this.known(tx, await this.rows.findAnyKey(tx, id), requestId),
    );
  }

  private async known(tx: Tx, row: KeyWithMember | null, requestId: string): Promise<KnownKey | null> {
    if (!row) return null;
    const now = this.clock.now();
    const state = keyState(row, now);
    if (state === 'live' && now.getTime() - (row.lastUsedAt?.getTime() ?? 0) > TOUCH_EVERY_MS)
      await this.rows.touchKey(tx, row.id, now);
    if (row.isOwn && !row.lastUsedAt) await this.endReplaced(tx, row, requestId);
    const ctx = {
      projectId: row.projectId,
      actor: row.id,
      member: row.memberId,
      roles: rolesNow(row),
      scopes: row.scopes,
      caller: row.firstOfLine ?? row.id,
      kind: row.member.kind as MemberKind,
      requestId,
    };
    return { state, ctx, key: { id: row.id, name: row.name, hint: row.hint } };
  }

  /** What projects are called, by id. */
  async namesOf(ids: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.db.tx(systemCtx(), (tx) => this.rows.namesOf(tx, ids));
    return new Map(rows.map(({ id, name }) => [id, name]));
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
    const admin: KeyTerms = { roles: ['admin'] };
    assertRights({ roles: ctx.roles, scopes: ctx.scopes ?? [] }, admin, routes());
    const id = newId('proj_');
    const own = { ...ctx, projectId: id };
    try {
      return await this.db.tx({ projectId: '*' }, async (tx) => {
        const project = await this.rows.insertProject(tx, {
          id,
          name: body.name,
          org: body.org ?? 'personal',
          declaredUse: body.declared_use ?? {},
          figuresConfirmedAt: this.clock.now(),
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

  /** Throws 428 and 412 as every change of what was read. */
  async update(ctx: Ctx, id: string, of: { ifMatch: string | undefined; body: UpdateProject }) {
    assertOwn(ctx, id);
    const { ifMatch, body } = of;
    return this.db.tx(ctx, async (tx) => {
      const before = await this.rows.lockProject(tx, ctx.projectId);
      if (!before) throw notFound('project_not_found', `No project '${id}'.`);
      assertRevision(before.version, ifMatch);
      assertDeclared(before, body);
      const row = await this.rows.updateProject(tx, ctx.projectId, {
        ...(body.declared_use
          ? { declaredUse: body.declared_use, figuresConfirmedAt: this.clock.now() }
          : {}),
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

  /** Says that the declared users and revenue still hold, and since when nobody has to ask again. */
  async confirmUse(ctx: Ctx, id: string) {
    await this.view(ctx, id);
    return this.db.tx(ctx, async (tx) => {
      const row = await this.rows.updateProject(tx, ctx.projectId, { figuresConfirmedAt: this.clock.now() });
      const declared = row.declaredUse as DeclaredUse;
      const figures = Object.fromEntries(FIGURES.map((field) => [field, declared[field] ?? null]));
      await this.audit.append(tx, ctx, {
        action: 'project.use_confirmed',
        targetType: 'project',
        targetId: row.id,
        facts: figures,
      });
      const answer = projectView(row);
      await keepAnswer(tx, ctx, answer);
      return answer;
    });
  }

  /** The one that the key opens, where it lies on the page. */
  async list(ctx: Ctx, page: PageQuery) {
    // projects have no row-level security: another's id is no cursor, and not known to be one
    const param = page.after === undefined ? 'before' : 'after';
    if ((page[param] ?? ctx.projectId) !== ctx.projectId)
      throw invalid('invalid_value', `'${page[param]}' is no id of this list.`, { param });
    const rows = await this.db.tx(ctx, (tx) => this.rows.listProjects(tx, ctx.projectId, page));
    return pageOf(rows, page.limit, projectView);
  }

  async view(ctx: Ctx, id: string) {
    assertOwn(ctx, id);
    return projectView(await this.get(ctx));
  }

  /**
   * Of the named member, whom a new name makes; the caller's own where none is named. Throws denied `exceeds_own_rights` for
   * more than the caller has.
   */
  async createKey(ctx: Ctx, body: CreateKey) {
    const make = () =>
      this.db.tx(ctx, async (tx) => {
        const member = await this.members.resolve(tx, ctx, body.member ?? ownerOf(ctx));
        this.assertMayGive(ctx, member, body);
        const expiresAt = this.expiry(body.expires_at);
        const { row, key } = await this.insertKey(tx, ctx, {
          ...{ name: body.name, roles: body.roles, member: member.id },
          ...{ scopes: body.scopes ?? [], expiresAt },
        });
        return { ...keyView(row), key };
      });
    return make().catch((error: unknown) => {
      if (isUniqueViolation(error)) return make(); // another request has made the member meanwhile
      throw error;
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

  /** Throws where the maker of a key may not give these rights, or not to this member. */
  assertMayGive(ctx: Ctx, member: { kind: string }, terms: KeyTerms): void {
    if (ctx.kind === 'service_account' && member.kind !== 'service_account')
      throw denied('person_required', 'A service account makes keys for service accounts only.');
    if (member.kind === 'service_account' && terms.roles.includes('reviewer'))
      throw invalid('invalid_value', 'A service account reviews nothing: give its key another role.', {
        param: 'roles',
      });
    assertRights({ roles: ctx.roles, scopes: ctx.scopes ?? [] }, terms, routes());
  }

  /** A live service account by id or name. Throws `invalid_value`. */
  async serviceAccount(tx: Tx, ctx: Ctx, ref: string): Promise<MemberRow> {
    const row = await this.members.find(tx, ctx, ref);
    if (row?.kind === 'service_account') return row;
    throw invalid(
      'invalid_value',
      `'${ref}' is no service account of this project; POST /v1/members makes one.`,
      { param: 'service_account' },
    );
  }

  /** When a key made now ends. */
  expiry(expiresAt: number | null | undefined): Date | null {
    return expiryOf(expiresAt, this.clock.now(), this.limits?.LUTHIER_API_KEY_MAX_DAYS ?? 0);
  }

  /** In a transaction of the caller, who has checked that these rights may be given. */
  async insertKey(tx: Tx, ctx: Ctx, of: NewKey) {
    const { name, roles, member } = of;
    const { scopes = [], expiresAt = null, origin = 'made', trustId = null, firstOfLine = null } = of;
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
      ...{ scopes: [...scopes], expiresAt, origin, trustId, firstOfLine },
    });
    await this.audit.append(tx, ctx, {
      action: 'api_key.created',
      targetType: 'api_key',
      targetId: row.id,
      facts: { name, roles, member, scopes, expires_at: expiresAt, ...of.facts },
    });
    return { row, key };
  }
}

export type KeyState = 'live' | 'revoked' | 'expired';
export interface KnownKey {
  state: KeyState;
  ctx: Ctx;
  key: { id: string; name: string; hint: string };
}

export interface NewKey {
  name: string;
  roles: Role[];
  /** Whose key it is: a member's id. */
  member: string;
  scopes?: readonly string[];
  expiresAt?: Date | null;
  /** How it came to be: by hand, by a login, or by a token that was exchanged. */
  origin?: 'made' | 'login' | 'exchange';
  trustId?: string;
  /** Of the keys in whose place it comes: the first. */
  firstOfLine?: string;
  /** Further facts for the audit event. */
  facts?: Record<string, unknown>;
}

export function keyState(row: KeyWithMember, now: Date): KeyState {
  if (row.revokedAt || row.member.removedAt) return 'revoked';
  return row.expiresAt && row.expiresAt <= now ? 'expired' : 'live';
}

/** A key that a login gave never outlives the rights of its person. */
function rolesNow(row: KeyWithMember): Role[] {
  const roles = row.roles as Role[];
  if (row.origin !== 'login') return roles;
  const own = loginRoles(row.member);
  return roles.filter((role) => own.includes(role));
}

/** Background work makes keys for nobody but the project's first member. */
const ownerOf = (ctx: Ctx): string => (ctx.member === 'system' ? FIRST_MEMBER : ctx.member);

function assertOwn(ctx: Ctx, id: string): void {
  if (id !== 'current' && id !== ctx.projectId) throw notFound('project_not_found', `No project '${id}'.`);
}
