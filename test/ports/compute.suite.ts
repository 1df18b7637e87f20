import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { ComputePort, Reading, Seen } from '#jobs/compute.port.js';
import type { CaseTable } from '../support/case-table.js';
import {
  all,
  type ComputeBench,
  ended,
  has,
  INSTALLATION,
  inWorkspace,
  isHeld,
  signalFile,
  startsOf,
  textOf,
  until,
} from './compute.bench.js';

export interface ComputeSuite {
  target: string;
  table: CaseTable;
  bench: () => ComputeBench;
  /** `real`: programs are processes. `isolated`: they also have no network and only the workspace to write in. */
  traits: readonly ('real' | 'isolated')[];
  skip?: boolean;
  /** An environment variable of this process that no program may see. */
  canary: string;
}

/** What every compute target must do; one column of the table per call. */
export function computeSuite(suite: ComputeSuite): void {
  const { target, table, bench, traits } = suite;
  const check = (name: string, act: () => Promise<void>, needs?: 'real' | 'isolated') => {
    if (needs && !traits.includes(needs)) return table.set(name, target, '-');
    table.set(name, target, suite.skip ? 'skip' : 'FAIL');
    const run = suite.skip ? it.skip : it;
    run(
      name,
      async () => {
        await act();
        table.set(name, target, 'ok');
      },
      60_000,
    );
  };
  describe(`compute: ${target}`, () => {
    starting(check, bench);
    ending(check, bench);
    reading(check, bench);
    stopping(check, bench);
    surviving(check, bench);
    confining(check, bench, suite.canary);
  });
}

type Check = (name: string, act: () => Promise<void>, needs?: 'real' | 'isolated') => void;
type Bench = () => ComputeBench;

function starting(check: Check, bench: Bench): void {
  check('launch returns before the program ends', async () => {
    const { port, attempt, handle } = await bench().start([{ wait: 'go' }, { exit: 0 }]);
    expect(handle).toMatchObject({ target: port.target, name: attempt.name });
    expect(await port.get(handle)).toMatchObject({ handle, phase: 'running' });
    await until('the program runs', () => startsOf(attempt) === 1);
    signalFile(attempt, 'go');
    expect(await ended(port, handle)).toMatchObject({ phase: 'exited', exitCode: 0 });
  });
  check('launched twice at once, one program runs', async () => {
    const attempt = bench().prepare([{ wait: 'go' }, { exit: 0 }]);
    const ports = [1, 2, 3, 4].map(() => bench().adapter());
    const handles = await Promise.all(ports.map((port) => port.launch(attempt)));
    expect(new Set(handles.map((handle) => JSON.stringify(handle))).size).toBe(1);
    signalFile(attempt, 'go');
    expect(await ended(ports[0]!, handles[0]!)).toMatchObject({ phase: 'exited', exitCode: 0 });
    expect([startsOf(attempt), has(attempt, 'twins')]).toEqual([1, false]);
  });
  check('launched again after its end, nothing starts', async () => {
    const { port, attempt, handle } = await bench().start([{ exit: 3 }]);
    await ended(port, handle);
    expect(await bench().adapter().launch(attempt)).toEqual(handle);
    expect(await port.get(handle)).toMatchObject({ phase: 'exited', exitCode: 3 });
    expect(startsOf(attempt)).toBe(1);
  });
  check('refuses a name of another installation and a second folder', async () => {
    const { port, attempt, handle } = await bench().start([{ exit: 0 }]);
    await expect(port.launch({ ...attempt, folder: `${attempt.folder}/../a2` })).rejects.toThrow();
    const foreign = attempt.name.replace(INSTALLATION, 'other000');
    await expect(port.launch({ ...attempt, name: foreign })).rejects.toThrow();
    expect(await port.find(foreign)).toBeNull();
    await ended(port, handle);
  });
  check('finds by name', async () => {
    const { port, attempt, handle } = await bench().start([{ exit: 0 }]);
    expect(await port.find(attempt.name)).toEqual(handle);
    const made = port.target === 'docker' ? await port.environment() : undefined; // a process says it in its result
    expect(handle.environment).toEqual(made);
    expect(await port.find(attempt.name.replace('-a1', '-a2'))).toBeNull();
    await ended(port, handle);
    expect(await port.find(attempt.name)).toEqual(handle);
  });
}

function ending(check: Check, bench: Bench): void {
  for (const code of [0, 1, 2, 143, 137]) {
    check(`exit code ${code}`, async () => {
      const seen = await bench().run([{ exit: code }]);
      expect(seen).toMatchObject({ phase: 'exited', exitCode: code });
      expect(seen.oomKilled ?? false).toBe(false);
      expect(seen.finishedAt!.getTime()).toBeGreaterThanOrEqual(seen.startedAt!.getTime());
    });
  }
  check('killed from elsewhere is 137 and not out of memory', async () => {
    const seen = await bench().run([{ kill_self: 9 }]);
    expect(seen).toMatchObject({ phase: 'exited', exitCode: 137, oomKilled: false });
  });
  check('out of memory is told apart', async () => {
    const seen = await bench().run([{ allocate_mb: 400 }, { exit: 0 }], { memoryMb: 150 });
    expect(seen).toMatchObject({ phase: 'exited', exitCode: 137, oomKilled: true });
  });
  check(
    'its end takes along what it left running',
    async () => {
      const { port, attempt, handle } = await bench().start([{ grandchild: 'held' }, { exit: 0 }]);
      expect(await ended(port, handle)).toMatchObject({ exitCode: 0 });
      expect([has(attempt, 'held.held'), isHeld(attempt, 'held')]).toEqual([true, false]);
    },
    'real',
  );
}

