import { Injectable } from '@nestjs/common';
import type { Prisma, Tx } from '#platform/db.js';

export type DatasetReportRow = Prisma.DatasetReportGetPayload<object>;

@Injectable()
export class DatasetReportsRepository {
  find(tx: Tx, projectId: string, key: string): Promise<DatasetReportRow | null> {
    return tx.datasetReport.findUnique({ where: { projectId_key: { projectId, key } } });
  }

  /** False where another request has begun the same report. */
  async begin(tx: Tx, data: Prisma.DatasetReportUncheckedCreateInput): Promise<boolean> {
    const { count } = await tx.datasetReport.createMany({ data, skipDuplicates: true });
    return count === 1;
  }

  /** Puts a new job in place of one that ended without a report; false where another request did. */
  async begunAgain(tx: Tx, row: DatasetReportRow, jobId: string): Promise<boolean> {
    const { projectId, key } = row;
    const where = { projectId, key, jobId: row.jobId };
    return (await tx.datasetReport.updateMany({ where, data: { jobId } })).count === 1;
  }
}
