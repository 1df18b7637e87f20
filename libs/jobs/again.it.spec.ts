import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { chatFile } from '../../test/support/datasets-app.js';
import { aBase, aFinishedPipeline, aJob, put } from '../../test/support/a-version.js';
import { FakeCompute } from '../../test/support/fake-compute.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import { FilesService } from '#files/files.service.js';
import { OBJECT_STORE, type ObjectStorePort } from '#platform/object-store.port.js';
import { JOB_DEFAULTS, type JobDefaults } from './defaults.js';
import { EstimatesService } from './estimates.service.js';
import { JobIdentity } from './job-identity.service.js';
import type { JobsCollector } from './jobs.collector.js';
import { JobsInputs } from './jobs.inputs.js';
import { JobsLedger } from './jobs.ledger.js';
import { JobsProcessor } from './jobs.processor.js';
import { JobsReconciler } from './jobs.reconciler.js';
import { JobsRepository } from './jobs.repository.js';
import { ReuseService } from './reuse.service.js';

jest.setTimeout(30_000);
let stage: Stage;
let worker: JobsProcessor;
const rows = new JobsRepository();
const HERE = 'ab'.repeat(32);

beforeAll(async () => {
  stage = await openStage();
  const defaults: JobDefaults = stage.get(JOB_DEFAULTS as never);
  const collector = { needsNoProgram: async () => false } as unknown as JobsCollector;
  const [inputs, ledger, estimates] = [
    stage.get(JobsInputs),
    stage.get(JobsLedger),
    stage.get(EstimatesService),
  ];
  const target = new FakeCompute(defaults.installation);
  worker = new JobsProcessor(
    inputs,
    ledger,
    collector,
    estimates,
    stage.get(ReuseService),
    { process: target },
    defaults,
  );
  await environmentIs(HERE);
}, 60_000);
afterAll(() => stage?.close());

async function call(method: string, path: string, body?: object) {
  const headers = {
    authorization: `Bearer ${stage.key}`,
    ...(body ? { 'content-type': 'application/json' } : {}),
  };
  const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
  const response = await fetch(`${stage.url}/v1${path}`, init);
  return { status: response.status, body: (await response.json()) as Record<string, any> };
}
const row = async (id: string) => (await stage.t.db.tx(stage.ctx, (tx) => rows.findJob(tx, id)))!;

/** As the worker says it of a target. */
async function environmentIs(sha256: string | null): Promise<void> {
  const machine = { cpus: 2, memoryMb: 4096, gpus: 0, gpuMemoryMb: null, slots: 1 };
  await stage.t.db.tx(stage.ctx, async (tx) => {
    await rows.noteTarget(tx, 'process', machine);
    await rows.noteEnvironment(tx, 'process', sha256 === null ? null : { sha256, image: null });
  });
}

/** A finished chain whose jobs say what they were made of, as their collection does. */
async function made(license?: string) {
  const of = await aBase(stage, license);
  const chain = await aFinishedPipeline(stage, of, null);
  for (const id of Object.values(chain.jobs)) {
    const identity = await stage.get(JobIdentity).digest(stage.ctx, await row(id), HERE);
    await stage.t.db.tx(stage.ctx, (tx) => tx.job.update({ where: { id }, data: { identity } }));
  }
  return { ...of, ...chain };
}
const quantize = (model: string, more: object = {}) =>
  call('POST', '/jobs', { kind: 'quantize', model, type: 'q8_0', reuse: 'finished', ...more });

