import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import type {
  MetricPoint,
  TrackedDataset,
  TrackedRun,
  TrackedVersion,
  TrackingPort,
} from '#registry/tracking.port.js';
import {
  BATCH,
  keyName,
  metricValue,
  modelName,
  PAIRS,
  paramPairs,
  pieces,
  shortDigest,
  tagPairs,
} from './mlflow-limits.js';
import { MlflowApi, type Metric } from './mlflow.api.js';
import { MlflowClient, MlflowError, type Bytes, type MlflowOptions } from './mlflow.client.js';

const JOB_TAG = 'luthier.job_id';
const VERSION_TAG = 'luthier.version_id';
const MODEL_TAG = 'luthier.model_id';
const PROXY = 'mlflow-artifacts:/';

/** Mirrors runs and model versions to an MLflow 3 server. Every method may be called again after a lost answer. */
export class MlflowTracking implements TrackingPort {
  private readonly api: MlflowApi;

  constructor(options: MlflowOptions) {
    this.api = new MlflowApi(new MlflowClient(options));
  }

  async ensureRun(run: TrackedRun): Promise<{ runId: string }> {
    const experimentId = await this.experiment(run.experiment);
    const there = await this.api.runByTag(experimentId, JOB_TAG, run.jobId);
    if (there) return { runId: there.run_id };
    const tags = tagPairs({ ...run.tags, [JOB_TAG]: run.jobId }).slice(0, PAIRS);
    const made = await this.api.createRun({ experimentId, name: run.name, startTime: run.startedAtMs, tags });
    return { runId: made.run_id };
  }

  async logParams(runId: string, params: Record<string, string>): Promise<void> {
    for (const piece of pieces(paramPairs(params), PAIRS)) {
      try {
        await this.api.logBatch(runId, { params: piece });
      } catch (error) {
        const written =
          error instanceof MlflowError && /Changing param values is not allowed/.test(error.message);
        if (!written) throw error;
      }
    }
  }

  async logTags(runId: string, tags: Record<string, string>): Promise<void> {
    for (const piece of pieces(tagPairs(tags), PAIRS)) await this.api.logBatch(runId, { tags: piece });
  }

  async logMetrics(runId: string, points: MetricPoint[]): Promise<void> {
    const missing: Metric[] = [];
    for (const key of new Set(points.map((point) => keyName(point.key)))) {
      const ofKey = points.filter((point) => keyName(point.key) === key);
      const seen = new Set<number>();
      for await (const stored of this.api.metricHistory(runId, key)) seen.add(stored.step);
      for (const point of ofKey) {
        if (seen.has(point.step)) continue;
        seen.add(point.step);
        missing.push({
          key,
          value: metricValue(point.value),
          step: point.step,
          timestamp: point.timestampMs,
        });
      }
    }
    for (const piece of pieces(missing, BATCH)) await this.api.logBatch(runId, { metrics: piece });
  }

  async logInputs(runId: string, datasets: TrackedDataset[]): Promise<void> {
    if (datasets.length === 0) return;
    const inputs = datasets.map(({ name, digest, source, context }) => ({
      tags: [{ key: 'mlflow.data.context', value: context }],
      dataset: {
        name,
        digest: shortDigest(digest),
        source_type: 'luthier',
        source: JSON.stringify({ uri: source, digest }),
      },
    }));
    await this.api.logInputs(runId, inputs);
  }

  async logArtifact(
    runId: string,
    path: string,
    body: Uint8Array | { file: string },
  ): Promise<'stored' | 'unsupported'> {
    const { artifact_uri: uri } = await this.api.getRun(runId);
    if (!uri.startsWith(PROXY)) return 'unsupported';
    const size = 'file' in body ? (await stat(body.file)).size : body.byteLength;
    const folder = posix.dirname(path);
    const there = await this.api.listArtifacts(runId, folder === '.' ? undefined : folder);
    // text is sent again: cards of equal length may differ
    if ('file' in body && there.some((file) => file.path === path && file.file_size === size))
      return 'stored';
    const make = () =>
      'file' in body
        ? (Readable.toWeb(createReadStream(body.file)) as unknown as Bytes)
        : (body as unknown as Bytes);
    await this.api.putArtifact(`${uri.slice(PROXY.length).replace(/^\/+/, '')}/${path}`, make);
    return 'stored';
  }

  async endRun(runId: string, status: 'FINISHED' | 'FAILED' | 'KILLED', endedAtMs: number): Promise<void> {
    await this.api.updateRun(runId, status, endedAtMs);
  }

  async ensureVersion(version: TrackedVersion): Promise<{ name: string; version: string }> {
    const name = await this.ensureModel(version.model);
    const there = await this.api.versionByTag(name, VERSION_TAG, version.versionId);
    const tags = tagPairs(version.tags);
    if (there) {
      const known = new Map(there.tags.map((tag) => [tag.key, tag.value]));
      for (const tag of tags)
        if (known.get(tag.key) !== tag.value) await this.api.setVersionTag(name, there.version, tag);
      return { name, version: there.version };
    }
    const { artifact_uri: uri } = await this.api.getRun(version.runId);
    const made = await this.api.createVersion({
      name,
      source: `${uri}/${version.artifactPath}`,
      runId: version.runId,
      tags: [...tags, { key: VERSION_TAG, value: version.versionId }],
      description: version.description,
    });
    return { name, version: made.version };
  }

  setAlias(model: string, alias: string, version: string): Promise<void> {
    return this.api.setAlias(model, alias, version);
  }

  deleteAlias(model: string, alias: string): Promise<void> {
    return this.api.deleteAlias(model, alias);
  }

  async aliasesOf(model: string): Promise<Record<string, string>> {
    const there = await this.api.findModel(model);
    return Object.fromEntries((there?.aliases ?? []).map(({ alias, version }) => [alias, version]));
  }

  health(): Promise<boolean> {
    return this.api.client.health();
  }

  private async experiment(name: string): Promise<string> {
    const there = await this.api.experimentByName(name);
    if (there && there.lifecycle_stage !== 'active') await this.api.restoreExperiment(there.experiment_id);
    const id =
      there?.experiment_id ??
      (await made(() => this.api.createExperiment(name))) ??
      (await this.api.experimentByName(name))?.experiment_id;
    if (!id) throw new MlflowError(0, 'UNREACHABLE', `MLflow neither has nor makes the experiment ${name}`);
    return id;
  }

  private async ensureModel(model: { id: string; name: string }): Promise<string> {
    const plain = modelName(model.name);
    for (const name of [plain, `${plain}-${model.id.slice(-8)}`]) {
      await made(() => this.api.createModel(name, tagPairs({ [MODEL_TAG]: model.id })));
      const there = await this.api.findModel(name);
      if (there?.tags.some((tag) => tag.key === MODEL_TAG && tag.value === model.id)) return name;
    }
    throw new MlflowError(
      409,
      'RESOURCE_ALREADY_EXISTS',
      `MLflow: every name for ${model.name} belongs to another model`,
    );
  }
}

/** Undefined where it was there already: two workers may make it at once. */
async function made<T>(create: () => Promise<T>): Promise<T | undefined> {
  try {
    return await create();
  } catch (error) {
    if (error instanceof MlflowError && error.code === 'RESOURCE_ALREADY_EXISTS') return undefined;
    throw error;
  }
}
