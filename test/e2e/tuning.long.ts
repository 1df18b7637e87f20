// Concerns: libs/jobs, libs/fine-tuning, libs/registry, libs/gateway, jobs, test/e2e
import { createReadStream } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { answer } from '#client/client.js';
import type { paths } from '#client/schema.js';
import { Service } from './harness.js';
import { openDoor } from './openai-door.js';
import { openTinyHub, TINY, type TinyHub } from './tiny-hub.js';
import { eventually, isFinal } from './wait.js';

type Job = OpenAI.FineTuning.FineTuningJob;
type PipelineBody = paths['/v1/pipelines']['post']['requestBody']['content']['application/json'];
let hub: TinyHub;
let service: Service;
let openai: OpenAI;
/** What one step leaves for the next: the flow is one story. */
const made = { rows: '', pairs: '', answers: '', job: '', model: '', checkpoint: '' };

beforeAll(async () => {
  hub = await openTinyHub();
  service = await Service.start({ hubUrl: hub.url, env: { LUTHIER_CPU_SLOTS: '2' } });
  await openDoor(service);
  openai = new OpenAI({ baseURL: `${service.baseUrl}/v1`, apiKey: service.adminKey });
  const upload = async (path: string) =>
    (await openai.files.create({ file: createReadStream(path), purpose: 'fine-tune' })).id;
  [made.rows, made.pairs] = [await upload(hub.train), await upload(hub.pairs)];
  made.answers = await upload(hub.answers);
}, 400_000);
afterAll(async () => {
  if (process.env['E2E_LOG']) console.log(service.tail(30));
  await service?.stop();
  await hub?.stop();
}, 60_000);

const ended = (id: string) =>
  eventually(
    () => openai.fineTuning.jobs.retrieve(id),
    ({ status }) => isFinal(status),
    500,
  );
const succeeds = async (id: string): Promise<Job> => {
  const job = await ended(id);
  expect({ status: job.status, error: job.error }).toEqual({ status: 'succeeded', error: null });
  return job;
};
const says = async (model: string) => {
  const ask = { model, messages: [{ role: 'user' as const, content: 'i lost my card?' }], max_tokens: 4 };
  for (let tries = 0; ; tries += 1) {
    try {
      return (await openai.chat.completions.create(ask, { maxRetries: 0 })).object;
    } catch (error) {
      const cold = error instanceof OpenAI.APIError && error.status === 503;
      if (!cold || tries === 12) throw error;
    }
  }
};
const lineage = async (id: string) => {
  const answer = await service.call('GET', `/v1/lineage/${id}?direction=up`);
  return (await answer.json()) as { edges: { from: string; to: string; type: string }[] };
};

const SHORT = { n_epochs: 1, batch_size: 16, n_checkpoints: 1 };
async function version(fileId: string, name: string): Promise<string> {
  const client = service.client();
  const dataset = await answer(client.POST('/v1/datasets', { body: { name } }));
  const body = { files: { train: fileId }, license: 'CC-BY-4.0' };
  const params = { path: { id: dataset.id } };
  return (await answer(client.POST('/v1/datasets/{id}/versions', { params, body }))).id;
}
async function runs(body: PipelineBody) {
  const client = service.client();
  const started = await answer(client.POST('/v1/pipelines', { body }));
  const params = { path: { id: started.id } };
  const done = await eventually(
    () => answer(client.GET('/v1/pipelines/{id}', { params })),
    ({ state }) => isFinal(state),
    500,
  );
  expect(done.jobs!.map(({ state, error }) => [state, error])).toEqual(
    body.jobs.map(() => ['succeeded', null]),
  );
  expect(done.state).toBe('succeeded');
  return done;
}

describe('a supervised fine-tune', () => {
  it('leaves checkpoints that are listed as models', async () => {
    const hyperparameters = { n_epochs: 1, batch_size: 8 };
    const body = {
      model: TINY.slug,
      training_file: made.rows,
      method: { type: 'supervised' as const, supervised: { hyperparameters } },
      suffix: 'steps',
      seed: 7,
    };
    const job = await succeeds((await openai.fineTuning.jobs.create(body)).id);
    [made.job, made.model] = [job.id, job.fine_tuned_model!];
    const { data } = await openai.fineTuning.jobs.checkpoints.list(job.id);
    expect(data.map(({ step_number }) => step_number)).toEqual([8, 7, 6]);
    made.checkpoint = data[1]!.fine_tuned_model_checkpoint;
    expect(made.checkpoint).toBe(`${made.model}:ckpt-step-7`);
    const models = (await openai.models.list()).data.map(({ id }) => id);
    expect(models).toEqual(expect.arrayContaining(data.map((one) => one.fine_tuned_model_checkpoint)));
  }, 520_000);

  it('answers by a checkpoint, which its first call makes', async () => {
    expect(await says(made.checkpoint)).toBe('chat.completion');
    const versions = await service.call('GET', `/v1/model_versions/${encodeURIComponent(made.checkpoint)}`);
    expect(await versions.json()).toMatchObject({ openai_id: made.checkpoint, checkpoint_step: 7 });
    expect((await openai.fineTuning.jobs.retrieve(made.job)).fine_tuned_model).toBe(made.model);
  }, 520_000);
});

