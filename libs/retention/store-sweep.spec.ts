import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { FilesystemObjectStore } from '#adapters/filesystem/filesystem.object-store.js';
import { unavailable } from '#kernel/errors.js';
import { ArtifactFiles } from '#artifacts/artifact-files.service.js';
import { SignedUrls } from '#artifacts/signed-url.js';
import { StoreSweep } from './store-sweep.processor.js';

const HOUR_MS = 3600_000;
const time = { nowMs: Date.now() };
const clock = { now: () => new Date(time.nowMs) };
const silent = pino({ level: 'silent' });
let root: string;
let store: FilesystemObjectStore;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'luthier-sweep-'));
  store = new FilesystemObjectStore(
    join(root, 'objects'),
    new SignedUrls(Buffer.alloc(32), () => time.nowMs),
  );
});
afterEach(() => rmSync(root, { recursive: true }));

const nothing = { run: async () => ({ condemned: 0, deleted: { count: 0, bytes: 0 }, count: 0, bytes: 0 }) };
const sweepOf = () =>
  new StoreSweep(
    ...([store, new ArtifactFiles(store, { LUTHIER_CACHE_DIR: join(root, 'cache') })] as const),
    ...([nothing, nothing, clock, silent] as const),
  );

function left(folder: string, name: string, hoursAgo: number): void {
  mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, folder, name), 'half');
  utimesSync(join(root, folder, name), new Date(), new Date(time.nowMs - hoursAgo * HOUR_MS));
}

async function work(sweep: StoreSweep): Promise<number> {
  const due = await sweep.due();
  for (const place of due) expect(await sweep.step(place)).toEqual({ kind: 'done' });
  return due.length;
}

describe('the sweep of the store', () => {
  it('clears uploads and stagings of yesterday away at the start, and spares those of today', async () => {
    left('objects/tmp', 'dead', 25);
    left('objects/tmp', 'living', 1);
    left('cache/artifacts', 'making-dead', 25);
    left('cache/artifacts', 'making-living', 1);
    expect(await work(sweepOf())).toBeGreaterThan(0);
    expect(readdirSync(join(root, 'objects/tmp'))).toEqual(['living']);
    expect(readdirSync(join(root, 'cache/artifacts'))).toEqual(['making-living']);
  });

  it('is due again after an hour, not before, also when the store did not answer', async () => {
    store.sweep = () => Promise.reject(unavailable('object_store_unavailable', 'down'));
    const sweep = sweepOf();
    expect(await work(sweep)).toBeGreaterThan(0);
    expect(await work(sweep)).toBe(0);
    time.nowMs += HOUR_MS;
    expect(await work(sweep)).toBeGreaterThan(0);
  });
});
