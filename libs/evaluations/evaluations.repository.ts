import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { pageArgs } from '#platform/cursor.js';
import type { Prisma, Tx } from '#platform/db.js';

export type EvaluationRow = Prisma.EvaluationGetPayload<object>;

@Injectable()
export class EvaluationsRepository {
  /** One row per job: written when the job ends, however often that is told. */
  save(tx: Tx, data: Prisma.EvaluationUncheckedCreateInput): Promise<EvaluationRow> {
    return tx.evaluation.upsert({ where: { jobId: data.jobId }, create: data, update: data });
  }

  find(tx: Tx, id: string): Promise<EvaluationRow | null> {
    return tx.evaluation.findFirst({ where: { OR: [{ id }, { jobId: id }] } });
  }

  async list(tx: Tx, where: Prisma.EvaluationWhereInput, page: PageQuery): Promise<EvaluationRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, {
      table: 'evaluation',
      prefix: 'eval_',
    });
    return arrange(await tx.evaluation.findMany({ where: { ...where, ...within }, orderBy, take }));
  }

  forSubjects(tx: Tx, subjectIds: string[]): Promise<EvaluationRow[]> {
    return tx.evaluation.findMany({ where: { subjectId: { in: subjectIds } }, orderBy: { id: 'asc' } });
  }
}
