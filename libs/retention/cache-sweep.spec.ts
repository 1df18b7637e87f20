import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { CacheSweep } from './cache-sweep.service.js';

const DAY_MS = 86_400_000;
const nowMs = Date.now();
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'luthier-caches-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function left(place: string, name: string, daysAgo: number): void {
  const path = join(root, place, name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'weights'), Buffer.alloc(100));
  const at = new Date(nowMs - daysAgo * DAY_MS);
  utimesSync(path, at, at);
}
const sweepOf = (use: { oldestLiveAt: Date | null; served: Set<string> }, days = 14) =>
  new CacheSweep(
    { tx: async (_ctx: unknown, work: (tx: never) => unknown) => work(undefined as never) } as never,
    { inUse: async () => use },
    { now: () => new Date(nowMs) },
    { LUTHIER_CACHE_DAYS: days, LUTHIER_CACHE_DIR: root, LUTHIER_DATA_DIR: root },
  );
const names = (place: string) => readdirSync(join(root, place)).sort();

it('clears what nobody used for the days, and spares what is served, used, being made or of another hand', async () => {
  left('artifacts', 'old', 20);
  left('artifacts', 'served', 20);
  left('artifacts', 'used', 3);
  left('artifacts', 'making-x', 20);
  left('artifacts', 'removing-dead', 0);
  left('converted', 'old', 20);
  left('envs', 'old', 20);
  const cleared = await sweepOf({ oldestLiveAt: null, served: new Set(['served']) }).run();
  expect(cleared).toEqual({ count: 3, bytes: 300 });
  expect(names('artifacts')).toEqual(['making-x', 'served', 'used']);
  expect(names('converted')).toEqual([]);
  expect(names('envs')).toEqual(['old']);
});

it('spares all that was used since the oldest unfinished job began', async () => {
  left('artifacts', 'before', 31);
  left('artifacts', 'read by the job', 29);
  await sweepOf({ oldestLiveAt: new Date(nowMs - 30 * DAY_MS), served: new Set() }).run();
  expect(names('artifacts')).toEqual(['read by the job']);
});

it('clears nothing where 0 days are set', async () => {
  left('artifacts', 'old', 999);
  expect(await sweepOf({ oldestLiveAt: null, served: new Set() }, 0).run()).toEqual({ count: 0, bytes: 0 });
  expect(names('artifacts')).toEqual(['old']);
});
