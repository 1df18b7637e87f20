// Concerns: libs/gateway, libs/fine-tuning, libs/registry, libs/files, apps/api, jobs/requirements, test/e2e
import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { needed, Service } from './harness.js';
import { openDoor } from './openai-door.js';
import { openTinyHub, TINY, type TinyHub } from './tiny-hub.js';
import { eventually, isFinal } from './wait.js';

let hub: TinyHub;
let service: Service;
let model = '';
beforeAll(async () => {
  hub = await openTinyHub();
  service = await Service.start({ hubUrl: hub.url });
  await openDoor(service);
  const openai = new OpenAI({ baseURL: `${service.baseUrl}/v1`, apiKey: service.adminKey });
  const file = await openai.files.create({ file: createReadStream(hub.train), purpose: 'fine-tune' });
  const hyperparameters = { n_epochs: 1, batch_size: 8 };
  const { id } = await openai.fineTuning.jobs.create({
    model: TINY.slug,
    training_file: file.id,
    method: { type: 'supervised', supervised: { hyperparameters } },
  });
  const job = await eventually(
    () => openai.fineTuning.jobs.retrieve(id),
    ({ status }) => isFinal(status),
    400,
  );
  model = job.fine_tuned_model!;
}, 700_000);
afterAll(async () => {
  await service?.stop();
  await hub?.stop();
}, 60_000);

describe('a tuned model behind what programs are written with', () => {
  it('answers LiteLLM, LangChain and LlamaIndex with the same words, whole and streamed', async () => {
    expect(model).toMatch(/^ft:/);
    const own = {
      PYTHONPATH: needed('LUTHIER_TEST_CLIENTS_DIR'),
      PYTHONDONTWRITEBYTECODE: '1',
      OPENAI_BASE_URL: `${service.baseUrl}/v1`,
      OPENAI_API_KEY: service.adminKey,
      LITELLM_LOCAL_MODEL_COST_MAP: 'True', // it would fetch a list of prices
      LANGSMITH_TRACING: 'false',
    };
    const run = promisify(execFile)(needed('LUTHIER_TEST_TRAIN_PYTHON'), ['test/e2e/clients.py', model], {
      env: { ...process.env, ...own },
    });
    const seen = JSON.parse((await run).stdout.trim().split('\n').at(-1)!) as Record<
      'litellm' | 'langchain' | 'llama_index',
      { whole: string; streamed: string }
    >;
    const said = seen.litellm.whole;
    expect(said.length).toBeGreaterThan(0);
    expect(seen).toEqual({
      litellm: { whole: said, streamed: said, refused: 'NotFoundError', jobs: expect.any(Number) },
      langchain: { whole: said, streamed: said, tokens: expect.any(Number) },
      llama_index: { whole: said, streamed: said },
    });
  }, 300_000);
});
