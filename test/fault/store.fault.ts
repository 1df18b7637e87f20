import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { reached } from '#platform/failpoints.js';

const folder = mkdtempSync(join(tmpdir(), 'luthier-store-'));
afterAll(() => rmSync(folder, { recursive: true }));

const once = (content: string, point: string) =>
  spawnSync(
    process.execPath,
    [
      ...['--import', resolve('test/support/ts-hooks.mjs'), resolve('test/fault/fixtures/store-once.ts')],
      ...[folder, content, point],
    ],
    { encoding: 'utf8' },
  );

const place = (content: string) => {
  const sha256 = createHash('sha256').update(content).digest('hex');
  return join(folder, 'sha256', sha256.slice(0, 2), sha256);
};

describe('kill -9 of a process that writes and deletes objects', () => {
  for (const point of ['object.part', 'object.fsync', 'object.rename', 'gc.delete']) {
    it(`at ${point}: the object is whole or not there`, () => {
      const content = `bytes of ${point}`;
      expect(once(content, point)).toMatchObject({ signal: 'SIGKILL', stderr: `${reached(point)}\n` });
      const there = existsSync(place(content));
      expect(there).toBe(point === 'object.rename');
      if (there) expect(readFileSync(place(content), 'utf8')).toBe(content);
      expect(once(content, 'none')).toMatchObject({ status: 0, stderr: '' });
      expect(existsSync(place(content))).toBe(false);
    }, 60_000);
  }
});
