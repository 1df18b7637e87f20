import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { pageArgs } from '#platform/cursor.js';
import type { Prisma, Tx } from '#platform/db.js';

export type DatasetImportRow = Prisma.DatasetImportGetPayload<object>;

@Injectable()
export class DatasetImportsRepository {
  insert(tx: Tx, data: Prisma.DatasetImportUncheckedCreateInput): Promise<DatasetImportRow> {
    return tx.datasetImport.create({ data });
  }

  find(tx: Tx, id: string): Promise<DatasetImportRow | null> {
    return tx.datasetImport.findUnique({ where: { id } });
  }

  async list(tx: Tx, where: Prisma.DatasetImportWhereInput, page: PageQuery): Promise<DatasetImportRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, {
      table: 'dataset_import',
      prefix: 'op_',
    });
    return arrange(await tx.datasetImport.findMany({ where: { ...where, ...within }, orderBy, take }));
  }

  async due(tx: Tx, now: Date, limit: number): Promise<string[]> {
    const where = { nextStepAt: { lte: now } };
    const rows = await tx.datasetImport.findMany({
      where,
      orderBy: { nextStepAt: 'asc' },
      take: limit,
      select: { id: true },
    });
    return rows.map((row) => row.id);
  }

  /** Takes a due row for itself up to `until`, which is the token of every later write. */
  async claim(tx: Tx, id: string, now: Date, until: Date): Promise<DatasetImportRow | null> {
    const where = { id, nextStepAt: { lte: now } };
    const data = { nextStepAt: until, attempts: { increment: 1 } };
    const { count } = await tx.datasetImport.updateMany({ where, data });
    return count === 1 ? this.find(tx, id) : null;
  }

  /** False: another worker has the row, or it was cancelled meanwhile. */
  async apply(
    tx: Tx,
    claimed: DatasetImportRow,
    data: Prisma.DatasetImportUncheckedUpdateManyInput,
  ): Promise<boolean> {
    const where = { id: claimed.id, state: 'running', nextStepAt: claimed.nextStepAt };
    return (await tx.datasetImport.updateMany({ where, data })).count === 1;
  }

  async cancel(tx: Tx, id: string, finishedAt: Date): Promise<boolean> {
    const data = { state: 'cancelled', finishedAt, nextStepAt: null };
    return (await tx.datasetImport.updateMany({ where: { id, state: 'running' }, data })).count === 1;
  }
}
