import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { newestIds, pageArgs } from '#platform/cursor.js';
import type { Prisma, Tx } from '#platform/db.js';

export type DatasetRow = Prisma.DatasetGetPayload<object>;
export type DatasetVersionRow = Prisma.DatasetVersionGetPayload<object>;

@Injectable()
export class DatasetsRepository {
  insertDataset(tx: Tx, data: Prisma.DatasetCreateInput): Promise<DatasetRow> {
    return tx.dataset.create({ data });
  }

  /** The dataset of this name, made where it is missing; two callers at once get the same row. */
  async ensureDataset(
    tx: Tx,
    data: { id: string; projectId: string; name: string },
  ): Promise<{ row: DatasetRow; isNew: boolean }> {
    const { count } = await tx.dataset.createMany({ data, skipDuplicates: true });
    const { projectId, name } = data;
    const row = await tx.dataset.findUniqueOrThrow({ where: { projectId_name: { projectId, name } } });
    return { row, isNew: count === 1 };
  }

  findDataset(tx: Tx, id: string): Promise<DatasetRow | null> {
    return tx.dataset.findUnique({ where: { id } });
  }

  findDatasets(tx: Tx, ids: string[]): Promise<DatasetRow[]> {
    return tx.dataset.findMany({ where: { id: { in: ids } } });
  }

  /** Up to `most` of each dataset, the newest first. */
  async newestVersions(tx: Tx, datasetIds: string[], most: number): Promise<DatasetVersionRow[]> {
    const of = { table: 'dataset_version', owner: 'dataset_id', owners: datasetIds, most };
    const where = { id: { in: await newestIds(tx, of) } };
    return tx.datasetVersion.findMany({ where, orderBy: { number: 'desc' } });
  }

  async listDatasets(tx: Tx, projectId: string, page: PageQuery): Promise<DatasetRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, { table: 'dataset', prefix: 'ds_' });
    return arrange(await tx.dataset.findMany({ where: { projectId, ...within }, orderBy, take }));
  }

  /** Makes version numbers come one by one: held to the end of the transaction. */
  async lockDataset(tx: Tx, id: string): Promise<void> {
    await tx.$queryRaw`SELECT 1 FROM dataset WHERE id = ${id} FOR UPDATE`;
  }

  findByDigest(tx: Tx, datasetId: string, digest: string): Promise<DatasetVersionRow | null> {
    return tx.datasetVersion.findUnique({ where: { datasetId_digest: { datasetId, digest } } });
  }

  async nextNumber(tx: Tx, datasetId: string): Promise<number> {
    const { _max } = await tx.datasetVersion.aggregate({ where: { datasetId }, _max: { number: true } });
    return (_max.number ?? 0) + 1;
  }

  insertVersion(tx: Tx, data: Prisma.DatasetVersionUncheckedCreateInput): Promise<DatasetVersionRow> {
    return tx.datasetVersion.create({ data });
  }

  findVersion(tx: Tx, id: string): Promise<DatasetVersionRow | null> {
    return tx.datasetVersion.findUnique({ where: { id } });
  }

  findVersions(tx: Tx, ids: readonly string[]): Promise<DatasetVersionRow[]> {
    return tx.datasetVersion.findMany({ where: { id: { in: [...ids] } } });
  }

  /** The newest version of the project with this training data, of any dataset, that says what made it. */
  async newestWithOrigins(tx: Tx, projectId: string, trainSha256: string): Promise<DatasetVersionRow | null> {
    return tx.datasetVersion.findFirst({
      where: {
        projectId,
        splits: { path: ['train', 'sha256'], equals: trainSha256 },
        NOT: [{ origins: { equals: {} } }, { origins: { equals: { generated_by: [], derived_from: [] } } }],
      },
      orderBy: { id: 'desc' },
    });
  }

  async listVersions(tx: Tx, datasetId: string, page: PageQuery): Promise<DatasetVersionRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, {
      table: 'dataset_version',
      prefix: 'dsv_',
    });
    return arrange(await tx.datasetVersion.findMany({ where: { datasetId, ...within }, orderBy, take }));
  }
}
