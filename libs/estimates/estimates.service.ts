import { Injectable } from '@nestjs/common';
import { BaseModelsService } from '#base-models/base-models.service.js';
import type { Ctx } from '#kernel/context.js';
import { type AppError, invalid } from '#kernel/errors.js';
import { createFineTuningJobBody, type CreateFineTuningJob } from '#fine-tuning/fine-tuning.contract.js';
import { FineTuningService } from '#fine-tuning/fine-tuning.service.js';
import { jobBody, type JobBody } from '#jobs/jobs.contract.js';
import { pipelineBody, type PipelineBody } from '#jobs/pipelines.contract.js';
import type { Estimate } from '#jobs/estimate.contract.js';
import { sizeOf } from '#jobs/estimate-ground.js';
import { EstimatesService } from '#jobs/estimates.service.js';
import { isContract } from '#jobs/spec.js';
import { JobsPlanner } from '#jobs/jobs.planner.js';
import type { Priced } from '#jobs/planned-job.js';
import { PipelinePlanner } from '#jobs/pipeline-planner.service.js';
import { JobsService } from '#jobs/jobs.service.js';
import { LicenseReading } from '#licenses/license-reading.service.js';
import { Db } from '#platform/db.js';
import type { Finding } from '#license-rules/decision.contract.js';
import { parseInput } from '#platform/zod-input.js';
import type { CalibrationAnswer, EstimateAnswer, PlanQuery, PlanRow } from './estimates.contract.js';
import { gpusOf, type PlanAsk, planOf, pricesOf } from './plan.js';

type Asked = Priced & Pick<EstimateAnswer, 'obligations' | 'questions'>;

/** Answers what a job would come to through the very same checks that submit it; every write is taken back. */
@Injectable()
export class EstimateAnswers {
  constructor(
    private readonly db: Db,
    private readonly planner: JobsPlanner,
    private readonly pipelines: PipelinePlanner,
    private readonly jobs: JobsService,
    private readonly fineTuning: FineTuningService,
    private readonly baseModels: BaseModelsService,
    private readonly estimates: EstimatesService,
    private readonly licenses: LicenseReading,
  ) {}

  async calibration(ctx: Ctx): Promise<CalibrationAnswer> {
    return { object: 'estimate_calibration', ...(await this.estimates.calibration(ctx)) };
  }

  /** Throws what the submission throws, but for a refusal by license or quota: that is an answer. */
  async estimate(ctx: Ctx, body: Record<string, unknown>, query: PlanQuery): Promise<EstimateAnswer> {
    const plan = askOf(query);
    const ask =
      'jobs' in body
        ? this.asking(parseInput(pipelineBody, body, 'body') as PipelineBody, (pipeline) =>
            this.pipelines.price(ctx, pipeline),
          )
        : 'kind' in body
          ? this.asking(parseInput(jobBody, body, 'body') as JobBody, (job) => this.planner.priceOf(ctx, job))
          : this.asking(parseInput(createFineTuningJobBody, body, 'body') as CreateFineTuningJob, (job) =>
              this.fineTuning.price(ctx, job),
            );
    const priced = await this.db.rehearse(ctx, () => this.asked(ctx, ask));
    return { ...view(priced), gpus: plan && (await this.plan(ctx, plan, priced)) };
  }

  /** With the quotas' answer and what is owed: the decisions that say so are gone once the rehearsal is over. */
  private async asked(ctx: Ctx, ask: () => Promise<Priced>): Promise<Asked> {
    const priced = await ask();
    const decisions = priced.jobs.flatMap(({ decisionId }) => decisionId ?? []);
    return {
      ...priced,
      refusal: priced.refusal ?? (await this.jobs.refusalOf(ctx, priced.jobs)),
      obligations: await this.licenses.owed(ctx, decisions),
      questions: await this.licenses.questions(ctx, decisions),
    };
  }

  private async plan(ctx: Ctx, ask: PlanAsk, { jobs }: Priced): Promise<PlanRow[]> {
    const [job] = jobs;
    if (!job?.estimate || job.spec.kind !== 'finetune' || isContract(job.spec))
      throw invalid('invalid_value', 'A plan on GPUs is of a training: leave gpus out.', { param: 'gpus' });
    const { spec, estimate } = job;
    const base = await this.baseModels.resolve(ctx, spec.base_model);
    return planOf(ask, { spec, facts: sizeOf(base), estimate });
  }

  private asking<B>(body: B, price: (body: B) => Promise<Priced>): () => Promise<Priced> {
    return () => price(body);
  }
}

/** Null where no GPUs are asked about. Throws `invalid_value` for what only a plan has, and for unknown GPUs and prices. */
function askOf(query: PlanQuery): PlanAsk | null {
  const prices = pricesOf(query.gpu_prices);
  if (query.gpus === undefined) return null;
  return {
    gpus: gpusOf(query.gpus),
    count: query.gpu_count,
    zero: (query.zero ?? null) as PlanAsk['zero'],
    prices,
    full: query.full ?? false,
    checkpointing: query.checkpointing ?? null,
    chunkedLoss: query.chunked_loss ?? null,
    optimizer: query.optimizer,
  };
}

function view({ jobs, refusal, obligations, questions }: Asked): Omit<EstimateAnswer, 'gpus'> {
  const all = jobs.flatMap((job) => job.estimate ?? []);
  const [first, ...then] = all;
  return {
    object: 'estimate',
    ...first!,
    allowed_to_proceed: refusal === null,
    unavailable_reason: refusal && reasonOf(refusal),
    obligations,
    questions,
    warnings: [...new Set(jobs.flatMap((job) => job.warnings.map(({ message }) => message)))],
    then,
    total: totalOf(all),
  };
}

function reasonOf({ code, message, details }: AppError): EstimateAnswer['unavailable_reason'] {
  const findings = details['findings'] as Finding[] | undefined; // as the license gate has put them there
  return { code, message, ...(findings ? { findings } : {}) };
}

/** Null as soon as one is not known: a sum of what is known would look like the whole. */
function totalOf(all: readonly Estimate[]): EstimateAnswer['total'] {
  const sum = (values: (number | undefined)[]) =>
    values.includes(undefined) ? null : values.reduce<number>((total, one) => total + one!, 0);
  const trained = all.filter(({ kind }) => kind === 'finetune');
  const costs = all.map(({ cost }) => cost);
  const nanos = sum(costs.map((cost) => cost?.nanos));
  const units = sum(costs.map((cost) => cost?.units));
  return {
    jobs: all.length,
    tokens: sum(trained.map(({ tokens }) => tokens?.value)),
    seconds: sum(all.map(({ seconds }) => seconds?.value)),
    cost:
      nanos === null || units === null || costs.length === 0
        ? null
        : {
            currency: costs[0]!.currency,
            units: units + Math.floor(nanos / 1e9),
            nanos: nanos % 1e9,
          },
  };
}
