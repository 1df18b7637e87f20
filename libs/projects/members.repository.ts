import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { pageArgs } from '#platform/cursor.js';
import type { Prisma, Tx } from '#platform/db.js';
import type { KeyOrigin } from './key-origin.js';

const WITH_KEYS = {
  keys: { where: { revokedAt: null }, select: { id: true, roles: true, scopes: true, expiresAt: true } },
} as const;
export type MemberRow = Prisma.MemberGetPayload<{ include: typeof WITH_KEYS }>;

@Injectable()
export class MembersRepository {
  insert(tx: Tx, data: Prisma.MemberUncheckedCreateInput): Promise<MemberRow> {
    return tx.member.create({ data, include: WITH_KEYS });
  }

  find(tx: Tx, where: { projectId: string; id: string } | { projectId: string; name: string }) {
    return tx.member.findFirst({ where, include: WITH_KEYS });
  }

  findMany(tx: Tx, ids: readonly string[]): Promise<MemberRow[]> {
    return tx.member.findMany({ where: { id: { in: [...ids] } }, include: WITH_KEYS });
  }

  /** These keys, and every key that they were made with. */
  async origins(tx: Tx, ids: readonly string[]): Promise<Map<string, KeyOrigin>> {
    const rows = await tx.$queryRaw<KeyOrigin[]>`
      WITH RECURSIVE up AS (
        SELECT id, member_id, is_own, created_by_member, created_by_key FROM api_key WHERE id = ANY(${[...ids]}::text[])
        UNION SELECT k.id, k.member_id, k.is_own, k.created_by_member, k.created_by_key FROM up JOIN api_key k ON k.id = up.created_by_key
      )
      SELECT id, member_id AS member, is_own AS "isOwn", created_by_member AS "madeBy", created_by_key AS "madeWith"
      FROM up`;
    return new Map(rows.map((row) => [row.id, row]));
  }

  async list(tx: Tx, projectId: string, page: PageQuery): Promise<MemberRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, { table: 'member', prefix: 'mem_' });
    const where = { projectId, ...within, removedAt: null };
    return arrange(await tx.member.findMany({ where, include: WITH_KEYS, orderBy, take }));
  }

  withMail(tx: Tx, projectId: string): Promise<MemberRow[]> {
    const where = { projectId, removedAt: null, email: { not: null }, notify: { not: 'none' } };
    return tx.member.findMany({ where, include: WITH_KEYS, orderBy: { id: 'asc' } });
  }

  async update(tx: Tx, id: string, data: Prisma.MemberUncheckedUpdateInput): Promise<MemberRow> {
    return tx.member.update({ where: { id }, data, include: WITH_KEYS });
  }

  countLive(tx: Tx, projectId: string): Promise<number> {
    return tx.member.count({ where: { projectId, removedAt: null } });
  }

  /**
   * Ways in as admin of members other than `id`, by key or by login, under a lock: two removals at once must not leave none. A
   * key that is scoped down or came of a token lets nobody else in.
   */
  async otherAdmins(tx: Tx, projectId: string, id: string, now: Date): Promise<number> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`admins:${projectId}`}, 0))`;
    const keys = await tx.apiKey.count({
      where: {
        ...{ projectId, revokedAt: null, origin: 'made', roles: { has: 'admin' }, scopes: { isEmpty: true } },
        ...{ memberId: { not: id }, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
      },
    });
    const logins = await tx.member.count({
      where: {
        ...{ projectId, id: { not: id }, removedAt: null, identityId: { not: null } },
        OR: [{ roles: { has: 'admin' } }, { claimRoles: { has: 'admin' } }],
      },
    });
    return keys + logins;
  }

  /** The live memberships of a person, oldest first. */
  ofIdentity(tx: Tx, identityId: string): Promise<MemberRow[]> {
    return tx.member.findMany({
      where: { identityId, removedAt: null },
      include: WITH_KEYS,
      orderBy: { id: 'asc' },
    });
  }

  findOfIdentity(tx: Tx, projectId: string, identityId: string): Promise<MemberRow | null> {
    return tx.member.findFirst({ where: { projectId, identityId }, include: WITH_KEYS });
  }

  updateLogin(
    tx: Tx,
    id: string,
    data: {
      identityId?: string;
      roles?: string[];
      claimRoles?: string[];
      email?: string | null;
      removedAt?: null;
    },
  ): Promise<MemberRow> {
    return tx.member.update({ where: { id }, data, include: WITH_KEYS });
  }

  async remove(tx: Tx, id: string, at: Date): Promise<boolean> {
    const { count } = await tx.member.updateMany({ where: { id, removedAt: null }, data: { removedAt: at } });
    if (count === 1)
      await tx.apiKey.updateMany({ where: { memberId: id, revokedAt: null }, data: { revokedAt: at } });
    return count === 1;
  }
}
