import { Inject, Injectable } from '@nestjs/common';
import { BaseModelsService } from '#base-models/base-models.service.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import type { Clock } from '#kernel/clock.js';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { done, type Outcome } from '#kernel/outcome.js';
import type { JobRow } from '#jobs/jobs.repository.js';
import { JobsService } from '#jobs/jobs.service.js';
import { resultOf } from '#jobs/outcome.js';
import { type FinetuneSpec, isCheck } from '#jobs/spec.js';
import { isFinal } from '#jobs/job.js';
import { failpoint } from '#platform/failpoints.js';
import type { Handler } from '#platform/handler.js';
import { CLOCK } from '#platform/tokens.js';
import type { RunRow } from './integrations.repository.js';
import { IntegrationsService, RUN_TOPIC } from './integrations.service.js';
import { type AskedRun, configOf, runIdOf, tagsOf } from './run-config.js';
import { type Ending, endingOf } from './run-ending.js';
import { linesOf } from './run-lines.js';
import {
  RUN_TRACKER,
  type RunPlace,
  type RunTracker,
  TrackerFault,
  type TrackerServer,
} from './run-tracker.port.js';
import { RunsLedger } from './runs.ledger.js';

const LOOK_SECONDS = 5;
/** While a job's model is merged, quantised and registered. */
const ENDING_SECONDS = 2;
/** W&B takes a run that is silent for some minutes for crashed; its own client calls every 30 seconds. */
const HEARTBEAT_MS = 30_000;
const NO_KEY = {
  kind: 'no_key',
  message:
    'The W&B run waits: the project has no W&B key any more, or one that this installation cannot open. The job goes on. An admin sets it: luthier integration set wandb.',
};

/** The job as it is now. */
interface Seen {
  job: JobRow;
  ending: Ending | null;
  endedAt: Date | null;
}

/** Mirrors one job to one run: opened when the training starts, a line a step, closed with the job. The job never waits for it. */
@Injectable()
export class RunsProcessor implements Handler {
  readonly topic = RUN_TOPIC;

  constructor(
    private readonly ledger: RunsLedger,
    private readonly integrations: IntegrationsService,
    private readonly jobs: JobsService,
    private readonly baseModels: BaseModelsService,
    private readonly datasets: DatasetsService,
    @Inject(RUN_TRACKER) private readonly tracker: RunTracker,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  due(limit: number): Promise<string[]> {
    return this.ledger.due(limit);
  }

  async step(id: string): Promise<Outcome> {
    const run = await this.ledger.claim(id);
    if (!run) return done();
    const ctx = systemCtx(run.projectId, `integration:${id}`);
    const seen = await this.look(ctx, run.jobId);
    if (!seen.job.startedAt && !seen.ending) return this.ledger.goOn(run, LOOK_SECONDS);
    const server = await this.integrations.server(ctx);
    if (!server) return this.ledger.fail(run, NO_KEY, seen.endedAt);
    try {
      const place = run.place as unknown as RunPlace | null;
      return place
        ? await this.send(ctx, server, { run, place, seen })
        : await this.open(ctx, server, { run, job: seen.job });
    } catch (error) {
      if (!(error instanceof TrackerFault)) throw error;
      const message = `The W&B run waits: ${error.message} The job goes on.`;
      return this.ledger.fail(run, { kind: error.kind, message }, seen.endedAt);
    }
  }

  private async look(ctx: Ctx, jobId: string): Promise<Seen> {
    const job = await this.jobs.getJob(ctx, jobId);
    const whole = job.pipelineId ? await this.jobs.getPipeline(ctx, job.pipelineId) : null;
    // read again behind the pipeline: a version and the model's name in the job's row are one commit
    const now = whole?.jobs.find((other) => other.id === jobId) ?? job;
    const followers = (whole?.jobs ?? []).filter((other) => other.id !== jobId && !isCheck(other));
    const ending = endingOf(now, followers, whole?.pipeline ?? null);
    const ends = [now, ...followers].flatMap(({ finishedAt }) => finishedAt?.getTime() ?? []);
    return { job: now, ending, endedAt: ending ? new Date(Math.max(...ends)) : null };
  }

  private async open(ctx: Ctx, server: TrackerServer, { run, job }: { run: RunRow; job: JobRow }) {
    const spec = job.spec as unknown as FinetuneSpec;
    const asked = run.asked as unknown as AskedRun;
    const base = await this.baseModels.resolve(ctx, spec.base_model);
    const dataset = await this.datasets.getVersion(ctx, spec.dataset_version);
    const splits = dataset.splits as Record<string, { sha256: string; rows: number }>;
    const runId = runIdOf(job.id, run.position);
    const place = await this.tracker.open(server, {
      ...{ runId, project: asked.project, entity: asked.entity, name: asked.name ?? runId },
      tags: tagsOf(asked.tags, job, base.slug),
      config: configOf({ job, spec, base, dataset: { id: dataset.id, digest: dataset.digest, splits } }),
    });
    failpoint('integration.opened');
    const told = { level: 'info', type: 'message', message: `W&B run: ${place.url}` } as const;
    return this.ledger.goOn(run, 0, { place: { ...place }, failures: 0 }, told);
  }

  private async send(
    ctx: Ctx,
    server: TrackerServer,
    { run, place, seen }: { run: RunRow; place: RunPlace; seen: Seen },
  ): Promise<Outcome> {
    const { job, ending } = seen;
    const { points, isAll } = await this.jobs.metricsBehind(ctx, job.id, run.sentStep);
    const startedAt = job.startedAt ?? job.createdAt;
    const { lines, lastStep, hasMore } = linesOf(points, { startedAt, isWhole: isFinal(job.state) && isAll });
    const isLast = ending !== null && isAll && !hasMore;
    const now = this.clock.now();
    const isSilent = now.getTime() - (run.sentAt?.getTime() ?? 0) >= HEARTBEAT_MS;
    const look = isFinal(job.state) ? ENDING_SECONDS : LOOK_SECONDS;
    if (lines.length === 0 && !isLast && !isSilent) return this.ledger.goOn(run, look);
    const values = Object.assign({}, run.summary, ...lines) as Record<string, number>;
    const summary = isLast ? { ...values, ...closing(job, ending) } : values;
    failpoint('integration.send');
    await this.tracker.send(
      server,
      { ...place, runId: runIdOf(job.id, run.position) },
      {
        ...{ offset: run.sentLines, lines, exitCode: isLast ? ending.exitCode : null },
        summary: lines.length > 0 || isLast ? summary : null,
      },
    );
    failpoint('integration.ack');
    const data = {
      ...{ sentLines: run.sentLines + lines.length, sentStep: lastStep ?? run.sentStep },
      ...{ summary: values, sentAt: now, failures: 0 },
    };
    if (isLast) return this.ledger.finish(run, data);
    return this.ledger.goOn(run, hasMore || !isAll ? 0 : look, data);
  }
}

/** What the run says at its end. */
const closing = (job: JobRow, { status }: Ending): Record<string, unknown> => ({
  ...Object.fromEntries(Object.entries(metricsOf(job)).map(([key, value]) => [`final/${key}`, value])),
  ...{ status, fine_tuned_model: job.fineTunedModel, failure: job.failureReason },
  trained_tokens: job.trainedTokens === null ? null : Number(job.trainedTokens),
});

const metricsOf = (job: JobRow): Record<string, number> => resultOf(job).metrics ?? {};
