import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '#kernel/ids.js';
import type { AttemptLaunch, Chunk, ComputePort, Handle, Seen } from '#jobs/compute.port.js';

export const INSTALLATION = 'suite000';
export type Step = Record<string, unknown>;

/** Attempts in folders of their own under `root`; programs are lists of steps, see fixtures/program.py. */
export class ComputeBench {
  constructor(
    private readonly root: string,
    readonly adapter: () => ComputePort,
  ) {}

  prepare(steps: Step[], resources: Partial<AttemptLaunch['resources']> = {}): AttemptLaunch {
    const jobId = newId('job_');
    const folder = join(this.root, jobId.slice(4), 'a1');
    mkdirSync(join(folder, 'workspace'), { recursive: true });
    writeFileSync(join(folder, 'spec.json'), JSON.stringify({ steps }));
    const name = `lu-${INSTALLATION}-${jobId.slice(4)}-a1`;
    const granted = { cpus: 1, memoryMb: null, gpus: [], pids: 64, ...resources };
    return { name, jobId, attempt: 1, epoch: 1, folder, readPaths: [], resources: granted };
  }

  async start(steps: Step[], resources: Partial<AttemptLaunch['resources']> = {}) {
    const attempt = this.prepare(steps, resources);
    const port = this.adapter();
    return { port, attempt, handle: await port.launch(attempt) };
  }

  /** The end of a program that was started just now. */
  async run(steps: Step[], resources: Partial<AttemptLaunch['resources']> = {}): Promise<Seen> {
    const { port, handle } = await this.start(steps, resources);
    return ended(port, handle);
  }
}

export const inWorkspace = (attempt: AttemptLaunch, name: string) => join(attempt.folder, 'workspace', name);
export const has = (attempt: AttemptLaunch, name: string) => existsSync(inWorkspace(attempt, name));
export const signalFile = (attempt: AttemptLaunch, name: string) =>
  writeFileSync(inWorkspace(attempt, name), '');

/** How often the program of this attempt was started, by its own account. */
export const startsOf = (attempt: AttemptLaunch) =>
  has(attempt, 'starts') ? readFileSync(inWorkspace(attempt, 'starts'), 'utf8').split('\n').length - 1 : 0;

/** Whether a process still holds the lock on a file of the workspace. */
export function isHeld(attempt: AttemptLaunch, name: string): boolean {
  try {
    execFileSync('flock', ['-n', inWorkspace(attempt, name), 'true']);
    return false;
  } catch {
    return true;
  }
}

export async function until(what: string, holds: () => boolean | Promise<boolean>, seconds = 30) {
  for (const end = Date.now() + seconds * 1000; !(await holds()); await sleep(20))
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
}

export async function ended(port: ComputePort, handle: Handle): Promise<Seen> {
  let seen = await port.get(handle);
  await until(`the end of ${handle.name}`, async () => {
    seen = await port.get(handle);
    return seen.phase !== 'running' && seen.phase !== 'queued';
  });
  return seen;
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

export const textOf = (chunks: Chunk[]) => chunks.map((chunk) => chunk.text).join('');
