import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LlamacppServing } from '#adapters/llamacpp/llamacpp.serving.js';
import { newId } from '#kernel/ids.js';
import { FakeServing } from '../support/fake-serving.js';
import { servingSuite } from './serving.suite.js';

const dir = mkdtempSync(join(tmpdir(), 'luthier-serving-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const fileOf = (path: string) => ({
  path,
  sha256: createHash('sha256').update(readFileSync(path)).digest('hex'),
});

const text = join(dir, 'model.txt');
writeFileSync(text, 'no model, but the fake does not look');
const fake = new FakeServing();
afterAll(() => fake.close());
servingSuite('fake', 'suite000', () => ({
  port: fake,
  again: () => fake,
  model: fileOf(text),
  kill: (handle) => fake.crash(handle),
}));

const python = process.env['LUTHIER_TEST_TRAIN_PYTHON'];
const real = python ? describe : describe.skip;
real('llama.cpp', () => {
  const gguf = join(dir, 'tiny.gguf');
  beforeAll(() => {
    execFileSync(python!, ['test/support/tiny_gguf.py', gguf]);
  });
  const adapter = () =>
    new LlamacppServing({
      python: python!,
      script: resolve('jobs/serve/llamacpp_server.py'),
      runDir: join(dir, 'servers'),
      installation: 'suite000',
    });
  const one = adapter();
  servingSuite('llamacpp', 'suite000', () => ({
    port: one,
    again: adapter,
    model: fileOf(gguf),
    kill: (handle) => process.kill(-handle.pid, 'SIGKILL'),
  }));

  it('says what it has taken while it runs, and when it has ended', async () => {
    const { path, sha256 } = fileOf(gguf);
    const of = {
      modelPath: path,
      modelSha256: sha256,
      alias: 'a',
      contextLength: 256,
      parallel: 1,
      threads: 1,
    };
    const handle = await one.start({ name: newId('lu-suite000-'), ...of });
    let said = await one.usage(handle);
    try {
      expect(said).toBeNull(); // nothing of an earlier server of this name
      for (let i = 0; i < 300 && !said; i += 1) {
        await new Promise((wake) => setTimeout(wake, 100));
        said = await one.usage(handle);
      }
    } finally {
      await one.stop(handle, 5);
    }
    expect(said).toMatchObject({ gpus: 0, gpu_joules: null });
    expect(said!.cpu_joules === null).toBe(said!.cpu_unavailable !== null);
    const last = (await adapter().usage(handle))!;
    expect(last.up_seconds).toBeGreaterThan(said!.up_seconds);
    expect(last.cpu_seconds).toBeGreaterThanOrEqual(said!.cpu_seconds);
  });

  it('finds a server whose record was never written, and hands it nothing of the environment', async () => {
    const { path, sha256 } = fileOf(gguf);
    const spec = {
      name: newId('lu-suite000-'),
      modelPath: path,
      modelSha256: sha256,
      alias: 'a',
      contextLength: 256,
      parallel: 1,
      threads: 1,
    };
    const handle = await one.start(spec);
    try {
      rmSync(join(dir, 'servers', spec.name, 'server.json'));
      expect(await adapter().start(spec)).toEqual(handle);
      expect(readFileSync(`/proc/${handle.pid}/environ`, 'utf8')).not.toContain('LUTHIER_');
    } finally {
      await one.stop(handle, 1);
    }
  });
});
