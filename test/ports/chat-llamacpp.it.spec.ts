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
    execFileSync(python!, ['test/support/tiny_gguf.py', gguf, 'test/support/tools-template.jinja']);
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

  const ask = { model: 'tiny', messages, max_tokens: 8, temperature: 0, seed: 3 };

  it('gives the same words again for a seed, and ends at max_completion_tokens', async () => {
    const hot = { ...ask, max_tokens: null, temperature: 1.5, max_completion_tokens: 6 };
    const [one, two, other] = [
      await openai.chat.completions.create(hot),
      await openai.chat.completions.create(hot),
      await openai.chat.completions.create({ ...hot, seed: 4 }),
    ];
    expect(one.usage!.completion_tokens).toBeLessThanOrEqual(6);
    expect(two.choices[0]!.message.content).toBe(one.choices[0]!.message.content);
    expect(other.choices[0]!.message.content).not.toBe(one.choices[0]!.message.content);
    expect(one.choices[0]!.finish_reason).toBe('length');
  });

  it('gives n answers, whole and streamed', async () => {
    const hot = { ...ask, temperature: 1.5, n: 2 };
    const { choices } = await openai.chat.completions.create(hot);
    expect(choices.map(({ index }) => index).sort()).toEqual([0, 1]);
    const seen = new Set<number>();
    for await (const chunk of await openai.chat.completions.create({ ...hot, stream: true }))
      for (const { index } of chunk.choices) seen.add(index);
    expect([...seen].sort()).toEqual([0, 1]);
    const many = openai.chat.completions.create({ ...hot, n: 8 });
    await expect(many).rejects.toMatchObject({ status: 400, param: 'n' });
  });

  it('stops at a stop sequence, which it leaves out', async () => {
    const free = (await openai.chat.completions.create(ask)).choices[0]!.message.content!;
    const stop = /[a-z]/i.exec(free)![0];
    const { choices } = await openai.chat.completions.create({ ...ask, stop: [stop] });
    expect(choices[0]!.finish_reason).toBe('stop');
    expect(choices[0]!.message.content).toBe(free.slice(0, free.indexOf(stop)));
  });

  it('tells log probabilities, whole and streamed', async () => {
    const with3 = { ...ask, logprobs: true, top_logprobs: 3 };
    const whole = (await openai.chat.completions.create(with3)).choices[0]!.logprobs!.content!;
    expect(whole.length).toBeGreaterThan(3);
    for (const { token, logprob, top_logprobs: top } of whole) {
      expect(typeof token).toBe('string');
      expect(logprob).toBeLessThanOrEqual(0);
      expect(top).toHaveLength(3);
    }
    const streamed = [];
    for await (const chunk of await openai.chat.completions.create({ ...with3, stream: true }))
      streamed.push(...(chunk.choices[0]?.logprobs?.content ?? []));
    expect(streamed.map(({ token }) => token)).toEqual(whole.map(({ token }) => token));
  });

  it('answers in JSON, also by a schema', async () => {
    const schema = {
      type: 'object',
      properties: { colour: { enum: ['red', 'blue'] }, sure: { type: 'boolean' } },
      required: ['colour', 'sure'],
      additionalProperties: false,
    };
    const response_format = {
      type: 'json_schema' as const,
      json_schema: { name: 'answer', schema, strict: true },
    };
    const bound = await openai.chat.completions.create({ ...ask, max_tokens: 100, response_format });
    expect(JSON.parse(bound.choices[0]!.message.content!)).toEqual({
      colour: expect.stringMatching(/^(red|blue)$/),
      sure: expect.any(Boolean),
    });
    const free = { ...ask, max_tokens: 200, temperature: 1.5, seed: 2 };
    const object = await openai.chat.completions.create({
      ...free,
      response_format: { type: 'json_object' },
    });
    expect(JSON.parse(object.choices[0]!.message.content!)).toBeInstanceOf(Object);
    const bad = { name: 'answer', schema: { type: 'object', properties: { a: { $ref: '#/nowhere' } } } };
    await expect(
      openai.chat.completions.create({ ...ask, response_format: { type: 'json_schema', json_schema: bad } }),
    ).rejects.toMatchObject({ status: 400 });
  });

  it('calls a tool when it must, the named one where it is named, and only then', async () => {
    const tool = (name: string, ...cities: string[]) => {
      const parameters = { type: 'object', properties: { city: { enum: cities } }, required: ['city'] };
      return { type: 'function' as const, function: { name, parameters } };
    };
    const tools = [tool('weather', 'Oslo', 'Rome'), tool('time', 'Bern')];
    const named = { type: 'function' as const, function: { name: 'time' } };
    // token 258 begins a call; tabs and blanks between the parts of its JSON are left out
    const must = { ...ask, max_tokens: 60, tools, logit_bias: { '258': 100, '197': -100, '220': -100 } };
    for (const tool_choice of ['required' as const, named]) {
      const { choices } = await openai.chat.completions.create({ ...must, tool_choice });
      const call = choices[0]!.message.tool_calls![0] as {
        type: string;
        function: { name: string; arguments: string };
      };
      const expected =
        tool_choice === named ? ['time', /^Bern$/] : [call.function.name, /^(Oslo|Rome|Bern)$/];
      expect([call.type, call.function.name]).toEqual(['function', expected[0]]);
      expect((JSON.parse(call.function.arguments) as { city: string }).city).toMatch(expected[1]!);
    }
    let streamed = '';
    const stream = { ...must, tool_choice: named, stream: true as const };
    for await (const chunk of await openai.chat.completions.create(stream))
      for (const call of chunk.choices[0]?.delta.tool_calls ?? [])
        if (call.index === 0) streamed += call.function?.arguments ?? '';
    expect(JSON.parse(streamed)).toEqual({ city: 'Bern' });
    const none = await openai.chat.completions.create({ ...ask, tools, tool_choice: 'none' });
    expect(none.choices[0]!.message.tool_calls ?? []).toEqual([]);
    const call = {
      id: 'c1',
      type: 'function' as const,
      function: { name: 'time', arguments: '{"city":"Bern"}' },
    };
    const told = [
      ...messages,
      { role: 'assistant' as const, content: null, tool_calls: [call] },
      { role: 'tool' as const, tool_call_id: 'c1', content: 'noon' },
    ];
    expect((await openai.chat.completions.create({ ...ask, messages: told, tools })).choices).toHaveLength(1);
  });

  it('leaves the engine idle when the client goes away', async () => {
    const gone = new AbortController();
    const endless = { ...ask, max_tokens: 400, logit_bias: { '257': -100 }, stream: true as const };
    const stream = await openai.chat.completions.create(endless, { signal: gone.signal });
    for await (const _ of stream) break;
    gone.abort();
    const [server] = await engine.list();
    const busy = async () => {
      const address = (await engine.connect(server!))!;
      const metrics = await fetch(`${address.endpoint}/metrics`, {
        headers: { authorization: `Bearer ${address.apiKey}` },
      });
      return /requests_processing (\d+)/.exec(await metrics.text())?.[1];
    };
    for (const end = Date.now() + 5_000; (await busy()) !== '0' && Date.now() < end;) await sleep(50);
    expect(await busy()).toBe('0');
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
