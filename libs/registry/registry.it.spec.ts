import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aBase, aFinishedPipeline, aJob, type Made } from '../../test/support/a-version.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { PipelinesProcessor } from './pipelines.processor.js';
import { RegistryMirror } from './registry.mirror.js';
import { RegistryPublisher } from './registry.publisher.js';
import { RegistryService } from './registry.service.js';

jest.setTimeout(30_000);
let stage: Stage;
let of: { base: string; data: string };
beforeAll(async () => {
  stage = await openStage();
  of = await aBase(stage);
}, 60_000);
afterAll(() => stage?.close());

const ask = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(stage.url + path, {
    ...init,
    headers: { authorization: `Bearer ${stage.key}`, 'content-type': 'application/json', ...init.headers },
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json().catch(() => null)) as any,
  };
};
const pipelineRow = (id: string) =>
  stage.t.db.tx(stage.ctx, (tx) => tx.pipeline.findUniqueOrThrow({ where: { id } }));
const published = async (model: string) => {
  const made = await aFinishedPipeline(stage, of, {
    ...{ model, suffix: 'demo', tags: { team: 'support' }, engines: ['vllm'] },
  });
  await stage.get(PipelinesProcessor).step(made.pipeline);
  return { made, row: await pipelineRow(made.pipeline) };
};
const register = (model: string, made: Made) =>
  stage
    .get(RegistryPublisher)
    .registerVersion(stage.ctx, { model, sourceJobId: made.jobs.finetune, artifacts: made.artifacts });

