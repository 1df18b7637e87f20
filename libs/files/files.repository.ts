import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { pageArgs } from '#platform/cursor.js';
import { Prisma, type Tx } from '#platform/db.js';
import { SPLITS } from '#dataset-checks/splits.js';
import type { FileReport } from '#dataset-checks/report.contract.js';

export type FileRow = Prisma.FileGetPayload<object>;

/** Neither deleted nor expired. */
const live = (now: Date): Prisma.FileWhereInput => ({
  deletedAt: null,
  OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
});

@Injectable()
export class FilesRepository {
  insert(
    tx: Tx,
    data: Omit<Prisma.FileCreateInput, 'report'> & { report: FileReport | null },
  ): Promise<FileRow> {
    return tx.file.create({ data: { ...data, report: (data.report as object | null) ?? Prisma.DbNull } });
  }

  findLive(tx: Tx, id: string, now: Date): Promise<FileRow | null> {
    return tx.file.findFirst({ where: { id, ...live(now) } });
  }

  /** Also deleted ones: a dataset version outlives its files' rows. */
  findMany(tx: Tx, ids: string[]): Promise<FileRow[]> {
    return tx.file.findMany({ where: { id: { in: ids } } });
  }

  async list(
    tx: Tx,
    filter: { projectId: string; purpose?: string; now: Date },
    page: PageQuery,
  ): Promise<FileRow[]> {
    const { projectId, purpose, now } = filter;
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, { table: 'file', prefix: 'file-' });
    return arrange(
      (await tx.file.findMany({
        where: { projectId, purpose, ...within, ...live(now) },
        omit: { report: true },
        orderBy,
        take,
      })) as FileRow[],
    );
  }

  after(tx: Tx, of: { projectId: string; after: string; limit: number }) {
    return tx.file.findMany({
      where: { projectId: of.projectId, id: { gt: of.after }, purpose: 'fine-tune' },
      orderBy: { id: 'asc' },
      take: of.limit,
      select: { id: true, sha256: true },
    });
  }

  async markDeleted(tx: Tx, id: string, at: Date): Promise<boolean> {
    const { count } = await tx.file.updateMany({ where: { id, deletedAt: null }, data: { deletedAt: at } });
    return count === 1;
  }

  async expired(tx: Tx, now: Date, limit: number): Promise<string[]> {
    const rows = await tx.file.findMany({
      where: { deletedAt: null, expiresAt: { lte: now } },
      orderBy: { id: 'asc' },
      take: limit,
      select: { id: true },
    });
    return rows.map((row) => row.id);
  }

  /** The files behind dataset versions, as the versions name them: their rows may be gone. */
  async splitsOf(tx: Tx, versionIds: readonly string[]): Promise<{ id: string; sha256: string }[]> {
    const rows = await tx.datasetVersion.findMany({
      where: { id: { in: [...versionIds] } },
      select: { splits: true },
    });
    return rows.flatMap(({ splits }) =>
      Object.values(splits as Record<string, { file_id: string; sha256: string }>).map(
        ({ file_id: id, sha256 }) => ({ id, sha256 }),
      ),
    );
  }

  withContent(tx: Tx, projectId: string, contents: readonly string[]) {
    return tx.file.findMany({
      where: { projectId, sha256: { in: [...contents] } },
      select: { id: true, sha256: true },
    });
  }

  /** Dataset versions that have this file in one of their splits. */
  async versionsWith(tx: Tx, fileId: string): Promise<string[]> {
    const rows = await tx.datasetVersion.findMany({
      where: { OR: SPLITS.map((split) => ({ splits: { path: [split, 'file_id'], equals: fileId } })) },
      select: { id: true },
    });
    return rows.map((row) => row.id);
  }
}
