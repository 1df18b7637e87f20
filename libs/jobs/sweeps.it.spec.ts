import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { BaseModelsService } from '#base-models/base-models.service.js';
import { aBase, finish, put } from '../../test/support/a-version.js';
import { chatFile } from '../../test/support/datasets-app.js';
import { FakeCompute } from '../../test/support/fake-compute.js';
import { aSafetensors } from '../../test/support/model-files.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { JOB_DEFAULTS, type JobDefaults } from './defaults.js';
import { EstimatesService } from './estimates.service.js';
import type { JobState } from './job.js';
import { JobIdentity } from './job-identity.service.js';
import { JobPapers } from './job-papers.service.js';
import { JobsCollector } from './jobs.collector.js';
import { JobsInputs } from './jobs.inputs.js';
import { JobsLedger } from './jobs.ledger.js';
import { JobsProcessor } from './jobs.processor.js';
import { JobsRepository } from './jobs.repository.js';
import { ResultsFile } from './results-file.service.js';
import { ReuseService } from './reuse.service.js';
import type { SweepView } from './sweep.contract.js';

let stage: Stage;
let worker: JobsProcessor;
let base: string;
let data: string;
beforeAll(async () => {
  stage = await openStage();
  ({ base } = await aBase(stage));
  const { id } = (await post('/datasets', { name: 'swept' })).body as { id: string };
  const files = { train: await upload(chatFile(60, 'a')), validation: await upload(chatFile(20, 'b')), test: await upload(chatFile(20, 'c')) }; // prettier-ignore
  data = ((await post(`/datasets/${id}/versions`, { files, license: 'CC-BY-4.0' })).body as { id: string })
    .id;
  const defaults: JobDefaults = stage.get(JOB_DEFAULTS as never);
  const targets = { process: new FakeCompute(defaults.installation) };
  const [inputs, ledger] = [stage.get(JobsInputs), stage.get(JobsLedger)];
  const collector = new JobsCollector(inputs, ledger, stage.get(ArtifactsService), stage.get(BaseModelsService), stage.get(JobPapers), stage.get(JobIdentity), stage.get(ResultsFile), targets, defaults); // prettier-ignore
  worker = new JobsProcessor(
    inputs,
    ledger,
    collector,
    stage.get(EstimatesService),
    stage.get(ReuseService),
    targets,
    defaults,
  );
  await stage.t.db.tx(stage.ctx, (tx) => new JobsRepository().syncSlots(tx, 'process', ['cpu0']));
}, 60_000);
afterAll(() => stage?.close());

