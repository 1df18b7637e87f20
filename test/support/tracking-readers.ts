import type { TrackingReader } from '../ports/tracking.suite.js';
import type { FakeTracking } from './fake-tracking.js';

type Pairs = { key: string; value: string }[];
const record = (pairs: Pairs = []) => Object.fromEntries(pairs.map(({ key, value }) => [key, value]));

interface RunAnswer {
  run: {
    info: { status: string };
    data: { params?: Pairs; tags?: Pairs };
    inputs?: { dataset_inputs?: { dataset: { name: string; digest: string } }[] };
  };
}
interface HistoryAnswer {
  metrics?: { step: string; value: number }[];
  next_page_token?: string;
}
interface VersionsAnswer {
  model_versions: { version: string; run_id: string; tags?: Pairs }[];
}

/** Reads an MLflow server by plain fetch, so that the adapter is not checked by itself. */
export function mlflowReader(url: string): TrackingReader {
  const ask = async (path: string, query: Record<string, string>) =>
    fetch(`${url}/${path}?${new URLSearchParams(query).toString()}`);
  const get = async <T>(path: string, query: Record<string, string>): Promise<T> =>
    (await (await ask(`api/2.0/mlflow/${path}`, query)).json()) as T;
  return {
    async run(runId) {
      const { run } = await get<RunAnswer>('runs/get', { run_id: runId });
      return { params: record(run.data.params), tags: record(run.data.tags), status: run.info.status };
    },
    async metric(runId, key) {
      const out: { step: number; value: number }[] = [];
      for (let token = ''; ;) {
        const query = { run_id: runId, metric_key: key, max_results: '500', page_token: token };
        const page = await get<HistoryAnswer>('metrics/get-history', query);
        for (const { step, value } of page.metrics ?? []) out.push({ step: Number(step), value });
        token = page.next_page_token ?? '';
        if (!token) return out;
      }
    },
    async inputs(runId) {
      const { run } = await get<RunAnswer>('runs/get', { run_id: runId });
      return (run.inputs?.dataset_inputs ?? []).map((input) => input.dataset);
    },
    async artifact(runId, path) {
      return (await ask('get-artifact', { run_id: runId, path })).text();
    },
    async versions(model) {
      const found = await get<VersionsAnswer>('model-versions/search', { filter: `name='${model}'` });
      return found.model_versions.map((v) => ({ version: v.version, runId: v.run_id, tags: record(v.tags) }));
    },
    async alias(model, alias) {
      const answer = await ask('api/2.0/mlflow/registered-models/alias', { name: model, alias });
      if (!answer.ok) return null;
      return ((await answer.json()) as { model_version: { version: string } }).model_version.version;
    },
  };
}

export function fakeTrackingReader(fake: FakeTracking): TrackingReader {
  return {
    run: async (runId) => fake.runs.get(runId)!,
    metric: async (runId, key) => fake.runs.get(runId)!.metrics.filter((m) => m.key === key),
    inputs: async (runId) => fake.runs.get(runId)!.inputs,
    artifact: async (runId, path) => fake.runs.get(runId)!.artifacts.get(path)!,
    versions: async (model) =>
      fake.versions.filter((v) => v.name === model).map((v) => ({ ...v, version: v.number })),
    alias: async (model, alias) => fake.aliases.get(`${model}@${alias}`) ?? null,
  };
}
