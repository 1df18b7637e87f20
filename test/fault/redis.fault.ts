import { createHash } from 'node:crypto';
import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { stringify } from 'yaml';
import { answer, type Luthier } from '#client/client.js';
import { startValkey, type ValkeyServer } from '../support/valkey-server.js';
import { needed, Service } from '../e2e/harness.js';
import { openTinyHub, TINY, type TinyHub } from '../e2e/tiny-hub.js';
import { eventually, isFinal } from '../e2e/wait.js';

let folder: string;
let hub: TinyHub;
let data = '';
let valkey: ValkeyServer;
let service: Service;
let client: Luthier;

beforeAll(async () => {
  [hub, valkey] = await Promise.all([openTinyHub(), startValkey(needed('LUTHIER_TEST_SERVERS_DIR'))]);
  folder = mkdtempSync(join(tmpdir(), 'luthier-short-'));
  const recipes = [recipe('short', 'time.sleep(1)'), recipe('held', HELD(join(folder, 'go')))];
  writeFileSync(join(folder, 'allowed.yaml'), stringify({ recipes }));
  const env = { REDIS_URL: valkey.url, LUTHIER_OWN_RECIPES: join(folder, 'allowed.yaml') };
  service = await Service.start({ hubUrl: hub.url, env });
  client = service.client();
}, 180_000);
afterAll(async () => {
  if (process.env['E2E_LOG']) console.log(service.complaints().join('\n'));
  valkey?.resume();
  await service?.stop();
  await valkey?.stop();
  await hub?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** A program that takes a second, or waits for a file: what is tested is the way to it. */
const HELD = (file: string) => `while not os.path.exists(${JSON.stringify(file)}): time.sleep(0.1)`;
const programOf = (wait: string) => `import os
import time


def main(job):
    job.phase("scoring")
    ${wait}
    (job.out / "report").mkdir()
    (job.out / "report" / "report.json").write_text("{}")
    job.finish({"report": "report"}, {})
`;
function recipe(name: string, wait: string) {
  const program = programOf(wait);
  writeFileSync(join(folder, `${name}.py`), program);
  return {
    ...{ name, description: 'A while of nothing', does: 'evaluate', file: `${name}.py` },
    sha256: createHash('sha256').update(program).digest('hex'),
    inputs: { base_model: { type: 'base_model' }, rows: { type: 'dataset', split: 'train' } },
    outputs: ['report'],
  };
}

async function prepare(): Promise<string> {
  const source = { type: 'hub' as const, repo: TINY.repo, revision: TINY.revision };
  await answer(client.POST('/v1/base_models/import', { body: { slug: TINY.slug, source } }));
  const params = { path: { id: TINY.slug } };
  const base = () => answer(client.GET('/v1/base_models/{id}', { params }));
  await eventually(base, ({ state }) => state === 'ready', 120);
  const form = new FormData();
  form.set('purpose', 'fine-tune');
  form.set('file', await openAsBlob(hub.test), 'rows.jsonl');
  const upload = { body: form as never, bodySerializer: (body: unknown) => body as never };
  const file = await answer(client.POST('/v1/files', upload));
  const dataset = await answer(client.POST('/v1/datasets', { body: { name: 'rows' } }));
  const body = { files: { train: file.id }, license: 'CC-BY-4.0', attribution: 'made on the spot' };
  const of = { path: { id: dataset.id } };
  return (await answer(client.POST('/v1/datasets/{id}/versions', { params: of, body }))).id;
}

/** Submits a job; answers its id and how long the submission took. */
async function submit(seed: number, name = 'short'): Promise<{ id: string; ms: number }> {
  const started = performance.now();
  const body = {
    kind: 'own' as const,
    recipe: name,
    inputs: { base_model: TINY.slug, rows: data },
    params: {},
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

/** Two jobs, of which one at least was taken without waiting for the store: a wait would be in each, a slow machine need not be. */
async function submitQuickly(seed: number): Promise<string[]> {
  const both = [await submit(seed), await submit(seed + 1)];
  expect(Math.min(...both.map(({ ms }) => ms))).toBeLessThan(QUICK_MS);
  return both.map(({ id }) => id);
}

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
    const running = await submit(2, 'held');
    await eventually(
      () => answer(client.GET('/v1/jobs/{id}', { params: { path: { id: running.id } } })),
      ({ state }) => state === 'running',
      60,
    );
    await valkey.kill();
    const later = await submitQuickly(3);
    expect(await ready()).toMatchObject({ status: 200, body: { checks: { queue: 'down' } } });
    writeFileSync(join(folder, 'go'), '');
    for (const id of [running.id, ...later]) expect(await ended(id)).toEqual(DONE);
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
    for (const id of await submitQuickly(6)) expect(await ended(id)).toEqual(DONE);
    valkey.resume();
    await eventually(ready, ({ body }) => body.checks?.queue === 'ok', 60);
    const after = await bells();
    expect(await ended((await submit(8)).id)).toEqual(DONE);
    // the relay may pause for seconds yet: what was due meanwhile is found without a bell, and rings all the same
    await eventually(bells, (rung) => rung > after, 60);
  }, 400_000);

  it('stops and starts without Redis, and rings as soon as there is one', async () => {
    await valkey.kill();
    const { ends, stopMs } = await service.restart();
    expect(ends).toEqual(Array(2).fill({ code: 0, signal: null }));
    expect(stopMs).toBeLessThan(25_000); // then the worker gives up waiting
    client = service.client(); // at another port
    for (const id of await submitQuickly(9)) expect(await ended(id)).toEqual(DONE);
    await valkey.start();
    await eventually(ready, ({ body }) => body.checks?.queue === 'ok', 60);
    expect(await ended((await submit(11)).id)).toEqual(DONE);
    expect(await bells()).toBeGreaterThan(0);
  }, 400_000);

  it('has complained about all that in a few lines, each of them JSON', () => {
    const lines = service.complaints();
    expect(lines.filter((line) => !line.startsWith('{'))).toEqual([]);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThan(60);
  });
});
