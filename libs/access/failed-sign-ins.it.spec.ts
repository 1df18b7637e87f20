import { request } from 'node:http';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CONFIG } from '#platform/tokens.js';
import { type AccessApp, openAccessApp } from '../../test/support/access-app.js';
import { AccessModule } from './access.module.js';
import { ACCESS_SETTINGS } from './access-settings.js';
import { ISSUER_FETCH } from './issuer-fetch.port.js';

const PUBLIC = 'https://luthier.example.org';
const LIMIT = 6;
let app: AccessApp;
let key: string;
beforeAll(async () => {
  const settings = { publicUrl: PUBLIC, login: null, trustedIssuers: [], sessionIdleMs: 1e6, sessionMs: 1e7 };
  app = await openAccessApp({
    modules: [AccessModule],
    provide: [
      { provide: ACCESS_SETTINGS, useValue: settings },
      { provide: ISSUER_FETCH, useValue: () => Promise.reject(new Error('no issuer here')) },
      { provide: CONFIG, useValue: { LUTHIER_FAILED_AUTH_PER_MINUTE: LIMIT } },
    ],
  });
  key = (await app.project()).admin;
}, 60_000);
afterAll(() => app?.close());

interface Told {
  status: number;
  retryAfter: string | undefined;
}
/** A sign-in from one of this machine's own addresses. */
function signIn(localAddress: string, body: object): Promise<Told> {
  const headers = { 'content-type': 'application/json', origin: PUBLIC, 'sec-fetch-site': 'same-origin' };
  return new Promise((done, fail) => {
    const sent = request(`${app.base}/auth/sessions`, { method: 'POST', localAddress, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => done({ status: answer.statusCode!, retryAfter: answer.headers['retry-after'] }));
    });
    sent.on('error', fail);
    sent.end(JSON.stringify(body));
  });
}

it('closes an address after as many false keys and codes as requests with false keys, and no other address', async () => {
  const told: Told[] = [];
  for (let i = 0; i < LIMIT + 2; i += 1)
    told.push(await signIn('127.0.0.1', i % 2 ? { api_key: `lu_false_${i}` } : { code: `false-${i}` }));
  expect(told.map(({ status }) => status)).toEqual([...Array<number>(LIMIT).fill(401), 429, 429]);
  expect(Number(told.at(-1)!.retryAfter)).toBeGreaterThanOrEqual(1);
  const byHeader = await fetch(`${app.base}/v1/members`, { headers: { authorization: 'Bearer lu_false' } });
  expect(byHeader.status).toBe(429);
  expect((await signIn('127.0.0.1', { api_key: key })).status).toBe(429); // it has opened nothing yet
  expect((await signIn('127.0.0.2', { api_key: key })).status).toBe(201);
});

it('lets in a key that has opened before, from an address that strangers closed', async () => {
  const headers = { authorization: `Bearer ${key}` };
  for (let i = 0; i < 4; i += 1) await signIn('127.0.0.3', { api_key: `lu_false_${i}` });
  const opened = await new Promise<number>((done, fail) => {
    request(`${app.base}/v1/members`, { localAddress: '127.0.0.3', headers }, (answer) => {
      answer.resume();
      done(answer.statusCode!);
    })
      .on('error', fail)
      .end();
  });
  expect(opened).toBe(200);
  for (let i = 0; i < LIMIT; i += 1) await signIn('127.0.0.3', { api_key: `lu_false_${i}` });
  expect((await signIn('127.0.0.3', { api_key: 'lu_false' })).status).toBe(429);
  expect((await signIn('127.0.0.3', { api_key: key })).status).toBe(201);
});