describe('preference pairs', () => {
  it('train a checkpoint further, with numbers for every auto and rewards in the events', async () => {
    const job = await openai.fineTuning.jobs.create({
      model: made.checkpoint,
      training_file: made.pairs,
      method: { type: 'dpo', dpo: { hyperparameters: { n_epochs: 1, batch_size: 8, beta: 'auto' } } },
      suffix: 'preferred',
      seed: 7,
    });
    expect(job.model).toBe(made.checkpoint);
    const done = await succeeds(job.id);
    expect(done.method).toMatchObject({
      type: 'dpo',
      dpo: { hyperparameters: { n_epochs: 1, batch_size: 8, learning_rate_multiplier: 1, beta: 0.1 } },
    });
    const events = [];
    for await (const event of openai.fineTuning.jobs.listEvents(job.id, { limit: 50 })) events.push(event);
    const steps = events.filter(({ type }) => type === 'metrics').map(({ data }) => data as { step: number });
    const first = steps.find(({ step }) => step === 1);
    expect(first).toMatchObject({
      train_loss: expect.closeTo(Math.LN2, 3),
      rewards_margins: expect.any(Number),
    });
    expect(await says(done.fine_tuned_model!)).toBe('chat.completion');
    const { edges } = await lineage(done.fine_tuned_model!);
    expect(edges.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['finetuned-from', 'preference-data-from', 'trained-on', 'adapter-of']),
    );
  }, 800_000);

  it('are refused for another method, and rows for this one, naming the file', async () => {
    const create = (training_file: string, type: 'dpo' | 'supervised') =>
      openai.fineTuning.jobs.create({ model: TINY.slug, training_file, method: { type } });
    for (const refused of [create(made.pairs, 'supervised'), create(made.rows, 'dpo')])
      await expect(refused).rejects.toMatchObject({
        status: 400,
        code: 'invalid_training_file',
        param: 'training_file',
      });
  });

  it('and answers with a label follow a supervised training in one native pipeline', async () => {
    const common = { kind: 'finetune', base_model: TINY.slug, trainer: SHORT };
    const [rows, pairs] = [await version(made.rows, 'rows'), await version(made.pairs, 'pairs')];
    const answers = await version(made.answers, 'answers');
    const jobs = [
      { name: 'sft', ...common, dataset_version: rows },
      {
        name: 'dpo',
        ...common,
        dataset_version: pairs,
        method: 'dpo',
        beta: 0.2,
        continue_from: { job: 'sft' },
      },
      {
        name: 'kto',
        ...common,
        dataset_version: answers,
        method: 'kto',
        continue_from: { job: 'dpo' },
      },
      { name: 'lora', kind: 'quantize', adapter: { job: 'sft' }, type: 'f16' },
    ];
    const done = await runs({ name: 'aligned', jobs });
    const [sft, dpo, kto, lora] = done.jobs!;
    expect([dpo!.needs, kto!.needs]).toEqual([[sft!.id], [dpo!.id]]);
    expect(kto!.spec).toMatchObject({
      params: { method: 'kto', beta: 0.1, desirable_weight: 1, undesirable_weight: 1 },
    });
    const firstLoss = (kto!.result as { metrics: Record<string, number> }).metrics;
    expect(firstLoss).toMatchObject({ train_rows: 48, rewards_margins: expect.any(Number) });
    const { artifacts, metrics } = lora!.result as unknown as {
      artifacts: Record<string, string>;
      metrics: Record<string, number>;
    };
    expect(metrics['first_token_diff']).toBeLessThan(metrics['without_adapter_diff']!);
    const { edges } = await lineage(artifacts['gguf_adapter']!);
    expect(edges.map(({ type }) => type)).toEqual(expect.arrayContaining(['quantized-from', 'adapter-of']));
  }, 900_000);
});

