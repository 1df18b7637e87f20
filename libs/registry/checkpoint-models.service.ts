import { Inject, Injectable } from '@nestjs/common';
import { type Clock, unix } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { denied, notFound, unavailable } from '#kernel/errors.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { AuditService } from '#audit/audit.service.js';
import { JobsPlanner } from '#jobs/jobs.planner.js';
import { JobsService } from '#jobs/jobs.service.js';
import { Db } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import { checkpointId, checkpointOf } from './openai-id.js';
import { RegistryService, type VersionRow } from './registry.service.js';

type CheckpointRow = Awaited<ReturnType<JobsService['keptCheckpoints']>>[number];

/** A checkpoint that can be named as a model: `name` is `<the version its training led to>:ckpt-step-N`. */
export interface CheckpointModel {
  name: string;
  version: VersionRow;
  row: CheckpointRow;
}

/** A failed making is begun again by a call so long after it. */
const RETRY_MS = 600_000;

/** Checkpoints as models: kept as adapters, made callable (merged, quantised, registered) by their first call. */
@Injectable()
export class CheckpointModels {
  constructor(
    private readonly db: Db,
    private readonly registry: RegistryService,
    private readonly jobs: JobsService,
    private readonly planner: JobsPlanner,
    private readonly artifacts: ArtifactsService,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws not_found `checkpoint_deleted` for one that the retention policy has deleted. */
  async find(ctx: Ctx, name: string): Promise<CheckpointModel | null> {
    const parts = checkpointOf(name);
    const version = parts && (await this.registry.findVersionByOpenaiId(ctx, parts.of));
    if (!version || version.step !== null) return null;
    const kept = await this.jobs.keptCheckpoints(ctx, [version.sourceJobId]);
    const row = kept.find(({ step }) => step === parts.step);
    if (row) return { name, version, row };
    const releasedAt = await this.jobs.checkpointReleasedAt(ctx, version.sourceJobId, parts.step);
    if (releasedAt) throw deletedCheckpoint(name, version.openaiId, releasedAt);
    return null;
  }

  /** Those of these versions that no version of their own stands for yet. */
  async unmade(ctx: Ctx, versions: readonly VersionRow[]): Promise<CheckpointModel[]> {
    const ends = new Map(versions.filter(({ step }) => step === null).map((one) => [one.sourceJobId, one]));
    const made = new Set(versions.map(({ openaiId }) => openaiId));
    const rows = await this.jobs.keptCheckpoints(ctx, [...ends.keys()]);
    return rows
      .map((row) => {
        const version = ends.get(row.jobId)!;
        return { name: checkpointId(version.openaiId, row.step), version, row };
      })
      .filter(({ name }) => !made.has(name));
  }

  /**
   * Begins to make it callable, or answers while that goes on. Throws denied `quarantined`, and what the license gate G2 says; for a
   * while after it could not be made why, as denied or as unavailable `checkpoint_failed`.
   */
  async make(ctx: Ctx, { name, version, row }: CheckpointModel): Promise<void> {
    await this.artifacts.assertFree(ctx, [row.artifactId!]);
    if (row.pipelineId !== null && (await this.goesOn(ctx, name, row.pipelineId))) return;
    const found = await this.registry.findVersionById(ctx, version.id);
    if (!found) throw notFound('model_not_found', `The model '${name}' was deleted.`, { param: 'model' });
    const publish = {
      model: found.model.name,
      checkpoint: { job: row.jobId, step: row.step, of: version.openaiId },
    };
    const planned = await this.planner.planServing(ctx, row.artifactId!);
    await this.jobs.beginCheckpoint(ctx, row, { planned, publish, name: `checkpoint ${row.step}` });
  }

  /** By any `ft:` name. What serves it is stopped as for any version, and a checkpoint is not made again. */
  async delete(ctx: Ctx, name: string) {
    const checkpoint = await this.find(ctx, name);
    const made = await this.registry.findVersionByOpenaiId(ctx, name);
    if (made || !checkpoint)
      return this.registry.deleteVersion(ctx, name, async (tx, { step, sourceJobId }) => {
        if (step !== null) await this.jobs.forgetCheckpoint(tx, sourceJobId, step);
      });
    const { row } = checkpoint;
    await this.db.tx(ctx, async (tx) => {
      await this.jobs.forgetCheckpoint(tx, row.jobId, row.step);
      const facts = { openai_id: name, artifact: row.artifactId };
      await this.audit.append(tx, ctx, {
        action: 'checkpoint.deleted',
        targetType: 'checkpoint',
        targetId: row.id,
        facts,
      });
    });
    return { id: name, object: 'model' as const, deleted: true };
  }

  openaiView({ name, version, row }: CheckpointModel, of: { contextWindow: number | null; ownedBy: string }) {
    const end = this.registry.openaiView(version, of);
    return { ...end, id: name, created: unix(row.createdAt), checkpoint_of: version.openaiId };
  }

  private async goesOn(ctx: Ctx, name: string, pipelineId: string): Promise<boolean> {
    const { pipeline } = await this.jobs.getPipeline(ctx, pipelineId);
    // succeeded: its version is there, or was deleted, and the checkpoint with it
    if (pipeline.state === 'running' || pipeline.state === 'succeeded') return true;
    const age = this.clock.now().getTime() - pipeline.createdAt.getTime();
    if (age > RETRY_MS) return false;
    const [, code, why = ''] =
      /^(license_forbids_use|quarantined): (.*)$/s.exec(pipeline.failure ?? '') ?? [];
    if (code) throw denied(code, `The model '${name}' may not be called: ${why}`, { param: 'model' });
    throw unavailable(
      'checkpoint_failed',
      `The model '${name}' could not be made (pipeline ${pipelineId}): ${(pipeline.failure ?? pipeline.state).slice(0, 300)}`,
      { headers: { 'retry-after': String(Math.ceil((RETRY_MS - age) / 1000) + 1) } },
    );
  }
}

const deletedCheckpoint = (name: string, end: string, at: Date) =>
  notFound(
    'checkpoint_deleted',
    `The checkpoint '${name}' was deleted by the retention policy of the project on ${at.toISOString().slice(0, 10)} ` +
      `(GET /v1/retention). '${end}', the end of its training, is kept.`,
    { param: 'model' },
  );
