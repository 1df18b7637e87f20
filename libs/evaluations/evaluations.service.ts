import { createInterface } from 'node:readline';
import { Injectable } from '@nestjs/common';
import { unix } from '#kernel/clock.js';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { notFound } from '#kernel/errors.js';
import { idBody } from '#kernel/ids.js';
import { done, type Outcome } from '#kernel/outcome.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import type { EvaluateSpec } from '#jobs/spec.js';
import type { JobRow } from '#jobs/jobs.repository.js';
import { JobsInputs } from '#jobs/jobs.inputs.js';
import { JobsService } from '#jobs/jobs.service.js';
import { AnswerLine } from '#jobs/recipe-output.contract.js';
import { Db } from '#platform/db.js';
import { type EvaluationRow, EvaluationsRepository } from './evaluations.repository.js';

/** What evaluation jobs found out; rows are made from the jobs, so losing a bell loses nothing. */
@Injectable()
export class EvaluationsService {
  constructor(
    private readonly db: Db,
    private readonly rows: EvaluationsRepository,
    private readonly jobs: JobsService,
    private readonly inputs: JobsInputs,
    private readonly artifacts: ArtifactsService,
  ) {}

  /** Writes the evaluation of a finished job; called by the bell, and by whoever needs the rows now. */
  async ensureForJob(ctx: Ctx, job: JobRow): Promise<EvaluationRow | null> {
    if (job.kind !== 'evaluate' || job.finishedAt === null) return null;
    const spec = job.spec as unknown as EvaluateSpec;
    const result = job.result as {
      metrics?: Record<string, number>;
      artifacts?: Record<string, string>;
    } | null;
    const subjectId = await this.subject(ctx, spec).catch(() => null);
    if (subjectId === null) return null; // it failed before its model existed
    return this.db.tx(ctx, (tx) =>
      this.rows.save(tx, {
        id: `eval_${idBody(job.id)}`,
        projectId: job.projectId,
        jobId: job.id,
        name: spec.name,
        task: spec.task,
        subjectId,
        datasetVersionId: spec.dataset_version,
        state: job.state,
        metrics: result?.metrics ?? undefined,
        rows: rowsOf(result?.metrics),
        answersId: result?.artifacts?.['answers'] ?? null,
      }),
    );
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

  async list(ctx: Ctx, query: PageQuery & { subject?: string }) {
    const where = { projectId: ctx.projectId, subjectId: query.subject };
    const rows = await this.db.tx(ctx, (tx) => this.rows.list(tx, where, query));
    return pageOf(rows, query.limit, evaluationView);
  }

  async get(ctx: Ctx, id: string) {
    return evaluationView(await this.find(ctx, id));
  }

  /** Rows of answers.jsonl from `offset`; the file is read as a stream, so a long one costs no memory. */
  async answers(ctx: Ctx, id: string, query: { limit: number; offset?: number; correct?: 'true' | 'false' }) {
    const row = await this.find(ctx, id);
    if (!row.answersId)
      throw notFound('answers_not_found', `Evaluation ${row.id} is ${row.state} and has left no answers.`);
    const stream = await this.artifacts.open(ctx, row.answersId, 'answers.jsonl');
    const data: AnswerLine[] = [];
    let index = 0;
    for await (const line of createInterface({ input: stream })) {
      const answer = AnswerLine.parse(JSON.parse(line));
      if (query.correct !== undefined && String(answer.correct) !== query.correct) continue;
      if (index >= (query.offset ?? 0)) data.push(answer);
      index += 1;
      if (data.length > query.limit) break;
    }
    stream.destroy();
    return { object: 'list' as const, data: data.slice(0, query.limit), has_more: data.length > query.limit };
  }

  private async find(ctx: Ctx, id: string): Promise<EvaluationRow> {
    const row = await this.db.tx(ctx, (tx) => this.rows.find(tx, id));
    if (row) return row;
    const job = id.startsWith('job_') ? await this.jobs.getJob(ctx, id) : null;
    const made = job && (await this.ensureForJob(ctx, job));
    if (!made) throw notFound('evaluation_not_found', `No evaluation '${id.slice(0, 80)}'.`);
    return made;
  }

  private subject(ctx: Ctx, spec: EvaluateSpec): Promise<string> {
    if (spec.adapter) return this.inputs.artifactId(ctx, spec.adapter);
    if ('base_model' in spec.model) return Promise.resolve(spec.model.base_model);
    return this.inputs.artifactId(ctx, spec.model);
  }
}

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
  job: row.jobId,
  subject: row.subjectId,
  dataset_version: row.datasetVersionId,
  state: row.state,
  rows: row.rows,
  metrics: row.metrics ?? null,
  created_at: unix(row.createdAt),
});
