import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  aBase,
  aCheckpoint,
  aFinishedPipeline,
  finish,
  type Made,
  put,
} from '../../test/support/a-version.js';
import { aGguf, aSafetensors } from '../../test/support/model-files.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { RegistryPublisher } from '#registry/registry.publisher.js';
import { RegistryService, type VersionRow } from '#registry/registry.service.js';
import { GatewayService } from './gateway.service.js';

jest.setTimeout(30_000);
let stage: Stage;
let of: { base: string; data: string };
let made: Made;
let version: VersionRow;
let checkpoint: string;
let name: string;
beforeAll(async () => {
  stage = await openStage();
  of = await aBase(stage);
}, 60_000);
beforeEach(async () => {
  stage.get(GatewayService).coldWaitMs = 100;
  made = await aFinishedPipeline(stage, of, null);
  const asked = {
    model: `m${made.pipeline.slice(-6)}`,
    sourceJobId: made.jobs.finetune,
    artifacts: made.artifacts,
  };
  version = await stage.get(RegistryPublisher).registerVersion(stage.ctx, asked);
  checkpoint = await aCheckpoint(stage, of, made.jobs.finetune, 20);
  name = `${version.openaiId}:ckpt-step-20`;
});
afterAll(() => stage?.close());

const call = async (method: string, path: string, body?: object) => {
  const answer = await fetch(`${stage.url}/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${stage.key}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const said = (await answer.json()) as { error?: { code: string; message: string } } & Record<
    string,
    unknown
  >;
  return {
    status: answer.status,
    code: said.error?.code,
    retry: answer.headers.get('retry-after'),
    body: said,
  };
};
const chat = (model = name) =>
  call('POST', '/chat/completions', { model, messages: [{ role: 'user', content: 'hello there' }] });
const listed = async () => {
  const { body } = await call('GET', '/models');
  return (body['data'] as { id: string }[]).map(({ id }) => id).filter((id) => id === name);
};
const jobsOf = async () => {
  const row = await stage.t.db.tx(stage.ctx, (tx) =>
    tx.checkpoint.findFirst({ where: { artifactId: checkpoint } }),
  );
  return row?.pipelineId
    ? stage.t.db.tx(stage.ctx, (tx) =>
        tx.job.findMany({ where: { pipelineId: row.pipelineId }, orderBy: { id: 'asc' } }),
      )
    : [];
};

/** What the programs of the two jobs would leave. */
async function built(): Promise<void> {
  const [merge, quantize] = await jobsOf();
  const merged = await put(stage, {
    kind: 'merged',
    name: 'merged',
    job: merge!.id,
    files: {
      'model.safetensors': aSafetensors({ w: { dtype: 'F32', shape: [1, 4], data_offsets: [0, 16] } }),
    },
    parents: [
      { id: checkpoint, type: 'merged-from' },
      { id: of.base, type: 'merged-from' },
    ],
  });
  await finish(stage, merge!.id, { result: { artifacts: { merged } } });
  const gguf = await put(stage, {
    kind: 'gguf',
    name: 'gguf',
    job: quantize!.id,
    files: { 'model.gguf': aGguf(), 'origin.json': Buffer.from(name) },
    parents: [{ id: merged, type: 'quantized-from' }],
  });
  await finish(stage, quantize!.id, { result: { artifacts: { gguf } } });
}

describe('a checkpoint as a model', () => {
  it('is listed once, is made by its first call, once, and then answers', async () => {
    expect(await listed()).toEqual([name]);
    const { body } = await call('GET', `/models/${name}`);
    expect(body).toMatchObject({
      id: name,
      object: 'model',
      parent: of.base,
      checkpoint_of: version.openaiId,
    });
    const calls = await Promise.all([1, 2, 3, 4].map(() => chat()));
    for (const { status, code, retry } of calls)
      expect({ status, code, retry }).toEqual({ status: 503, code: 'model_loading', retry: '15' });
    expect((await jobsOf()).map(({ kind, spec }) => [kind, spec])).toMatchObject([
      ['merge', { adapter: { artifact: checkpoint } }],
      ['quantize', { type: 'q8_0' }],
    ]);
    const pipelines = await stage.t.db.tx(stage.ctx, (tx) =>
      tx.pipeline.count({ where: { name: 'checkpoint 20' } }),
    );
    await built();
    stage.get(GatewayService).coldWaitMs = 20_000;
    const registry = stage.get(RegistryService);
    const [answer] = await Promise.all([
      chat(),
      stage.work(async () => stage.serving.asked.at(-1)?.body['model'] === name),
    ]);
    expect(answer.status).toBe(200);
    const own = (await registry.findVersionByOpenaiId(stage.ctx, name))!;
    expect(own).toMatchObject({ step: 20, sourceJobId: made.jobs.finetune });
    expect(own.artifacts).toMatchObject({ adapter: checkpoint });
    // the end of the training stays what the model and the job are called by
    expect((await registry.resolveVersion(stage.ctx, `m${made.pipeline.slice(-6)}`)).version.id).toBe(
      version.id,
    );
    const job = await stage.t.db.tx(stage.ctx, (tx) =>
      tx.job.findUniqueOrThrow({ where: { id: made.jobs.finetune } }),
    );
    expect(job.fineTunedModel).toBe(version.openaiId);
    expect(await listed()).toEqual([name]);
    expect(pipelines).toBe(1);
    const decisions = await stage.t.db.tx(stage.ctx, (tx) =>
      tx.licenseDecision.findMany({ where: { gate: 'G3', subjectId: checkpoint } }),
    );
    expect(decisions).toHaveLength(1);
  });

  it('is deleted, made or not, and not made again', async () => {
    expect(await call('DELETE', `/models/${name}`)).toMatchObject({
      status: 200,
      body: { id: name, deleted: true },
    });
    expect(await listed()).toEqual([]);
    expect(await chat()).toMatchObject({ status: 404, code: 'model_not_found' });
    expect((await call('DELETE', `/models/${name}`)).status).toBe(404);
  });

  it('goes with the version that its training led to', async () => {
    expect((await call('DELETE', `/models/${version.openaiId}`)).status).toBe(200);
    expect(await chat()).toMatchObject({ status: 404, code: 'model_not_found' });
  });

  it('says why it could not be made, and is tried again later', async () => {
    await chat();
    const [merge, quantize] = await jobsOf();
    await finish(stage, merge!.id, {
      state: 'failed',
      failureReason: 'disk_full',
      failureMessage: 'no space',
    });
    await finish(stage, quantize!.id, {
      state: 'failed',
      failureReason: 'needs_failed',
      failureMessage: 'merge',
    });
    await stage.work();
    const refused = await chat();
    expect(refused).toMatchObject({ status: 503, code: 'checkpoint_failed' });
    expect(refused.body.error!.message).toContain('no space');
    stage.clock.forward(601);
    expect(await chat()).toMatchObject({ status: 503, code: 'model_loading' });
    expect((await jobsOf()).map(({ id }) => id)).not.toContain(merge!.id);
  });

  it('asks the license gate before it is made, and again once a refusal may have ended', async () => {
    await chat();
    const jobs = await jobsOf();
    expect(jobs.map(({ decisionId }) => decisionId)).toEqual([
      expect.stringMatching(/^dec_/),
      jobs[0]!.decisionId,
    ]);
    for (const { id } of jobs) await finish(stage, id, {});
    const { pipelineId: id } = jobs[0]!;
    const failed = {
      ...{ state: 'failed', failure: 'license_forbids_use: no longer', nextStepAt: null },
      createdAt: stage.clock.now(),
    };
    await stage.t.db.tx(stage.ctx, (tx) => tx.pipeline.update({ where: { id: id! }, data: failed }));
    expect(await chat()).toMatchObject({ status: 403, code: 'license_forbids_use' });
    stage.clock.forward(601);
    expect(await chat()).toMatchObject({ status: 503, code: 'model_loading' });
    expect((await jobsOf())[0]!.pipelineId).not.toBe(id);
  });

  it('is not made once the use is one that a license forbids', async () => {
    const nc = await aBase(stage, 'cc-by-nc-4.0');
    const from = await aCheckpoint(stage, nc, made.jobs.finetune, 30);
    const before = await stage.t.db.tx(stage.ctx, (tx) => tx.job.count());
    const refused = await chat(`${version.openaiId}:ckpt-step-30`);
    expect(refused).toMatchObject({ status: 403, code: 'license_forbids_use' });
    expect(await stage.t.db.tx(stage.ctx, (tx) => tx.job.count())).toBe(before);
    expect(from).toMatch(/^art_/);
  });

  it('is no other step, and no checkpoint of a checkpoint', async () => {
    for (const other of [`${version.openaiId}:ckpt-step-21`, `${name}:ckpt-step-20`, `${name}x`])
      expect(await chat(other)).toMatchObject({ status: 404, code: 'model_not_found' });
  });

  it('is taken back with the data it learned from', async () => {
    const body = { subject: { dataset_version: of.data }, reason: 'withdrawn', dry_run: false };
    expect((await call('POST', '/recalls', body)).status).toBe(201);
    expect(await chat()).toMatchObject({ status: 403, code: 'quarantined' });
    expect(await jobsOf()).toEqual([]);
  });
});
