import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify } from './identity.js';
import { withLock } from './lock.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => rmSync(dir, { recursive: true }));
const signal = new AbortController().signal;

describe('withLock', () => {
  it('lets one in at a time and tells the one who waits', async () => {
    const path = join(dir, 'x.lock');
    let inside = 0;
    let most = 0;
    let waited = 0;
    const enter = () =>
      withLock(path, { signal, onWait: () => waited++ }, async () => {
        most = Math.max(most, ++inside);
        await new Promise((r) => setTimeout(r, 5));
        inside--;
      });
    await Promise.all([enter(), enter(), enter()]);
    expect(most).toBe(1);
    expect(waited).toBe(2);
    expect(existsSync(path)).toBe(false);
  });

  it('takes over from a process that is gone', async () => {
    const path = join(dir, 'x.lock');
    writeFileSync(path, JSON.stringify({ pid: process.pid, start: 'before the last boot' }));
    expect(await withLock(path, { signal }, () => Promise.resolve('in'))).toBe('in');
  });

  it('gives up when interrupted, leaving the lock to its owner', async () => {
    const path = join(dir, 'x.lock');
    writeFileSync(path, JSON.stringify(identify(process.pid)));
    const abort = new AbortController();
    const waiting = withLock(path, { signal: abort.signal, onWait: () => abort.abort() }, () =>
      Promise.resolve(),
    );
    await expect(waiting).rejects.toThrow('interrupted');
    expect(existsSync(path)).toBe(true);
  });

  it('releases when the work fails', async () => {
    const path = join(dir, 'x.lock');
    await expect(withLock(path, { signal }, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(path)).toBe(false);
  });
});
