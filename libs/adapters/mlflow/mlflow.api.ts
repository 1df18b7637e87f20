import { z } from 'zod';
import type { Pair } from './mlflow-limits.js';
import type { Bytes, MlflowClient } from './mlflow.client.js';

const Nothing = z.looseObject({});
const RunInfo = z.object({
  run_id: z.string(),
  experiment_id: z.string(),
  status: z.string(),
  artifact_uri: z.string(),
});
const Run = z.object({ info: RunInfo });
const Version = z.object({
  name: z.string(),
  version: z.string(),
  run_id: z.string().nullish(),
  source: z.string().nullish(),
  tags: z.array(z.object({ key: z.string(), value: z.string() })).default([]),
  aliases: z.array(z.string()).default([]),
});
const Model = z.object({
  name: z.string(),
  tags: z.array(z.object({ key: z.string(), value: z.string() })).default([]),
  aliases: z.array(z.object({ alias: z.string(), version: z.string() })).default([]),
});
const StoredPoint = z.object({ value: z.coerce.number(), step: z.coerce.number() });
const History = z.object({
  metrics: z.array(StoredPoint).default([]),
  next_page_token: z.string().optional(),
});
const StoredFile = z.object({
  path: z.string(),
  is_dir: z.boolean(),
  file_size: z.coerce.number().optional(),
});

export type RunInfo = z.infer<typeof RunInfo>;
export type Version = z.infer<typeof Version>;
export type Model = z.infer<typeof Model>;
export interface Metric {
  key: string;
  value: number | string;
  step: number;
  timestamp: number;
}

/** The endpoints this product uses, one function each, named as in MLflow's REST reference. */
export class MlflowApi {
  constructor(readonly client: MlflowClient) {}

  async experimentByName(name: string) {
    const Found = z.object({
      experiment: z.object({ experiment_id: z.string(), lifecycle_stage: z.string() }),
    });
    const query = { experiment_name: name };
    return (
      (await this.client.find({ method: 'GET', path: 'mlflow/experiments/get-by-name', query }, Found))
        ?.experiment ?? null
    );
  }
  async createExperiment(name: string): Promise<string> {
    const Made = z.object({ experiment_id: z.string() });
    return (await this.post('experiments/create', { name }, Made)).experiment_id;
  }
  async restoreExperiment(id: string): Promise<void> {
    await this.post('experiments/restore', { experiment_id: id }, Nothing);
  }
  async createRun(run: {
    experimentId: string;
    name: string;
    startTime: number;
    tags: Pair[];
  }): Promise<RunInfo> {
    const body = {
      experiment_id: run.experimentId,
      run_name: run.name,
      start_time: run.startTime,
      tags: run.tags,
    };
    return (await this.post('runs/create', body, z.object({ run: Run }), 1)).run.info;
  }
  /** Oldest first, so that of two runs made by a lost answer every later call takes the same one. */
  async runByTag(experimentId: string, key: string, value: string): Promise<RunInfo | null> {
    const body = {
      experiment_ids: [experimentId],
      filter: `tags.\`${key}\` = '${quoted(value)}'`,
      order_by: ['attributes.start_time ASC', 'attributes.run_id ASC'],
      max_results: 1,
    };
    const found = await this.post('runs/search', body, z.object({ runs: z.array(Run).default([]) }));
    return found.runs[0]?.info ?? null;
  }
  async getRun(runId: string): Promise<RunInfo> {
    const call = { method: 'GET', path: 'mlflow/runs/get', query: { run_id: runId } } as const;
    return (await this.client.json(call, z.object({ run: Run }))).run.info;
  }
  async logBatch(
    runId: string,
    batch: { metrics?: Metric[]; params?: Pair[]; tags?: Pair[] },
  ): Promise<void> {
    await this.post('runs/log-batch', { run_id: runId, ...batch }, Nothing);
  }
  async logInputs(runId: string, datasets: unknown[]): Promise<void> {
    await this.post('runs/log-inputs', { run_id: runId, datasets }, Nothing);
  }
  async updateRun(runId: string, status: string, endTime: number): Promise<void> {
    await this.post('runs/update', { run_id: runId, status, end_time: endTime }, Nothing);
  }
  async *metricHistory(runId: string, key: string): AsyncIterable<z.infer<typeof StoredPoint>> {
    let token: string | undefined;
    do {
      const query = { run_id: runId, metric_key: key, max_results: 5000, page_token: token };
      const page = await this.client.json(
        { method: 'GET', path: 'mlflow/metrics/get-history', query },
        History,
      );
      yield* page.metrics;
      token = page.next_page_token;
    } while (token);
  }
  async findModel(name: string): Promise<Model | null> {
    const call = { method: 'GET', path: 'mlflow/registered-models/get', query: { name } } as const;
    return (await this.client.find(call, z.object({ registered_model: Model })))?.registered_model ?? null;
  }
  async createModel(name: string, tags: Pair[]): Promise<void> {
    await this.post('registered-models/create', { name, tags }, Nothing);
  }
  async versionByTag(name: string, key: string, value: string): Promise<Version | null> {
    const filter = `name='${quoted(name)}' and tags.\`${key}\` = '${quoted(value)}'`;
    const call = {
      method: 'GET',
      path: 'mlflow/model-versions/search',
      query: { filter, max_results: 10 },
    } as const;
    const found = await this.client.json(call, z.object({ model_versions: z.array(Version).default([]) }));
    return found.model_versions.sort((a, b) => Number(a.version) - Number(b.version))[0] ?? null;
  }
  async createVersion(version: {
    name: string;
    source: string;
    runId: string;
    tags: Pair[];
    description: string;
  }) {
    const { runId, ...rest } = version;
    return (
      await this.post(
        'model-versions/create',
        { ...rest, run_id: runId },
        z.object({ model_version: Version }),
        1,
      )
    ).model_version;
  }
  async setVersionTag(name: string, version: string, tag: Pair): Promise<void> {
    await this.post('model-versions/set-tag', { name, version, ...tag }, Nothing);
  }
  async setAlias(name: string, alias: string, version: string): Promise<void> {
    await this.post('registered-models/alias', { name, alias, version }, Nothing);
  }
  async deleteAlias(name: string, alias: string): Promise<void> {
    const call = { method: 'DELETE', path: 'mlflow/registered-models/alias', json: { name, alias } } as const;
    await this.client.find(call, Nothing);
  }
  async listArtifacts(runId: string, path?: string): Promise<z.infer<typeof StoredFile>[]> {
    const call = { method: 'GET', path: 'mlflow/artifacts/list', query: { run_id: runId, path } } as const;
    return (await this.client.json(call, z.object({ files: z.array(StoredFile).default([]) }))).files;
  }
  /** Through the server's artifact proxy; `at` is `<experiment>/<run>/artifacts/<path>`. */
  async putArtifact(at: string, bytes: () => Bytes): Promise<void> {
    await (
      await this.client.raw({ method: 'PUT', path: proxied(at), bytes, timeoutMs: 300_000 })
    ).body?.cancel();
  }
  async getArtifact(at: string): Promise<Response> {
    return this.client.raw({ method: 'GET', path: proxied(at), timeoutMs: 300_000 });
  }

  private post<S extends z.ZodType>(
    path: string,
    json: unknown,
    schema: S,
    tries?: number,
  ): Promise<z.output<S>> {
    return this.client.json({ method: 'POST', path: `mlflow/${path}`, json, tries }, schema);
  }
}

const proxied = (at: string) =>
  `mlflow-artifacts/artifacts/${at.split('/').map(encodeURIComponent).join('/')}`;
const quoted = (text: string) => text.replaceAll("'", '');
