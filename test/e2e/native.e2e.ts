import { createHash } from 'node:crypto';
import { openAsBlob, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answer, type Luthier } from '#client/client.js';
import { ApiError } from '#client/errors.js';
import { eventsOf } from '#client/events.js';
import { Service } from './harness.js';
import { openTinyHub, TINY, type TinyHub } from './tiny-hub.js';
import { eventually, isFinal } from './wait.js';

let hub: TinyHub;
let service: Service;
let client: Luthier;
/** What one step leaves for the next: the flow is one story. */
const made = { base: '', data: '', train: '', pipeline: '', version: '', openaiId: '', promotion: '' };

beforeAll(async () => {
  hub = await openTinyHub();
  service = await Service.start({ hubUrl: hub.url });
  client = service.client();
}, 180_000);
afterAll(async () => {
  if (process.env['E2E_LOG']) console.log(service.tail(30));
  await service?.stop();
  await hub?.stop();
}, 60_000);

const fineTune = () => ({
  kind: 'finetune' as const,
  base_model: TINY.slug,
  dataset_version: made.data,
  adapter: { r: 4 },
  trainer: { n_epochs: 1, batch_size: 4, learning_rate: 0.003, max_seq_length: 128, n_checkpoints: 2 },
  seed: 7,
});

async function upload(path: string): Promise<string> {
  const form = new FormData();
  form.set('purpose', 'fine-tune');
  form.set('file', await openAsBlob(path), 'rows.jsonl');
  const file = await answer(
    client.POST('/v1/files', { body: form as never, bodySerializer: (b) => b as never }),
  );
  return file.id;
}

async function pipeline(id: string) {
  return answer(client.GET('/v1/pipelines/{id}', { params: { path: { id } } }));
}

