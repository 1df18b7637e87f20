import { Inject, Injectable } from '@nestjs/common';
import { unix } from '#kernel/clock.js';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { AppError, invalid, notFound } from '#kernel/errors.js';
import { idBody } from '#kernel/ids.js';
import { done, type Outcome } from '#kernel/outcome.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import { JOB_DEFAULTS, type JobDefaults } from '#jobs/defaults.js';
import { gpuHourPrice } from '#jobs/estimate-time.js';
import { resultOf } from '#jobs/outcome.js';
import type { PairedResult } from '#kernel/paired.js';
import { scoreOf } from '#jobs/lm-eval.js';
import type { Harness } from '#jobs/lm-eval.contract.js';
import type { EvaluateSpec } from '#jobs/spec.js';
import type { JobRow } from '#jobs/jobs.repository.js';
import { JobsInputs } from '#jobs/jobs.inputs.js';
import { JobsService } from '#jobs/jobs.service.js';
import type { AnswerLine, ParityReport } from '#jobs/recipe-output.contract.js';
import { anyOf } from '#platform/cursor.js';
import { Db, type Prisma } from '#platform/db.js';
import { ring } from '#platform/outbox.js';
import { AnswersService } from './answers.service.js';
import { compareAnswers, type ComparedAnswers, DifferentRows, verdictOf } from './compare.js';
import { costOfPass, type EvaluationCost } from './cost.js';
import { intervalsOf } from './metrics.js';
import { type EvaluationRow, EvaluationsRepository } from './evaluations.repository.js';
import { measureOf, scoredBy } from './measure.js';

export type { EvaluationRow };
interface Kept {
  kept: ComparedAnswers['kept'];
}
interface Refused {
  refused: string;
}
/** What was compared, by both evaluations. */
export type KnownPairs = Map<string, Promise<Kept | Refused>>;

/** What evaluation jobs found out; rows are made from the jobs, so losing a bell loses nothing. */
@Injectable()
export class EvaluationsService {
  constructor(
    private readonly db: Db,
    private readonly rows: EvaluationsRepository,
    private readonly jobs: JobsService,
    private readonly inputs: JobsInputs,
    private readonly answerFiles: AnswersService,
    @Inject(JOB_DEFAULTS) private readonly defaults: JobDefaults,
  ) {}

  /** Writes the evaluation of a finished job; called by the bell, and by whoever needs the rows now. */
  async ensureForJob(ctx: Ctx, job: JobRow): Promise<EvaluationRow | null> {
    if (job.kind !== 'evaluate' || job.finishedAt === null) return null;
    const spec = job.spec as unknown as EvaluateSpec;
    const result = resultOf(job);
    const subjectId = await this.subject(ctx, spec).catch(() => null);
    if (subjectId === null) return null; // it failed before its model existed
    const known = await this.db.tx(ctx, (tx) => this.rows.find(tx, job.id));
    if (known) return known; // the job is final, and so is what it found
    const { task } = spec;
    const answersId = result.artifacts?.[task === 'parity' ? 'report' : 'answers'] ?? null;
    const id = `eval_${idBody(job.id)}`;
    const scores = await this.answerFiles.scores(ctx, { id, task, state: job.state, answersId });
    const metrics = result.metrics || scores ? { ...result.metrics, ...scores } : undefined;
    const referenceId = spec.parent ? await this.idOf(ctx, spec.parent).catch(() => null) : null;
    return this.db.tx(ctx, async (tx) => {
      await ring(tx, 'contamination', id);
      return this.rows.save(tx, {
        id,
        projectId: job.projectId,
        jobId: job.id,
        name: spec.name,
        task,
        engine: task === 'parity' ? spec.engine : null,
        subjectId,
        referenceId,
        datasetVersionId: spec.dataset_version,
        state: job.state,
        split: spec.split,
        metrics,
        rows: rowsOf(metrics),
        cost: this.cost(job, spec, metrics) ?? undefined,
        answersId,
        metric: spec.lm_eval ? scoreOf(spec.lm_eval) : null,
        harness: result.harness,
      });
    });
  }

  /** Kept with the row: a price that changes later changes nothing of what was measured. */
  private cost(job: JobRow, spec: EvaluateSpec, metrics: Record<string, number> | undefined) {
    const { gpuHourPrice: gpu = null, cpuHourPrice: cpu = null } = this.defaults;
    const usual = resultOf(job).environment?.device === 'cuda' ? gpu : cpu;
    const cost = costOfPass(metrics ?? {}, gpuHourPrice(spec.price_per_hour) ?? usual);
    return cost as unknown as Prisma.InputJsonObject | null;
  }