describe('publishing a pipeline', () => {
  it('registers a version with card, evaluations and name, tells the job, and ends the pipeline', async () => {
    const { made, row } = await published('intents');
    expect(row).toMatchObject({ state: 'succeeded', versionId: expect.stringMatching(/^mv_/) });
    const { body } = await ask(`/v1/model_versions/${row.versionId}`);
    expect(body).toMatchObject({
      model: 'intents',
      version: 1,
      license: 'Apache-2.0',
      artifacts: made.artifacts,
      tags: { team: 'support' },
      engines: ['vllm'],
      openai_id: expect.stringMatching(/^ft:tiny-\w+:acme:demo:[0-9a-z]{8}$/),
    });
    expect(body.evaluations).toEqual([
      expect.objectContaining({ subject: made.artifacts.gguf, metrics: { exact_match: 0.9, rows: 96 } }),
    ]);
    const job = await ask(`/v1/fine_tuning/jobs/ftjob-${made.jobs.finetune.slice(-26)}/events?limit=100`);
    const said = job.body.data.map((event: { message: string }) => event.message);
    expect(said).toEqual(
      expect.arrayContaining([
        `New fine-tuned model created: ${body.openai_id}`,
        'The job has successfully completed',
      ]),
    );
    const card = await fetch(`${stage.url}/v1/model_versions/${row.versionId}/card`, {
      headers: { authorization: `Bearer ${stage.key}` },
    });
    expect(card.headers.get('content-type')).toMatch(/^text\/markdown/);
    const text = await card.text();
    for (const words of [
      'license: apache-2.0',
      'base_model_relation: adapter',
      'dequantised from Q4_1',
      'Casanueva',
      'not legal advice',
    ])
      expect(text).toContain(words);
    expect(text).toMatch(/^\| [^|]+ \(GGUF\) \| 96 \| 0\.9 \|/m);
  });

  it('does it once, however often it is told', async () => {
    const { made, row } = await published('told-often');
    await stage.t.db.tx(stage.ctx, (tx) =>
      tx.pipeline.update({
        where: { id: made.pipeline },
        data: { state: 'running', versionId: null, nextStepAt: new Date(0) },
      }),
    );
    await stage.get(PipelinesProcessor).step(made.pipeline);
    expect((await pipelineRow(made.pipeline)).versionId).toBe(row.versionId);
    expect((await ask('/v1/registered_models/told-often/versions')).body.data).toHaveLength(1);
  });

  it('numbers versions one by one under a race, each job once', async () => {
    const made = [];
    for (let i = 0; i < 4; i += 1) made.push(await aFinishedPipeline(stage, of, null));
    await Promise.all([...made, ...made].map((one) => register('raced', one)));
    const { body } = await ask('/v1/registered_models/raced/versions?order=asc');
    expect(body.data.map((v: { version: number }) => v.version).sort()).toEqual([1, 2, 3, 4]);
    expect(new Set(body.data.map((v: { source_job: string }) => v.source_job)).size).toBe(4);
  });

  it('waits while a job runs', async () => {
    const made = await aFinishedPipeline(stage, of, { model: 'never' });
    await aJob(stage, { kind: 'evaluate', spec: {}, pipeline: made.pipeline, state: 'running' });
    expect(await stage.get(PipelinesProcessor).step(made.pipeline)).toEqual({ kind: 'done' });
    expect(await pipelineRow(made.pipeline)).toMatchObject({ state: 'running', nextStepAt: null });
  });

  it('fails with the first failed job and its reason', async () => {
    const made = await aFinishedPipeline(stage, of, { model: 'never' });
    const broken = await aJob(stage, {
      kind: 'merge',
      spec: { kind: 'merge' },
      pipeline: made.pipeline,
      state: 'failed',
    });
    expect(await stage.get(PipelinesProcessor).step(made.pipeline)).toMatchObject({ kind: 'failed' });
    expect(await pipelineRow(made.pipeline)).toMatchObject({
      state: 'failed',
      failure: expect.stringContaining(`${broken}: no memory`),
    });
    expect((await ask('/v1/registered_models/never')).status).toBe(404);
  });

  it('registers although a check could not be made, and says on the card what nobody knew', async () => {
    const made = await aFinishedPipeline(stage, of, { model: 'unchecked' });
    const check = {
      ...{ kind: 'evaluate', name: 'parity', task: 'parity', engine: 'llamacpp' },
      ...{ model: { artifact: made.artifacts.gguf }, dataset_version: of.data, split: 'train' },
    };
    await aJob(stage, { kind: 'evaluate', spec: check, pipeline: made.pipeline, state: 'failed' });
    expect(await stage.get(PipelinesProcessor).step(made.pipeline)).toEqual({ kind: 'done' });
    const row = await pipelineRow(made.pipeline);
    expect(row).toMatchObject({ state: 'succeeded', failure: null });
    const card = await fetch(`${stage.url}/v1/model_versions/${row.versionId}/card`, {
      headers: { authorization: `Bearer ${stage.key}` },
    });
    expect(await card.text()).toContain('was not known when this version was registered');
  });

  it('refuses data whose license forbids the declared use, naming the clause, and registers nothing', async () => {
    const forbidden = await aBase(stage, 'apache-2.0', 'CC-BY-NC-4.0');
    const made = await aFinishedPipeline(stage, forbidden, { model: 'forbidden' });
    await stage.get(PipelinesProcessor).step(made.pipeline);
    expect(await pipelineRow(made.pipeline)).toMatchObject({
      state: 'failed',
      failure: expect.stringMatching(
        /license_forbids_use.*NonCommercial|license_forbids_use.*forbids commercial/,
      ),
    });
    expect((await ask('/v1/registered_models/forbidden/versions')).body.data).toEqual([]);
  });
});

