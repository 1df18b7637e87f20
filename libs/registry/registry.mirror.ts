import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { JobsService } from '#jobs/jobs.service.js';
import type { Usage } from '#jobs/usage.js';
import { Db } from '#platform/db.js';
import { ProjectsService } from '#projects/projects.service.js';
import { ARTIFACT_ROLES, type EvaluationSummary, type VersionArtifacts } from './registry.contract.js';
import type { JobRow } from './registry.facts.js';
import { BILL } from './bill-of-materials.js';
import { RegistryFiles } from './registry.files.js';
import { type ModelRow, RegistryRepository, type VersionRow } from './registry.repository.js';
import { TRACKING, type TrackingPort } from './tracking.port.js';
import { flat } from './version-card.js';
import { usageMetrics, usageTags } from './version-energy.js';

const PAPERS = ['README.md', 'LICENSE', 'NOTICE', BILL] as const;
/** Larger adapters stay in the object store alone; the run's tags say where. */
const MAX_UPLOAD_BYTES = 200 * 1024 * 1024;

interface Mirrored {
  name: string;
  version: string;
  run_id: string;
  aliases: string[];
}

/** Writes one version and its jobs to the experiment tracker. Every call may be repeated; nothing waits for it. */
@Injectable()
export class RegistryMirror {
  constructor(
    private readonly db: Db,
    private readonly rows: RegistryRepository,
    private readonly jobs: JobsService,
    private readonly artifacts: ArtifactsService,
    private readonly files: RegistryFiles,
    private readonly projects: ProjectsService,
    @Inject(TRACKING) private readonly tracking: TrackingPort,
  ) {}

  due(limit: number): Promise<string[]> {
    return this.db.tx(systemCtx(), (tx) => this.rows.unmirrored(tx, limit));
  }

  /** Mirrors the version as it is now; false when it is gone. Throws when the tracker cannot be reached. */
  async mirror(versionId: string): Promise<boolean> {
    const found = await this.db.tx(systemCtx(), async (tx) => {
      const version = await this.rows.findVersion(tx, { id: versionId });
      return version && { version, model: await this.rows.modelById(tx, version.modelId) };
    });
    if (!found) return false;
    const { version, model } = found;
    const ctx = systemCtx(version.projectId);
    const known = version.mlflow as unknown as Mirrored | null;
    const { name, number, runId } = known
      ? { name: known.name, number: known.version, runId: known.run_id }
      : await this.writeVersion(ctx, version, model);
    const aliases = await this.syncAliases(ctx, version, { name, number, before: known?.aliases ?? [] });
    const mlflow: Mirrored = { name, version: number, run_id: runId, aliases };
    await this.db.tx(ctx, (tx) => this.rows.setMirror(tx, version.id, mlflow));
    return true;
  }

  /** Forgets what was mirrored, so that every version is written anew: after the tracker lost its database. */
  async rebuild(ctx: Ctx): Promise<number> {
    return this.db.tx(ctx, (tx) => this.rows.forgetMirror(tx, ctx.projectId));
  }

  private async writeVersion(ctx: Ctx, version: VersionRow, model: ModelRow) {
    const source = await this.jobs.getJob(ctx, version.sourceJobId);
    const siblings = source.pipelineId ? await this.jobs.jobsOfPipeline(ctx, source.pipelineId) : [];
    const project = await this.projects.get(ctx);
    for (const job of siblings)
      if (job.id !== source.id && job.state === 'succeeded') await this.writeJob(ctx, project.name, job, {});
    const tags = await this.tagsOf(ctx, version, model);
    const runId = await this.writeJob(ctx, project.name, source, tags);
    await this.logEvaluations(runId, version);
    await this.uploadFiles(ctx, runId, version);
    const made = await this.tracking.ensureVersion({
      model: { id: model.id, name: model.name },
      runId,
      artifactPath: 'adapter',
      versionId: version.id,
      tags,
      description: `${version.openaiId}, version ${version.number} of ${model.name}`,
    });
    return { name: made.name, number: made.version, runId };
  }