  /** Evaluations about any of these artifacts, base models or adapters; those of `jobs` are brought up to date first. */
  async forSubjects(ctx: Ctx, subjectIds: string[], jobs: JobRow[] = []): Promise<EvaluationRow[]> {
    for (const job of jobs) await this.ensureForJob(ctx, job);
    return this.db.tx(ctx, (tx) => this.rows.forSubjects(tx, subjectIds));
  }

  async step(jobId: string): Promise<Outcome> {
    const job = await this.db.tx(systemCtx(), (tx) => tx.job.findUnique({ where: { id: jobId } }));
    if (job) await this.ensureForJob(systemCtx(job.projectId), job);
    return done();
  }

  /** Finished evaluation jobs that have no row yet. */
  due(limit: number): Promise<string[]> {
    return this.db.tx(systemCtx(), async (tx) => {
      const rows = await tx.$queryRaw<{ id: string }[]>`
        SELECT j.id FROM job j WHERE j.kind = 'evaluate' AND j.state = 'succeeded'
          AND NOT EXISTS (SELECT 1 FROM evaluation e WHERE e.job_id = j.id) LIMIT ${limit}`;
      return rows.map((row) => row.id);
    });
  }

  async list(ctx: Ctx, query: PageQuery & { subject?: readonly string[] }) {
    const where = { projectId: ctx.projectId, subjectId: anyOf(query.subject) };
    const rows = await this.db.tx(ctx, (tx) => this.rows.list(tx, where, query));
    return pageOf(rows, query.limit, evaluationView);
  }

  async get(ctx: Ctx, id: string) {
    return evaluationView(await this.row(ctx, id));
  }

  /** Rows of answers.jsonl from `offset`; the file is read as a stream, so a long one costs no memory. */
  async answers(ctx: Ctx, id: string, query: { limit: number; offset?: number; correct?: 'true' | 'false' }) {
    const row = await this.row(ctx, id);
    const data: AnswerLine[] = [];
    let index = 0;
    for await (const answer of this.answerFiles.lines(ctx, row)) {
      if (query.correct !== undefined && String(answer.correct) !== query.correct) continue;
      if (index >= (query.offset ?? 0)) data.push(answer);
      index += 1;
      if (data.length > query.limit) break;
    }
    return { object: 'list' as const, data: data.slice(0, query.limit), has_more: data.length > query.limit };
  }

  /** In row order, as a stream; see AnswersService.lines. */
  eachAnswer(ctx: Ctx, row: EvaluationRow): AsyncGenerator<AnswerLine> {
    return this.answerFiles.lines(ctx, row);
  }

  /** What a parity evaluation found, prompt by prompt. Throws not_found for one of another task, or without a report. */
  async parity(ctx: Ctx, id: string) {
    const row = await this.row(ctx, id);
    const report = row.task === 'parity' ? await this.findParity(ctx, row) : null;
    if (report) return { ...report, id: row.id, object: 'evaluation.parity' as const };
    const why = row.task === 'parity' ? `is ${row.state} and has left no report` : `has the task ${row.task}`;
    throw notFound('parity_report_not_found', `Evaluation ${row.id} ${why}.`);
  }

  /** The same by its row; null where no report was left, or it is gone or held by a recall. */
  findParity(ctx: Ctx, row: EvaluationRow): Promise<ParityReport | null> {
    return this.answerFiles.findParity(ctx, row);
  }

  /** `id` as candidate against `with` as baseline. Throws invalid `not_comparable` where they were not asked the same rows. */
  async compare(ctx: Ctx, id: string, query: { with: string; limit: number }) {
    const [candidate, baseline] = [await this.row(ctx, id), await this.row(ctx, query.with)];
    const found = await this.compareRows(ctx, baseline, candidate, query.limit);
    return {
      object: 'evaluation_comparison' as const,
      baseline: evaluationView(baseline),
      candidate: evaluationView(candidate),
      rows: found.rows,
      metrics: found.metrics(),
      flipped_rows: found.flippedRows,
      flipped: found.flipped,
      verdict: verdictOf(found.right, judgedBy(candidate)),
    };
  }

  /** Why the two were not asked the same rows, or what of their answers is gone; null where they can be compared. */
  async whyNotComparable(
    ctx: Ctx,
    baseline: EvaluationRow,
    candidate: EvaluationRow,
  ): Promise<string | null> {
    try {
      await this.compareRows(ctx, baseline, candidate, 0);
      return null;
    } catch (error) {
      if (error instanceof AppError && error.kind !== 'unavailable') return error.message;
      throw error;
    }
  }

