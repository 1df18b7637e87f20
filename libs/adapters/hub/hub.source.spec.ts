import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type HubRepo, LocalHub } from '../../../test/support/local-hub.js';
import { HubSource } from './hub.source.js';

const revision = 'a1'.repeat(20);
const weights = randomBytes(3 * 1024 * 1024);
const aRepo = (change: Partial<HubRepo> = {}): HubRepo => ({
  id: 'acme/tiny',
  revision,
  card: { license: 'apache-2.0' },
  files: {
    'model.safetensors': weights,
    'config.json': Buffer.from('{"model_type":"llama"}'),
    LICENSE: Buffer.from('terms'),
    '.gitattributes': Buffer.from('x'),
    'logo.png': Buffer.from('x'),
  },
  ...change,
});

let hub: LocalHub;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luthier-hub-'));
});
afterEach(async () => {
  await hub.stop();
  await rm(folder, { recursive: true });
});
const open = async (repo: HubRepo, token?: string) => {
  hub = await new LocalHub([repo]).start();
  return new HubSource({ endpoint: hub.url, token, retryMs: 1 });
};
const ref = (asked = 'main') => ({ type: 'hub' as const, repo: 'acme/tiny', revision: asked });

describe('what an import takes from the hub', () => {
  it('pins a branch to its commit and takes only the files of a model', async () => {
    const source = await open(aRepo());
    const found = await source.resolve(ref());
    expect(found).toMatchObject({
      revision,
      format: 'safetensors',
      declaredLicense: 'apache-2.0',
      gated: false,
    });
    expect(found.ref).toEqual(ref(revision));
    expect(found.files.map((file) => file.path).sort()).toEqual([
      'LICENSE',
      'config.json',
      'model.safetensors',
    ]);
  });

  it.each<[string, Partial<HubRepo>, string, string]>([
    [
      'a pickle beside the weights',
      { files: { 'model.safetensors': weights, 'extra.pkl': weights } },
      'main',
      'forbidden_file',
    ],
    [
      'code beside the weights',
      { files: { 'model.safetensors': weights, 'modeling_x.py': weights } },
      'main',
      'forbidden_file',
    ],
    ['a path that leaves the folder', { files: { '../evil.safetensors': weights } }, 'main', 'unsafe_path'],
    ['no weights', { files: { 'config.json': weights } }, 'main', 'no_model_files'],
    ['two GGUF files', { files: { 'a.gguf': weights, 'b.gguf': weights } }, 'main', 'no_model_files'],
    ['an unknown revision', {}, 'v9', 'source_not_found'],
    ['an unknown repository', { id: 'acme/other' }, 'main', 'source_not_found'],
    ['a gated repository without a token', { gated: 'auto' }, 'main', 'source_gated'],
  ])('refuses %s', async (_what, change, asked, code) => {
    const source = await open(aRepo(change));
    await expect(source.resolve(ref(asked))).rejects.toMatchObject({ code });
  });

  it('says source_unavailable when nobody answers, and when the answer is no hub’s', async () => {
    const source = await open(aRepo());
    hub.faults = { status: { path: /api/, status: 502, times: 1 } };
    await expect(source.resolve(ref())).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'source_unavailable',
    });
    const nobody = new HubSource({ endpoint: 'http://127.0.0.1:9', retryMs: 1 });
    await expect(nobody.resolve(ref())).rejects.toMatchObject({ code: 'source_unavailable' });
  });
});

describe('a download from the hub', () => {
  const take = async (source: HubSource, path = 'model.safetensors') => {
    const found = await source.resolve(ref());
    const file = found.files.find((one) => one.path === path)!;
    await source.fetch(found, file, join(folder, path));
    return readFile(join(folder, path));
  };

  it('gives the promised bytes of large and of small files', async () => {
    const source = await open(aRepo());
    expect((await take(source)).equals(weights)).toBe(true);
    expect((await take(source, 'LICENSE')).toString()).toBe('terms');
    expect((await readdir(folder)).sort()).toEqual(['LICENSE', 'model.safetensors']);
  });

  it('goes on where the connection was cut, again and again', async () => {
    const source = await open(aRepo());
    hub.faults = { cut: { path: 'model.safetensors', afterBytes: 400_000, times: 7 } };
    expect((await take(source)).equals(weights)).toBe(true);
    const ranges = hub.requests.filter((one) => one.path.startsWith('/cdn/')).map((one) => one.range);
    expect(ranges[0]).toBeUndefined();
    expect(new Set(ranges).size).toBe(ranges.length);
    expect(ranges.length).toBeGreaterThan(5);
  });

  it('takes up the part that an earlier process left', async () => {
    const source = await open(aRepo());
    await writeFile(join(folder, 'model.safetensors.part'), weights.subarray(0, 1_000_000));
    expect((await take(source)).equals(weights)).toBe(true);
    expect(hub.requests.filter((one) => one.path.startsWith('/cdn/')).map((one) => one.range)).toEqual([
      'bytes=1000000-',
    ]);
  });

  it('starts over when the server ignores the range', async () => {
    const source = await open(aRepo());
    hub.faults = { ignoreRange: true };
    await writeFile(join(folder, 'model.safetensors.part'), weights.subarray(0, 1_000_000));
    expect((await take(source)).equals(weights)).toBe(true);
  });

  it('fetches a damaged file once more, and then gives up without a file', async () => {
    const source = await open(aRepo());
    hub.faults = { flip: { path: 'model.safetensors', times: 1 } };
    expect((await take(source)).equals(weights)).toBe(true);
    await rm(join(folder, 'model.safetensors'));
    hub.faults = { flip: { path: 'model.safetensors', times: 9 } };
    await expect(take(source)).rejects.toMatchObject({ code: 'hash_mismatch' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('drops a damaged part of an earlier process', async () => {
    const source = await open(aRepo());
    await writeFile(join(folder, 'model.safetensors.part'), Buffer.alloc(weights.length + 5));
    expect((await take(source)).equals(weights)).toBe(true);
    await writeFile(join(folder, 'LICENSE.part'), 'terns');
    expect((await take(source, 'LICENSE')).toString()).toBe('terms');
  });

  it('shows its token to the hub and reads a gated model with it', async () => {
    const source = await open(aRepo({ gated: 'manual' }), 'hf_localtoken');
    expect((await take(source, 'LICENSE')).toString()).toBe('terms');
    expect(hub.requests.every((one) => one.authorized)).toBe(true);
  });

  it('says source_gated when the token may not read the files', async () => {
    const source = await open(aRepo({ gated: 'manual' }), 'hf_othertoken');
    await expect(take(source, 'LICENSE')).rejects.toMatchObject({ kind: 'denied', code: 'source_gated' });
  });

  it('gives up with source_unavailable when the hub stays broken', async () => {
    const source = await open(aRepo());
    hub.faults = { status: { path: /resolve/, status: 500, times: 99 } };
    await expect(take(source)).rejects.toMatchObject({ code: 'source_unavailable' });
  });
});
