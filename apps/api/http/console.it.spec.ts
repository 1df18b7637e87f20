import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { installConsole } from './console.js';

let folder = '';
let server: FastifyInstance;
let base = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'luthier-console-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<html><meta name="csp-nonce" content="" /><body></body></html>');
  writeFileSync(join(folder, 'scheme.js'), '1;');
  writeFileSync(join(folder, 'favicon.svg'), '<svg/>');
  writeFileSync(join(folder, 'assets/index-abc.js'), 'plain');
  writeFileSync(join(folder, 'assets/index-abc.js.br'), 'shrunk');
  server = fastify();
  installConsole(server, folder);
  server.get('/v1/jobs', () => ({ object: 'list' }));
  server.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: { code: 'unknown_url' } }));
  await server.listen({ port: 0, host: '127.0.0.1' });
  base = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

const get = (path: string, accept: string, more: Record<string, string> = {}) =>
  fetch(`${base}${path}`, { headers: { accept, ...more } });
const HTML = 'text/html,application/xhtml+xml,*/*;q=0.8';

describe('the page of the console', () => {
  it.each(['/', '/jobs', '/jobs/job_01?tab=logs', '/nothing/there'])(
    'answers a browser at %s',
    async (path) => {
      const page = await get(path, HTML);
      expect(page.status).toBe(200);
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
      const nonce = /<meta name="csp-nonce" content="([^"]{24})" \/>/.exec(await page.text())?.[1];
      const policy = page.headers.get('content-security-policy')!;
      expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
      expect(policy).toContain("default-src 'none'; script-src 'self';");
      expect(policy).not.toContain('unsafe');
    },
  );

  it('has another word for its styles each time', async () => {
    const [one, two] = await Promise.all([get('/', HTML), get('/', HTML)]);
    expect(await one.text()).not.toBe(await two.text());
  });

  it.each([
    ['/jobs', 'application/json'],
    ['/jobs', '*/*'],
    ['/v1/nope', HTML],
    ['/v1', HTML],
    ['/auth/nope', HTML],
    ['/assets/nope.js', HTML],
    ['/assets/..%2Findex.html', HTML],
    ['/assets/..%5Cindex.html', HTML],
  ])('does not stand in for an error at %s for %s', async (path, accept) => {
    const answer = await get(path, accept);
    expect([403, 404]).toContain(answer.status);
    expect(await answer.text()).not.toContain('csp-nonce');
  });

  it('is sent for reading alone', async () => {
    expect((await fetch(`${base}/jobs`, { method: 'POST', headers: { accept: HTML } })).status).toBe(404);
    expect((await (await get('/v1/jobs', HTML)).json()) as object).toEqual({ object: 'list' });
  });
});

describe('files of the console', () => {
  it('are kept for ever under a name that changes with them, and sent shrunk', async () => {
    const file = await get('/assets/index-abc.js', '*/*', { 'accept-encoding': 'br' });
    expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(file.headers.get('content-encoding')).toBe('br');
    expect(file.headers.get('content-type')).toMatch(/javascript/);
  });
  it('are asked for again where the name stays', async () => {
    const file = await get('/scheme.js', '*/*');
    expect([file.status, file.headers.get('cache-control')]).toEqual([200, 'no-cache']);
  });
});