  /**
   * Of a metric, turned so that more is better, on the same rows; why not, where they were not asked the same ones or answers are gone.
   * `known`: what the same request has compared already.
   */
  async findPairs(
    ctx: Ctx,
    { baseline, candidate, metric }: { baseline: EvaluationRow; candidate: EvaluationRow; metric: string },
    known: KnownPairs = new Map(),
  ): Promise<PairedResult | Refused> {
    const key = `${baseline.id} ${candidate.id}`;
    const asking = known.get(key) ?? this.keptOf(ctx, baseline, candidate);
    known.set(key, asking);
    const found = await asking;
    if ('refused' in found) return found;
    return found.kept[metric] ?? { refused: `No row of ${candidate.id} counts for ${metric}.` };
  }

  private async keptOf(ctx: Ctx, baseline: EvaluationRow, candidate: EvaluationRow): Promise<Kept | Refused> {
    try {
      const { kept } = await this.compareRows(ctx, baseline, candidate, 0);
      return { kept };
    } catch (error) {
      if (error instanceof AppError && error.kind !== 'unavailable') return { refused: error.message };
      throw error;
    }
  }

  private async compareRows(ctx: Ctx, baseline: EvaluationRow, candidate: EvaluationRow, limit: number) {
    const refuse = (why: string) =>
      invalid(
        'not_comparable',
        `${candidate.id} and ${baseline.id} were not asked the same rows: ${why}. Evaluate both on one split of one dataset version.`,
        { param: 'with' },
      );
    const asked = (row: EvaluationRow) => `${row.datasetVersionId} ${row.split} by ${measureOf(row)}`;
    if (asked(candidate) !== asked(baseline)) throw refuse(`${asked(candidate)} against ${asked(baseline)}`);
    try {
      const [old, now] = [this.answerFiles.lines(ctx, baseline), this.answerFiles.lines(ctx, candidate)];
      const by = scoredBy(candidate);
      return await compareAnswers(old, now, { maxFlipped: limit, ...(by ? { by } : {}) });
    } catch (error) {
      if (error instanceof DifferentRows) throw refuse(error.message);
      throw error;
    }
  }

  /** By its id or its job. Throws not_found `evaluation_not_found`. */
  async row(ctx: Ctx, id: string): Promise<EvaluationRow> {
    const row = await this.db.tx(ctx, (tx) => this.rows.find(tx, id));
    if (row) return row;
    const job = id.startsWith('job_') ? await this.jobs.getJob(ctx, id) : null;
    const made = job && (await this.ensureForJob(ctx, job));
    if (!made) throw notFound('evaluation_not_found', `No evaluation '${id.slice(0, 80)}'.`);
    return made;
  }

  private subject(ctx: Ctx, spec: EvaluateSpec): Promise<string> {
    if (spec.adapter) return this.inputs.artifactId(ctx, spec.adapter);
    return this.idOf(ctx, spec.model);
  }

  private idOf(ctx: Ctx, ref: EvaluateSpec['model']): Promise<string> {
    return 'base_model' in ref ? Promise.resolve(ref.base_model) : this.inputs.artifactId(ctx, ref);
  }
}

/** In words: what tells whether a row is right. */
const judgedBy = (row: EvaluationRow): string =>
  row.task === 'refusal'
    ? 'the share of rows that were refused or answered as expected'
    : (scoredBy(row) ?? 'exact_match').replaceAll('_', ' ');

/** The program's word; null for one that no column could hold. */
function rowsOf(metrics: Record<string, number> | undefined): number | null {
  const rows = metrics?.['rows'];
  return Number.isInteger(rows) && rows! >= 0 && rows! < 2 ** 31 ? rows! : null;
}

export const evaluationView = (row: EvaluationRow) => ({
  id: row.id,
  object: 'evaluation' as const,
  name: row.name,
  task: row.task,
  engine: row.engine,
  job: row.jobId,
  subject: row.subjectId,
  reference: row.referenceId,
  dataset_version: row.datasetVersionId,
  split: row.split,
  state: row.state,
  rows: row.rows,
  metrics: row.metrics ?? null,
  intervals: intervalsOf((row.metrics ?? {}) as Record<string, number>),
  cost: (row.cost ?? null) as EvaluationCost | null,
  metric: scoredBy(row),
  harness: (row.harness ?? null) as Harness | null,
  created_at: unix(row.createdAt),
});
