import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import type { Clock } from '#kernel/clock.js';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { AppError, notFound } from '#kernel/errors.js';
import { again, done, failed, type Outcome } from '#kernel/outcome.js';
import { isFinal } from '#jobs/job.js';
import { isCheck } from '#jobs/spec.js';
import { JobsService, openaiJobId } from '#jobs/jobs.service.js';
import { resultOf } from '#jobs/outcome.js';
import { withoutLosers } from '#jobs/sweep.js';
import { Db, type Tx } from '#platform/db.js';
import type { Handler } from '#platform/handler.js';
import { CLOCK } from '#platform/tokens.js';
import { type OwnSpec } from '#jobs/spec.js';
import { checkpointId } from './openai-id.js';
import { type Publish, publish, type VersionArtifacts } from './registry.contract.js';
import type { JobRow, PipelineRow } from './registry.facts.js';
import { RegistryPublisher } from './registry.publisher.js';
import { RegistryRepository } from './registry.repository.js';

const RETRY_SECONDS = 15;
/** Who is waited for rings; this is for a bell that was lost. */
const LOOK_SECONDS = 5;
/** By kind; a fine-tuning leaves an adapter, or a whole model where it trained every weight. */
const ROLES_OF: Record<string, (keyof VersionArtifacts)[]> = {
  finetune: ['adapter', 'merged'],
  merge: ['merged'],
  quantize: ['gguf', 'quantized'],
  own: ['adapter', 'merged', 'gguf'],
};
const trains = ({ kind, spec }: Pick<JobRow, 'kind' | 'spec'>): boolean =>
  kind === 'finetune' || (kind === 'own' && (spec as unknown as OwnSpec).does === 'finetune');

/** Ends a pipeline whose jobs are all final: failed with the first reason, or succeeded and, where asked, published. */
@Injectable()
export class PipelinesProcessor implements Handler {
  readonly topic = 'pipeline.finished';

  constructor(
    private readonly db: Db,
    private readonly rows: RegistryRepository,
    private readonly jobs: JobsService,
    private readonly publisher: RegistryPublisher,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  due(limit: number): Promise<string[]> {
    return this.db.tx(systemCtx(), (tx) => this.rows.duePipelines(tx, limit));
  }

  async step(id: string): Promise<Outcome> {
    const { pipeline, jobs: all } = await this.jobs.getPipeline(systemCtx(), id);
    if (pipeline.state !== 'running') return done();
    if (all.some((job) => !isFinal(job.state))) {
      await this.db.tx(systemCtx(), (tx) => this.rows.postponePipeline(tx, id, null)); // its last job rings again
      return done();
    }
    const jobs = withoutLosers(all);
    // a check that could not be made undoes no training: the gate of a promotion asks for it
    const needed = pipeline.publish === null ? jobs : jobs.filter((job) => !isCheck(job));
    const broken =
      needed.find((job) => job.state === 'failed') ?? needed.find((job) => job.state === 'cancelled');
    const ctx = systemCtx(pipeline.projectId, `pipeline:${id}`);
    const one: Ended = { ctx, pipeline, jobs };
    if (broken)
      return this.end(
        one,
        broken.state,
        `${broken.kind} job ${broken.id}: ${broken.failureMessage ?? broken.state}`,
      );
    if (pipeline.publish === null) return this.end(one, 'succeeded');
    return this.publish(one);
  }

  private async publish(one: Ended): Promise<Outcome> {
    const { ctx, pipeline, jobs } = one;
    if (await this.publisher.isWaiting(ctx, jobs)) return this.postpone(one, LOOK_SECONDS);
    const asked = publish.parse(pipeline.publish);
    const checkpoint = asked.checkpoint && (await this.checkpoint(ctx, asked.checkpoint));
    const source = checkpoint?.job ?? jobs.findLast(trains);
    if (!source)
      return this.end(one, 'failed', 'A pipeline without a fine-tuning job has nothing to register.');
    try {
      await this.publisher.registerVersion(ctx, {
        model: asked.model,
        sourceJobId: source.id,
        artifacts: { ...artifactsOf(jobs), ...(checkpoint ? { adapter: checkpoint.artifact } : {}) },
        checkpoint: asked.checkpoint ?? null,
        suffix: asked.suffix ?? source.suffix,
        tags: asked.tags ?? {},
        engines: asked.engines ?? [],
        alongside: async (tx, version) => {
          await this.finish(tx, one, { state: 'succeeded', versionId: version.id });
        },
      });
      return done();
    } catch (error) {
      const refused = error instanceof AppError && error.kind !== 'unavailable';
      if (refused) return this.end(one, 'failed', `${error.code}: ${error.message}`);
      const later = await this.postpone(one, RETRY_SECONDS);
      if (error instanceof AppError) return later;
      throw error;
    }
  }

  private async postpone({ ctx, pipeline }: Ended, seconds: number): Promise<Outcome> {
    const until = new Date(this.clock.now().getTime() + seconds * 1000);
    await this.db.tx(ctx, (tx) => this.rows.postponePipeline(tx, pipeline.id, until));
    return again(seconds);
  }

  /** Throws not_found `model_not_found` for a checkpoint, or the version of its training, that was deleted meanwhile. */
  private async checkpoint(ctx: Ctx, of: NonNullable<Publish['checkpoint']>) {
    const kept = await this.jobs.keptCheckpoints(ctx, [of.job]);
    const row = kept.find(({ step }) => step === of.step);
    const version = await this.db.tx(ctx, (tx) =>
      this.rows.findVersion(tx, { projectId: ctx.projectId, openaiId: of.of }),
    );
    if (!row?.artifactId || !version)
      throw notFound('model_not_found', `The model '${checkpointId(of.of, of.step)}' was deleted.`);
    return { job: await this.jobs.getJob(ctx, of.job), artifact: row.artifactId };
  }

  private async end(one: Ended, state: string, failure?: string): Promise<Outcome> {
    await this.db.tx(systemCtx(), (tx) => this.finish(tx, one, { state, failure: failure?.slice(0, 4000) }));
    return failure === undefined ? done() : failed(failure);
  }

  /** The one write that ends a pipeline, with its audit event; a pipeline that another worker has ended stays as it is. */
  private async finish(
    tx: Tx,
    { ctx, pipeline, jobs }: Ended,
    end: { state: string; failure?: string; versionId?: string },
  ): Promise<void> {
    if (!(await this.rows.finishPipeline(tx, pipeline.id, end))) return;
    const source = pipeline.publish === null ? undefined : jobs.findLast((job) => job.kind === 'finetune');
    await this.audit.append(tx, ctx, {
      action: `pipeline.${end.state}`,
      targetType: 'pipeline',
      targetId: pipeline.id,
      facts: {
        ...{ version: end.versionId ?? null, failure: end.failure ?? null },
        fine_tuning_job: source ? openaiJobId(source.id) : null,
      },
    });
  }
}

interface Ended {
  ctx: Ctx;
  pipeline: PipelineRow;
  jobs: JobRow[];
}

/** What the jobs left, by role: the last job of a kind wins. */
export function artifactsOf(jobs: Pick<JobRow, 'kind' | 'result'>[]): VersionArtifacts {
  const out: VersionArtifacts = {};
  for (const job of jobs) {
    const left = resultOf(job).artifacts;
    for (const role of ROLES_OF[job.kind] ?? []) {
      const id = left?.[role];
      if (id) out[role] = id;
    }
  }
  return out;
}
