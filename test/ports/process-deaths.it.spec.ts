import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ProcessCompute } from '#adapters/process/process.compute.js';
import { reached } from '#platform/failpoints.js';
import {
  ComputeBench,
  ended,
  has,
  INSTALLATION,
  isHeld,
  signalFile,
  startsOf,
  until,
} from './compute.bench.js';

const root = mkdtempSync(join(tmpdir(), 'luthier-deaths-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
  encoding: 'utf8',
}).trim();
const options = {
  installation: INSTALLATION,
  python,
  program: resolve('test/ports/fixtures/program.py'),
  supervisor: resolve('jobs/supervise.py'),
  runDir: join(root, 'run'),
};
const bench = new ComputeBench(join(root, 'jobs'), () => new ProcessCompute(options));

describe('process target: kill -9 of the worker', () => {
  for (const point of ['process.after_record', 'process.after_spawn', 'process.after_start']) {
    it(`at ${point}: its successor has one program, and its end`, async () => {
      const attempt = bench.prepare([{ wait: 'go' }, { exit: 7 }]);
      const args = [JSON.stringify(options), JSON.stringify(attempt), point];
      const hooks = resolve('test/support/ts-hooks.mjs');
      const worker = spawnSync(
        process.execPath,
        ['--import', hooks, resolve('test/ports/fixtures/launch-once.ts'), ...args],
        { encoding: 'utf8' },
      );
      expect(worker).toMatchObject({ signal: 'SIGKILL', stderr: `${reached(point)}\n` });
      const successor = bench.adapter();
      const handle = await successor.launch(attempt);
      expect(await successor.find(attempt.name)).toEqual(handle);
      signalFile(attempt, 'go');
      expect(await ended(successor, handle)).toMatchObject({ phase: 'exited', exitCode: 7 });
      expect([startsOf(attempt), has(attempt, 'twins')]).toEqual([1, false]);
    }, 30_000);
  }
});

describe('process target: kill -9 of the supervisor', () => {
  const supervisorOf = (folder: string) =>
    (JSON.parse(readFileSync(join(folder, 'attempt.json'), 'utf8')) as { pid: number }).pid;

  it('takes the program and its children along, and the attempt has vanished', async () => {
    const { port, attempt, handle } = await bench.start([
      { grandchild: 'held' },
      { touch: 'ready' },
      { wait: 'no' },
    ]);
    await until('the program is ready', () => has(attempt, 'ready'));
    process.kill(supervisorOf(attempt.folder), 'SIGKILL');
    expect(await ended(port, handle)).toMatchObject({ phase: 'vanished' });
    await until('all are gone', () => !isHeld(attempt, 'held') && !isHeld(attempt, 'alive'));
    expect(await port.launch(attempt)).toEqual(handle);
    expect(startsOf(attempt)).toBe(1);
  }, 30_000);

  it('after the program said how it ended, that is believed', async () => {
    const { port, attempt, handle } = await bench.start([
      { terminate: 3 },
      { touch: 'ready' },
      { wait: 'no' },
    ]);
    await until('the program is ready', () => has(attempt, 'ready'));
    process.kill(supervisorOf(attempt.folder), 'SIGKILL');
    expect(await ended(port, handle)).toMatchObject({ phase: 'exited', exitCode: 3, detail: 'as told' });
  }, 30_000);
});

describe('process target: what cannot be asked or started', () => {
  it('says unknown where a record cannot be read', async () => {
    const { port, handle } = await bench.start([{ exit: 0 }]);
    await ended(port, handle);
    execFileSync('sh', ['-c', 'echo "{" > "$0"', join(options.runDir, `${handle.name}.json`)]);
    expect(await port.get(handle)).toMatchObject({ phase: 'unknown' });
  });

  it('names an interpreter that is not there, and finds nothing', async () => {
    const attempt = bench.prepare([{ exit: 0 }]);
    const port = new ProcessCompute({ ...options, python: '/no/such/python3' });
    await expect(port.launch(attempt)).rejects.toThrow(/ENOENT/);
    expect(await port.find(attempt.name)).toBeNull();
    expect(await bench.adapter().launch(attempt)).toMatchObject({ name: attempt.name });
  });
});