  /** One run a job: params, every metric point, the data it read, its end. */
  private async writeJob(
    ctx: Ctx,
    experiment: string,
    job: JobRow,
    tags: Record<string, string>,
  ): Promise<string> {
    const startedAtMs = (job.startedAt ?? job.createdAt).getTime();
    const endedAtMs = (job.finishedAt ?? job.createdAt).getTime();
    const usage = job.usage as unknown as Usage | null;
    const kind = { 'luthier.kind': job.kind, ...usageTags(usage) };
    const { runId } = await this.tracking.ensureRun({
      experiment,
      jobId: job.id,
      name: `${job.kind} ${job.id}`,
      startedAtMs,
      tags: { ...tags, ...kind },
    });
    await this.tracking.logTags(runId, { ...tags, ...kind });
    const params = Object.entries(flat({ seed: job.seed, ...(job.spec as object) })).map(([key, value]) => [
      key,
      String(value),
    ]);
    await this.tracking.logParams(runId, Object.fromEntries(params) as Record<string, string>);
    const points = await this.jobs.metrics(ctx, job.id);
    const result = (job.result ?? {}) as { metrics?: Record<string, number> };
    await this.tracking.logMetrics(runId, [
      ...points.map(({ key, step, value, at }) => ({ key, step, value, timestampMs: at.getTime() })),
      ...Object.entries({ ...prefixed('final', result.metrics), ...usageMetrics(usage) }).map(
        ([key, value]) => ({
          key,
          step: 0,
          value,
          timestampMs: endedAtMs,
        }),
      ),
    ]);
    const data = (job.spec as { dataset_version?: string }).dataset_version;
    if (data)
      await this.tracking.logInputs(runId, [
        await this.dataset(ctx, data, job.kind === 'evaluate' ? 'evaluation' : 'training'),
      ]);
    await this.tracking.endRun(
      runId,
      job.state === 'succeeded' ? 'FINISHED' : job.state === 'failed' ? 'FAILED' : 'KILLED',
      endedAtMs,
    );
    return runId;
  }

  private async dataset(ctx: Ctx, versionId: string, context: string) {
    const { name, digest } = await this.db.tx(ctx, (tx) => this.rows.datasetOf(tx, versionId));
    return { name, digest, source: versionId, context };
  }

  private async logEvaluations(runId: string, version: VersionRow): Promise<void> {
    const points = (version.evaluations as unknown as EvaluationSummary[]).flatMap(({ name, metrics }) =>
      Object.entries(metrics).flatMap(([key, value]) =>
        value === null
          ? []
          : [{ key: `${name}.${key}`, value, step: 0, timestampMs: version.createdAt.getTime() }],
      ),
    );
    await this.tracking.logMetrics(runId, points);
  }

  private async tagsOf(ctx: Ctx, version: VersionRow, model: ModelRow): Promise<Record<string, string>> {
    const artifacts = version.artifacts as VersionArtifacts;
    const digests: Record<string, string> = {};
    for (const [role, id] of Object.entries(artifacts))
      digests[`luthier.${role}.sha256`] = (await this.artifacts.get(ctx, id)).digest;
    const main = ARTIFACT_ROLES.map((role) => digests[`luthier.${role}.sha256`]).find(Boolean);
    return {
      ...(version.tags as Record<string, string>),
      ...digests,
      'luthier.job_id': version.sourceJobId,
      'luthier.openai_id': version.openaiId,
      'luthier.model': model.name,
      'luthier.version': String(version.number),
      'luthier.project': version.projectId,
      ...(main ? { sha256: main } : {}),
      license: version.licenseId,
      base_model: version.baseModelId,
    };
  }

  /** Card, LICENSE, NOTICE and bill of materials always; the adapter beside them when it is not too large. */
  private async uploadFiles(ctx: Ctx, runId: string, version: VersionRow): Promise<void> {
    const written = await this.files.manifest(ctx, version.cardId);
    for (const path of PAPERS.filter((name) => written.some((file) => file.path === name))) {
      const body = Buffer.from(await this.files.read(ctx, version.cardId, path));
      if ((await this.tracking.logArtifact(runId, `adapter/${path}`, body)) === 'unsupported') return;
    }
    const { adapter } = version.artifacts as VersionArtifacts;
    if (!adapter) return;
    const row = await this.artifacts.get(ctx, adapter);
    if (row.sizeBytes > MAX_UPLOAD_BYTES) return;
    const { path: folder } = await this.artifacts.stage(ctx, adapter);
    for (const { path } of row.manifest) {
      if ((PAPERS as readonly string[]).includes(path)) continue;
      await this.tracking.logArtifact(runId, `adapter/${path}`, { file: join(folder, path) });
    }
  }

  private async syncAliases(
    ctx: Ctx,
    version: VersionRow,
    at: { name: string; number: string; before: string[] },
  ): Promise<string[]> {
    const now = (await this.db.tx(ctx, (tx) => this.rows.aliasesOf(tx, { versionId: version.id }))).map(
      (row) => row.alias,
    );
    for (const alias of now) await this.tracking.setAlias(at.name, alias, at.number);
    // an alias that left for another version was set there, or is set there soon; one that is nowhere is deleted
    const held = await this.db.tx(ctx, (tx) => this.rows.aliasesOf(tx, { modelId: version.modelId }));
    for (const alias of at.before)
      if (!held.some((row) => row.alias === alias)) await this.tracking.deleteAlias(at.name, alias);
    return now.sort();
  }
}

const prefixed = (prefix: string, metrics: Record<string, number> = {}): Record<string, number> =>
  Object.fromEntries(Object.entries(metrics).map(([key, value]) => [`${prefix}.${key}`, value]));
