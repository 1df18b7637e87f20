import { newId } from '#kernel/ids.js';
import type { Prisma, Tx } from '#platform/db.js';
import { MOST_SAMPLES } from './job-samples.js';

export type JobSampleRow = Prisma.JobSampleGetPayload<object>;
export type NewSample = Pick<
  JobSampleRow,
  'step' | 'index' | 'prompt' | 'text' | 'isCut' | 'finishReason' | 'tokens' | 'createdAt'
>;

export interface SamplesAsk {
  step?: number;
  order: 'asc' | 'desc';
  take: number;
}

/** What trainings answered after their checkpoints; a part of JobLogRepository. */
export class JobSamplesRepository {
  /** A step that a later attempt goes through again is answered anew, under the id that it had. */
  async add(tx: Tx, job: { id: string; projectId: string }, samples: readonly NewSample[]): Promise<void> {
    if (samples.length === 0) return;
    let room = MOST_SAMPLES - (await tx.jobSample.count({ where: { jobId: job.id } }));
    for (const sample of samples) {
      const { step, index } = sample;
      const where = { jobId_step_index: { jobId: job.id, step, index } };
      const there = await tx.jobSample.findUnique({ where, select: { id: true } });
      if (there) await tx.jobSample.update({ where, data: sample });
      else if (room > 0) {
        await tx.jobSample.create({
          data: { ...sample, id: newId('smp_'), jobId: job.id, projectId: job.projectId },
        });
        room -= 1;
      }
    }
  }

  find(tx: Tx, jobId: string, id: string): Promise<JobSampleRow | null> {
    return tx.jobSample.findFirst({ where: { jobId, id } });
  }

  list(
    tx: Tx,
    jobId: string,
    from: JobSampleRow | null,
    { step, order, take }: SamplesAsk,
  ): Promise<JobSampleRow[]> {
    const beyond = order === 'asc' ? 'gt' : 'lt';
    const behind = from && {
      OR: [{ step: { [beyond]: from.step } }, { step: from.step, index: { [beyond]: from.index } }],
    };
    return tx.jobSample.findMany({
      where: { jobId, step, ...behind },
      orderBy: [{ step: order }, { index: order }],
      take,
    });
  }
}
