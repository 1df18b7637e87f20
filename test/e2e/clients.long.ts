// Concerns: libs/gateway, libs/fine-tuning, libs/registry, libs/files, apps/api, jobs/requirements, test/e2e
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { answer } from '#client/client.js';
import { Receiver } from '../support/receiver.js';
import { WandbServer } from '../support/wandb/server.js';
import { needed, Service } from './harness.js';
import { expectMirrored } from './mirrored.js';
import { openDoor } from './openai-door.js';
import { openTinyHub, TINY, type TinyHub } from './tiny-hub.js';

let hub: TinyHub;
let receiver: Receiver;
let wandb: WandbServer;
let service: Service;
let model = '';
beforeAll(async () => {
  hub = await openTinyHub();
  [receiver, wandb] = await Promise.all([Receiver.open(), WandbServer.open()]);
  const allow = `${receiver.host},${wandb.host}`;
  service = await Service.start({ hubUrl: hub.url, env: { LUTHIER_EGRESS_ALLOW: allow } });
  await openDoor(service);
}, 240_000);
afterAll(async () => {
  await service?.stop();
  await hub?.stop();
  await receiver?.close();
  await wandb?.close();
}, 60_000);

/** Runs a program of this folder with these packages; answers the JSON that it prints last. */
async function python(packages: string, args: string[], more: Record<string, string>) {
  const env = {
    ...process.env,
    PYTHONPATH: needed(packages),
    PYTHONDONTWRITEBYTECODE: '1',
    OPENAI_BASE_URL: `${service.baseUrl}/v1`,
    OPENAI_API_KEY: service.adminKey,
    ...more,
  };
  const run = promisify(execFile)(needed('LUTHIER_TEST_TRAIN_PYTHON'), args, { env });
  return JSON.parse((await run).stdout.trim().split('\n').at(-1)!);
}

describe("OpenAI's own Python client, with nothing but base URL and key changed", () => {
  it('uploads, trains, follows the events, chats and cancels', async () => {
    const openai = new OpenAI({ baseURL: `${service.baseUrl}/v1`, apiKey: service.adminKey });
    const event_types = ['fine_tuning.job.succeeded' as const];
    const hook = await openai.webhooks.create({ name: 'mine', url: receiver.at('/hook'), event_types });
    await openai.webhooks.test(hook.id, { event_type: 'fine_tuning.job.succeeded' });
    const key = { api_key: wandb.key, base_url: wandb.url };
    await answer(service.client().PUT('/v1/integrations/wandb', { body: key }));
    const seen = await python(
      'LUTHIER_TEST_OPENAI_DIR',
      ['test/e2e/openai_sdk.py', hub.train, hub.pairs, TINY.slug],
      { OPENAI_WEBHOOK_SECRET: hook.signing_secret, HOOK: JSON.stringify(receiver.to('/hook').at(-1)) },
    );
    model = seen.model;
    expect(seen.run_id).toBe(seen.id);
    await expectMirrored(wandb, { job: seen.id, tag: 'python', model });
    expect(seen).toMatchObject({
      status: 'succeeded',
      steps: 8,
      streamed_is_whole: true,
      preference: { paused: 'paused', resumed: 'succeeded', beta: 0.2, streamed_is_whole: true },
      checkpoints: [8, 7, 6],
      listed_by_pages: true,
      results: ['step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy', 9],
      cancelled: 'cancelled',
      told: ['fine_tuning.job.succeeded', 'InvalidWebhookSignatureError'],
      not_found: 'NotFoundError',
      bad_request: 'BadRequestError',
      unsupported: 'NotFoundError',
      unauthorized: 'AuthenticationError',
    });
  }, 600_000);
});

describe('a tuned model behind what programs are written with', () => {
  it('answers LiteLLM, LangChain and LlamaIndex with the same words, whole and streamed', async () => {
    expect(model).toMatch(/^ft:/);
    const seen: Record<'litellm' | 'langchain' | 'llama_index', { whole: string; streamed: string }> =
      await python('LUTHIER_TEST_CLIENTS_DIR', ['test/e2e/clients.py', model], {
        LITELLM_LOCAL_MODEL_COST_MAP: 'True', // it would fetch a list of prices
        LANGSMITH_TRACING: 'false',
      });
    const said = seen.litellm.whole;
    expect(said.length).toBeGreaterThan(0);
    expect(seen).toEqual({
      litellm: { whole: said, streamed: said, refused: 'NotFoundError', jobs: expect.any(Number) },
      langchain: { whole: said, streamed: said, tokens: expect.any(Number) },
      llama_index: { whole: said, streamed: said },
    });
  }, 300_000);
});
