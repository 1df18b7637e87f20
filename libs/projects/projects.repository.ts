import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { pageArgs } from '#platform/cursor.js';
import type { Prisma, Tx } from '#platform/db.js';

export type ProjectRow = Prisma.ProjectGetPayload<object>;
export type ApiKeyRow = Prisma.ApiKeyGetPayload<object>;
const WITH_MEMBER = {
  member: { select: { kind: true, roles: true, claimRoles: true, removedAt: true } },
} as const;
export type KeyWithMember = Prisma.ApiKeyGetPayload<{ include: typeof WITH_MEMBER }>;

@Injectable()
export class ProjectsRepository {
  insertProject(tx: Tx, data: Prisma.ProjectCreateInput): Promise<ProjectRow> {
    return tx.project.create({ data });
  }

  findProject(tx: Tx, id: string): Promise<ProjectRow | null> {
    return tx.project.findUnique({ where: { id } });
  }

  async listProjects(tx: Tx, own: string, page: PageQuery): Promise<ProjectRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, {
      table: 'project',
      prefix: 'proj_',
    });
    return arrange(await tx.project.findMany({ where: { AND: [{ id: own }, within] }, orderBy, take }));
  }

  /** The row, held until the transaction ends: readers may hold it together, a change waits. */
  async holdProject(tx: Tx, id: string): Promise<ProjectRow | null> {
    await tx.$queryRaw`SELECT 1 FROM project WHERE id = ${id} FOR SHARE`;
    return this.findProject(tx, id);
  }

  /** The row, for its change alone until the transaction ends. */
  async lockProject(tx: Tx, id: string): Promise<ProjectRow | null> {
    await tx.$queryRaw`SELECT 1 FROM project WHERE id = ${id} FOR UPDATE`;
    return this.findProject(tx, id);
  }

  findProjectByName(tx: Tx, name: string): Promise<ProjectRow | null> {
    return tx.project.findUnique({ where: { name } });
  }

  updateProject(tx: Tx, id: string, data: Prisma.ProjectUpdateInput): Promise<ProjectRow> {
    return tx.project.update({ where: { id }, data: { ...data, version: { increment: 1 } } });
  }

  insertKey(tx: Tx, data: Prisma.ApiKeyUncheckedCreateInput): Promise<ApiKeyRow> {
    return tx.apiKey.create({ data });
  }

  /** In any state. The lookup is by the hash: how long it takes tells nothing of the key. */
  findKeyByHash(tx: Tx, sha256: string): Promise<KeyWithMember | null> {
    return tx.apiKey.findFirst({ where: { sha256 }, include: WITH_MEMBER });
  }

  /** By id alone: who asks holds a session of it. */
  findAnyKey(tx: Tx, id: string): Promise<KeyWithMember | null> {
    return tx.apiKey.findFirst({ where: { id }, include: WITH_MEMBER });
  }

  namesOf(tx: Tx, ids: readonly string[]): Promise<{ id: string; name: string }[]> {
    return tx.project.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true } });
  }

  findKeyById(tx: Tx, projectId: string, id: string): Promise<KeyWithMember | null> {
    return tx.apiKey.findFirst({ where: { id, projectId }, include: WITH_MEMBER });
  }

  /** Names the successor of a key and when the old one ends; false where somebody was faster. */
  async replaceKey(tx: Tx, id: string, by: { rotatedTo: string; expiresAt?: Date; revokedAt?: Date }) {
    const { count } = await tx.apiKey.updateMany({
      where: { id, revokedAt: null, rotatedTo: null },
      data: by,
    });
    return count === 1;
  }

  /** The live keys that a trust policy has given out end with it. */
  async revokeKeysOfTrust(tx: Tx, trustId: string, at: Date): Promise<void> {
    await tx.apiKey.updateMany({ where: { trustId, revokedAt: null }, data: { revokedAt: at } });
  }

  async listKeys(tx: Tx, projectId: string, page: PageQuery): Promise<ApiKeyRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, { table: 'api_key', prefix: 'key_' });
    return arrange(await tx.apiKey.findMany({ where: { projectId, ...within }, orderBy, take }));
  }

  async revokeKey(tx: Tx, projectId: string, id: string, at: Date): Promise<boolean> {
    const { count } = await tx.apiKey.updateMany({
      where: { id, projectId, revokedAt: null },
      data: { revokedAt: at },
    });
    return count === 1;
  }

  /** Ends the key that an own one replaces, and every other that was made in its place. */
  async endReplaced(tx: Tx, { id, createdByKey }: ApiKeyRow, at: Date): Promise<number> {
    const others = { createdByKey, isOwn: true, id: { not: id } };
    const { count } = await tx.apiKey.updateMany({
      where: { revokedAt: null, OR: [{ id: createdByKey! }, others] },
      data: { revokedAt: at },
    });
    return count;
  }

  findKey(tx: Tx, projectId: string, id: string): Promise<ApiKeyRow | null> {
    return tx.apiKey.findFirst({ where: { id, projectId, revokedAt: null } });
  }

  async touchKey(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.apiKey.updateMany({ where: { id }, data: { lastUsedAt: at } });
  }

  async anyKey(tx: Tx): Promise<boolean> {
    return (await tx.apiKey.count({ take: 1 })) > 0;
  }

  /** Serialises first boots: two api processes must not both make a first key. */
  async lockFirstBoot(tx: Tx): Promise<void> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(7411002)`;
  }
}
