import { Inject, Injectable } from '@nestjs/common';
import { ArtifactChecks } from '#artifacts/artifact-checks.service.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import type { Clock } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { AppError } from '#kernel/errors.js';
import { Db, type Tx } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import type { TargetEnvironment } from './compute.port.js';
import { type Identified, JobIdentity } from './job-identity.service.js';
import { type JobRow, JobsRepository } from './jobs.repository.js';

/** Candidates that are looked at; one whose files are gone or held back is passed over. */
const MOST = 5;
/** TRL's own default: without a seed of its own, a job that may be answered by an earlier one has the seed that that one had. */
export const REUSE_SEED = 42;

/** What a finished job answers an identical one with. */
export interface Reusable {
  job: Pick<JobRow, 'id'>;
  data: { result: object; trainedTokens: bigint | null; reusedFrom: string };
}

/** Finds the finished job that an identical submission is answered with. Reads only; asks for no license. */
@Injectable()
export class ReuseService {
  constructor(
    private readonly db: Db,
    private readonly rows: JobsRepository,
    private readonly identity: JobIdentity,
    private readonly artifacts: ArtifactsService,
    private readonly checks: ArtifactChecks,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * The newest identical job of the project that ran itself, and whose every artifact is stored, signed and held back by no
   * recall. Null where there is none, where the target has not said what its programs run in, and for a job whose inputs other
   * jobs have still to make.
   */
  async find(ctx: Ctx, job: Identified): Promise<Reusable | null> {
    const target = await this.db.tx(ctx, (tx) => this.rows.findTarget(tx, job.target));
    const environment = target?.environment as TargetEnvironment | null | undefined;
    if (!environment) return null;
    const digest = await this.identity.digest(ctx, job, environment.sha256);
    if (digest === null) return null;
    const found = await this.db.tx(ctx, (tx) => this.rows.finishedLike(tx, ctx.projectId, digest, MOST));
    for (const like of found) {
      const data = answerOf(like);
      if (data && (await this.isSound(ctx, Object.values(data.result.artifacts)))) return { job: like, data };
    }
    return null;
  }

  /** The job has its end: in the transaction that wrote it, before anybody else has seen it. */
  async answer(tx: Tx, id: string, { data }: Reusable): Promise<JobRow> {
    const finishedAt = this.clock.now();
    return this.rows.answerNew(tx, id, { ...data, state: 'succeeded', finishedAt, nextStepAt: null });
  }

  private async isSound(ctx: Ctx, ids: readonly string[]): Promise<boolean> {
    try {
      await this.artifacts.assertFree(ctx, ids);
      for (const id of ids) if ((await this.checks.absences(ctx, id)).length > 0) return false;
      return true;
    } catch (error) {
      if (error instanceof AppError && (error.kind === 'denied' || error.kind === 'not_found')) return false;
      throw error;
    }
  }
}

/** What was found and left, without what the running of it took: the second job took nothing. */
function answerOf({ id, result, trainedTokens }: JobRow) {
  const { artifacts, metrics, environment, training, results_file } = result as {
    artifacts?: Record<string, string>;
  } & Record<'metrics' | 'environment' | 'training' | 'results_file', unknown>;
  if (!artifacts || Object.keys(artifacts).length === 0) return null;
  const kept = { metrics, environment, training, results_file };
  const told = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
  return { result: { artifacts, ...told }, trainedTokens, reusedFrom: id };
}

/** What the events of a job say that was answered so. */
export const reusedMessage = (from: string): string =>
  `Nothing was run: job ${from} is identical and has finished; its artifacts are the answer`;
