import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { AppError, invalid, notFound } from '#kernel/errors.js';
import { idBody, isId, newId } from '#kernel/ids.js';
import { pageOf } from '#kernel/page.js';
import { BaseModelsService } from '#base-models/base-models.service.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import { Db } from '#platform/db.js';
import { ProjectsService } from '#projects/projects.service.js';
import { IntegrationsService } from '#integrations/integrations.service.js';
import { runView } from '#integrations/run-view.js';
import { autoRate } from '#jobs/hyperparameters.js';
import { adapterBody, trainerBody } from '#jobs/finetune.contract.js';
import { JobLicense } from '#jobs/job-license.service.js';
import { JobsPlanner } from '#jobs/jobs.planner.js';
import type { DraftJob, PlannedJob, Priced } from '#jobs/planned-job.js';
import { askOf } from '#jobs/license-ask.js';
import { parityCheck } from '#jobs/parity-check.js';
import {
  type EvaluateSpec,
  type FinetuneSpec,
  isCheck,
  type MergeSpec,
  type QuantizeSpec,
} from '#jobs/spec.js';
import type { JobRow } from '#jobs/jobs.repository.js';
import { JobsService } from '#jobs/jobs.service.js';
import { StartModels } from '#jobs/start-models.service.js';
import type { CreateFineTuningJob, Hyperparameters } from './fine-tuning.contract.js';
import { checkpointView, dryRunView, type FineTuning, fineTuningView } from './fine-tuning.view.js';

/** OpenAI's fine-tuning jobs as views of ours: one record behind two doors. */
@Injectable()
export class FineTuningService {
  constructor(
    private readonly jobs: JobsService,
    private readonly planner: JobsPlanner,
    private readonly license: JobLicense,
    private readonly projects: ProjectsService,
    private readonly baseModels: BaseModelsService,
    private readonly datasets: DatasetsService,
    private readonly db: Db,
    private readonly starts: StartModels,
    private readonly integrations: IntegrationsService,
  ) {}

  /** Training, then the merge and quantisation that make the model callable, a check that it is read as trained, its registration. */
  async create(ctx: Ctx, body: CreateFineTuningJob) {
    if (body.dry_run) return this.db.rehearse(ctx, async () => dryRunView(await this.make(ctx, body)));
    return fineTuningView(await this.make(ctx, body));
  }

  private async make(ctx: Ctx, body: CreateFineTuningJob): Promise<FineTuning> {
    const integrations = body.integrations ?? [];
    await this.integrations.assertReady(ctx, integrations);
    const { drafts, model } = await this.drafts(ctx, body);
    const { job } = drafts[0]!;
    const planned = await this.planner.permitted(ctx, drafts).catch(inItsWords);
    const publish = { model, suffix: body.suffix ?? null };
    const { jobs } = await this.jobs.insertPipeline(ctx, { planned, publish, name: null }, (tx) =>
      this.integrations.enlist(tx, { id: job.id, projectId: ctx.projectId }, integrations),
    );
    return this.load(
      ctx,
      jobs.find((one) => one.id === job.id)!,
    );
  }

  /** What such a job would come to. Writes a dataset version and decisions, which are the caller's to take back. */
  async price(ctx: Ctx, body: CreateFineTuningJob): Promise<Priced> {
    const { drafts } = await this.drafts(ctx, body);
    return this.planner.price(ctx, drafts).catch(inItsWords);
  }

  private async drafts(ctx: Ctx, body: CreateFineTuningJob): Promise<{ drafts: DraftJob[]; model: string }> {
    const asked = hyperparametersOf(body);
    const { train, model, version } = await this.plan(ctx, body, asked).catch(inItsWords);
    const { job } = train;
    const merge = follower(job, job.id, { kind: 'merge', adapter: { job: job.id, artifact: 'adapter' } });
    const quantize = follower(job, merge.job.id, {
      kind: 'quantize',
      model: { job: merge.job.id, artifact: 'merged' },
      type: 'q8_0',
    });
    const check = parityCheck(version, { job: quantize.job.id, artifact: 'gguf' });
    if (check) return { drafts: [train, merge, quantize, follower(job, quantize.job.id, check)], model };
    job.warnings.push({
      ...{ level: 'warn', type: 'message' },
      message:
        'No parity check comes with it: the rows are no chats, so there are no prompts. Run one: luthier eval parity.',
    });
    return { drafts: [train, merge, quantize], model };
  }