describe('the doors of the registry', () => {
  it('registers by hand from job ids, and refuses a job of another kind or project', async () => {
    const made = await aFinishedPipeline(stage, of, null);
    const body = { job: made.jobs.finetune, quantize_job: made.jobs.quantize };
    const answer = await ask('/v1/registered_models/by-hand/versions', {
      method: 'POST',
      body: JSON.stringify(body),
    });
    expect(answer).toMatchObject({
      status: 201,
      body: { artifacts: { adapter: made.artifacts.adapter, gguf: made.artifacts.gguf } },
    });
    const wrong = await ask('/v1/registered_models/by-hand/versions', {
      method: 'POST',
      body: JSON.stringify({ job: made.jobs.merge }),
    });
    expect(wrong).toMatchObject({ status: 400, body: { error: { code: 'invalid_value', param: 'job' } } });
    const none = await ask('/v1/registered_models/by-hand/versions', {
      method: 'POST',
      body: JSON.stringify({ job: `job_${'0'.repeat(26)}` }),
    });
    expect(none).toMatchObject({ status: 404, body: { error: { code: 'job_not_found' } } });
  });

  it('asks whether a copy may leave, and closes the downloads of what may not', async () => {
    const decide = (artifact: string, body: object) =>
      ask(`/v1/artifacts/${artifact}/publish_decision`, { method: 'POST', body: JSON.stringify(body) });
    const content = (artifact: string, file: string) =>
      ask(`/v1/artifacts/${artifact}/content?path=${file}`, { redirect: 'manual' });
    const free = await aFinishedPipeline(stage, of, null);
    await register('published', free);
    const good = await decide(free.artifacts.gguf, {});
    expect([good.status, good.body.gate, good.body.inputs.use]).toMatchObject([
      201,
      'G4',
      { purpose: 'publish-weights', model_name: 'published', surfaces_shown: expect.any(Object) },
    ]);
    expect(['allow', 'allow-with-obligations']).toContain(good.body.verdict);
    const adapter = await decide(free.artifacts.adapter, { publish_license: 'Apache-2.0' });
    expect(adapter.body.inputs.use).toMatchObject({
      purpose: 'publish-adapter',
      publish_license: 'Apache-2.0',
    });
    expect((await content(free.artifacts.gguf, 'model.gguf')).status).toBe(302);

    const bound = await aFinishedPipeline(stage, await aBase(stage, 'apache-2.0', 'CC-BY-NC-4.0'), null);
    const denied = await decide(bound.artifacts.adapter, { purpose: 'publish-adapter' });
    expect([denied.status, denied.body.verdict]).toEqual([201, 'deny']);
    const closed = await content(bound.artifacts.adapter, 'adapter_config.json');
    expect([closed.status, closed.body.error.code]).toEqual([403, 'license_forbids_use']);

    const unknown = await decide(free.artifacts.gguf, { publish_license: 'Nobody-1.0' });
    expect([unknown.status, unknown.body.error.code, unknown.body.error.param]).toEqual([
      400,
      'license_not_found',
      'publish_license',
    ]);
  });

  it('lets no alias be written but by a promotion', async () => {
    for (const method of ['PUT', 'DELETE']) {
      const { status, body, headers } = await ask('/v1/registered_models/intents/aliases/production', {
        method,
      });
      expect([status, body.error.code, headers.get('x-should-retry')]).toEqual([
        409,
        'alias_needs_promotion',
        'false',
      ]);
      expect(body.error.message).toContain('/v1/promotions');
    }
  });

  it("shows base and fine-tuned models in OpenAI's shape, and deletes only fine-tuned ones", async () => {
    const { row } = await published('to-delete');
    const { openai_id } = (await ask(`/v1/model_versions/${row.versionId}`)).body;
    const { body } = await ask('/v1/models');
    expect(body.data.find((m: { id: string }) => m.id === openai_id)).toMatchObject({
      object: 'model',
      owned_by: 'acme',
      context_window: 2048,
      license: 'Apache-2.0',
      created: expect.any(Number),
    });
    const base = body.data.find((m: { id: string }) => m.id.startsWith('tiny-'));
    expect((await ask(`/v1/models/${encodeURIComponent(openai_id)}`)).body.id).toBe(openai_id);
    expect(await ask(`/v1/models/${base.id}`, { method: 'DELETE' })).toMatchObject({
      status: 404,
      body: { error: { code: 'model_not_found' } },
    });
    expect((await ask(`/v1/models/${openai_id}`, { method: 'DELETE' })).body).toEqual({
      id: openai_id,
      object: 'model',
      deleted: true,
    });
    expect((await ask(`/v1/models/${openai_id}`)).status).toBe(404);
  });

  it('shows nothing of another project', async () => {
    const other = { ...stage.ctx, projectId: 'proj_other' };
    const version = (await stage.get(RegistryService).versions(stage.ctx))[0]!;
    await expect(stage.get(RegistryService).getVersion(other, version.id)).rejects.toMatchObject({
      code: 'model_version_not_found',
    });
    expect(await stage.get(RegistryService).versions(other)).toEqual([]);
  });
});

