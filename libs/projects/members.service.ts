import { Inject, Injectable } from '@nestjs/common';
import { type Clock, unix, unixOrNull } from '#kernel/clock.js';
import type { Ctx, MemberKind, Role } from '#kernel/context.js';
import { conflict, denied, invalid, notFound } from '#kernel/errors.js';
import { isId, newId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
// eslint-disable-next-line luthier/slice-order -- adding a member is audited like everything else
import { AuditService } from '#audit/audit.service.js';
import { Db, isUniqueViolation, type Tx } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import { handsOf } from './key-origin.js';
import { assertRights } from './key-terms.js';
import type { UpdateMember } from './members.contract.js';
import { type MemberRow, MembersRepository } from './members.repository.js';

export type { MemberRow };

/** The people of a project. Roles are on their keys: a member may do what any of its live keys may. */
@Injectable()
export class MembersService {
  constructor(
    private readonly db: Db,
    private readonly rows: MembersRepository,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(ctx: Ctx, page: PageQuery) {
    const rows = await this.db.tx(ctx, (tx) => this.rows.list(tx, ctx.projectId, page));
    return pageOf(rows, page.limit, memberView);
  }

  /** Throws conflict `already_exists` for a name that is taken, also by a removed member: a name stands for one person. */
  async create(ctx: Ctx, body: NewMember) {
    try {
      return memberView(await this.db.tx(ctx, (tx) => this.insert(tx, ctx, body)));
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw conflict('already_exists', `The project has had a member named '${body.name}' already.`, {
        param: 'name',
      });
    }
  }

  /**
   * A member's own settings, by itself or by an admin; its roles by an admin alone. Throws denied `insufficient_permissions`,
   * conflict `last_admin`, `invalid_value` for the roles of a service account.
   */
  async update(ctx: Ctx, ref: string, { roles, ...own }: UpdateMember) {
    const id = ref === 'current' ? ctx.member : ref;
    const isAdmin = ctx.roles.includes('admin');
    return this.db.tx(ctx, async (tx) => {
      const row = await this.live(tx, ctx, id);
      if (!isAdmin && (row.id !== ctx.member || roles))
        throw denied(
          'insufficient_permissions',
          "Roles, and another member's settings, need the role admin.",
        );
      if (roles) await this.setRoles(tx, ctx, row, roles);
      const after = await this.rows.update(tx, id, own);
      if (Object.keys(own).length > 0)
        await this.audit.append(tx, ctx, {
          action: 'member.updated',
          targetType: 'member',
          targetId: id,
          facts: own,
        });
      return memberView(after);
    });
  }

  /** The roles of a person who logs in. */
  private async setRoles(tx: Tx, ctx: Ctx, row: MemberRow, roles: Role[]): Promise<void> {
    // a session is narrowed down by nothing: whoever is may not give one
    assertRights({ roles: ctx.roles, scopes: ctx.scopes ?? [] }, { roles, scopes: [] }, []);
    if (row.kind !== 'person')
      throw invalid('invalid_value', 'A service account does not log in: its keys carry its roles.', {
        param: 'roles',
      });
    const others = await this.rows.otherAdmins(tx, ctx.projectId, row.id, this.clock.now());
    if (others === 0 && holds(row, 'admin') && !holds({ ...row, roles }, 'admin'))
      throw conflict('last_admin', `'${row.name}' is the last admin: nobody could let another in.`);
    await this.rows.update(tx, row.id, { roles });
    await this.audit.append(tx, ctx, {
      action: 'member.roles_set',
      targetType: 'member',
      targetId: row.id,
      facts: { before: row.roles, roles },
    });
  }

  private async live(tx: Tx, ctx: Ctx, id: string): Promise<MemberRow> {
    const row = await this.rows.find(tx, { projectId: ctx.projectId, id });
    if (!row || row.removedAt) throw notFound('member_not_found', `No member '${id.slice(0, 80)}'.`);
    return row;
  }

  async remove(ctx: Ctx, id: string) {
    await this.db.tx(ctx, async (tx) => {
      const row = await this.live(tx, ctx, id);
      if ((await this.rows.otherAdmins(tx, ctx.projectId, id, this.clock.now())) === 0)
        throw conflict('last_admin', `'${row.name}' holds the last admin key: nobody could let another in.`);
      await this.rows.remove(tx, id, this.clock.now());
      await this.audit.append(tx, ctx, {
        action: 'member.removed',
        targetType: 'member',
        targetId: id,
        facts: { name: row.name },
      });
    });
    return { id, object: 'member' as const, deleted: true };
  }

  /** The member of that id or name; a new name makes the member. Throws `invalid_value` for one that was removed. */
  async resolve(tx: Tx, ctx: Ctx, ref: string): Promise<MemberRow> {
    const { projectId } = ctx;
    const byId = ref.startsWith('mem_');
    const row = await this.rows.find(tx, byId ? { projectId, id: ref } : { projectId, name: ref });
    if (row && !row.removedAt) return row;
    if (!row && !byId) return this.insert(tx, ctx, { name: ref });
    const why = row ? 'was removed' : 'is not there';
    throw invalid('invalid_value', `The member '${ref}' ${why}; GET /v1/members lists who is.`, {
      param: 'member',
    });
  }

  /** A live member by id or name. */
  async find(tx: Tx, ctx: Ctx, ref: string): Promise<MemberRow | null> {
    const { projectId } = ctx;
    const row = await this.rows.find(
      tx,
      ref.startsWith('mem_') ? { projectId, id: ref } : { projectId, name: ref },
    );
    return row?.removedAt ? null : row;
  }

  /** By id, in any state; for names on a record. */
  async named(tx: Tx, ids: readonly string[]): Promise<Map<string, MemberRow>> {
    return new Map((await this.rows.findMany(tx, ids)).map((row) => [row.id, row]));
  }

  /** Members who could act in the name of who acts with this key: its makers, and who added its member. */
  async handsOf(tx: Tx, of: { member: string; key: string }): Promise<string[]> {
    if (isId('ses_', of.key)) return []; // the identity provider says who it is, whoever let the person in
    const [row] = await this.rows.findMany(tx, [of.member]);
    const addedWith = row?.addedByKey ?? null;
    const keys = await this.rows.origins(tx, [of.key, ...(addedWith ? [addedWith] : [])]);
    return handsOf({ key: of.key, addedWith, addedBy: row?.addedByMember ?? null, keys });
  }

  /** Live members who can be told something by mail, and want to be. */
  withMail(tx: Tx, projectId: string): Promise<MemberRow[]> {
    return this.rows.withMail(tx, projectId);
  }

  liveCount(tx: Tx, projectId: string): Promise<number> {
    return this.rows.countLive(tx, projectId);
  }

  private async insert(tx: Tx, ctx: Ctx, body: NewMember): Promise<MemberRow> {
    const row = await this.rows.insert(tx, {
      id: newId('mem_'),
      projectId: ctx.projectId,
      name: body.name,
      email: body.email ?? null,
      ...addedBy(ctx),
      kind: body.kind ?? 'person',
      createdAt: this.clock.now(),
    });
    await this.audit.append(tx, ctx, {
      action: 'member.added',
      targetType: 'member',
      targetId: row.id,
      facts: { name: row.name, kind: row.kind },
    });
    return row;
  }
}

const addedBy = (ctx: Ctx) => {
  const { madeByMember, madeByKey } = makerOf(ctx);
  return { addedByMember: madeByMember, addedByKey: madeByKey };
};

/** Who makes a key or a member, and with which key; with none in a session. */
export const makerOf = ({ actor, member }: Ctx) =>
  isId('mem_', member)
    ? { madeByMember: member, madeByKey: isId('key_', actor) ? actor : null }
    : { madeByMember: null, madeByKey: null };

interface NewMember {
  name: string;
  email?: string | undefined;
  kind?: MemberKind | undefined;
}

/** What the person may do when logged in. */
export const loginRoles = (row: Pick<MemberRow, 'roles' | 'claimRoles' | 'removedAt'>): Role[] =>
  row.removedAt ? [] : ([...new Set([...row.roles, ...row.claimRoles])].sort() as Role[]);

const live = (key: MemberRow['keys'][number]) => !key.expiresAt || key.expiresAt.getTime() > Date.now();

export const rolesOf = (row: MemberRow): Role[] =>
  row.removedAt
    ? []
    : ([
        ...new Set([...row.keys.filter(live).flatMap((key) => key.roles), ...loginRoles(row)]),
      ].sort() as Role[]);

/**
 * Whether the member may do now what needs `role`, by login or by a key whose scopes include what `role` is for; admin may do
 * all. A service account reviews nothing.
 */
export function holds(row: MemberRow | undefined, role: 'reviewer' | 'admin'): boolean {
  if (!row || (role === 'reviewer' && row.kind !== 'person')) return false;
  const enough = ({ scopes }: MemberRow['keys'][number]) =>
    scopes.length === 0 || (role === 'reviewer' && scopes.includes('reviews:write'));
  return rolesOf({ ...row, keys: row.keys.filter(enough) }).some((one) => one === role || one === 'admin');
}

const memberView = (row: MemberRow) => ({
  id: row.id,
  object: 'member' as const,
  name: row.name,
  email: row.email,
  kind: row.kind,
  notify: row.notify,
  roles: rolesOf(row),
  added_by: row.addedByMember,
  login_roles: loginRoles(row),
  created_at: unix(row.createdAt),
  removed_at: unixOrNull(row.removedAt),
});
