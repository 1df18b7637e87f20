import { openAsBlob } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { answer, type Luthier } from '#client/client.js';
import { startValkey, type ValkeyServer } from '../support/valkey-server.js';
import { needed, Service } from './harness.js';
import { openTinyHub, TINY, type TinyHub } from './tiny-hub.js';
import { eventually, isFinal } from './wait.js';

let hub: TinyHub;
let valkey: ValkeyServer;
let service: Service;
let client: Luthier;
let data = '';

beforeAll(async () => {
  [hub, valkey] = await Promise.all([openTinyHub(), startValkey(needed('LUTHIER_TEST_SERVERS_DIR'))]);
  service = await Service.start({ hubUrl: hub.url, env: { REDIS_URL: valkey.url } });
  client = service.client();
}, 180_000);
afterAll(async () => {
  if (process.env['E2E_LOG']) console.log(service.complaints().join('\n'));
  valkey?.resume();
  await service?.stop();
  await valkey?.stop();
  await hub?.stop();
}, 60_000);

async function prepare(): Promise<string> {
  const source = { type: 'hub' as const, repo: TINY.repo, revision: TINY.revision };
  await answer(client.POST('/v1/base_models/import', { body: { slug: TINY.slug, source } }));
  const params = { path: { id: TINY.slug } };
  const base = () => answer(client.GET('/v1/base_models/{id}', { params }));
  await eventually(base, ({ state }) => state === 'ready', 120);
  const form = new FormData();
  form.set('purpose', 'fine-tune');
  form.set('file', await openAsBlob(hub.train), 'rows.jsonl');
  const upload = { body: form as never, bodySerializer: (body: unknown) => body as never };
  const file = await answer(client.POST('/v1/files', upload));
  const dataset = await answer(client.POST('/v1/datasets', { body: { name: 'tiny-intents' } }));
  const body = { files: { train: file.id }, license: 'CC-BY-4.0', attribution: 'made on the spot' };
  const version = await answer(
    client.POST('/v1/datasets/{id}/versions', { params: { path: { id: dataset.id } }, body }),
  );
  return version.id;
}

/** Submits a short training; answers its id and how long the submission took. */
async function submit(seed: number): Promise<{ id: string; ms: number }> {
  const started = performance.now();
  const body = {
    kind: 'finetune' as const,
    base_model: TINY.slug,
    dataset_version: data,
    adapter: { r: 4 },
    trainer: { n_epochs: 1, batch_size: 8, max_seq_length: 128 },
    seed,
  };
  const { id } = await answer(client.POST('/v1/jobs', { body }));
  return { id, ms: performance.now() - started };
}

async function ended(id: string) {
  const params = { path: { id } };
  const job = await eventually(
    () => answer(client.GET('/v1/jobs/{id}', { params })),
    ({ state }) => isFinal(state),
    240,
  );
  return { state: job.state, error: job.error, attempts: job.attempts };
}

const DONE = { state: 'succeeded', error: null, attempts: 1 };
/** The relay's deadline is two seconds: whoever waited for the store would take longer than this. */
const QUICK_MS = 1_900;

async function ready() {
  const response = await service.call('GET', '/readyz', undefined, null);
  return { status: response.status, body: (await response.json()) as { checks?: { queue: string } } };
}

/** How many bells the store was given since it is up, once all are answered. */
async function bells(): Promise<number> {
  const redis = new Redis(valkey.url);
  const ask = async () => ({
    rung: Number((await redis.get('bull:doorbell:id')) ?? 0),
    open: (await redis.llen('bull:doorbell:wait')) + (await redis.llen('bull:doorbell:active')),
  });
  try {
    return (await eventually(ask, ({ rung, open }) => rung > 0 && open === 0, 60)).rung;
  } finally {
    redis.disconnect();
  }
}

describe('with its queue in Redis', () => {
  it('rings through Redis and runs a job', async () => {
    data = await prepare();
    const job = await submit(1);
    expect(await ended(job.id)).toEqual(DONE);
    expect(await bells()).toBeGreaterThan(1);
    expect(await ready()).toMatchObject({ status: 200, body: { checks: { queue: 'ok' } } });
  }, 400_000);

  it('goes on without Redis: takes jobs at once and finishes them', async () => {
    const running = await submit(2);
    await eventually(
      () => answer(client.GET('/v1/jobs/{id}', { params: { path: { id: running.id } } })),
      ({ state }) => state === 'running',
      60,
    );
    await valkey.kill();
    const later = [await submit(3), await submit(4)];
    for (const { ms } of later) expect(ms).toBeLessThan(QUICK_MS);
    expect(await ready()).toMatchObject({ status: 200, body: { checks: { queue: 'down' } } });
    for (const { id } of [running, ...later]) expect(await ended(id)).toEqual(DONE);
  }, 400_000);

  it('rings again through a Redis that came back empty', async () => {
    await valkey.start();
    const job = await submit(5);
    expect(await ended(job.id)).toEqual(DONE);
    expect(await bells()).toBeGreaterThan(0);
    expect(await ready()).toMatchObject({ body: { checks: { queue: 'ok' } } });
  }, 300_000);

  it('is not held up by a Redis that takes everything and says nothing', async () => {
    valkey.freeze();
    const job = await submit(6);
    expect(job.ms).toBeLessThan(QUICK_MS);
    expect(await ended(job.id)).toEqual(DONE);
    valkey.resume();
    await eventually(ready, ({ body }) => body.checks?.queue === 'ok', 60);
    const after = await bells();
    expect(await ended((await submit(7)).id)).toEqual(DONE);
    expect(await bells()).toBeGreaterThan(after);
  }, 400_000);

  it('stops and starts without Redis, and rings as soon as there is one', async () => {
    await valkey.kill();
    const { stopMs } = await service.restart();
    expect(stopMs).toBeLessThan(20_000); // at 25 s the worker gives up waiting
    client = service.client(); // at another port
    const job = await submit(8);
    expect(job.ms).toBeLessThan(QUICK_MS);
    expect(await ended(job.id)).toEqual(DONE);
    await valkey.start();
    await eventually(ready, ({ body }) => body.checks?.queue === 'ok', 60);
    expect(await ended((await submit(9)).id)).toEqual(DONE);
    expect(await bells()).toBeGreaterThan(0);
  }, 400_000);

  it('has complained about all that in a few lines, each of them JSON', () => {
    const lines = service.complaints();
    expect(lines.filter((line) => !line.startsWith('{'))).toEqual([]);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThan(60);
  });
});
