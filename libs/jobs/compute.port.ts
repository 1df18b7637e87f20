import type { Metered } from '#sizing/energy.js';

/** What the house asks of a place where attempts run. One conformance suite (test/ports) runs on every adapter. */
export interface ComputePort {
  /** Target name, e.g. `process`: part of every handle. */
  readonly target: string;
  /** Devices and abilities; probed once at boot. */
  capabilities(): Promise<Capabilities>;
  /** What a program started now would run in; null where the target cannot say, and nothing is reused there. */
  environment(): Promise<TargetEnvironment | null>;
  /** Idempotent by `attempt.name`: a second call adopts what the first started. Returns before the program runs. */
  launch(attempt: AttemptLaunch): Promise<Handle>;
  /** After ANY launch error, and at boot: is something of this name there? */
  find(name: string): Promise<Handle | null>;
  /** One stream per target of what changed since `since`; a hint only, never relied on. Ends when `signal` aborts. */
  observe(since: Cursor, signal: AbortSignal): AsyncIterable<Seen>;
  /** What is known now. "Could not ask" is `unknown`, never `vanished`. */
  get(handle: Handle): Promise<Seen>;
  /** Output of the program (stdout and stderr) from a byte offset to what is there now; it is also `<folder>/output.log`. */
  logs(handle: Handle, from: Offset): AsyncIterable<Chunk>;
  /**
   * What it used since the last answer, whose `nextOffset` is given back; the first time 0. Only ever a view: nothing is also said
   * where nobody could measure, and a reading may be lost with its worker.
   */
  measured(handle: Handle, from: Offset): Promise<Measured>;
  /** SIGTERM to the program, `graceSeconds` later SIGKILL to all it started; resolves when that is gone. Silent if it already was. */
  stop(handle: Handle, graceSeconds: number): Promise<void>;
  /** Everything of this installation, for adoption and orphans. */
  list(): AsyncIterable<Handle>;
  /** Removes the engine's own record, after our outcome is durable. The job folder stays. */
  forget(handle: Handle): Promise<void>;
}

export interface Capabilities {
  gpus: string[];
  cpus: number;
  memoryMb: number;
  /** Of the smallest GPU; absent where there is none, or its driver does not say. */
  gpuMemoryMb?: number | null;
  /** Starts an attempt on several nodes at once. */
  gang: boolean;
  preemption: boolean;
  logStream: boolean;
  limits: { memory: boolean; cpu: boolean; pids: boolean; network: boolean };
}

/** `sha256` stands for everything that shapes what a recipe writes but the machine: image or interpreter, packages, recipes. */
export interface TargetEnvironment {
  sha256: string;
  /** Digest of the container image; null where there is none. */
  image: string | null;
}

/** One attempt, ready to start: its folder already holds spec.json; out goes only under folder/workspace. */
export interface AttemptLaunch {
  /** `lu-<installation8>-<job26>-a<n>`, of a self-test `lu-<installation8>-check-<check26>-<n>`. */
  name: string;
  jobId: string;
  attempt: number;
  epoch: number;
  /** Absolute; holds `spec.json` (read-only for the program) and `workspace/` (writable). */
  folder: string;
  /**
   * Nodes to start it on, all at once or none; absent: one. The same program and spec on each, told apart by the variables that
   * jobs/lib/placement.py reads; node 0's `workspace/` and exit are the attempt's, and a stop goes to every node.
   */
  nodes?: number;
  /** Absolute paths the program may read, kept at the same path inside a container. */
  readPaths: string[];
  /** What runs in place of our own recipes. */
  own?: OwnLaunch;
  resources: { cpus: number; memoryMb: number | null; gpus: string[]; pids: number };
  traceparent?: string;
}

/** `recipe`: folder with main.py, beside spec.json. `image`: pinned by digest, with its own program; what the target mounts stays away. */
export type OwnLaunch = { recipe: string } | { image: string; command: string[] };

/** `incarnation` (process start time, container id) tells a reused name or id from the one we started. */
export interface Handle {
  target: string;
  name: string;
  id: string;
  incarnation: string;
  /** Of a container: what it was made of. A process says it in its result. */
  environment?: TargetEnvironment;
}

export interface Seen {
  handle: Handle;
  phase: 'queued' | 'running' | 'exited' | 'vanished' | 'unknown';
  exitCode?: number | null;
  signal?: string | null;
  oomKilled?: boolean;
  startedAt?: Date;
  finishedAt?: Date;
  /** Why, in the engine's words. */
  detail?: string;
  /** What was measured beside the program, once it has ended; absent where nobody could. */
  metered?: Metered;
}

/** `values` by name (libs/jobs/system-use.ts); one that could not be read is absent. */
export interface Reading {
  at: Date;
  values: Record<string, number>;
}
export interface Measured {
  readings: Reading[];
  nextOffset: Offset;
}

export type Cursor = string | null;
export type Offset = number;
/** `offset` is of the first byte; read on from `nextOffset` (not offset + text length: bytes that are no UTF-8 are replaced). */
export interface Chunk {
  offset: Offset;
  nextOffset: Offset;
  text: string;
}

/** DI token: a record of adapters by target name. */
export const COMPUTE = 'COMPUTE';
