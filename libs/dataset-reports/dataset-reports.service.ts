import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { invalid, notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { DatasetsService, splitsOf } from '#datasets/datasets.service.js';
import { autoLength } from '#jobs/hyperparameters.js';
import { failureView } from '#jobs/jobs.view.js';
import { JobsPlanner } from '#jobs/jobs.planner.js';
import type { JobRow } from '#jobs/jobs.repository.js';
import { JobsService } from '#jobs/jobs.service.js';
import type { InspectSpec } from '#jobs/spec.js';
import { parseStrictJson } from '#kernel/strict-json.js';
import { Db } from '#platform/db.js';
import type { BaseReport } from './dataset-reports.contract.js';
import { DatasetReportsRepository } from './dataset-reports.repository.js';
import { rowReport, type RowReport } from './row-report.contract.js';

/** A change of what the recipe counts makes earlier reports stale. */
const EDITION = 1;
const MAX_REPORT_BYTES = 16 * 1024 * 1024;

type Base = Awaited<ReturnType<JobsPlanner['readyBase']>>;
type Version = Awaited<ReturnType<DatasetsService['getVersion']>>;
export interface Asked {
  base_model: string;
  max_seq_length?: number;
}

/** The report of a dataset version and a base model: counted once by a job, kept as its artifact. */
@Injectable()
export class DatasetReportsService {
  constructor(
    private readonly db: Db,
    private readonly rows: DatasetReportsRepository,
    private readonly datasets: DatasetsService,
    private readonly planner: JobsPlanner,
    private readonly jobs: JobsService,
    private readonly artifacts: ArtifactsService,
  ) {}

  /** The files' reports and, where asked, the base's. Throws what `ofBase` throws. */
  async report(ctx: Ctx, versionId: string, asked: Partial<Asked>) {
    const { base_model, max_seq_length } = asked;
    if (base_model === undefined && max_seq_length !== undefined) {
      throw invalid(
        'missing_required_parameter',
        "'max_seq_length' says where a base_model's rows are cut.",
        {
          param: 'base_model',
        },
      );
    }
    const files = await this.datasets.report(ctx, versionId);
    const base =
      base_model === undefined ? null : await this.ofBase(ctx, versionId, { base_model, max_seq_length });
    return { ...files, base };
  }

  /**
   * Ready, or on its way: the first who may submit jobs and asks has it counted. Throws invalid_value for a base that is
   * not ready, not_found `report_not_found` for a reader of what nobody has asked for.
   */
  async ofBase(ctx: Ctx, versionId: string, asked: Asked): Promise<BaseReport> {
    const version = await this.datasets.getVersion(ctx, versionId);
    const base = await this.planner.readyBase(ctx, asked.base_model);
    if (version.format === 'unpaired') {
      throw invalid(
        'invalid_value',
        `Dataset version ${version.id} holds answers with labels; token reports read chat, prompt/completion and preference rows.`,
        { param: 'base_model' },
      );
    }
    await this.artifacts.assertFree(ctx, [base.id, version.id]);
    const length = asked.max_seq_length ?? autoLength(base.contextLength);
    const job = await this.jobFor(ctx, { version, base, length });
    return this.view(ctx, { job, base, length });
  }

  private async jobFor(ctx: Ctx, of: { version: Version; base: Base; length: number }): Promise<JobRow> {
    const key = keyOf(of);
    const row = await this.db.tx(ctx, (tx) => this.rows.find(tx, ctx.projectId, key));
    const job = row && (await this.jobs.getJob(ctx, row.jobId));
    if (job && !isWorthAnother(job)) return job;
    if (!ctx.roles.some((role) => role === 'engineer' || role === 'admin')) {
      if (job) return job;
      throw notFound(
        'report_not_found',
        'Nobody has asked for this report yet; a member with the role engineer can.',
        { param: 'base_model' },
      );
    }
    const { version, base, length } = of;
    const jobId = newId('job_');
    const spec: InspectSpec = {
      kind: 'inspect',
      base_model: base.id,
      dataset_version: version.id,
      max_seq_length: length,
    };
    const begun = await this.jobs.creating(ctx, async (tx) => {
      const isMine = row
        ? await this.rows.begunAgain(tx, row, jobId)
        : await this.rows.begin(tx, { projectId: ctx.projectId, key, jobId });
      if (!isMine) return null;
      const planned = {
        id: jobId,
        spec,
        needs: [],
        target: this.planner.defaultTarget,
        seed: 0,
        warnings: [],
      };
      return this.jobs.insert(tx, ctx, planned);
    });
    if (begun) return begun;
    const theirs = await this.db.tx(ctx, (tx) => this.rows.find(tx, ctx.projectId, key));
    return this.jobs.getJob(ctx, theirs!.jobId);
  }

  private async view(ctx: Ctx, of: { job: JobRow; base: Base; length: number }): Promise<BaseReport> {
    const { job, base, length } = of;
    const failure = job.state === 'cancelled' ? CANCELLED : failureView(job);
    const report = job.state === 'succeeded' ? await this.read(ctx, job) : null;
    return {
      base_model: { id: base.id, slug: base.slug, revision: base.revision },
      max_seq_length: length,
      status: report ? 'ready' : failure ? 'failed' : 'running',
      job: job.id,
      progress: job.progress,
      error: failure && { code: failure.code, message: failure.message, advice: failure.advice },
      report,
    };
  }

  private async read(ctx: Ctx, job: JobRow): Promise<RowReport> {
    const { artifacts } = job.result as { artifacts: Record<string, string> };
    const pieces: Buffer[] = [];
    let bytes = 0;
    for await (const piece of await this.artifacts.open(ctx, artifacts['report']!, 'report.json')) {
      bytes += (piece as Buffer).length;
      if (bytes > MAX_REPORT_BYTES) throw new Error(`report.json of ${job.id} is too large`);
      pieces.push(piece as Buffer);
    }
    return rowReport.parse(parseStrictJson(Buffer.concat(pieces).toString('utf8'), 16));
  }
}

const CANCELLED = {
  code: 'cancelled',
  message: 'The job that counts was cancelled.',
  advice: 'Ask again with the role engineer.',
};

/** Ended without a report, for a reason that may be another one next time. */
const isWorthAnother = (job: JobRow): boolean =>
  job.state === 'cancelled' || (job.state === 'failed' && (failureView(job)?.retryable ?? false));

/** Content, base files and cut name a report; the same rows in another version are not counted again. */
function keyOf({ version, base, length }: { version: Version; base: Base; length: number }): string {
  const splits = Object.entries(splitsOf(version)).map(([split, ref]) => `${split} ${ref.sha256}`);
  const facts = [EDITION, version.format, splits.sort(), base.id, base.artifactId, base.revision, length];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}
