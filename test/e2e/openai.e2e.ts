import { execFile } from 'node:child_process';
import { createReadStream, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import OpenAI, { toFile } from 'openai';
import { Receiver } from '../support/receiver.js';
import { WandbServer } from '../support/wandb/server.js';
import { Service } from './harness.js';
import { expectMirrored } from './mirrored.js';
import { openDoor } from './openai-door.js';
import { openTinyHub, TINY, type TinyHub } from './tiny-hub.js';
import { eventually, isFinal } from './wait.js';

let hub: TinyHub;
let receiver: Receiver;
let wandb: WandbServer;
let hook = { id: '', secret: '' };
let service: Service;
let openai: OpenAI;
let file = '';
let model = '';

beforeAll(async () => {
  hub = await openTinyHub();
  [receiver, wandb] = await Promise.all([Receiver.open(), WandbServer.open()]);
  const allow = `${receiver.host},${wandb.host}`;
  service = await Service.start({ hubUrl: hub.url, env: { LUTHIER_EGRESS_ALLOW: allow } });
  await openDoor(service);
  openai = new OpenAI({ baseURL: `${service.baseUrl}/v1`, apiKey: service.adminKey });
}, 240_000);
afterAll(async () => {
  await service?.stop();
  await hub?.stop();
  await receiver?.close();
  await wandb?.close();
}, 60_000);

const hyperparameters = { n_epochs: 1, batch_size: 8 };
const method = { type: 'supervised' as const, supervised: { hyperparameters } };

describe("OpenAI's own Node client, with nothing but base URL and key changed", () => {
  it('uploads a file, waits for it, lists and reads it back', async () => {
    const made = await openai.files.create({ file: createReadStream(hub.train), purpose: 'fine-tune' });
    file = made.id;
    expect(await openai.files.waitForProcessing(file)).toMatchObject({ id: file, status: 'processed' });
    const listed = [];
    for await (const one of openai.files.list()) listed.push(one.id);
    expect(listed).toContain(file);
    expect(await (await openai.files.content(file)).text()).toBe(readFileSync(hub.train, 'utf8'));
  });

  it('names a webhook endpoint for the end of its jobs', async () => {
    const event_types = ['fine_tuning.job.succeeded' as const, 'fine_tuning.job.failed' as const];
    const url = receiver.at('/hook');
    const made = await openai.webhooks.create({ name: 'mine', url, event_types });
    hook = { id: made.id, secret: made.signing_secret };
    await openai.webhooks.test(made.id, { event_type: 'fine_tuning.job.failed' });
    expect(receiver.to('/hook')).toHaveLength(1);
  });

  it('uploads in parts, several at once, and completes them in their order', async () => {
    const bytes = readFileSync(hub.train);
    const upload = await openai.uploads.create({
      bytes: bytes.length,
      filename: 'train.jsonl',
      mime_type: 'text/jsonl',
      purpose: 'fine-tune',
    });
    const half = Math.ceil(bytes.length / 2);
    const [second, first] = await Promise.all(
      [bytes.subarray(half), bytes.subarray(0, half)].map((data) =>
        openai.uploads.parts.create(upload.id, { data: new File([new Uint8Array(data)], 'upload') }),
      ),
    );
    const done = await openai.uploads.complete(upload.id, { part_ids: [first!.id, second!.id] });
    expect(done).toMatchObject({ status: 'completed', file: { bytes: bytes.length } });
    expect(await (await openai.files.content(done.file!.id)).text()).toBe(bytes.toString());
    const other = await openai.uploads.create({
      bytes: 1,
      filename: 'a',
      mime_type: 'text/plain',
      purpose: 'user_data',
    });
    expect((await openai.uploads.cancel(other.id)).status).toBe('cancelled');
  });

  it('rehearses a job, which makes none', async () => {
    const dry = await openai.fineTuning.jobs.create({
      model: TINY.slug,
      training_file: file,
      method,
      dry_run: true,
    } as never);
    expect(dry).toMatchObject({ id: null, estimate: { steps: 8 } });
    expect((await openai.fineTuning.jobs.list()).data).toEqual([]);
  });

  it('gives the project a W&B key by the command line, which takes it from the standard input alone', async () => {
    const { PATH = '' } = process.env;
    const env = { PATH, NO_COLOR: '1', LUTHIER_BASE_URL: service.baseUrl, LUTHIER_API_KEY: service.adminKey };
    const luthier = (...args: string[]) =>
      promisify(execFile)(process.execPath, ['dist/apps/cli/main.js', 'integration', ...args], { env });
    const setting = luthier('set', 'wandb', '--base-url', wandb.url);
    setting.child.stdin!.end(`${wandb.key}\n`);
    expect((await setting).stdout).toContain(`…${wandb.key.slice(-4)}`);
    expect((await luthier('show')).stdout).toContain(wandb.url);
  }, 60_000);

  it('creates a job, follows its events page by page, and gets a fine-tuned model', async () => {
    const job = await openai.fineTuning.jobs.create({
      model: TINY.slug,
      training_file: file,
      method,
      suffix: 'node',
      seed: 7,
      integrations: [{ type: 'wandb', wandb: { project: 'intents', tags: ['node'] } }],
    });
    expect(job).toMatchObject({
      object: 'fine_tuning.job',
      training_file: file,
      seed: 7,
      error: null,
      fine_tuned_model: null,
    });
    expect(job.id).toMatch(/^ftjob-/);
    const ended = await eventually(
      () => openai.fineTuning.jobs.retrieve(job.id),
      ({ status }) => isFinal(status),
      300,
    );
    expect({ status: ended.status, error: ended.error }).toEqual({ status: 'succeeded', error: null });
    expect(ended.trained_tokens).toBeGreaterThan(100);
    model = ended.fine_tuned_model!;
    expect(model).toMatch(/^ft:tiny-llama:personal:node:/);
    const told = await eventually(
      async () => receiver.to('/hook'),
      ({ length }) => length === 2,
      20,
    );
    const { headers, body } = told[1]!;
    const event = await openai.webhooks.unwrap(body, headers, hook.secret);
    expect(event).toMatchObject({ type: 'fine_tuning.job.succeeded', data: { id: job.id } });
    const events = [];
    for await (const event of openai.fineTuning.jobs.listEvents(job.id, { limit: 5 })) events.push(event);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    const messages = events.reverse().map(({ message }) => message);
    expect(messages[0]).toBe(`Created fine-tuning job: ${job.id}`);
    expect(messages.filter((one) => /^Step \d+\/8: training loss=/.test(one))).toHaveLength(8);
    expect(messages).toContain(`New fine-tuned model created: ${model}`);
    await expectMirrored(wandb, { job: job.id, tag: 'node', model });
    expect(messages).toContain(`W&B run: ${wandb.url}/me/intents/runs/${job.id}`);
    const checkpoints = [];
    for await (const one of openai.fineTuning.jobs.checkpoints.list(job.id, { limit: 1 }))
      checkpoints.push(one.step_number);
    expect(checkpoints).toContain(8);
    const [results] = ended.result_files;
    expect(await openai.files.retrieve(results!)).toMatchObject({ purpose: 'fine-tune-results' });
    const lines = (await (await openai.files.content(results!)).text()).trimEnd().split('\n');
    expect(lines[0]).toBe('step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy');
    expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual('12345678'.split(''));
    expect(Number(lines[8]!.split(',')[1])).toBeGreaterThan(0);
  }, 320_000);

  it('has checked by itself that the engine reads prompts as training did', async () => {
    const { data } = (await (await service.call('GET', '/v1/evaluations')).json()) as { data: object[] };
    expect(data).toEqual([
      expect.objectContaining({
        ...{ task: 'parity', state: 'succeeded', split: 'train' },
        metrics: expect.objectContaining({ parity_mismatches: 0, parity_rows: 9 }),
      }),
    ]);
  });

  it('shows the model among its models', async () => {
    const ids = [];
    for await (const one of openai.models.list()) ids.push(one.id);
    expect(ids).toEqual(expect.arrayContaining([TINY.slug, model]));
    expect(await openai.models.retrieve(model)).toMatchObject({ id: model, object: 'model' });
  });

  it('chats with the tuned model, whole and streamed, to the same words', async () => {
    const messages = [{ role: 'user' as const, content: 'anna asks 1: i lost my card?' }];
    const ask = { model, messages, max_tokens: 8, temperature: 0, seed: 1 };
    const whole = await openai.chat.completions.create(ask);
    expect(whole.object).toBe('chat.completion');
    expect(whole.usage!.completion_tokens).toBeGreaterThan(0);
    const stream = await openai.chat.completions.create({
      ...ask,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let usage = 0;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      usage = chunk.usage?.completion_tokens ?? usage;
    }
    expect(text).toBe(whole.choices[0]!.message.content);
    expect(usage).toBe(whole.usage!.completion_tokens);
  }, 90_000);

  it('trains on preferences, paused and resumed on the way, and streams an answer', async () => {
    const pairs = await openai.files.create({ file: createReadStream(hub.pairs), purpose: 'fine-tune' });
    await openai.files.waitForProcessing(pairs.id);
    const job = await openai.fineTuning.jobs.create({
      model: TINY.slug,
      training_file: pairs.id,
      method: { type: 'dpo', dpo: { hyperparameters: { n_epochs: 3, batch_size: 4, beta: 0.2 } } },
    });
    const reaches = async (...states: string[]) => {
      const get = () => openai.fineTuning.jobs.retrieve(job.id);
      const seen = await eventually(get, ({ status }) => states.includes(status) || isFinal(status), 200);
      return [seen.status, seen.error];
    };
    expect(await reaches('running')).toEqual(['running', null]);
    await openai.fineTuning.jobs.pause(job.id);
    expect(await reaches('paused')).toEqual(['paused', null]);
    await openai.fineTuning.jobs.resume(job.id);
    expect(await reaches()).toEqual(['succeeded', null]);
    const { fine_tuned_model } = await openai.fineTuning.jobs.retrieve(job.id);
    const messages = [{ role: 'user' as const, content: 'i lost my card?' }];
    const ask = { model: fine_tuned_model!, messages, max_tokens: 4, stream: true as const };
    let chunks = 0;
    for await (const chunk of await openai.chat.completions.create(ask)) chunks += chunk.choices.length;
    expect(chunks).toBeGreaterThan(0);
  }, 600_000);

  it('cancels another job, which stays cancelled', async () => {
    const job = await openai.fineTuning.jobs.create({
      model: TINY.slug,
      training_file: file,
      method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 50, batch_size: 1 } } },
      metadata: { kind: 'to cancel' },
    });
    await openai.fineTuning.jobs.cancel(job.id);
    const ended = await eventually(
      () => openai.fineTuning.jobs.retrieve(job.id),
      ({ status }) => isFinal(status),
      60,
    );
    expect(ended.status).toBe('cancelled');
    expect((await openai.fineTuning.jobs.cancel(job.id)).status).toBe('cancelled');
    const found = await openai.fineTuning.jobs.list({ metadata: { kind: 'to cancel' } });
    expect(found.data.map(({ id }) => id)).toEqual([job.id]);
    const pages = [];
    for await (const one of openai.fineTuning.jobs.list({ limit: 1 })) pages.push(one.id);
    expect(pages).toContain(job.id);
    expect(new Set(pages).size).toBe(pages.length);
  }, 90_000);

  it('answers as the document says', async () => {
    const document = await (await service.call('GET', '/openapi.json', undefined, null)).json();
    const ajv = new Ajv2020({ strict: false });
    ajv.addSchema(document as object, 'api');
    const ask = { model, messages: [{ role: 'user' as const, content: 'hi' }], max_tokens: 4 };
    const [job] = (await openai.fineTuning.jobs.list()).data.filter(({ status }) => status === 'succeeded');
    const seen: [string, unknown][] = [
      ['FineTuningJob', job],
      ['JobEvent', (await openai.fineTuning.jobs.listEvents(job!.id)).data[0]],
      ['FineTuningCheckpoint', (await openai.fineTuning.jobs.checkpoints.list(job!.id)).data[0]],
      ['OpenAiModel', await openai.models.retrieve(model)],
      ['ChatCompletion', await openai.chat.completions.create(ask)],
      ['ChatCompletion', await openai.chat.completions.create({ ...ask, logprobs: true, top_logprobs: 2 })],
    ];
    for (const [name, answer] of seen) {
      const valid = ajv.compile({ $ref: `api#/components/schemas/${name}` });
      valid(JSON.parse(JSON.stringify(answer)));
      expect({ name, faults: valid.errors }).toEqual({ name, faults: null });
    }
  }, 60_000);

  it('throws the classes of errors that its users catch', async () => {
    const bad = toFile(Buffer.from('no json\n'), 'bad.jsonl');
    await expect(openai.files.create({ file: await bad, purpose: 'fine-tune' })).rejects.toBeInstanceOf(
      OpenAI.BadRequestError,
    );
    await expect(openai.fineTuning.jobs.retrieve('ftjob-none')).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    const stranger = new OpenAI({ baseURL: `${service.baseUrl}/v1`, apiKey: 'sk-wrong', maxRetries: 0 });
    await expect(stranger.models.list()).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' });
    const wrong = openai.fineTuning.jobs.create({
      model: TINY.slug,
      training_file: file,
      hyperparameters: { n_epochs: 51 },
    });
    await expect(wrong).rejects.toMatchObject({
      status: 400,
      param: 'hyperparameters.n_epochs',
      type: 'invalid_request_error',
    });
  });
});