  private async plan(ctx: Ctx, body: CreateFineTuningJob, asked: Hyperparameters) {
    const method = methodOf(body);
    const { base, adapter: from } = await this.starts.resolve(ctx, body.model); // before the file becomes a dataset version
    const { adapter, trainer } = this.shapeOf(base, body, asked);
    if (adapter.type === 'none') throw wholeModel();
    if (from !== null && body.adapter) throw shapeIsGiven(body.model);
    const version = await this.dataOf(ctx, body, method);
    const request = {
      base_model: base.id,
      dataset_version: version.id,
      method,
      beta: asked.beta,
      adapter,
      trainer,
    };
    const openai = {
      ...(from === null ? {} : { model: body.model }),
      training_file: body.training_file,
      validation_file: body.validation_file ?? null,
      hyperparameters: asked,
      integrations: body.integrations ?? [],
    };
    const spec = await this.planner.finetuneSpec(ctx, request, {
      openai,
      ...(from === null ? {} : { from: { artifact: from } }),
    });
    const job: PlannedJob = {
      id: newId('job_'),
      spec,
      target: this.planner.defaultTarget,
      needs: [],
      seed: body.seed ?? undefined,
      suffix: body.suffix,
      metadata: body.metadata,
      warnings: [],
    };
    const train = { job, license: askOf(spec) };
    return { train, version, model: await this.nameOf(ctx, train, body.suffix ?? null, base.slug) };
  }

  /** Files take the project's default license; a dataset version brings its own, and its own validation rows. */
  private async dataOf(ctx: Ctx, body: CreateFineTuningJob, method: 'sft' | 'dpo') {
    const { training_file: fileId, validation_file: validationFileId } = body;
    if (!isId('dsv_', fileId))
      return this.datasets.ensureVersionForFile(ctx, {
        fileId,
        validationFileId: validationFileId ?? undefined,
        method,
      });
    if (validationFileId)
      throw invalid('invalid_value', `The validation rows are a split of ${fileId}: leave it out.`, {
        param: 'validation_file',
      });
    return this.datasets.getVersion(ctx, fileId);
  }

  /** A name that the user gave must be right; our own is made right. */
  private async nameOf(ctx: Ctx, draft: DraftJob, suffix: string | null, slug: string): Promise<string> {
    if (suffix !== null) {
      await this.license.assertName(ctx, draft, { name: suffix, param: 'suffix' });
      return suffix;
    }
    return (await this.license.nameFault(ctx, draft, `${slug}-ft`))?.cure ?? `${slug}-ft`;
  }

  async get(ctx: Ctx, id: string) {
    return this.view(ctx, await this.fineTune(ctx, id));
  }

  async list(ctx: Ctx, query: { limit: number; after?: string; metadata?: 'null' | Record<string, string> }) {
    const after =
      query.after !== undefined && isId('ftjob-', query.after) ? `job_${idBody(query.after)}` : query.after;
    const rows = await this.jobs.listRows(
      ctx,
      { kind: ['finetune'], metadata: query.metadata === 'null' ? null : query.metadata },
      { limit: query.limit, after, order: 'desc' },
    );
    const views = await Promise.all(rows.slice(0, query.limit).map((row) => this.view(ctx, row)));
    return { ...pageOf(views, query.limit, (view) => view), has_more: rows.length > query.limit };
  }

  /** Cancels what is left of the whole: the training or what follows it. */
  async cancel(ctx: Ctx, id: string) {
    const job = await this.fineTune(ctx, id);
    const { followers, checks } = await this.load(ctx, job);
    const before = await this.view(ctx, job);
    if (before.status === 'cancelled') return before;
    if (['succeeded', 'failed'].includes(before.status)) {
      throw invalid('job_already_finished', `Job ${before.id} is ${before.status} and cannot be cancelled.`);
    }
    for (const other of [...followers, ...checks].reverse()) {
      if (other.finishedAt === null) await this.jobs.cancel(ctx, other.id);
    }
    if (job.finishedAt === null) await this.jobs.cancel(ctx, job.id);
    return this.get(ctx, id);
  }

  async events(ctx: Ctx, id: string, query: { limit: number; after?: string }) {
    const job = await this.fineTune(ctx, id);
    return this.jobs.events(ctx, job.id, { ...query, order: 'desc' });
  }

  async checkpoints(ctx: Ctx, id: string, query: { limit: number; after?: string }) {
    const job = await this.fineTune(ctx, id);
    const all = await this.jobs.checkpoints(ctx, job.id);
    const rows = job.state === 'succeeded' ? all.filter((row) => row.artifactId !== null) : all;
    const start = query.after === undefined ? 0 : rows.findIndex((row) => row.id === query.after) + 1;
    if (query.after !== undefined && start === 0) {
      throw invalid('invalid_value', `No checkpoint '${query.after.slice(0, 80)}' in this job.`, {
        param: 'after',
      });
    }
    return pageOf(rows.slice(start), query.limit, (row) => checkpointView(row, job));
  }

