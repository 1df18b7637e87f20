import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { answer, type Luthier } from '#client/client.js';
import { type HubRepo, LocalHub } from '../support/local-hub.js';
import { aSafetensors, safetensorsOf } from '../support/model-files.js';
import { Service } from './harness.js';
import { eventually } from './wait.js';

const TOKEN = 'hf_tokenofthehubtests';
const revision = 'd1'.repeat(20);
const MIB = 1024 * 1024;
const config = Buffer.from(
  JSON.stringify({ architectures: ['LlamaForCausalLM'], max_position_embeddings: 64, vocab_size: 8 }),
);
const LICENSE = Buffer.from('Apache License, as it came');
const large = aSafetensors({ w: { dtype: 'F32', shape: [MIB], data_offsets: [0, 4 * MIB] } }, 4 * MIB);
const lying = safetensorsOf('{}', 16, 2 ** 40);

const repo = (name: string, change: Partial<HubRepo> = {}): HubRepo => ({
  id: `acme/${name}`,
  revision,
  card: { license: 'apache-2.0' },
  files: { 'config.json': config, 'model.safetensors': aSafetensors(), LICENSE },
  ...change,
});

let hub: LocalHub;
let service: Service;
let client: Luthier;

beforeAll(async () => {
  hub = await new LocalHub(
    [
      repo('gated', { gated: 'manual' }),
      repo('cut', { files: { 'config.json': config, 'model.safetensors': large, LICENSE } }),
      repo('damaged'),
      repo('lying', { files: { 'config.json': config, 'model.safetensors': lying, LICENSE } }),
      repo('coded', {
        files: {
          'config.json': Buffer.from(
            JSON.stringify({ architectures: ['X'], auto_map: { AutoModel: 'x.X' } }),
          ),
          'model.safetensors': aSafetensors(),
        },
      }),
      repo('pickle', {
        files: { 'model.safetensors': aSafetensors(), 'optimizer.pt': Buffer.from([0x80, 2]) },
      }),
      repo('escape', { files: { '../../evil.safetensors': aSafetensors() } }),
    ],
    TOKEN,
  ).start();
  service = await Service.start({ hubUrl: hub.url, env: { HF_TOKEN: TOKEN } });
  client = service.client();
}, 120_000);
afterEach(() => void (hub.faults = {}));
afterAll(async () => {
  await service?.stop();
  await hub?.stop();
}, 60_000);

const begin = (name: string) =>
  service.call('POST', '/v1/base_models/import', {
    slug: name,
    source: { type: 'hub', repo: `acme/${name}`, revision },
  });

/** How the import of a repository ends: the state of the model and the reason its job gives. */
async function imported(name: string) {
  const started = await begin(name);
  expect(started.status).toBeLessThan(300);
  const { job } = (await started.json()) as { job: { id: string } };
  const ended = await eventually(
    () => answer(client.GET('/v1/jobs/{id}', { params: { path: { id: job.id } } })),
    ({ state }) => ['succeeded', 'failed', 'cancelled'].includes(state),
    150,
  );
  return { state: ended.state, message: ended.error?.message ?? null };
}

/** The model of a failed import says why, by itself. */
async function saysWhy(name: string, why: string | null) {
  const path = { id: name };
  const model = await eventually(
    () => answer(client.GET('/v1/base_models/{id}', { params: { path } })),
    ({ state }) => state === 'failed',
    30,
  );
  expect(why).not.toBeNull();
  expect(model.failure).toBe(why);
}

/** What is kept, less the bells, which the worker takes away in its own time. */
async function keptOf() {
  const { rows, files } = await service.kept();
  return { rows: { ...rows, outbox: 0 }, files };
}

/** The files of the service by content, where a base model or its parts could lie. */
function leftOf(bytes: Buffer): string[] {
  return readdirSync(service.dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(bytes.subarray(0, 64)));
}

describe('an import from the Hub, through the whole service', () => {
  it('reads a gated model with its token, which it keeps to itself', async () => {
    expect(await imported('gated')).toEqual({ state: 'succeeded', message: null });
    expect(hub.requests.some(({ authorized }) => authorized)).toBe(true);
    expect(leftOf(Buffer.from(TOKEN))).toEqual([]);
    expect(service.tail(10_000)).not.toContain(TOKEN);
  }, 180_000);

  it('goes on behind the cut when the connection breaks, byte for byte', async () => {
    hub.faults = { cut: { path: 'model.safetensors', afterBytes: MIB, times: 3 } };
    hub.requests.length = 0;
    expect(await imported('cut')).toEqual({ state: 'succeeded', message: null });
    const ranges = hub.requests.flatMap(({ path, range }) =>
      path.startsWith('/cdn/') && range ? [range] : [],
    );
    expect(ranges).toHaveLength(3);
    expect(new Set(ranges).size).toBe(3);
  }, 180_000);

  it('keeps nothing of a file that has other bytes than the Hub promised', async () => {
    hub.faults = { flip: { path: 'model.safetensors', times: 1_000 } };
    const ended = await imported('damaged');
    expect(ended.state).toBe('failed');
    expect(ended.message).toMatch(/other bytes than it promised/);
    const models = await answer(client.GET('/v1/base_models', { params: { query: { state: 'ready' } } }));
    expect(models.data.map(({ slug }) => slug)).not.toContain('damaged');
  }, 180_000);

  it('refuses a header that promises more than there is', async () => {
    const ended = await imported('lying');
    expect(ended.state).toBe('failed');
    expect(ended.message).toMatch(/header/i);
    await saysWhy('lying', ended.message);
  }, 180_000);

  it('refuses a model that asks for code of its own, says so on it, and lets it be tried again', async () => {
    const ended = await imported('coded');
    expect(ended.state).toBe('failed');
    expect(ended.message).toMatch(/auto_map/);
    await saysWhy('coded', ended.message);
    expect(await imported('coded')).toEqual(ended);
    await saysWhy('coded', ended.message); // and what tells it is over before rows are counted
  }, 180_000);

  it.each([
    ['pickle', 'forbidden_file'],
    ['escape', 'unsafe_path'],
  ])('refuses %s before it fetches a byte, and keeps no row', async (name, code) => {
    const before = await keptOf();
    hub.requests.length = 0;
    const refused = await begin(name);
    const { error } = (await refused.json()) as { error: { code: string } };
    expect({ status: refused.status, code: error.code }).toEqual({ status: 400, code });
    expect(hub.requests.filter(({ path }) => /resolve|cdn/.test(path))).toEqual([]);
    expect(await keptOf()).toEqual(before);
  });

  it('is up all the time', async () => {
    expect((await service.call('GET', '/readyz')).status).toBe(200);
  });
});
