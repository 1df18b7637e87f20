import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI from 'openai';
import { LlamacppServing } from '#adapters/llamacpp/llamacpp.serving.js';
import { PromotionsService } from '#deployments/promotions.service.js';
import { RegistryPublisher } from '#registry/registry.publisher.js';
import { aBase, aFinishedPipeline } from '../support/a-version.js';
import { openStage, type Stage } from '../support/stage.js';

jest.setTimeout(90_000);
const python = process.env['LUTHIER_TEST_TRAIN_PYTHON'];
const real = python ? describe : describe.skip;

real('chat through the gateway with a real llama.cpp server', () => {
  const dir = mkdtempSync(join(tmpdir(), 'luthier-chat-'));
  const engine = new LlamacppServing({
    python: python!,
    script: resolve('jobs/serve/llamacpp_server.py'),
    runDir: join(dir, 'servers'),
    installation: 'stage000',
  });
  let stage: Stage;
  let openai: OpenAI;
  beforeAll(async () => {
    const gguf = join(dir, 'tiny.gguf');
    execFileSync(python!, ['test/support/tiny_gguf.py', gguf]);
    stage = await openStage(engine);
    openai = new OpenAI({ baseURL: `${stage.url}/v1`, apiKey: stage.key, maxRetries: 0 });
    const made = await aFinishedPipeline(stage, await aBase(stage), null, 0.9, readFileSync(gguf));
    const asked = { model: 'tiny', sourceJobId: made.jobs.finetune, artifacts: made.artifacts };
    await stage.get(RegistryPublisher).registerVersion(stage.ctx, asked);
    const promotions = stage.get(PromotionsService);
    const { id } = await promotions.promote(stage.ctx, {
      model: 'tiny',
      alias: 'production',
      max_quantization_drop: 0.05,
    });
    await realWork(async () => (await promotions.get(stage.ctx, id)).state === 'succeeded');
  }, 90_000);
  afterAll(async () => {
    for (const server of await engine.list()) await engine.stop(server, 2);
    await stage?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  /** A real server needs real time between the looks. */
  const realWork = async (until: () => Promise<boolean>) => {
    for (const end = Date.now() + 60_000; !(await until()); await sleep(200)) {
      if (Date.now() > end) throw new Error('it did not come to that');
      let rounds = 0;
      await stage.work(async () => (rounds += 1) > 2);
    }
  };
  const messages = [{ role: 'user' as const, content: 'hi' }];

  it('answers and streams with usage', async () => {
    const answer = await openai.chat.completions.create({ model: 'tiny', messages, max_tokens: 4, seed: 1 });
    expect(answer).toMatchObject({ model: 'tiny', usage: { completion_tokens: expect.any(Number) } });
    expect(answer).not.toHaveProperty('timings');
    const stream = await openai.chat.completions.create({
      model: 'tiny:production',
      messages,
      max_tokens: 4,
      stream: true,
      stream_options: { include_usage: true },
    });
    let usage;
    for await (const chunk of stream) {
      expect(chunk.model).toBe('tiny:production');
      usage = chunk.usage ?? usage;
    }
    expect(usage).toMatchObject({ prompt_tokens: expect.any(Number) });
  });

  it('refuses a conversation that is longer than the context', async () => {
    const long = [{ role: 'user' as const, content: 'word '.repeat(6000) }];
    await expect(
      openai.chat.completions.create({ model: 'tiny', messages: long, max_tokens: 4 }),
    ).rejects.toMatchObject({ status: 400, code: 'context_length_exceeded' });
  });

  it('answers again after the server was killed', async () => {
    for (const server of await engine.list()) process.kill(-server.pid, 'SIGKILL');
    await expect(openai.chat.completions.create({ model: 'tiny', messages })).rejects.toMatchObject({
      status: 503,
    });
    await realWork(() =>
      openai.chat.completions.create({ model: 'tiny', messages, max_tokens: 2 }).then(
        () => true,
        () => false,
      ),
    );
  });
});