describe('the main job through the native door', () => {
  it('imports a base model at a pinned revision of the hub', async () => {
    const source = { type: 'hub' as const, repo: TINY.repo, revision: TINY.revision };
    const started = await answer(
      client.POST('/v1/base_models/import', { body: { slug: TINY.slug, source } }),
    );
    made.base = started.base_model.id;
    const base = await eventually(
      () => answer(client.GET('/v1/base_models/{id}', { params: { path: { id: TINY.slug } } })),
      (model) => model.state !== 'importing',
      120,
    );
    expect(base).toMatchObject({ id: made.base, state: 'ready', revision: TINY.revision, hub_id: TINY.repo });
    const again = await answer(client.POST('/v1/base_models/import', { body: { slug: TINY.slug, source } }));
    expect(again.job).toBeNull();
  }, 150_000);

  it('makes a dataset version by content, with its license, and previews it', async () => {
    const files = { train: await upload(hub.train), test: await upload(hub.test) };
    const dataset = await answer(client.POST('/v1/datasets', { body: { name: 'tiny-intents' } }));
    const body = { files, license: 'CC-BY-4.0', attribution: 'made on the spot' };
    const version = await answer(
      client.POST('/v1/datasets/{id}/versions', { params: { path: { id: dataset.id } }, body }),
    );
    made.data = version.id;
    expect(version.splits.train.sha256).toBe(
      createHash('sha256').update(readFileSync(hub.train)).digest('hex'),
    );
    expect(version.license).toMatchObject({ declared: 'CC-BY-4.0', license_id: 'CC-BY-4.0' });
    const seen = await answer(
      client.GET('/v1/dataset_versions/{id}/preview', {
        params: { path: { id: version.id }, query: { limit: '2' } },
      }),
    );
    expect(seen).toMatchObject({ total_rows: 60 });
    expect(seen.rows).toHaveLength(2);
  }, 60_000);

  it('refuses noncommercial data in a commercial project, naming the clause, and keeps no job', async () => {
    const dataset = await answer(client.POST('/v1/datasets', { body: { name: 'tiny-nc' } }));
    const body = { files: { train: await upload(hub.train) }, license: 'CC-BY-NC-4.0' };
    const version = await answer(
      client.POST('/v1/datasets/{id}/versions', { params: { path: { id: dataset.id } }, body }),
    );
    const before = (await service.kept()).rows['job'];
    const refused = await client
      .POST('/v1/jobs', { body: { ...fineTune(), dataset_version: version.id } })
      .then(
        () => null,
        (error: unknown) => error,
      );
    expect(refused).toBeInstanceOf(ApiError);
    const { status, code, facts } = refused as ApiError;
    expect({ status, code }).toEqual({ status: 403, code: 'license_forbids_use' });
    const findings = facts['findings'] as { license_id: string; clause: string }[];
    expect(findings.find((one) => one.license_id === 'CC-BY-NC-4.0')?.clause).toMatch(/NonCommercial/);
    const measure = {
      kind: 'evaluate',
      model: { base_model: made.base },
      dataset_version: version.id,
      split: 'train',
    };
    const measured = await service.call('POST', '/v1/jobs', measure);
    expect({ status: measured.status, text: await measured.text() }).toMatchObject({
      status: 403,
      text: expect.stringContaining('license_forbids_use') as unknown,
    });
    expect((await service.kept()).rows['job']).toBe(before);
  }, 60_000);

  it('refuses a job for a compute target that is not set up, and keeps no job', async () => {
    const before = (await service.kept()).rows['job'];
    for (const target of ['docker', 'moon']) {
      const response = await service.call('POST', '/v1/jobs', { ...fineTune(), target });
      const { error } = (await response.json()) as { error: { code: string; param: string } };
      expect({ status: response.status, param: error.param }).toEqual({ status: 400, param: 'target' });
    }
    expect((await service.kept()).rows['job']).toBe(before);
  });

  it('runs the whole pipeline and registers a version', async () => {
    const body = {
      name: 'tiny',
      publish: { model: 'tiny-intents', suffix: 'e2e' },
      jobs: [
        { name: 'train', ...fineTune() },
        { name: 'merge', kind: 'merge', adapter: { job: 'train' } },
        { name: 'quantize', kind: 'quantize', model: { job: 'merge' } },
        ask('tuned', { model: { job: 'merge' } }),
        ask('quantized', { model: { job: 'quantize' }, engine: 'llamacpp' }),
      ],
    };
    const started = await answer(client.POST('/v1/pipelines', { body }));
    made.pipeline = started.id;
    made.train = started.jobs!.find((job) => job.kind === 'finetune')!.id;
    const ended = await eventually(
      () => pipeline(started.id),
      ({ state }) => isFinal(state),
      400,
    );
    expect({ state: ended.state, failure: ended.failure, jobs: ended.jobs!.map((job) => job.error) }).toEqual(
      {
        state: 'succeeded',
        failure: null,
        jobs: ended.jobs!.map(() => null),
      },
    );
    const asked = ended.jobs!.map(({ decision }) => decision);
    expect(new Set(asked.slice(0, 3)).size).toBe(1);
    expect([asked[3] === asked[4], asked[3] === asked[0]]).toEqual([true, false]);
    made.version = ended.model_version!;
    const version = await answer(
      client.GET('/v1/model_versions/{id}', { params: { path: { id: made.version } } }),
    );
    made.openaiId = version.openai_id;
    expect(Object.keys(version.artifacts).sort()).toEqual(['adapter', 'gguf', 'merged']);
    expect(version.openai_id).toMatch(/^ft:tiny-llama:personal:e2e:[0-9a-z]{8}$/);
  }, 420_000);

  it('says what the training came to beside that of the base, and takes a declaration of it', async () => {
    const id = (await pipeline(made.pipeline)).jobs!.find((job) => job.kind === 'quantize')!.result!
      .artifacts!['gguf']!;
    const actOf = async () =>
      (await answer(client.GET('/v1/artifacts/{id}/lineage', { params: { path: { id } } }))).ai_act!;
    const before = await actOf();
    const trained = await answer(client.GET('/v1/jobs/{id}', { params: { path: { id: made.train } } }));
    const training = trained.result!['training'] as Record<string, number>;
    const { tokens, parameters, trainable_parameters } = training;
    expect(before.flops).toBe(2 * tokens! * (2 * parameters! + trainable_parameters!));
    expect(before).toMatchObject({ compared_with: { is_assumed: true }, flag: null, at_least: false });
    expect(before.notes.map(({ code }) => code)).toEqual(['AI_ACT_BASE_UNKNOWN']);
    const source = 'https://example.org/report';
    const declared = { training_compute: { flops: before.flops! * 4, source } };
    const path = `/v1/base_models/${TINY.slug}`;
    expect((await service.call('PATCH', path, declared)).status).toBe(200);
    expect(await actOf()).toMatchObject({
      ratio: 0.25,
      flag: 'near',
      bases: [{ source: 'declared', url: source }],
    });
    expect((await service.call('PATCH', path, { training_compute: null })).status).toBe(200);
    expect(await actOf()).toEqual(before);
  }, 30_000);

  it('streams every event of the training once, and resumes behind the one it is told', async () => {
    const all = await events({});
    const ids = all.map((event) => event.id);
    expect(new Set(ids).size).toBe(ids.length);
    const steps = all
      .filter((event) => event.type === 'metrics')
      .map((event) => JSON.parse(event.data) as { data: { step: number } });
    expect(steps.map(({ data }) => data.step)).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
    const middle = ids[Math.floor(ids.length / 2)]!;
    const rest = await events({ after: middle });
    expect(rest.map((event) => event.id)).toEqual(ids.slice(ids.indexOf(middle) + 1));
  }, 30_000);

  it('keeps every answer, and the score can be recomputed from them', async () => {
    const { jobs } = await pipeline(made.pipeline);
    for (const job of jobs!.filter(({ kind }) => kind === 'evaluate')) {
      const params = { path: { id: job.id } };
      const evaluation = await answer(client.GET('/v1/evaluations/{id}', { params }));
      const { data } = await answer(client.GET('/v1/evaluations/{id}/answers', { params }));
      const expected = readFileSync(hub.test, 'utf8')
        .trimEnd()
        .split('\n')
        .map((row) => (JSON.parse(row) as { messages: { content: string }[] }).messages.at(-1)!.content);
      expect(data.map((row) => row.expected)).toEqual(expected);
      const right = data.filter((row) => row.answer === row.expected).length;
      expect(evaluation.metrics!['exact_match']).toBeCloseTo(right / expected.length, 9);
    }
  }, 30_000);

  it('gives a card that names base, data and license', async () => {
    const response = await service.call('GET', `/v1/model_versions/${made.version}/card`);
    const card = await response.text();
    expect(response.headers.get('content-type')).toMatch(/^text\/markdown/);
    expect(card).toContain(`base_model: ${TINY.repo}`);
    expect(card).toContain('CC-BY-4.0');
  });

  it('blocks a promotion below the score it asks for, and says what to do', async () => {
    const body = { model: 'tiny-intents', alias: 'production', min_score: 1 };
    const blocked = await answer(client.POST('/v1/promotions', { body }));
    expect(blocked.state).toBe('blocked');
    const gate = blocked.gates.find(({ kind }) => kind === 'eval')!;
    expect(gate).toMatchObject({ status: 'unmet' });
    expect(gate.fix).toBeTruthy();
  });

  it('promotes, moves the alias and answers chat through the gateway', async () => {
    const body = { model: 'tiny-intents', alias: 'production', min_score: 0, max_quantization_drop: 1 };
    const started = await answer(client.POST('/v1/promotions', { body }));
    made.promotion = started.id;
    const ended = await eventually(
      () => answer(client.GET('/v1/promotions/{id}', { params: { path: { id: started.id } } })),
      ({ state }) => isFinal(state),
      120,
    );
    expect({ state: ended.state, failure: ended.failure }).toEqual({ state: 'succeeded', failure: null });
    const model = await answer(
      client.GET('/v1/registered_models/{name}', { params: { path: { name: 'tiny-intents' } } }),
    );
    expect(model.aliases).toEqual({ production: made.version });
    for (const name of ['tiny-intents:production', 'tiny-intents', made.openaiId]) {
      const said = (await (await chat(name)).json()) as {
        object: string;
        choices: { message: { role: string } }[];
      };
      expect({ name, object: said.object, role: said.choices[0]!.message.role }).toEqual({
        name,
        object: 'chat.completion',
        role: 'assistant',
      });
    }
  }, 150_000);

  it('has an audit chain that is whole', async () => {
    const report = await answer(client.GET('/v1/audit_events/verify'));
    expect(report).toMatchObject({ ok: true });
    expect(report.checked).toBeGreaterThan(20);
  });
});

const ask = (name: string, subject: object) => ({
  name,
  kind: 'evaluate',
  dataset_version: made.data,
  max_new_tokens: 8,
  ...subject,
});

async function events(query: { after?: string }) {
  const params = { path: { id: made.train }, query };
  const { data } = await client.GET('/v1/jobs/{id}/events/stream', { params, parseAs: 'stream' });
  const seen = [];
  for await (const event of eventsOf(data as ReadableStream<Uint8Array>)) seen.push(event);
  return seen;
}

function chat(model: string): Promise<Response> {
  const messages = [{ role: 'user', content: 'anna asks 1: i lost my card?' }];
  return service.call('POST', '/v1/chat/completions', { model, messages, max_tokens: 8, temperature: 0 });
}
