import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { createFineTuningJobBody, type CreateFineTuningJob } from '#fine-tuning/fine-tuning.contract.js';
import { FineTuningService } from '#fine-tuning/fine-tuning.service.js';
import { jobBody, type JobBody } from '#jobs/jobs.contract.js';
import { JobsPlanner, type Priced } from '#jobs/jobs.planner.js';
import { Db } from '#platform/db.js';
import { parseInput } from '#platform/zod-input.js';
import type { EstimateAnswer } from './estimates.contract.js';

/** Answers what a job would come to through the very same checks that submit it; every write is taken back. */
@Injectable()
export class EstimateAnswers {
  constructor(
    private readonly db: Db,
    private readonly planner: JobsPlanner,
    private readonly fineTuning: FineTuningService,
  ) {}

  /** Throws what the submission throws, but for a refusal by license: that is an answer. */
  async estimate(ctx: Ctx, body: Record<string, unknown>): Promise<EstimateAnswer> {
    const ask =
      'kind' in body
        ? this.asking(parseInput(jobBody, body, 'body') as JobBody, (job) => this.planner.priceOf(ctx, job))
        : this.asking(parseInput(createFineTuningJobBody, body, 'body') as CreateFineTuningJob, (job) =>
            this.fineTuning.price(ctx, job),
          );
    return view(await this.db.rehearse(ctx, ask));
  }

  private asking<B>(body: B, price: (body: B) => Promise<Priced>): () => Promise<Priced> {
    return () => price(body);
  }
}

function view({ jobs, refusal }: Priced): EstimateAnswer {
  const [first, ...then] = jobs.flatMap((job) => job.estimate ?? []);
  return {
    object: 'estimate',
    ...first!,
    allowed_to_proceed: refusal === null,
    unavailable_reason: refusal && { code: refusal.code, message: refusal.message },
    warnings: [...new Set(jobs.flatMap((job) => job.warnings.map(({ message }) => message)))],
    then,
  };
}
