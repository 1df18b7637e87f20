import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { clock, clockFinding, runcIsFixed, secrets } from './doctor-host.js';
import { postgres, redis } from './doctor-stores.js';

describe('doctor of the host', () => {
  it.each([
    ['1.1.5+ds1', false],
    ['1.2.7', false],
    ['1.2.8', true],
    ['1.3.2', false],
    ['1.3.3', true],
    ['1.4.0-rc.1', true],
    ['2.0.0', true],
  ])('runc %s is fixed: %s', (version, fixed) => expect(runcIsFixed(version)).toBe(fixed));

  it('names a secret that others can read, and the command that closes it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'luthier-doctor-'));
    const [open, closed] = [join(folder, 'open'), join(folder, 'closed')];
    for (const path of [open, closed]) writeFileSync(path, 'x', { mode: 0o600 });
    const paths = { secrets: folder } as Parameters<typeof secrets>[0]['paths'];
    expect(secrets({ paths, env: {} })).toMatchObject([{ level: 'ok' }]);
    chmodSync(open, 0o644);
    expect(secrets({ paths, env: {} })).toMatchObject([{ level: 'fail', fix: `chmod 600 ${open}` }]);
    const named = { secrets: join(folder, 'none') } as typeof paths;
    expect(secrets({ paths: named, env: { HF_TOKEN_FILE: open } })).toMatchObject([{ level: 'fail' }]);
    rmSync(folder, { recursive: true });
  });

  it('holds the clock against another', async () => {
    expect([3, -31, 301].map((off) => clockFinding(off, 'hub').level)).toEqual(['ok', 'warn', 'fail']);
    const server = createServer((_, response) => {
      response.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString());
      response.end();
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const HF_ENDPOINT = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await clock({ config: { HF_ENDPOINT } })).toMatchObject({
      level: 'fail',
      fix: 'sudo timedatectl set-ntp true',
    });
    await new Promise((closed) => server.close(closed));
    expect(await clock({ config: { HF_ENDPOINT } })).toMatchObject({ level: 'ok' });
  });
});

describe('doctor of the stores', () => {
  it('says which one does not answer, without its password', async () => {
    const found = [
      await postgres({
        config: { DATABASE_URL: 'postgres://u:hunter2@127.0.0.1:1/db', LUTHIER_DATA_DIR: '/' },
      }),
      await redis({ config: { REDIS_URL: 'redis://:hunter2@127.0.0.1:1/0' } }),
    ];
    expect(found.map(({ level }) => level)).toEqual(['fail', 'fail']);
    for (const { why, fix } of found) expect([why, fix]).not.toContain(undefined);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  it('is content without REDIS_URL', async () => {
    expect(await redis({ config: { REDIS_URL: undefined } })).toMatchObject({ level: 'ok' });
  });
});
