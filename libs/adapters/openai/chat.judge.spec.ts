import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JudgeServer } from '../../../test/support/judge-server.js';
import { JudgeFault } from '#judgements/judge.port.js';
import { Egress } from '#platform/egress.js';
import { parseAllowRules } from '#platform/egress-address.js';
import { ChatJudge } from './chat.judge.js';

let server: JudgeServer;
let egress: Egress;
beforeAll(async () => {
  server = await JudgeServer.open();
  egress = new Egress({ ports: [443], allow: parseAllowRules(server.host) });
});
afterAll(() => server.close());
beforeEach(() => {
  server.asked.length = 0;
  server.answer = () => '{"grade":7}';
});

const judge = (over: object = {}) =>
  new ChatJudge(egress, { baseUrl: server.baseUrl, model: 'm-1', key: 'sk-secret', ...over });
const question = { system: 'be fair', user: '{"answer":"x"}', maxTokens: 50 };
const fault = async (asked: Promise<unknown>): Promise<JudgeFault> => {
  const error: unknown = await asked.then(
    () => null,
    (one: unknown) => one,
  );
  if (!(error instanceof JudgeFault)) throw new Error('no fault of the judge', { cause: error });
  return error;
};

describe('a judge behind an OpenAI-compatible endpoint', () => {
  it('is asked once, with its model and key, and tells what it cost', async () => {
    expect(await judge().ask(question)).toEqual({
      ...{ text: '{"grade":7}', promptTokens: 100, completionTokens: 20 },
    });
    expect(server.asked).toMatchObject([
      {
        ...{ path: '/v1/chat/completions', key: 'sk-secret', material: { answer: 'x' } },
        body: { model: 'm-1', temperature: 0, max_tokens: 50, response_format: { type: 'json_object' } },
      },
    ]);
    await judge({ key: undefined, baseUrl: `${server.baseUrl}/` }).ask(question);
    expect(server.asked[1]).toMatchObject({ key: null, path: '/v1/chat/completions' });
  });

  it('learns which parameters an endpoint does not take, also when asked at once', async () => {
    server.answer = ({ body }) => {
      const param = body.max_tokens !== undefined ? 'max_tokens' : body.temperature !== undefined ? 'temperature' : null;
      if (param === null) return '{"grade":7}';
      const message = `Unsupported parameter: '${param}' is not supported with this model.`;
      return { status: 400, body: { error: { message, type: 'invalid_request_error', param, code: 'unsupported_parameter' } } };
    };
    const one = judge();
    await Promise.all([1, 2, 3, 4].map(() => one.ask(question)));
    const before = server.asked.length;
    expect(before).toBeLessThanOrEqual(12);
    await one.ask(question);
    expect(server.asked).toHaveLength(before + 1);
    expect(server.asked.at(-1)!.body).toMatchObject({ max_completion_tokens: 500, response_format: {} });
    expect(server.asked.at(-1)!.body).not.toHaveProperty('temperature');
  }); // prettier-ignore

  it.each([
    [429, 'busy', /429/],
    [500, 'busy', /500/],
    [503, 'busy', /503/],
    [401, 'refused', /LUTHIER_JUDGE_KEY_FILE/],
    [403, 'refused', /key/],
    [404, 'refused', /LUTHIER_JUDGE_MODEL/],
    [400, 'refused', /400/],
    [302, 'refused', /302/],
  ])('answers %d: %s', async (status, kind, message) => {
    server.answer = () => ({ status, headers: { 'retry-after': '7' }, body: { error: { message: 'sk-secret is bad' } } });
    const found = await fault(judge().ask(question));
    expect(found).toMatchObject({ kind, message: expect.stringMatching(message) });
    expect(found.message).not.toContain('sk-secret');
    if (kind === 'busy') expect(found.over).toEqual({ retryAfterSeconds: 7 });
    expect(server.asked).toHaveLength(1);
  }); // prettier-ignore

  it('may have cost something where its answer was lost, or is none', async () => {
    server.answer = () => null;
    expect(await fault(judge().ask(question))).toMatchObject({ kind: 'busy', over: { mayHaveCost: true } });
    for (const body of ['<html>', { choices: [] }, { choices: [{ message: { content: 5 } }] }]) {
      server.answer = () => ({ status: 200, body });
      const found = await fault(judge().ask(question));
      expect(found).toMatchObject({ kind: 'refused', over: { mayHaveCost: true } });
    }
  });

  it('is not asked at an address inside that nobody allows', async () => {
    const strict = new ChatJudge(new Egress(), { baseUrl: server.baseUrl, model: 'm-1' });
    expect(await fault(strict.ask(question))).toMatchObject({ kind: 'refused' });
    const inside = new ChatJudge(new Egress(), { baseUrl: 'https://10.0.0.1/v1', model: 'm-1' });
    expect((await fault(inside.ask(question))).message).toContain('LUTHIER_EGRESS_ALLOW');
    expect(server.asked).toEqual([]);
  });

  it('takes an answer without content or usage as an empty one', async () => {
    server.answer = () => ({ status: 200, body: { choices: [{ message: { content: null } }] } });
    expect(await judge().ask(question)).toEqual({ text: '', promptTokens: 0, completionTokens: 0 });
  });
});
