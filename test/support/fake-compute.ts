import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readLog } from '#adapters/process/log-file.js';
import type {
  AttemptLaunch,
  Capabilities,
  Chunk,
  ComputePort,
  Cursor,
  Handle,
  Measured,
  Offset,
  Reading,
  Seen,
  TargetEnvironment,
} from '#jobs/compute.port.js';

type Phase = 'running' | 'exited';

/** A program of the fake: a test, or the suite's interpreter, plays it. */
export class FakeProgram {
  phase: Phase = 'running';
  exitCode: number | null = null;
  signal: string | null = null;
  oomKilled = false;
  /** What SIGTERM does; by default the program dies of it. */
  onTerm: () => void = () => this.kill('SIGTERM');
  readonly startedAt = new Date();
  /** What it used, as its meter tells. */
  readings: Reading[] = [];
  finishedAt: Date | undefined;
  private end: () => void = () => {};
  readonly ended = new Promise<void>((resolve) => (this.end = resolve));

  constructor(
    readonly launch: AttemptLaunch,
    readonly handle: Handle,
  ) {}

  print(bytes: string | Uint8Array): void {
    appendFileSync(join(this.launch.folder, 'output.log'), bytes);
  }

  exit(code: number): void {
    if (this.phase === 'exited') return;
    this.exitCode = code;
    this.phase = 'exited';
    this.finishedAt = new Date();
    this.end();
  }

  kill(signal: 'SIGTERM' | 'SIGKILL', oomKilled = false): void {
    if (this.phase === 'exited') return;
    this.signal = signal;
    this.oomKilled = oomKilled;
    this.exit(signal === 'SIGKILL' ? 137 : 143);
  }
}

/** The engine behind FakeCompute: it outlives an adapter, as a real one does. */
export class FakeEngine {
  readonly programs = new Map<string, FakeProgram>();
  /** All starts ever, by name: a test sees a double start here. */
  readonly starts: string[] = [];
  /** While set, the engine cannot be asked: get answers `unknown`, all else throws. */
  down: Error | null = null;
  gpus: string[] = [];
  cpus = 2;
  environment = { sha256: 'ee'.repeat(32), image: null as string | null };
  private count = 0;

  /** `play` is what programs do; without it they run until the test ends them. */
  constructor(readonly play: (program: FakeProgram) => unknown = () => {}) {}

  program(name: string): FakeProgram {
    const found = this.programs.get(name);
    if (!found) throw new Error(`the fake runs no ${name}`);
    return found;
  }

  /** As when the machine is lost: nothing remembers the program. */
  lose(name: string): void {
    this.programs.delete(name);
  }

  start(launch: AttemptLaunch): FakeProgram {
    this.count += 1;
    const handle = {
      target: 'fake',
      name: launch.name,
      id: String(this.count),
      incarnation: `i${this.count}`,
    };
    const program = new FakeProgram(launch, handle);
    this.programs.set(launch.name, program);
    this.starts.push(launch.name);
    queueMicrotask(() => void this.play(program));
    return program;
  }
}

/** Hand-written fake of the compute port; passes the same suite as the real targets. */
export class FakeCompute implements ComputePort {
  readonly target = 'fake';
  gang = false;

  constructor(
    private readonly installation: string,
    readonly engine = new FakeEngine(),
  ) {}

  async capabilities(): Promise<Capabilities> {
    const { gpus, cpus } = this.engine;
    const limits = { memory: true, cpu: false, pids: false, network: false };
    return { gpus, cpus, memoryMb: 4096, gang: this.gang, preemption: false, logStream: true, limits };
  }

  async environment(): Promise<TargetEnvironment | null> {
    this.reach();
    return this.engine.environment;
  }

  async launch(attempt: AttemptLaunch): Promise<Handle> {
    this.reach();
    if (!attempt.name.startsWith(`lu-${this.installation}-`)) throw new Error('another installation');
    const known = this.engine.programs.get(attempt.name);
    if (known && known.launch.folder !== attempt.folder) throw new Error('launched in another folder');
    return (known ?? this.engine.start(attempt)).handle;
  }

  async find(name: string): Promise<Handle | null> {
    this.reach();
    return this.engine.programs.get(name)?.handle ?? null;
  }

  async *observe(_since: Cursor, signal: AbortSignal): AsyncIterable<Seen> {
    const told = new Map<string, Seen['phase']>();
    while (!signal.aborted) {
      for await (const handle of this.list()) {
        const seen = await this.get(handle);
        if (told.get(handle.name) !== seen.phase) yield seen;
        told.set(handle.name, seen.phase);
      }
      await sleep(20, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  async get(handle: Handle): Promise<Seen> {
    if (this.engine.down) return { handle, phase: 'unknown', detail: this.engine.down.message };
    const program = this.ours(handle);
    if (!program) return { handle, phase: 'vanished' };
    const { phase, exitCode, signal, oomKilled, startedAt, finishedAt } = program;
    if (phase === 'running') return { handle, phase, startedAt };
    return { handle, phase, exitCode, signal, oomKilled, startedAt, finishedAt };
  }

  async *logs(handle: Handle, from: Offset): AsyncIterable<Chunk> {
    const program = this.ours(handle);
    if (program) yield* readLog(join(program.launch.folder, 'output.log'), from);
  }

  async measured(handle: Handle, from: Offset): Promise<Measured> {
    this.reach();
    const readings = this.ours(handle)?.readings.slice(from) ?? [];
    return { readings, nextOffset: from + readings.length };
  }

  async stop(handle: Handle, graceSeconds: number): Promise<void> {
    this.reach();
    const program = this.ours(handle);
    if (program?.phase !== 'running') return;
    program.onTerm();
    const grace = new AbortController();
    await Promise.race([
      program.ended,
      sleep(graceSeconds * 1000, undefined, { signal: grace.signal }).catch(() => {}),
    ]);
    grace.abort();
    program.kill('SIGKILL');
  }

  async *list(): AsyncIterable<Handle> {
    this.reach();
    for (const [name, { handle }] of this.engine.programs)
      if (name.startsWith(`lu-${this.installation}-`)) yield handle;
  }

  async forget(handle: Handle): Promise<void> {
    this.reach();
    const program = this.ours(handle);
    if (program?.phase === 'running') throw new Error(`${handle.name} still runs`);
    if (program) this.engine.programs.delete(handle.name);
  }

  private ours(handle: Handle): FakeProgram | null {
    const program = this.engine.programs.get(handle.name);
    return program && program.handle.incarnation === handle.incarnation ? program : null;
  }

  private reach(): void {
    if (this.engine.down) throw this.engine.down;
  }
}