describe('a full fine-tuning', () => {
  it('leaves a whole model, which is quantised and registered without a merge', async () => {
    const base_model = TINY.slug;
    const dataset_version = await version(made.rows, 'whole');
    // The document leaves the fields of a pipeline's jobs open.
    const jobs: PipelineBody['jobs'] = [
      Object.assign(
        { name: 'train', kind: 'finetune' },
        { base_model, dataset_version, adapter: { type: 'none' }, trainer: SHORT },
      ),
      Object.assign({ name: 'quantize', kind: 'quantize' }, { model: { job: 'train' } }),
      Object.assign({ name: 'nf4', kind: 'quantize' }, { model: { job: 'train' }, type: 'bnb_nf4' }),
      Object.assign(
        { name: 'ask', kind: 'evaluate' },
        { model: { job: 'nf4' }, dataset_version, split: 'train', max_new_tokens: 2 },
      ),
    ];
    const done = await runs({ jobs, publish: { model: 'whole', suffix: 'whole' } });
    const { artifacts } = done.jobs![0]!.result as { artifacts: Record<string, string> };
    expect(Object.keys(artifacts)).toEqual(['merged']);
    const { edges } = await lineage(artifacts['merged']!);
    expect(edges.map(({ type }) => type)).toEqual(expect.arrayContaining(['finetuned-from', 'trained-on']));
    const versions = await (await service.call('GET', '/v1/models')).json();
    expect(JSON.stringify(versions)).toContain(':whole:');
    const refused = await service.call('POST', '/v1/jobs', { kind: 'merge', adapter: artifacts['merged'] });
    expect(await refused.json()).toMatchObject({ error: { code: 'invalid_value', param: 'adapter' } });
  }, 900_000);
});

describe('a sweep', () => {
  it('trains every cell, goes on with the best by its validation loss, and registers that one alone', async () => {
    const dataset = await answer(service.client().POST('/v1/datasets', { body: { name: 'swept' } }));
    const test = (await openai.files.create({ file: createReadStream(hub.test), purpose: 'fine-tune' })).id;
    const made_of = { files: { train: made.rows, validation: test, test }, license: 'CC-BY-4.0' };
    const params = { path: { id: dataset.id } };
    const { id: dataset_version } = await answer(
      service.client().POST('/v1/datasets/{id}/versions', { params, body: made_of }),
    );
    const jobs: PipelineBody['jobs'] = [
      Object.assign(
        { name: 'train', kind: 'finetune' },
        { base_model: TINY.slug, dataset_version, trainer: SHORT },
      ),
      Object.assign({ name: 'merge', kind: 'merge' }, { adapter: { job: 'train' } }),
      Object.assign({ name: 'quantize', kind: 'quantize' }, { model: { job: 'merge' } }),
    ];
    const sweep = { grid: { learning_rate: [1e-6, 3e-3] }, best_by: { metric: 'valid_loss' } };
    const client = service.client();
    const started = await answer(
      client.POST('/v1/pipelines', { body: { jobs, sweep, publish: { model: 'swept' } } }),
    );
    const done = await eventually(
      () => answer(client.GET('/v1/pipelines/{id}', { params: { path: { id: started.id } } })),
      ({ state }) => isFinal(state),
      500,
    );
    expect({ state: done.state, failure: done.failure }).toEqual({ state: 'succeeded', failure: null });
    const [slow, fast] = done.sweep!.cells;
    expect(fast!.value).toBeLessThan(slow!.value!);
    expect(done.sweep).toMatchObject({ winner: fast!.job, tied: [], best_by: { goal: 'minimize' } });
    const version = await answer(
      client.GET('/v1/model_versions/{id}', { params: { path: { id: done.model_version as string } } }),
    );
    const winner = done.jobs!.find(({ id }) => id === fast!.job)!;
    expect(version.artifacts).toMatchObject({ adapter: winner.result!.artifacts!['adapter'] });
    const merged = await lineage((version.artifacts as Record<string, string>)['merged']!);
    const adapters = merged.edges.map(({ to }) => to).filter((id) => id.startsWith('art_'));
    expect(adapters).toContain(winner.result!.artifacts!['adapter']);
    expect(adapters).not.toContain(
      done.jobs!.find(({ id }) => id === slow!.job)!.result!.artifacts!['adapter'],
    );
  }, 900_000);
});

describe('two processes', () => {
  it('train one adapter together, and take two slots', async () => {
    const dataset_version = await version(made.rows, 'shared');
    const client = service.client();
    const body = {
      ...{ kind: 'finetune' as const, base_model: TINY.slug, dataset_version, nproc_per_node: 2, seed: 7 },
      trainer: { ...SHORT, batch_size: 8, max_steps: 3 },
    };
    const { id } = await answer(client.POST('/v1/jobs', { body }));
    const done = await eventually(
      () => answer(client.GET('/v1/jobs/{id}', { params: { path: { id } } })),
      ({ state }) => isFinal(state),
      500,
    );
    expect({ state: done.state, error: done.error }).toEqual({ state: 'succeeded', error: null });
    expect(done.result!.metrics).toMatchObject({ world_size: 2, global_batch_size: 16, steps: 3 });
    expect(Object.keys(done.result!.artifacts!)).toEqual(['adapter']);
    const refused = await service.call('POST', '/v1/jobs', { ...body, nnodes: 2 });
    expect(refused.status).toBe(400);
  }, 520_000);
});
