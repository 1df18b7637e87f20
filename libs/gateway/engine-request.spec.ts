import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clientAnswer, clientChunk, engineRequest, EventLines, tokensOf } from './engine-request.js';

const reader = { model: 'm', wantsUsage: false };
import { chatBody } from './gateway.contract.js';

const asked = (over: object) =>
  chatBody.parse({ model: 'm:production', messages: [{ role: 'user', content: 'hi' }], ...over });

describe('what the engine is sent', () => {
  it('is the request under its own name, nulls and fields for nobody left out', () => {
    const body = asked({
      temperature: null,
      top_p: 0.5,
      user: 'u',
      store: true,
      metadata: { a: 'b' },
      stop: ['x'],
    });
    expect(engineRequest(body, 'ft:a:b::c')).toEqual({
      model: 'ft:a:b::c',
      messages: [{ role: 'user', content: 'hi' }],
      top_p: 0.5,
      stop: ['x'],
    });
  });
  it.each([
    [{ max_tokens: 5 }, 5],
    [{ max_completion_tokens: 7 }, 7],
    [{ max_tokens: 5, max_completion_tokens: 7 }, 7],
  ])('%j allows %i tokens', (over, tokens) => {
    expect(engineRequest(asked(over), 'x')).toMatchObject({ max_tokens: tokens });
  });
  it('takes a developer message as a system message', () => {
    const body = asked({
      messages: [
        { role: 'developer', content: 'be short' },
        { role: 'user', content: [{ type: 'text', text: 'hi' }] },
      ],
    });
    expect(engineRequest(body, 'x')['messages']).toEqual([
      { role: 'system', content: 'be short' },
      { role: 'user', content: [{ type: 'text', text: 'hi' }] },
    ]);
  });
  it('has a tool that is named as the only one, and required', () => {
    const tools = ['a', 'b'].map((name) => ({ type: 'function', function: { name } }));
    const named = asked({ tools, tool_choice: { type: 'function', function: { name: 'b' } } });
    expect(engineRequest(named, 'x')).toMatchObject({ tools: [tools[1]], tool_choice: 'required' });
    expect(engineRequest(asked({ tools, tool_choice: 'auto' }), 'x')).toMatchObject({
      tools,
      tool_choice: 'auto',
    });
  });
  it('asks for the usage of every stream, for it is counted', () => {
    expect(engineRequest(asked({ stream: true }), 'x')['stream_options']).toEqual({ include_usage: true });
    expect(engineRequest(asked({}), 'x')).not.toHaveProperty('stream_options');
  });
});

describe('what the client is answered', () => {
  it("names the model as it was asked for, without the engine's own fields", () => {
    expect(
      clientAnswer({ id: '1', model: 'ft:x', timings: { a: 1 }, usage: { total_tokens: 3 } }, 'm'),
    ).toEqual({ id: '1', model: 'm', usage: { total_tokens: 3 } });
  });
  it('passes chunks, the end, and an error as an error chunk; drops what is no JSON', () => {
    expect(clientChunk('{"model":"ft:x","choices":[]}', reader)).toEqual({
      ...{ done: false, tokens: null },
      text: 'data: {"model":"m","choices":[]}\n\n',
    });
    expect(clientChunk('[DONE]', reader)).toEqual({ done: true, text: 'data: [DONE]\n\n', tokens: null });
    const failed = clientChunk('{"error":{"message":"boom"}}', reader)!;
    expect([failed.done, failed.isFault]).toEqual([true, true]);
    expect(JSON.parse(failed.text.slice(6))).toEqual({
      error: {
        message: expect.stringContaining('boom'),
        type: 'server_error',
        param: null,
        code: 'engine_failed',
      },
    });
    expect(clientChunk('{"a', reader)).toBeNull();
  });
  it.each<[string, unknown, boolean]>([
    ['the chunk that opens the stream', [{ delta: { role: 'assistant', content: null } }], false],
    ['an empty one', [{ delta: { content: '' } }], false],
    ['the one that closes it', [{ delta: {}, finish_reason: 'stop' }], false],
    ['the usage alone', [], false],
    ['a word', [{ delta: { content: 'hi' } }], true],
    ['a thought', [{ delta: { reasoning_content: 'hm' } }], true],
    ['a call of a tool', [{ delta: { tool_calls: [{ index: 0 }] } }], true],
    ['one of several', [{ delta: {} }, { delta: { content: 'hi' } }], true],
    ['what is no stream of ours', 'choices', false],
  ])('knows a token in %s', (_, choices, is) => {
    expect(clientChunk(JSON.stringify({ choices }), reader)!.isToken ?? false).toBe(is);
  });
  it('counts the usage chunk, and passes it on only to who asked for it', () => {
    const usage = { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 };
    const tokens = { prompt: 7, output: 5 };
    const alone = JSON.stringify({ model: 'ft:x', choices: [], usage });
    expect(clientChunk(alone, reader)).toEqual({ done: false, text: '', tokens });
    expect(clientChunk(alone, { ...reader, wantsUsage: true })!.text).toContain('"total_tokens":12');
    // an engine that tells it beside the last words, and one that says null until then
    const beside = JSON.stringify({ model: 'ft:x', choices: [{ index: 0 }], usage });
    const seen = clientChunk(beside, reader)!;
    expect([seen.tokens, seen.text.includes('usage'), seen.text.includes('index')]).toEqual([
      tokens,
      false,
      true,
    ]);
    const early = clientChunk(JSON.stringify({ choices: [{ index: 0 }], usage: null }), reader)!;
    expect([early.tokens, early.text.includes('index')]).toEqual([null, true]);
  });
  it.each([
    undefined,
    null,
    {},
    { prompt_tokens: -1, completion_tokens: 2 },
    { prompt_tokens: 'many', completion_tokens: 1 },
  ])('takes %j for no count', (usage) => expect(tokensOf({ usage })).toBeNull());
});

describe('event lines', () => {
  it('come out whole however the bytes were cut', () => {
    const texts = fc.array(
      fc.string({ unit: 'grapheme', minLength: 1 }).map((s) => s.replaceAll(/[\r\n]/g, ' ').trim() || 'x'),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(
        texts,
        fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 60 }),
        fc.constantFrom('\n', '\r\n'),
        (data, cuts, end) => {
          const bytes = new TextEncoder().encode(
            data.map((text) => `data: ${text}${end}${end}: comment${end}`).join(''),
          );
          const lines = new EventLines();
          const seen: string[] = [];
          let at = 0;
          for (const cut of [...cuts, bytes.length]) {
            seen.push(...lines.push(bytes.subarray(at, at + cut)));
            at += cut;
          }
          expect(seen).toEqual(data);
        },
      ),
    );
  });
});