  private shapeOf(
    base: { parameterCount: bigint | null },
    body: CreateFineTuningJob,
    asked: Hyperparameters,
  ) {
    const own = body.trainer ?? {};
    const multiplier = asked.learning_rate_multiplier;
    if (own.learning_rate !== undefined && own.learning_rate !== 'auto' && multiplier !== 'auto') {
      throw invalid('invalid_value', 'Give trainer.learning_rate or learning_rate_multiplier, not both.', {
        param: 'trainer.learning_rate',
      });
    }
    const rate =
      multiplier === 'auto'
        ? undefined
        : Math.min(
            1,
            multiplier *
              autoRate(base.parameterCount === null ? null : Number(base.parameterCount), methodOf(body)),
          );
    const trainer = trainerBody.parse({
      n_epochs: asked.n_epochs,
      batch_size: asked.batch_size,
      ...(rate === undefined ? {} : { learning_rate: rate }),
      ...own,
    });
    return { adapter: body.adapter ?? adapterBody.parse({}), trainer };
  }

  private async fineTune(ctx: Ctx, id: string): Promise<JobRow> {
    const job = id.startsWith('ftjob-') ? await this.jobs.getJob(ctx, id) : null;
    if (job?.kind === 'finetune') return job;
    throw notFound('job_not_found', `No job '${id.slice(0, 80)}'.`);
  }

  private async view(ctx: Ctx, job: JobRow) {
    return fineTuningView(await this.load(ctx, job));
  }

  private async load(ctx: Ctx, job: JobRow): Promise<FineTuning> {
    const { org } = await this.projects.get(ctx);
    const base = await this.baseModels.resolve(ctx, (job.spec as { base_model: string }).base_model);
    const parameterCount = base.parameterCount === null ? null : Number(base.parameterCount);
    const isMirrored = ((job.spec as unknown as FinetuneSpec).openai?.integrations ?? []).length > 0;
    const mirrors = isMirrored ? await this.integrations.runsOf(ctx, job.id) : [];
    const common = { job, org, baseSlug: base.slug, parameterCount, mirrors: mirrors.map(runView) };
    if (!job.pipelineId) return { ...common, pipeline: null, followers: [], checks: [] };
    const { pipeline, jobs } = await this.jobs.getPipeline(ctx, job.pipelineId);
    const others = (job.spec as { openai?: unknown }).openai
      ? jobs.filter((other) => other.id !== job.id)
      : [];
    const [followers, checks] = [others.filter((one) => !isCheck(one)), others.filter(isCheck)];
    // read after the pipeline: a version and the model's name in the job's row are one commit
    return { ...common, job: jobs.find((other) => other.id === job.id) ?? job, pipeline, followers, checks };
  }
}

const FIELDS: Record<string, string> = {
  base_model: 'model',
  dataset_version: 'training_file',
  'files.train': 'training_file',
  'files.validation': 'validation_file',
};

/** The same refusal, naming the field of OpenAI's request that is at fault. */
function inItsWords(error: unknown): never {
  const field = error instanceof AppError ? FIELDS[error.details.param ?? ''] : undefined;
  if (!(error instanceof AppError) || field === undefined) throw error;
  throw new AppError(error.kind, error.code, error.message, { ...error.details, param: field });
}

/** A job on the same target that starts from what `needed` leaves. */
function follower(
  first: PlannedJob,
  needed: string,
  spec: MergeSpec | QuantizeSpec | EvaluateSpec,
): DraftJob {
  const job = { id: newId('job_'), target: first.target, needs: [needed], spec, warnings: [] };
  return { job, license: askOf(spec) };
}

const methodOf = ({ method }: CreateFineTuningJob): 'sft' | 'dpo' => (method?.type === 'dpo' ? 'dpo' : 'sft');

const wholeModel = () =>
  invalid(
    'invalid_value',
    "Full fine-tuning leaves a whole model, which this door cannot merge or train further: use POST /v1/jobs, or the adapter type 'lora'.",
    { param: 'adapter.type' },
  );

const shapeIsGiven = (model: string) =>
  invalid('invalid_value', `'${model.slice(0, 120)}' is trained further as it is: leave 'adapter' out.`, {
    param: 'adapter',
  });

/** `method` wins over the deprecated block; both, and different, is a mistake worth saying. */
function hyperparametersOf(body: CreateFineTuningJob): Hyperparameters {
  const { method } = body;
  if (method?.type === 'reinforcement') {
    throw invalid(
      'unsupported_method',
      `Method '${method.type}' is not supported yet; use 'supervised' or 'dpo'.`,
      { param: 'method.type' },
    );
  }
  const byMethod: Hyperparameters | undefined =
    method && ('dpo' in method ? method.dpo : method.supervised).hyperparameters;
  const old = body.hyperparameters;
  if (byMethod && old && Object.entries(old).some(([key, value]) => byMethod[key as 'n_epochs'] !== value)) {
    throw invalid(
      'invalid_value',
      `hyperparameters (deprecated) contradicts method.${method!.type}.hyperparameters; give one.`,
      { param: 'hyperparameters' },
    );
  }
  return byMethod ?? old ?? { n_epochs: 'auto', batch_size: 'auto', learning_rate_multiplier: 'auto' };
}