function reading(check: Check, bench: Bench): void {
  check('an unknown handle has vanished, which is no error', async () => {
    const port = bench().adapter();
    const { name } = bench().prepare([]);
    const handle = { target: port.target, name, id: '4194304', incarnation: 'none' };
    expect(await port.get(handle)).toMatchObject({ phase: 'vanished' });
    expect(await all(port.logs(handle, 0))).toEqual([]);
    expect(await port.measured(handle, 0)).toEqual({ readings: [], nextOffset: 0 });
    await port.stop(handle, 0);
    await port.forget(handle);
  });
  check('a handle of another incarnation touches nothing', async () => {
    const { port, attempt, handle } = await bench().start([{ wait: 'go' }, { exit: 0 }]);
    const stale = { ...handle, incarnation: `${handle.incarnation}0` };
    expect(await port.get(stale)).toMatchObject({ phase: 'vanished' });
    await port.stop(stale, 0);
    await port.forget(stale);
    expect(await port.get(handle)).toMatchObject({ phase: 'running' });
    signalFile(attempt, 'go');
    expect(await ended(port, handle)).toMatchObject({ exitCode: 0 });
  });
  check('logs from a byte offset, characters whole', async () => {
    const [first, second] = [
      [...Buffer.from('Gr\u00fc\u00df').subarray(0, 5)],
      [0x9f, 0x65, 0x0a, 0xff, 0x21, 0x0a],
    ];
    const { port, attempt, handle } = await bench().start([
      { bytes: first },
      { wait: 'go' },
      { bytes: second },
    ]);
    await until('first output', async () => textOf(await all(port.logs(handle, 0))) === 'Gr\u00fc');
    const head = (await all(port.logs(handle, 0))).at(-1)!;
    expect(head.nextOffset).toBe(4);
    signalFile(attempt, 'go');
    await ended(port, handle);
    await until('all output', async () => textOf(await all(port.logs(handle, 4))) === '\u00dfe\n\ufffd!\n');
    const rest = await all(port.logs(handle, head.nextOffset));
    expect(rest.at(-1)!.nextOffset).toBe(11);
    expect(await all(port.logs(handle, 11))).toEqual([]);
    expect(readFileSync(`${attempt.folder}/output.log`)).toEqual(Buffer.from([...first, ...second]));
  });
  check('tells what it used while it ran, each reading once', async () => {
    const { port, attempt, handle } = await bench().start([{ wait: 'go' }, { exit: 0 }]);
    const found: Reading[] = [];
    let from = 0;
    await until('a reading', async () => {
      const { readings, nextOffset } = await port.measured(handle, from);
      found.push(...readings);
      from = nextOffset;
      return found.length > 0;
    });
    expect(found[0]!.values['memory_bytes']).toBeGreaterThan(0);
    expect(found[0]!.values['cpu_percent']).toBeGreaterThanOrEqual(0);
    expect(Math.abs(found[0]!.at.getTime() - Date.now())).toBeLessThan(20_000);
    expect((await port.measured(handle, from)).readings).toEqual([]);
    signalFile(attempt, 'go');
    await ended(port, handle);
    const stale = { ...handle, incarnation: `${handle.incarnation}0` };
    expect((await port.measured(stale, 0)).readings).toEqual([]);
  });
  check('tells of an end by itself', async () => {
    const { port, attempt, handle } = await bench().start([{ wait: 'go' }, { exit: 5 }]);
    const abort = new AbortController();
    const told = firstExit(port, attempt.name, abort.signal);
    signalFile(attempt, 'go');
    expect(await told).toMatchObject({ handle, phase: 'exited', exitCode: 5 });
    abort.abort();
  });
  check('lists what is of this installation, until it is forgotten', async () => {
    const { port, attempt, handle } = await bench().start([{ wait: 'go' }, { exit: 0 }]);
    expect(await all(port.list())).toContainEqual(handle);
    await expect(port.forget(handle)).rejects.toThrow();
    signalFile(attempt, 'go');
    await ended(port, handle);
    expect(await all(port.list())).toContainEqual(handle);
    await port.forget(handle);
    await port.forget(handle);
    expect(await all(port.list())).not.toContainEqual(handle);
    expect(await port.find(attempt.name)).toBeNull();
    expect(startsOf(attempt)).toBe(1); // the job folder stays
  });
}

