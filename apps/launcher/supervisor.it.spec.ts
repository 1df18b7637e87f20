import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, signalIfSame } from './identity.js';
import type { ServiceSpec } from './service.js';
import type { ServiceState } from './state.js';
import { Supervisor } from './supervisor.js';

// Dummy services: small shell programs, real processes.
let dir: string;
let supervisor: Supervisor;
let services: Record<string, ServiceState> = {};
const heard: (() => void)[] = [];
const said: string[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'supervisor-'));
  said.length = 0;
  supervisor = new Supervisor({
    signal: new AbortController().signal,
    onChange: (s) => {
      services = structuredClone(s);
      for (const wake of heard.splice(0)) wake();
    },
    say: (line) => said.push(line),
    backoff: { firstSeconds: 0.01, mostSeconds: 0.04, forgiveAfterSeconds: 60 },
  });
});
afterEach(async () => {
  await supervisor.down();
  rmSync(dir, { recursive: true });
});

function service(name: string, script: string, more: Partial<ServiceSpec> = {}): ServiceSpec {
  return {
    name,
    program: '/bin/sh',
    args: ['-c', script],
    env: { PATH: '/usr/bin:/bin', DIR: dir },
    cwd: dir,
    log: join(dir, `${name}.log`),
    stopSignal: 'SIGTERM',
    graceSeconds: 5,
    readySeconds: 5,
    ready: () => Promise.resolve(existsSync(join(dir, `${name}.up`))),
    ...more,
  };
}
const LIVES = 'touch $DIR/a.up; trap "echo bye; exit 0" TERM; while :; do sleep 0.05; done';
async function until(holds: () => boolean) {
  while (!holds()) await new Promise<void>((resolve) => heard.push(resolve));
}

describe('Supervisor', () => {
  it('starts a service, and stops it by asking', async () => {
    await supervisor.up(service('a', LIVES));
    expect(services['a']).toMatchObject({ state: 'up', restarts: 0 });
    const who = services['a']!.who!;
    expect(isAlive(who)).toBe(true);
    await supervisor.down();
    expect(isAlive(who)).toBe(false);
    expect(readFileSync(join(dir, 'a.log'), 'utf8')).toBe('bye\n');
    expect(services['a']).toMatchObject({ state: 'stopped', who: null });
  });

  it('starts a dead one again, each time as a new process', async () => {
    await supervisor.up(service('a', LIVES));
    for (const restarts of [1, 2]) {
      const who = services['a']!.who!;
      signalIfSame(who, 'SIGKILL', 'group');
      await until(() => services['a']!.restarts === restarts && services['a']!.state === 'up');
      expect(services['a']!.who!.pid).not.toBe(who.pid);
    }
    expect(said[0]).toContain('a ended (killed by SIGKILL); starting it again in 0.01 s');
    expect(said[1]).toContain('in 0.02 s');
  });

  it('refuses a first start that fails and shows the log', async () => {
    const bad = service('bad', 'echo "port 1 is taken" >&2; exit 3');
    await expect(supervisor.up(bad)).rejects.toThrow(/bad ended: exit 3\nport 1 is taken/);
    const silent = service('silent', 'sleep 60', { readySeconds: 0.3 });
    await expect(supervisor.up(silent)).rejects.toThrow(/silent did not answer within 0.3 s/);
    const absent = service('absent', '', { program: '/no/such/program' });
    await expect(supervisor.up(absent)).rejects.toThrow(/ENOENT/);
  });

  it('kills a group that does not leave, children included', async () => {
    const child = join(dir, 'child');
    await supervisor.up(
      service(
        'a',
        `trap "" TERM; (trap "" TERM; echo $$ > ${child}; sleep 60) & touch $DIR/a.up; wait; sleep 60`,
        {
          graceSeconds: 0.2,
        },
      ),
    );
    const who = services['a']!.who!;
    await supervisor.down();
    expect(isAlive(who)).toBe(false);
  });

  it('stops later groups first', async () => {
    const log = join(dir, 'order');
    writeFileSync(log, '');
    const stops = (name: string) =>
      service(
        name,
        `trap "echo ${name} >> ${log}; exit 0" TERM; touch $DIR/${name}.up; while :; do sleep 0.02; done`,
      );
    await supervisor.up(stops('database'));
    await supervisor.up(stops('api'), stops('worker'));
    await supervisor.down();
    expect(readFileSync(log, 'utf8').trim().split('\n').at(-1)).toBe('database');
    expect(readFileSync(log, 'utf8').trim().split('\n').sort()).toEqual(['api', 'database', 'worker']);
  });
});
