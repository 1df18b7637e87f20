// Concerns: libs/jobs, libs/evaluations, jobs, test/e2e
import { createReadStream } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { answer } from '#client/client.js';
import type { paths } from '#client/schema.js';
import { needed, Service } from './harness.js';
import { openDoor } from './openai-door.js';
import { openTinyHub, TINY, type TinyHub } from './tiny-hub.js';
import { eventually, isFinal } from './wait.js';

type PipelineBody = paths['/v1/pipelines']['post']['requestBody']['content']['application/json'];
const LABELS = ['card_arrival', 'lost_card', 'transfer_fee'];
let hub: TinyHub;
let service: Service;
let data: string;

beforeAll(async () => {
  hub = await openTinyHub();
  const env = { LUTHIER_CPU_SLOTS: '2', LUTHIER_LM_EVAL_DIR: needed('LUTHIER_TEST_LM_EVAL_DIR') };
  service = await Service.start({ hubUrl: hub.url, env });
  await openDoor(service);
  const openai = new OpenAI({ baseURL: `${service.baseUrl}/v1`, apiKey: service.adminKey });
  const upload = async (path: string) =>
    (await openai.files.create({ file: createReadStream(path), purpose: 'fine-tune' })).id;
  const files = { train: await upload(hub.train), test: await upload(hub.test) };
  const client = service.client();
  const { id } = await answer(client.POST('/v1/datasets', { body: { name: 'intents' } }));
  const body = { files, license: 'CC-BY-4.0' };
  data = (await answer(client.POST('/v1/datasets/{id}/versions', { params: { path: { id } }, body }))).id;
}, 400_000);
afterAll(async () => {
  await service?.stop();
  await hub?.stop();
}, 60_000);

it('asks an adapter and its base one task of lm-evaluation-harness, and holds them against each other', async () => {
  const client = service.client();
  const lm_eval = {
    ...{ output_type: 'multiple_choice' as const, doc_to_text: '{{ messages[1].content }}' },
    ...{ doc_to_choice: LABELS, doc_to_target: '{{ messages[-1].content }}', apply_chat_template: true },
    ...{ num_fewshot: 1, fewshot_config: { dataset_version: data }, metadata: { version: 2 } },
  };
  const asked = {
    kind: 'evaluate',
    task: 'lm_eval',
    model: { base_model: TINY.slug },
    dataset_version: data,
    lm_eval,
  };
  const training = { base_model: TINY.slug, dataset_version: data, adapter: { dropout: 0 } };
  const trainer = { n_epochs: 4, batch_size: 8, learning_rate: 0.01, n_checkpoints: 1 };
  const body = {
    jobs: [
      { name: 'train', kind: 'finetune', ...training, trainer },
      { name: 'before', ...asked },
      { name: 'after', ...asked, needs: ['train'], adapter: { job: 'train' } },
    ],
  } as PipelineBody;
  const { id } = await answer(client.POST('/v1/pipelines', { body }));
  const done = await eventually(
    () => answer(client.GET('/v1/pipelines/{id}', { params: { path: { id } } })),
    ({ state }) => isFinal(state),
    500,
  );
  expect(done.jobs!.map(({ state, error }) => [state, error])).toEqual(
    body.jobs.map(() => ['succeeded', null]),
  );
  const [, before, after] = await Promise.all(
    done.jobs!.map(async (job) =>
      job.kind === 'evaluate'
        ? answer(client.GET('/v1/evaluations/{id}', { params: { path: { id: job.id } } }))
        : null,
    ),
  );
  for (const one of [before!, after!])
    expect(one).toMatchObject({
      ...{ task: 'lm_eval', metric: 'acc', rows: 12, dataset_version: data },
      metrics: { acc: expect.any(Number), acc_stderr: expect.any(Number), acc_norm: expect.any(Number) },
      harness: { name: 'lm_eval', version: '0.4.13', task_version: 2 },
    });
  expect(after!.harness!.task_sha256).toBe(before!.harness!.task_sha256);
  expect(after!.metrics!['acc']).toBeGreaterThan(before!.metrics!['acc']!);

  const params = { path: { id: after!.id } };
  const answers = await answer(
    client.GET('/v1/evaluations/{id}/answers', { params: { ...params, query: {} } }),
  );
  const mean = answers.data.reduce((sum, { scores }) => sum + scores!['acc']!, 0) / answers.data.length;
  expect(mean).toBeCloseTo(after!.metrics!['acc']!, 9);
  expect(answers.data.every(({ answer: said }) => LABELS.includes(said))).toBe(true);
  const query = { with: before!.id };
  const compared = await answer(client.GET('/v1/evaluations/{id}/compare', { params: { ...params, query } }));
  expect(compared.metrics[0]).toMatchObject({ name: 'acc', test: 'mcnemar', rows: 12 });
  expect(compared.verdict).toContain('acc changed by +');
}, 520_000);
