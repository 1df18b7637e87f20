import { afterAll, beforeAll, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { openStage, type Stage } from '../../../test/support/stage.js';

let stage: Stage;
beforeAll(async () => {
  const config = { LUTHIER_RATE_LIMIT_PER_MINUTE: 30, LUTHIER_FAILED_AUTH_PER_MINUTE: 10 };
  stage = await openStage(undefined, { config });
}, 60_000);
afterAll(() => stage?.close());

const get = (path: string, key: string) =>
  fetch(`${stage.url}${path}`, { headers: { authorization: `Bearer ${key}` } });

it("tells every caller where its key stands, and OpenAI's client sees a RateLimitError at its end", async () => {
  const first = await get('/v1/jobs', stage.key);
  expect([first.status, first.headers.get('x-ratelimit-limit-requests')]).toEqual([200, '30']);
  expect(first.headers.get('ratelimit-policy')).toBe('"requests";q=30;w=60');
  const refused = await get('/v1/jobs/job_none', stage.key);
  expect([refused.status, refused.headers.get('x-ratelimit-remaining-requests')]).toEqual([404, '28']);
  const all = await Promise.all(Array.from({ length: 40 }, () => get('/v1/jobs', stage.key)));
  const limited = all.filter(({ status }) => status === 429);
  expect(limited.length).toBeGreaterThanOrEqual(8);
  expect(all.filter(({ status }) => status === 200).length + limited.length).toBe(40);
  expect(Number(limited[0]!.headers.get('retry-after'))).toBeLessThanOrEqual(120);
  expect(limited[0]!.headers.get('x-should-retry')).toBeNull();
  expect(await limited[0]!.json()).toMatchObject({
    error: { code: 'rate_limit_exceeded', type: 'rate_limit_error', param: null },
  });
  const openai = new OpenAI({ baseURL: `${stage.url}/v1`, apiKey: stage.key, maxRetries: 0 });
  await expect(openai.models.list()).rejects.toBeInstanceOf(OpenAI.RateLimitError);
  expect((await fetch(`${stage.url}/openapi.json`)).status).toBe(200);
});

it('closes an address after too many false keys, not to the key that is known there', async () => {
  const statuses: number[] = [];
  for (let i = 0; i < 14; i += 1) statuses.push((await get('/v1/jobs', `false-${i}`)).status);
  expect(statuses.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 401));
  expect(statuses.slice(11)).toEqual([429, 429, 429]);
  const known = await get('/v1/jobs', stage.key);
  expect(known.headers.get('x-ratelimit-limit-requests')).toBe('30'); // its own limit speaks, not the address's
});