interface Shown {
  id: string;
  state: string;
  failure: string | null;
  sweep: SweepView;
  jobs: { id: string; kind: string; state: JobState; needs: string[]; seed: number; decision: string; spec: { params: { trainer: { learning_rate: number } } }; result: object | null }[]; // prettier-ignore
}
async function call(method: string, path: string, body?: object) {
  const headers = { authorization: `Bearer ${stage.key}`, 'content-type': 'application/json' };
  const answer = await fetch(`${stage.url}/v1${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }); // prettier-ignore
  return { status: answer.status, body: await answer.json() };
}
const post = (path: string, body: object) => call('POST', path, body);
async function upload(content: string): Promise<string> {
  const form = new FormData();
  form.set('purpose', 'fine-tune');
  form.set('file', new Blob([content]), 'a.jsonl');
  const headers = { authorization: `Bearer ${stage.key}` };
  const sent = await fetch(`${stage.url}/v1/files`, { method: 'POST', headers, body: form });
  return ((await sent.json()) as { id: string }).id;
}
const pipeline = (sweep: object, jobs: object[] = []) => ({
  jobs: [{ name: 'train', kind: 'finetune', base_model: base, dataset_version: data, trainer: { n_epochs: 1 } }, ...jobs], // prettier-ignore
  sweep,
});
const GRID = { learning_rate: [1e-4, 2e-4], r: [4, 8] };
const MERGE = { name: 'merge', kind: 'merge', adapter: { job: 'train' } };
async function submitted(sweep: object, jobs: object[] = []): Promise<Shown> {
  const { status, body } = await post('/pipelines', pipeline(sweep, jobs));
  expect({ status, body }).toMatchObject({ status: 201 });
  return body as Shown;
}
const shown = async (id: string) => (await call('GET', `/pipelines/${id}`)).body as Shown;
const steps = async (id: string, wanted: JobState) => {
  for (let tries = 0; tries < 20; tries += 1) {
    const { body } = await call('GET', `/jobs/${id}`);
    if ((body as { state: JobState }).state === wanted) return;
    await worker.step(id);
  }
  throw new Error(`job ${id} did not become ${wanted}`);
};
const trained = (id: string, valid_loss: number) =>
  finish(stage, id, { result: { metrics: { valid_loss } } });

describe('a pipeline with a sweep', () => {
  it('is a job for each cell, one choice, and what follows; one license question, one seed, one estimate', async () => {
    const body = pipeline({ grid: GRID }, [MERGE]);
    const estimate = (await post('/estimates', body)).body as { total: { jobs: number }; then: object[] };
    expect([estimate.total.jobs, estimate.then.length]).toEqual([5, 4]);
    const made = await submitted({ grid: GRID }, [MERGE]);
    expect(made.jobs.map(({ kind }) => kind)).toEqual(['finetune', 'finetune', 'finetune', 'finetune', 'select', 'merge']); // prettier-ignore
    const [select, merge] = made.jobs.slice(4);
    expect(select!.needs).toEqual(made.jobs.slice(0, 4).map(({ id }) => id));
    expect(merge!.needs).toEqual([select!.id]);
    expect(new Set(made.jobs.map(({ decision }) => decision)).size).toBe(1);
    expect(new Set(made.jobs.slice(0, 4).map(({ seed }) => seed)).size).toBe(1);
    expect(made.jobs.slice(0, 4).map(({ spec }) => spec.params.trainer.learning_rate)).toEqual([1e-4, 1e-4, 2e-4, 2e-4]); // prettier-ignore
    expect(made.sweep).toMatchObject({ winner: null, cells: [{ settings: { learning_rate: 1e-4, r: 4 } }, {}, {}, {}] }); // prettier-ignore
  });

  it('chooses once every cell is final, whatever broke, and the next job takes what the winner left', async () => {
    const made = await submitted({ grid: GRID }, [MERGE]);
    const [first, second, third, fourth, select, merge] = made.jobs.map(({ id }) => id) as [string, string, string, string, string, string]; // prettier-ignore
    await finish(stage, first, { state: 'failed', failureReason: 'diverged', failureMessage: 'loss is nan' });
    await trained(second, 0.5);
    const parents = [{ id: base, type: 'adapter-of' }];
    const files = { 'adapter_model.safetensors': aSafetensors(), 'adapter_config.json': Buffer.from('{"r":4}') }; // prettier-ignore
    const adapter = await put(stage, { kind: 'adapter', name: 'adapter', job: third, files, parents });
    await finish(stage, third, { result: { metrics: { valid_loss: 0.4 }, artifacts: { adapter } } });
    await steps(select, 'waiting');
    await worker.step(select);
    expect((await shown(made.id)).sweep).toMatchObject({ state: 'waiting', winner: null });
    await trained(fourth, 0.4);
    await steps(select, 'succeeded');
    const { sweep, jobs } = await shown(made.id);
    expect(sweep).toMatchObject({ winner: third, tied: [fourth], state: 'succeeded' });
    expect(sweep.cells.map(({ value, reason }) => [value, reason])).toEqual([
      [null, 'finetune failed: diverged (loss is nan)'],
      [0.5, null],
      [0.4, null],
      [0.4, null],
    ]);
    expect(jobs[4]!.result).toMatchObject({
      metrics: { valid_loss: 0.4, cells: 4, cells_without_figure: 1 },
    });
    const told = (await call('GET', `/jobs/${select}/events`)).body as { data: { message: string }[] };
    expect(told.data.map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringContaining(`Chosen of 4: ${third}`), expect.stringContaining(`Out of the choice: ${first}`)]), // prettier-ignore
    );
    expect(await stage.get(JobsInputs).artifactId(stage.ctx, { job: select, artifact: 'adapter' })).toBe(adapter); // prettier-ignore
    expect(await worker.step(select)).toMatchObject({ kind: 'done' });
    await steps(merge, 'queued');
    await finish(stage, merge, { result: {} }).catch(() => undefined);
  });

  it('succeeds with a cell that failed, and fails where none can be chosen, saying why of each', async () => {
    const grid = { r: [4, 8] };
    const good = await submitted({ grid });
    await finish(stage, good.jobs[0]!.id, { state: 'failed', failureReason: 'oom', failureMessage: 'no memory' }); // prettier-ignore
    await trained(good.jobs[1]!.id, 1);
    await steps(good.jobs[2]!.id, 'succeeded');
    await stage.work();
    expect(await shown(good.id)).toMatchObject({ state: 'succeeded', failure: null });
    const bad = await submitted({ grid }, [MERGE]);
    for (const { id } of bad.jobs.slice(0, 2))
      await finish(stage, id, { state: 'failed', failureReason: 'oom', failureMessage: 'no memory' });
    await steps(bad.jobs[2]!.id, 'failed');
    await steps(bad.jobs[3]!.id, 'failed');
    await stage.work();
    const { state, failure } = await shown(bad.id);
    expect(state).toBe('failed');
    expect(failure).toMatch(
      /^select job .*None of the 2 cells can be chosen: .*\(r=4\): finetune failed: oom/,
    );
  });

  it('goes by an evaluation of each cell', async () => {
    const check = { name: 'check', kind: 'evaluate', model: { base_model: base }, adapter: { job: 'train' }, dataset_version: data }; // prettier-ignore
    const sweep = { grid: { r: [4, 8] }, best_by: { metric: 'exact_match', evaluation: 'check' } };
    const made = await submitted(sweep, [check]);
    expect(made.jobs.map(({ kind }) => kind)).toEqual(['finetune', 'finetune', 'evaluate', 'evaluate', 'select']); // prettier-ignore
    const ids = made.jobs.map(({ id }) => id);
    expect(made.jobs[3]!.needs).toEqual([ids[1]]);
    for (const id of ids.slice(0, 2)) await trained(id, 1);
    await finish(stage, ids[2]!, { result: { metrics: { exact_match: 0.25 } } });
    await finish(stage, ids[3]!, { result: { metrics: { exact_match: 0.75 } } });
    await steps(ids[4]!, 'succeeded');
    expect((await shown(made.id)).sweep).toMatchObject({ winner: ids[1], best_by: { goal: 'maximize' } });
  });

  it.each([
    ['a value that its field refuses', { grid: { learning_rate: [0.1, 7] } }, 'sweep.grid.learning_rate[1]', 'learning_rate=7'],
    ['a setting that its training refuses', { grid: { early_stopping_patience: [null, 2] } }, 'sweep.grid.early_stopping_patience[1]', 'load_best_model_at_end'],
    ['a figure that no training has', { grid: { r: [4] }, best_by: 'f1' }, 'sweep.best_by', 'valid_loss'],
    ['two kinds of output', { grid: { type: ['lora', 'none'] } }, 'sweep.grid.type', 'Sweep them apart'],
    ['an unknown field', { grid: { r: [4] }, best: 'valid_loss' }, 'sweep.best', "'sweep.best'"],
  ])('is refused for %s, and leaves nothing', async (_what, sweep, param, says) => {
    const count = () => stage.t.db.tx(stage.ctx, async (tx) => [await tx.job.count(), await tx.licenseDecision.count()]); // prettier-ignore
    const before = await count();
    const { status, body } = await post('/pipelines', pipeline(sweep));
    expect({ status, error: (body as { error: object }).error }).toMatchObject({
      status: 400,
      error: { param, message: expect.stringContaining(says) as unknown },
    });
    expect(await count()).toEqual(before);
  }); // prettier-ignore
});
