// Concerns: libs/jobs, libs/fine-tuning, libs/registry, libs/gateway, jobs, test/e2e
import { createReadStream } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { answer } from '#client/client.js';
import { Service } from './harness.js';
import { openDoor } from './openai-door.js';
import { openTinyHub, TINY, type TinyHub } from './tiny-hub.js';
import { eventually, isFinal } from './wait.js';

type Job = OpenAI.FineTuning.FineTuningJob;
let hub: TinyHub;
let service: Service;
let openai: OpenAI;
/** What one step leaves for the next: the flow is one story. */
const made = { rows: '', pairs: '', job: '', model: '', checkpoint: '' };

beforeAll(async () => {
  hub = await openTinyHub();
  service = await Service.start({ hubUrl: hub.url, env: { LUTHIER_CPU_SLOTS: '2' } });
  await openDoor(service);
  openai = new OpenAI({ baseURL: `${service.baseUrl}/v1`, apiKey: service.adminKey });
  const upload = async (path: string) =>
    (await openai.files.create({ file: createReadStream(path), purpose: 'fine-tune' })).id;
  [made.rows, made.pairs] = [await upload(hub.train), await upload(hub.pairs)];
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

  it('follow a supervised training in one native pipeline', async () => {
    const client = service.client();
    const version = async (fileId: string, name: string) => {
      const dataset = await answer(client.POST('/v1/datasets', { body: { name } }));
      const body = { files: { train: fileId }, license: 'CC-BY-4.0' };
      const params = { path: { id: dataset.id } };
      return (await answer(client.POST('/v1/datasets/{id}/versions', { params, body }))).id;
    };
    const trainer = { n_epochs: 1, batch_size: 16, n_checkpoints: 1 };
    const common = { kind: 'finetune', base_model: TINY.slug, trainer };
    const [rows, pairs] = [await version(made.rows, 'rows'), await version(made.pairs, 'pairs')];
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
    ];
    const started = await answer(client.POST('/v1/pipelines', { body: { name: 'aligned', jobs } }));
    const params = { path: { id: started.id } };
    const done = await eventually(
      () => answer(client.GET('/v1/pipelines/{id}', { params })),
      ({ state }) => isFinal(state),
      500,
    );
    expect(done.jobs!.map(({ state, error }) => [state, error])).toEqual(jobs.map(() => ['succeeded', null]));
    expect(done.jobs![1]!.needs).toEqual([done.jobs![0]!.id]);
  }, 520_000);
});