describe('an identical job', () => {
  it('is answered at once with what the first has left, and the license is asked afresh', async () => {
    const { artifacts, jobs } = await made();
    const { status, body } = await quantize(artifacts.merged);
    expect({ status, body }).toMatchObject({
      status: 201,
      body: {
        ...{ state: 'succeeded', reuse: 'finished', reused_from: jobs.quantize, attempts: 0 },
        ...{ decision: expect.stringMatching(/^dec_/), actual: null },
        result: { artifacts: { gguf: artifacts.gguf } },
      },
    });
    expect(body['decision']).not.toBe((await row(jobs.quantize)).decisionId);
    const events = await call('GET', `/jobs/${body['id']}/events`);
    expect(events.body['data'].at(-1).message).toContain(jobs.quantize);
    const again = await quantize(artifacts.merged);
    expect(again.body['reused_from']).toBe(jobs.quantize); // not the one that ran nothing
    expect((await stage.get(ArtifactsService).ofJob(stage.ctx, body['id'])).length).toBe(0);
  });

  it.each([
    ['it does not ask for it', {}, { reuse: 'never' }],
    ['a parameter differs', {}, { type: 'f16' }],
    ['the environment differs', { environment: 'cd'.repeat(32) }, {}],
    ['the target has not said its environment', { environment: null }, {}],
    ['a file of it is gone', { gone: true }, {}],
  ])('runs where %s', async (_why, world: { environment?: string | null; gone?: boolean }, more) => {
    const { artifacts } = await made();
    if ('environment' in world) await environmentIs(world.environment!);
    if (world.gone) {
      const { manifest } = await stage.get(ArtifactsService).get(stage.ctx, artifacts.gguf);
      const store: ObjectStorePort = stage.get(OBJECT_STORE as never);
      await store.delete(manifest.find(({ path }) => path === 'origin.json')!.sha256);
    }
    const { body } = await quantize(artifacts.merged, more);
    await environmentIs(HERE);
    expect(body).toMatchObject({ state: 'validating', reused_from: null, result: null });
  });

  it('is refused by license whatever has finished before', async () => {
    const { artifacts } = await made('cc-by-nc-4.0');
    const { status, body } = await quantize(artifacts.merged);
    expect({ status, code: body['error'].code }).toEqual({ status: 403, code: 'license_forbids_use' });
  });

  it('has the seed of a job that was asked the same way, and no other', async () => {
    const { base } = await aBase(stage);
    const train = {
      kind: 'finetune',
      base_model: base,
      dataset_version: await uploaded('seeds'),
      reuse: 'finished',
    };
    const first = await call('POST', '/jobs', train);
    expect(first.body).toMatchObject({ state: 'validating', seed: 42 });
    const job = await row(first.body['id']);
    const identity = stage.get(JobIdentity);
    const digest = (seed: number) => identity.digest(stage.ctx, { ...job, seed }, HERE);
    expect(await digest(42)).not.toBe(await digest(43));
    const named = { ...job, spec: { ...(job.spec as object), openai: { training_file: 'file-1' } } };
    expect(await identity.digest(stage.ctx, named, HERE)).toBe(await digest(42));
  });
});

describe('a pipeline of identical jobs', () => {
  it('is answered step by step, each when what it needs is there', async () => {
    const { artifacts, jobs: first } = await made();
    const { body } = await call('POST', '/pipelines', {
      jobs: [
        { name: 'merge', kind: 'merge', adapter: artifacts.adapter, reuse: 'finished' },
        { name: 'quantize', kind: 'quantize', model: { job: 'merge' }, reuse: 'finished' },
        { name: 'other', kind: 'quantize', model: { job: 'merge' }, type: 'f16', reuse: 'finished' },
      ],
    });
    const ids = (body['jobs'] as { id: string }[]).map(({ id }) => id);
    for (const id of [...ids, ...ids, ...ids]) await worker.step(id);
    const [merge, quantized, other] = await Promise.all(ids.map(row));
    expect(merge).toMatchObject({ state: 'succeeded', reusedFrom: first.merge, attemptCount: 0 });
    expect(quantized).toMatchObject({
      state: 'succeeded',
      reusedFrom: first.quantize,
      result: { artifacts: { gguf: artifacts.gguf } },
    });
    expect(other).toMatchObject({ state: 'queued', reusedFrom: null });
    const audit = await stage.t.db.tx(stage.ctx, (tx) =>
      tx.auditEvent.findMany({ where: { targetId: ids[1]! } }),
    );
    expect(audit.map(({ action }) => action)).toEqual(['job.submitted', 'job.succeeded']);
  });
});

