import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './identity.js';
import { endAll, groupMembers, naming, workingIn } from './leftovers.js';

let dir: string;
let child: ChildProcess;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'leftovers-'));
  mkdirSync(join(dir, 'jobs/one'), { recursive: true });
  child = spawn('sh', ['-c', 'sleep 60 & echo up; wait'], {
    cwd: join(dir, 'jobs/one'),
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout!, 'data');
});
afterEach(async () => {
  await endAll(groupMembers(child.pid!), 0);
  rmSync(dir, { recursive: true });
});
const pids = (all: { pid: number }[]) => all.map((w) => w.pid);

describe('leftovers', () => {
  it('are found by the folder they work in, children included', () => {
    const found = workingIn([join(dir, 'jobs'), join(dir, 'absent')]);
    expect(found).toHaveLength(2);
    expect(pids(found)).toContain(child.pid);
    expect(workingIn([join(dir, 'job')])).toEqual([]);
    expect(pids(naming(dir))).toEqual(expect.arrayContaining(pids(found)));
    expect(pids(groupMembers(child.pid!)).sort()).toEqual(pids(found).sort());
  });

  it('end, also those whose leader is gone', async () => {
    const found = workingIn([dir]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(found.filter(isAlive)).toHaveLength(1);
    await endAll(found, 2);
    expect(found.filter(isAlive)).toEqual([]);
  });
});