function stopping(check: Check, bench: Bench): void {
  check('stop lets the program save and end by itself', async () => {
    const { port, attempt, handle } = await bench().start([
      { on_term: 'checkpoint' },
      { touch: 'ready' },
      { wait: 'never' },
    ]);
    await until('the program is ready', () => has(attempt, 'ready'));
    await port.stop(handle, 30);
    expect(await port.get(handle)).toMatchObject({ phase: 'exited', exitCode: 143, oomKilled: false });
    expect(has(attempt, 'checkpointed')).toBe(true);
    await port.stop(handle, 30);
  });
  check(
    'stop kills what is deaf to it, and all that it started',
    async () => {
      const { port, attempt, handle } = await bench().start([
        { on_term: 'ignore' },
        { grandchild: 'held' },
        { touch: 'ready' },
        { wait: 'never' },
      ]);
      await until('the program is ready', () => has(attempt, 'ready'));
      expect(isHeld(attempt, 'held')).toBe(true);
      await port.stop(handle, 1);
      expect(await port.get(handle)).toMatchObject({ phase: 'exited', exitCode: 137, oomKilled: false });
      expect([isHeld(attempt, 'held'), isHeld(attempt, 'alive')]).toEqual([false, false]);
    },
    'real',
  );
  check('stop right after launch leaves nothing running', async () => {
    const { port, attempt, handle } = await bench().start([{ wait: 'never' }]);
    await port.stop(handle, 0);
    const seen = await port.get(handle);
    expect(seen.phase).toBe('exited');
    expect([137, 143]).toContain(seen.exitCode);
    expect(has(attempt, 'alive') && isHeld(attempt, 'alive')).toBe(false);
  });
}

function surviving(check: Check, bench: Bench): void {
  check('another worker adopts it: nothing starts twice, its end is known', async () => {
    const { attempt, handle } = await bench().start([{ wait: 'go' }, { print: 'done\n' }, { exit: 7 }]);
    signalFile(attempt, 'go');
    const second = bench().adapter();
    expect(await second.find(attempt.name)).toEqual(handle);
    expect(await second.launch(attempt)).toEqual(handle);
    expect(await all(second.list())).toContainEqual(handle);
    expect(await ended(second, handle)).toMatchObject({ phase: 'exited', exitCode: 7 });
    await until('its output', async () => textOf(await all(second.logs(handle, 0))) === 'done\n');
    expect(startsOf(attempt)).toBe(1);
  });
}

interface World {
  env: Record<string, string>;
  cwd: string;
  fds: number[];
  uid: number;
  readable: Record<string, string>;
  writable: Record<string, string>;
  network: string;
  interfaces: string[];
  status: Record<string, string>;
}

function confining(check: Check, bench: Bench, canary: string): void {
  const look = async (paths: string[], change: object = {}): Promise<World> => {
    const attempt = { ...bench().prepare([{ look: paths }, { exit: 0 }]), ...change };
    const port = bench().adapter();
    const handle = await port.launch(attempt);
    expect(await ended(port, handle)).toMatchObject({ exitCode: 0 });
    return { ...JSON.parse(readFileSync(inWorkspace(attempt, 'seen.json'), 'utf8')), attempt };
  };
  check(
    'a clean environment and no inherited file',
    async () => {
      const world = await look([], { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` });
      expect(process.env[canary]).toBeTruthy();
      expect(JSON.stringify(world.env)).not.toContain(process.env[canary]);
      expect(world.env).toMatchObject({
        OMP_NUM_THREADS: '1',
        OMP_WAIT_POLICY: 'PASSIVE',
        HF_HUB_OFFLINE: '1',
        PYTHONHASHSEED: '0',
      });
      expect(world.env).toMatchObject({ CUDA_VISIBLE_DEVICES: '', HOME: world.env['JOB_WORKSPACE'] });
      expect(world.env['TRACEPARENT']).toMatch(/^00-a{32}-b{16}-01$/);
      expect(world.fds).toEqual([0, 1, 2]);
    },
    'real',
  );
  check(
    'runs in its own folder, blanks and all',
    async () => {
      const { env, cwd } = await look([]);
      expect(cwd).toContain(' ');
      expect(env['JOB_SPEC']).toBe(`${cwd}/spec.json`);
      expect(env['JOB_WORKSPACE']).toBe(`${cwd}/workspace`);
    },
    'real',
  );
  check(
    'only the workspace is writable, there is no network and no privilege',
    async () => {
      const attempt = bench().prepare([]);
      const paths = [attempt.folder, '/', '/usr', '/etc', '/var', attempt.folder + '/workspace'];
      const world = await look(paths, { readPaths: [attempt.folder] });
      const { [`${attempt.folder}/workspace`]: _, ...rest } = world.writable;
      expect(Object.values(rest).every((answer) => answer !== 'ok')).toBe(true);
      expect(world.network).not.toBe('ok');
      expect(world.interfaces).toEqual(['lo']);
      expect(world.uid).not.toBe(0);
      expect(world.status).toMatchObject({ CapEff: '0000000000000000', NoNewPrivs: '1', Seccomp: '2' });
    },
    'isolated',
  );
}

async function firstExit(port: ComputePort, name: string, signal: AbortSignal): Promise<Seen> {
  for await (const seen of port.observe(null, signal))
    if (seen.handle.name === name && seen.phase === 'exited') return seen;
  throw new Error('the stream ended without it');
}