describe('what programs of a target run in', () => {
  it('is noted, and forgotten when the target does not say it any more', async () => {
    const target = new FakeCompute('stage000');
    Object.defineProperty(target, 'target', { value: 'process' });
    const reconciler = new JobsReconciler(stage.t.db, rows, stage.get(JOB_DEFAULTS as never));
    const noted = async () =>
      (await stage.t.db.tx(stage.ctx, (tx) => rows.findTarget(tx, 'process')))!.environment;
    await reconciler.noteEnvironment(target);
    expect(await noted()).toEqual(target.engine.environment);
    target.engine.down = new Error('away');
    await expect(reconciler.noteEnvironment(target)).rejects.toThrow('away');
    expect(await noted()).toBeNull();
    await environmentIs(HERE);
  });
});

/** Rows that can be trained on, as somebody uploads them. */
async function uploaded(name: string): Promise<string> {
  const { id: train } = await stage.get(FilesService).create(stage.ctx, {
    body: Readable.from([Buffer.from(chatFile(12))]),
    filename: 'x.jsonl',
    fields: Promise.resolve({ purpose: 'fine-tune' as const }),
    purposeSoFar: () => 'fine-tune',
  });
  const datasets = stage.get(DatasetsService);
  const { id } = await datasets.create(stage.ctx, name);
  return (await datasets.createVersion(stage.ctx, id, { files: { train }, license: 'CC-BY-4.0', source: {} }))
    .id;
}

describe('an artifact made again', () => {
  it('is submitted with the same spec and seed, marked, and never answered by what has finished', async () => {
    const { artifacts } = await made();
    const { status, body } = await call('POST', `/artifacts/${artifacts.gguf}/reproduce`);
    expect({ status, body }).toMatchObject({
      status: 201,
      body: {
        ...{ kind: 'quantize', state: 'validating', seed: 7, reuse: 'never', reused_from: null, needs: [] },
        ...{ reproduces: artifacts.gguf, decision: expect.stringMatching(/^dec_/) },
        spec: { model: { artifact: artifacts.merged }, type: 'q8_0' },
      },
    });
    const early = await call('GET', `/jobs/${body['id']}/reproduction`);
    expect(early.body).toMatchObject({
      matches: null,
      files: null,
      verdict: expect.stringContaining('nothing to compare yet'),
    });
  });

  it.each([
    ['equal', {}, true, 'All 1 files are equal'],
    ['different', { scale: 1 }, false, 'of 1 files differ'],
  ])('is held against the first, file by file: %s', async (_, config, matches, verdict) => {
    const { artifacts } = await made();
    const ended = await twice(artifacts.merged, config);
    const { status, body } = await call('GET', `/jobs/${ended.job}/reproduction`);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        matches,
        made: ended.second,
        artifact: ended.first,
        expected: 'unknown',
        verdict: expect.stringContaining(verdict),
      },
    });
    expect(body['files']).toHaveLength(1);
    expect((await call('GET', `/artifacts/${ended.first}`)).body['id']).toBe(ended.first); // stays as it is
  });

  it('names what is gone: a deleted file, an artifact that nobody made here', async () => {
    const { base } = await aBase(stage);
    const data = await uploaded('gone');
    const { body } = await call('POST', '/jobs', {
      kind: 'finetune',
      base_model: base,
      dataset_version: data,
    });
    const parents = [
      { id: base, type: 'adapter-of' },
      { id: data, type: 'trained-on' },
    ];
    const files = { 'adapter_config.json': Buffer.from('{"r":1}') };
    const adapter = await put(stage, { kind: 'adapter', name: 'adapter', job: body['id'], files, parents });
    expect((await call('POST', `/artifacts/${adapter}/reproduce`)).status).toBe(201);
    await stage.t.db.tx(stage.ctx, (tx) =>
      tx.job.updateMany({
        where: { kind: 'finetune', state: 'validating' },
        data: { state: 'cancelled', finishedAt: new Date(), nextStepAt: null },
      }),
    );
    const version = await stage.get(DatasetsService).getVersion(stage.ctx, data);
    const file = (version.splits as { train: { file_id: string } }).train.file_id;
    await stage.get(FilesService).delete(stage.ctx, file);
    const refused = await call('POST', `/artifacts/${adapter}/reproduce`);
    expect(refused.status).toBe(409);
    expect(refused.body['error']).toMatchObject({
      code: 'input_gone',
      message: expect.stringContaining(file),
    });
    const { artifactId } = await stage.t.db.tx(stage.ctx, (tx) =>
      tx.baseModel.findUniqueOrThrow({ where: { id: base } }),
    );
    const imported = await call('POST', `/artifacts/${artifactId}/reproduce`);
    expect(imported.body['error']).toMatchObject({
      code: 'not_reproducible',
      message: expect.stringContaining('import'),
    });
    expect((await call('GET', `/jobs/${body['id']}/reproduction`)).body['error'].code).toBe(
      'not_a_reproduction',
    );
  });

  it('is refused where a license has come to forbid it', async () => {
    const { artifacts } = await made('cc-by-nc-4.0');
    const { status, body } = await call('POST', `/artifacts/${artifacts.gguf}/reproduce`);
    expect({ status, code: body['error'].code }).toEqual({ status: 403, code: 'license_forbids_use' });
  });
});