describe('the mirror', () => {
  it('holds run, metric history, data, files, version and tags, and nothing twice when told again', async () => {
    const { made, row } = await published('mirrored');
    const mirror = stage.get(RegistryMirror);
    await mirror.mirror(row.versionId!);
    await stage.t.db.tx(
      stage.ctx,
      (tx) => tx.$executeRaw`UPDATE model_version SET mlflow = NULL WHERE id = ${row.versionId}`,
    );
    await mirror.mirror(row.versionId!);
    const [runId, run] = [...stage.tracking.runs].find(([, one]) => one.run.jobId === made.jobs.finetune)!;
    expect(run.metrics.filter((point) => point.key === 'train_loss')).toHaveLength(30);
    expect(run.params).toMatchObject({
      seed: '7',
      'params.adapter.r': '8',
      'params.trainer.learning_rate': '0.001',
    });
    expect(run.inputs).toEqual([
      expect.objectContaining({ digest: 'cd'.repeat(32), source: of.data, context: 'training' }),
    ]);
    expect([...run.artifacts.keys()].sort()).toEqual([
      'adapter/LICENSE',
      'adapter/NOTICE',
      'adapter/README.md',
      'adapter/adapter_config.json',
      'adapter/adapter_model.safetensors',
      'adapter/bom.cdx.json',
    ]);
    expect(run.status).toBe('FINISHED');
    expect(
      [...stage.tracking.runs.values()].filter((one) => Object.values(made.jobs).includes(one.run.jobId)),
    ).toHaveLength(4);
    const versions = stage.tracking.versions.filter((version) => version.versionId === row.versionId);
    expect(versions).toHaveLength(1);
    expect(versions[0]).toMatchObject({
      name: 'mirrored',
      runId,
      tags: {
        license: 'Apache-2.0',
        'luthier.openai_id': expect.stringMatching(/^ft:/),
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
    const view = (await ask(`/v1/model_versions/${row.versionId}`)).body;
    expect(view.mlflow).toEqual({ name: 'mirrored', version: '1', run_id: runId, aliases: [] });
  });

  it('waits while the tracker is down, without touching the registration, and catches up', async () => {
    stage.tracking.down = true;
    const { row } = await published('while-down');
    expect(row.state).toBe('succeeded');
    await stage.work();
    expect(stage.tracking.models.has('while-down')).toBe(false);
    stage.tracking.down = false;
    stage.clock.forward(600);
    await stage.work();
    expect(stage.tracking.models.has('while-down')).toBe(true);
  });

  it('is rebuilt equal after the tracker lost everything', async () => {
    const before = structuredClone(
      [...stage.tracking.runs.values()].map((run) => ({
        job: run.run.jobId,
        metrics: run.metrics.length,
        files: [...run.artifacts.keys()].sort(),
      })),
    ).sort((a, b) => (a.job < b.job ? -1 : 1));
    for (const store of [stage.tracking.runs, stage.tracking.models, stage.tracking.aliases]) store.clear();
    stage.tracking.versions.length = 0;
    expect(await stage.get(RegistryMirror).rebuild(stage.ctx)).toBeGreaterThan(3);
    await stage.work();
    const after = [...stage.tracking.runs.values()]
      .map((run) => ({
        job: run.run.jobId,
        metrics: run.metrics.length,
        files: [...run.artifacts.keys()].sort(),
      }))
      .sort((a, b) => (a.job < b.job ? -1 : 1));
    expect(after).toEqual(expect.arrayContaining(before));
  });
});
