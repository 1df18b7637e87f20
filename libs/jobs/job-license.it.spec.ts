import { readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { chatFile } from '../../test/support/datasets-app.js';
import { aBase, aFinishedPipeline } from '../../test/support/a-version.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import { FilesService } from '#files/files.service.js';
import { ReevaluationProcessor } from '#licenses/reevaluation.processor.js';
import { JOB_DEFAULTS, type JobDefaults } from './defaults.js';
import { JobsInputs } from './jobs.inputs.js';
import { JobsService } from './jobs.service.js';
import { JobSpec } from './recipe.contract.js';
import { changeProject } from '../../test/support/change-project.js';

jest.setTimeout(30_000);
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage?.close());

async function call(method: string, path: string, body?: object) {
  const headers = {
    authorization: `Bearer ${stage.key}`,
    ...(body ? { 'content-type': 'application/json' } : {}),
  };
  const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
  const response = await fetch(`${stage.url}/v1${path}`, init);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const jobsNow = () => stage.t.db.tx(stage.ctx, (tx) => tx.job.count());
const decisions = () =>
  stage.t.db.tx(stage.ctx, (tx) =>
    tx.licenseDecision.findMany({ where: { gate: 'G2' }, orderBy: { id: 'asc' } }),
  );
async function asked<T>(work: () => Promise<T>) {
  const before = (await decisions()).length;
  const answer = await work();
  return { answer, decisions: (await decisions()).slice(before) };
}
async function made(license?: string, dataLicense?: string) {
  const of = await aBase(stage, license, dataLicense);
  return { ...of, ...(await aFinishedPipeline(stage, of, null)) };
}
/** Rows that can be trained on, as somebody uploads them. */
async function uploaded(name = 'pipeline'): Promise<string> {
  const { id: train } = await stage.get(FilesService).create(stage.ctx, {
    body: Readable.from([Buffer.from(chatFile(12))]),
    filename: 'x.jsonl',
    fields: Promise.resolve({ purpose: 'fine-tune' as const }),
    purposeSoFar: () => 'fine-tune',
  });
  const datasets = stage.get(DatasetsService);
  const { id } = await datasets.create(stage.ctx, name);
  const body = { files: { train }, license: 'CC-BY-4.0', source: {} };
  return (await datasets.createVersion(stage.ctx, id, body)).id;
}
const measure = (model: unknown, data: string) => ({
  ...{ kind: 'evaluate', model, dataset_version: data, split: 'train', engine: 'transformers' },
});

describe('gate G2 of jobs that train nothing', () => {
  it('is asked by merge, quantize and evaluate, each about what it makes', async () => {
    const { base, data, artifacts } = await made();
    const { decisions } = await asked(async () => {
      const bodies = [
        { kind: 'merge', adapter: artifacts.adapter },
        { kind: 'quantize', model: artifacts.merged },
        { kind: 'quantize', adapter: artifacts.adapter, type: 'f16' },
        measure(artifacts.merged, data),
        measure({ base_model: base }, data),
      ];
      for (const body of bodies)
        expect(await call('POST', '/jobs', body)).toMatchObject({
          status: 201,
          body: { decision: expect.stringMatching(/^dec_/) },
        });
    });
    const kinds = decisions.map(({ inputs, subjectId }) => {
      const { graph } = inputs as unknown as { graph: { nodes: { id: string; kind: string }[] } };
      return graph.nodes.find(({ id }) => id === subjectId)?.kind;
    });
    expect(kinds).toEqual(['merged', 'quantized', 'adapter', 'deployment', 'deployment']);
    const uses = decisions.map(({ inputs }) => (inputs as { use: { purpose: string } }).use.purpose);
    expect(uses).toEqual(Array(5).fill('internal'));
  });

  it('refuses what a license forbids, with the clause, and keeps no job', async () => {
    const nc = await made('cc-by-nc-4.0');
    const tests = await made('apache-2.0', 'CC-BY-NC-4.0');
    const free = await made();
    const before = await jobsNow();
    for (const body of [
      { kind: 'merge', adapter: nc.artifacts.adapter },
      { kind: 'quantize', model: nc.artifacts.merged },
      { kind: 'quantize', adapter: nc.artifacts.adapter, type: 'f16' },
      measure(nc.artifacts.merged, free.data),
      measure({ base_model: nc.base }, free.data),
      measure(free.artifacts.merged, tests.data),
    ]) {
      const refused = await call('POST', '/jobs', body);
      expect({ asked: body, ...refused }).toMatchObject({
        status: 403,
        body: { error: { code: 'license_forbids_use', message: expect.stringContaining('§') } },
      });
    }
    expect(await jobsNow()).toBe(before);
  });

  it('gives an adapter in another format the adapter and its base for parents', async () => {
    const { base, artifacts } = await made();
    const body = { kind: 'quantize', adapter: artifacts.adapter, type: 'q8_0' };
    const job = await call('POST', '/jobs', body);
    expect(job).toMatchObject({ status: 201, body: { spec: { adapter: { artifact: artifacts.adapter } } } });
    const row = await stage.get(JobsService).getJob(stage.ctx, String(job.body['id']));
    expect(await stage.get(JobsInputs).parents(stage.ctx, row)).toEqual([
      { id: artifacts.adapter, type: 'quantized-from' },
      { id: base, type: 'adapter-of' },
    ]);
    const start = stage.get(JobsInputs).prepare(stage.ctx, row, 1, null);
    await expect(start).resolves.toMatchObject({
      spec: { recipe: 'quantize_lora', params: { type: 'q8_0' } },
    });
    const wrong: [object, string][] = [
      [{ ...body, type: 'q4_k_m' }, 'type'],
      [{ ...body, model: artifacts.merged }, 'adapter'],
      [{ ...body, adapter: artifacts.merged }, 'adapter'],
      [{ kind: 'quantize' }, 'model'],
    ];
    for (const [over, param] of wrong)
      expect(await call('POST', '/jobs', over)).toMatchObject({ status: 400, body: { error: { param } } });
  });

  it('is asked about the rows that scales are chosen by, as if they were trained on', async () => {
    const free = await made();
    const tests = await made('apache-2.0', 'CC-BY-NC-4.0');
    const gptq = (data: string, over: object = {}) => {
      const calibration = { dataset_version: data, rows: 8 };
      return { kind: 'quantize', model: free.artifacts.merged, type: 'gptq_w4a16', calibration, ...over };
    };
    expect(await call('POST', '/jobs', gptq(tests.data))).toMatchObject({
      status: 403,
      body: { error: { code: 'license_forbids_use' } },
    });
    const { decisions, answer: job } = await asked(async () => call('POST', '/jobs', gptq(free.data)));
    expect(job).toMatchObject({ status: 201, body: { spec: { group_size: 128 } } });
    const { graph } = decisions[0]!.inputs as unknown as { graph: { edges: object[] } };
    expect(graph.edges).toContainEqual(expect.objectContaining({ to: free.data, type: 'calibrated-on' }));
    const row = await stage.get(JobsService).getJob(stage.ctx, String(job.body['id']));
    expect(await stage.get(JobsInputs).parents(stage.ctx, row)).toEqual([
      { id: free.artifacts.merged, type: 'quantized-from' },
      { id: free.data, type: 'calibrated-on' },
    ]);
    // SmolLM2's width, and a split that is not there
    const config = { hiddenSize: 576, intermediateSize: 1536 };
    await stage.t.db.tx(stage.ctx, (tx) =>
      tx.baseModel.update({ where: { id: free.base }, data: { config } }),
    );
    expect(await call('POST', '/jobs', gptq(free.data))).toMatchObject({
      status: 400,
      body: { error: { param: 'group_size', message: expect.stringContaining('take group_size 64') } },
    });
    expect(await call('POST', '/jobs', gptq(free.data, { group_size: 64 }))).toMatchObject({ status: 201 });
    const calibration = { dataset_version: free.data, split: 'test' };
    expect(await call('POST', '/jobs', gptq(free.data, { calibration }))).toMatchObject({
      status: 400,
      body: { error: { param: 'calibration.split' } },
    });
    // asked at each job: the environment may be made while the service runs
    const defaults = stage.get<JobDefaults>(JOB_DEFAULTS as never);
    let there = false;
    defaults.hasLlmcompressor = () => there;
    const fp8 = () =>
      call('POST', '/jobs', { kind: 'quantize', model: free.artifacts.merged, type: 'fp8_dynamic' });
    expect(await fp8()).toMatchObject({
      status: 400,
      body: { error: { param: 'type', message: expect.stringContaining('setup --llmcompressor') } },
    });
    there = true;
    expect(await fp8()).toMatchObject({ status: 201 });
    delete defaults.hasLlmcompressor;
  });

  it('asks a task of the harness what its templates read, of rows and of examples', async () => {
    const free = await made();
    const data = await uploaded('harness');
    const task = (over: object = {}, more: object = {}) =>
      call('POST', '/jobs', {
        ...{ kind: 'evaluate', task: 'lm_eval', model: { base_model: free.base } },
        ...{ dataset_version: data, split: 'train', ...more },
        lm_eval: {
          ...{ output_type: 'generate_until', doc_to_text: '{{ messages[0].content }}' },
          ...{ doc_to_target: '{{ messages[-1].content }}', ...over },
        },
      });
    const refused = (param: string, says: string) => ({
      status: 400,
      body: { error: { param, message: expect.stringContaining(says) } },
    });
    expect(await task({ doc_to_text: '{{ hint }}' })).toMatchObject(
      refused('lm_eval.doc_to_text', 'line 1 '),
    );
    expect(await task({ doc_to_target: 'answer' })).toMatchObject(
      refused('lm_eval.doc_to_target', "'answer'"),
    );
    expect(await task({}, { max_rows: 3 })).toMatchObject(refused('max_rows', 'limit'));
    const fewshot = (dataset_version: string) => ({ num_fewshot: 1, fewshot_config: { dataset_version } });
    expect(await task(fewshot(data))).toMatchObject(refused('lm_eval.fewshot_config.split', 'are asked'));
    expect(await task(fewshot('dsv_none'))).toMatchObject({ status: 404 });

    const defaults = stage.get<JobDefaults>(JOB_DEFAULTS as never);
    let there = false;
    defaults.hasLmEval = () => there;
    expect(await task()).toMatchObject(refused('task', 'setup --lm-eval'));
    there = true;
    const { answer, decisions: asks } = await asked(() => task());
    delete defaults.hasLmEval;
    expect(answer).toMatchObject({
      status: 201,
      body: { seed: 1234, spec: { lm_eval: { num_fewshot: 0 } } },
    });
    expect(asks).toHaveLength(1);
    const row = await stage.get(JobsService).getJob(stage.ctx, answer.body['id'] as string);
    const { spec } = await stage.get(JobsInputs).prepare(stage.ctx, row, 1, null);
    expect(JobSpec.parse(spec)).toMatchObject({
      recipe: 'evaluate_lm_eval',
      params: { limit: null, task: { task: 'lm_eval', metric_list: [{ metric: 'exact_match' }] } },
    });
    expect(await stage.get(JobsInputs).parents(stage.ctx, row)).toEqual([{ id: data, type: 'evaluated-on' }]);
  });

  it('is asked again before a program starts: what waited or was paused does not outlive a no', async () => {
    const declare = async (commercial: boolean) => {
      const body = { declared_use: { purpose: 'internal', commercial } };
      expect((await changeProject(stage.url, stage.key, body)).status).toBe(200);
      await stage.get(ReevaluationProcessor).step(stage.ctx.projectId);
    };
    await declare(false);
    const { artifacts } = await made('cc-by-nc-4.0');
    const asked = await call('POST', '/jobs', { kind: 'quantize', model: artifacts.merged });
    expect(asked.status).toBe(201);
    const job = await stage.get(JobsService).getJob(stage.ctx, String(asked.body['id']));
    const start = () => stage.get(JobsInputs).prepare(stage.ctx, job, 1, null);
    await expect(start()).resolves.toMatchObject({ spec: { recipe: 'quantize_gguf' } });
    await declare(true);
    const no = {
      reason: 'policy_blocked',
      message: expect.stringContaining('A license forbids this by now'),
    };
    await expect(start()).rejects.toMatchObject(no);
    await declare(false);
    await expect(start()).resolves.toBeDefined();
    await declare(true);
  });

  it('follows on_needs_review, and asks one review however often it is asked', async () => {
    const odd = await made('other');
    const { data } = await made();
    const body = measure({ base_model: odd.base }, data);
    const ran = await call('POST', '/jobs', body);
    expect(ran.status).toBe(201);
    const events = await call('GET', `/jobs/${String(ran.body['id'])}/events`);
    expect(JSON.stringify(events.body)).toContain('License question, to be answered before promotion');

    await changeProject(stage.url, stage.key, { on_needs_review: 'wait' });
    const before = await jobsNow();
    const [first, second] = [await call('POST', '/jobs', body), await call('POST', '/jobs', body)];
    for (const refused of [first, second])
      expect(refused).toMatchObject({ status: 403, body: { error: { code: 'license_review_required' } } });
    const reviewOf = (one: typeof first) => (one.body['error'] as { review: string }).review;
    expect(reviewOf(first)).toMatch(/^rev_/);
    expect(reviewOf(second)).toBe(reviewOf(first));
    expect(await jobsNow()).toBe(before);
    await changeProject(stage.url, stage.key, { on_needs_review: 'train' });
  });

  it('is asked once for what a pipeline asks twice', async () => {
    const { base } = await made();
    const data = await uploaded();
    const jobs = [
      { name: 'train', kind: 'finetune', base_model: base, dataset_version: data },
      { name: 'merge', kind: 'merge', adapter: { job: 'train' } },
      { name: 'gguf', kind: 'quantize', model: { job: 'merge' } },
      { name: 'before', ...measure({ base_model: base }, data) },
      { name: 'tuned', ...measure({ job: 'merge' }, data) },
      { name: 'small', ...measure({ job: 'gguf' }, data), engine: 'llamacpp' },
    ];
    const { answer, decisions } = await asked(() => call('POST', '/pipelines', { jobs }));
    expect(answer).toMatchObject({ status: 201, body: { object: 'pipeline' } });
    const of = (answer.body['jobs'] as { decision: string }[]).map((job) => job.decision);
    const [train, before, tuned] = decisions.map(({ id }) => id);
    expect(of).toEqual([train, train, train, before, tuned, tuned]);
    expect(decisions).toHaveLength(3);
  });
});

describe('a parity evaluation', () => {
  it('reads the GGUF file against what it was quantized from, and refuses a file of unknown source', async () => {
    const { artifacts } = await made();
    const body = { kind: 'evaluate', task: 'parity', model: artifacts.gguf, split: 'train' };
    const asked = { ...body, dataset_version: await uploaded('held-out') };
    const { status, body: job } = await call('POST', '/jobs', asked);
    expect([status, job['kind']]).toEqual([201, 'evaluate']);
    const row = await stage.get(JobsService).getJob(stage.ctx, job['id'] as string);
    const { spec } = await stage.get(JobsInputs).prepare(stage.ctx, row, 1, null);
    const { recipe, inputs, params } = JobSpec.parse(spec) as Extract<JobSpec, { recipe: 'evaluate_parity' }>;
    expect([recipe, params]).toEqual([
      'evaluate_parity',
      { engine: 'llamacpp', max_rows: 16, max_new_tokens: 32 },
    ]);
    expect(readdirSync(inputs.reference.path)).toEqual(['model.safetensors']);
    expect(readdirSync(inputs.model.path)).toContain('model.gguf');

    const inVllm = { ...asked, engine: 'vllm', model: artifacts.merged };
    const { body: vllm } = await call('POST', '/jobs', inVllm);
    const other = await stage.get(JobsService).getJob(stage.ctx, vllm['id'] as string);
    const merged = JobSpec.parse((await stage.get(JobsInputs).prepare(stage.ctx, other, 1, null)).spec);
    expect(merged).toMatchObject({ recipe: 'evaluate_parity', params: { engine: 'vllm', max_rows: 16 } });
    expect((merged as typeof spec & { inputs: typeof inputs }).inputs.model).toEqual(
      (merged as typeof spec & { inputs: typeof inputs }).inputs.reference,
    );
    const refused = async (param: string, says: string, over: object) =>
      expect(await call('POST', '/jobs', { ...inVllm, ...over })).toMatchObject({
        status: 400,
        body: { error: { param, message: expect.stringContaining(says) } },
      });
    await refused('model', 'merged or quantized, not gguf', { model: artifacts.gguf });
    await refused('model', 'gguf, not merged', { engine: 'ollama' });
    await refused('template', "'ollama'", { template: '{{ .Prompt }}' });
    await refused('engine', "belongs to the task 'parity'", { task: 'exact_match', max_rows: undefined });
    expect(await call('POST', '/jobs', { ...inVllm, reuse: 'finished' })).toMatchObject({ status: 201 });
    const defaults = stage.get<JobDefaults>(JOB_DEFAULTS as never);
    defaults.hasEngine = () => false;
    await refused('engine', 'LUTHIER_VLLM', {});
    delete defaults.hasEngine;

    await stage.t.db.tx(stage.ctx, (tx) =>
      tx.artifactEdge.deleteMany({ where: { artifactId: artifacts.gguf, type: 'quantized-from' } }),
    );
    expect(await call('POST', '/jobs', asked)).toMatchObject({
      status: 400,
      body: { error: { param: 'model', message: expect.stringContaining('was not quantized here') } },
    });
    expect(await call('POST', '/jobs', { ...asked, model: artifacts.merged })).toMatchObject({
      status: 400,
      body: { error: { param: 'model', message: expect.stringContaining('gguf, not merged') } },
    });
  });
});