describe('a base model that no recipe loads', () => {
  it('is refused when the job is made, at every door, with what is supported', async () => {
    const { base } = await aBase(stage);
    const data = await uploaded('whisper');
    const version = await stage.get(DatasetsService).getVersion(stage.ctx, data);
    const training_file = (version.splits as { train: { file_id: string } }).train.file_id;
    const architecture = 'WhisperForConditionalGeneration';
    await stage.t.db.tx(stage.ctx, (tx) =>
      tx.baseModel.update({ where: { id: base }, data: { architecture } }),
    );
    const before = await stage.t.db.tx(stage.ctx, (tx) => tx.job.count());
    const asked: [string, object][] = [
      ['/jobs', { kind: 'finetune', base_model: base, dataset_version: data }],
      ['/jobs', { kind: 'evaluate', model: { base_model: base }, dataset_version: data, split: 'train' }],
      ['/estimates', { kind: 'finetune', base_model: base, dataset_version: data }],
      ['/fine_tuning/jobs', { model: base, training_file }],
    ];
    for (const [path, body] of asked) {
      const { status, body: answer } = await call('POST', path, body);
      expect({ path, status, error: answer['error'] }).toMatchObject({
        status: 400,
        error: {
          code: 'unsupported_architecture',
          message: expect.stringMatching(/Whisper.*speech.*ForCausalLM/s),
        },
      });
    }
    expect(await stage.t.db.tx(stage.ctx, (tx) => tx.job.count())).toBe(before);
  });
});

/** An artifact and what a reproduction of it left, as the collections leave them. */
async function twice(model: string, config: object) {
  const spec = { kind: 'quantize', model: { artifact: model }, type: 'q8_0' };
  const parents = [{ id: model, type: 'quantized-from' }];
  const left = async (body: object) => {
    const job = await aJob(stage, { kind: 'quantize', spec });
    const files = { 'origin.json': Buffer.from(JSON.stringify(body)) };
    return { job, id: await put(stage, { kind: 'gguf', name: 'gguf', job, files, parents }) };
  };
  const [first, second] = [await left({}), await left(config)];
  const data = { reproduces: first.id, result: { artifacts: { gguf: second.id } } };
  await stage.t.db.tx(stage.ctx, (tx) => tx.job.update({ where: { id: second.job }, data }));
  return { first: first.id, second: second.id, job: second.job };
}
