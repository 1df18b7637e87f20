import { Inject, Injectable } from '@nestjs/common';
import { EvaluationsService } from '#evaluations/evaluations.service.js';
import type { Clock } from '#kernel/clock.js';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { AppError } from '#kernel/errors.js';
import { again, done, failed, type Outcome } from '#kernel/outcome.js';
import { JobsService } from '#jobs/jobs.service.js';
import { Db, type Prisma } from '#platform/db.js';
import { failpoint } from '#platform/failpoints.js';
import type { Handler } from '#platform/handler.js';
import { ring } from '#platform/outbox.js';
import { CLOCK } from '#platform/tokens.js';
import { ContaminationRepository, type ContaminationRow } from './contamination.repository.js';
import { ContaminationScan } from './contamination-scan.service.js';

const CLAIM_SECONDS = 60;
const RENEW_MS = 15_000;
const RETRY_SECONDS = 15;

/** Looks through the training data of each evaluated model, in one step that keeps its claim; a worker that died is followed by another. */
@Injectable()
export class ContaminationProcessor implements Handler {
  readonly topic = 'contamination';

  constructor(
    private readonly db: Db,
    private readonly rows: ContaminationRepository,
    private readonly evaluations: EvaluationsService,
    private readonly scan: ContaminationScan,
    private readonly jobs: JobsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  due(limit: number): Promise<string[]> {
    return this.db.tx(systemCtx(), (tx) => this.rows.due(tx, this.clock.now(), limit));
  }

  async step(id: string): Promise<Outcome> {
    let row = await this.db.tx(systemCtx(), (tx) => this.rows.claim(tx, id, this.clock.now(), CLAIM_SECONDS));
    if (!row) return done();
    const ctx = systemCtx(row.projectId, `contamination:${id}`);
    let renewedMs = Date.now();
    const keepClaim = async () => {
      if (Date.now() - renewedMs < RENEW_MS) return;
      renewedMs = Date.now();
      const nextStepAt = this.in(CLAIM_SECONDS);
      if (!(await this.write(row!, { nextStepAt }))) throw new Stale();
      row = { ...row!, nextStepAt };
    };
    const evaluation = await this.evaluations.row(ctx, id);
    try {
      const report = await this.scan.of(ctx, evaluation, keepClaim);
      await this.end(ctx, row, evaluation.jobId, { state: 'ready', report: report as object });
      return done();
    } catch (error) {
      if (error instanceof Stale) return done();
      if (!(error instanceof AppError)) throw error;
      if (error.kind === 'unavailable') {
        await this.write(row, { nextStepAt: this.in(RETRY_SECONDS) });
        return again(RETRY_SECONDS);
      }
      await this.end(ctx, row, evaluation.jobId, { state: 'failed', failure: error.message.slice(0, 4000) });
      return failed(error.message);
    }
  }

  private write(
    row: ContaminationRow,
    data: Prisma.ContaminationReportUncheckedUpdateManyInput,
  ): Promise<boolean> {
    return this.db.tx(systemCtx(row.projectId), (tx) => this.rows.apply(tx, row, data));
  }

  /** A pipeline waits with its model card for what is found here. */
  private async end(ctx: Ctx, row: ContaminationRow, jobId: string, data: object): Promise<void> {
    failpoint('contamination.scanned');
    const { pipelineId } = await this.jobs.getJob(ctx, jobId);
    await this.db.tx(systemCtx(row.projectId), async (tx) => {
      const end = { ...data, nextStepAt: null, finishedAt: this.clock.now() };
      if ((await this.rows.apply(tx, row, end)) && pipelineId)
        await ring(tx, 'pipeline.finished', pipelineId);
    });
  }

  private readonly in = (seconds: number): Date => new Date(this.clock.now().getTime() + seconds * 1000);
}

/** Another worker owns the report. */
class Stale extends Error {}
