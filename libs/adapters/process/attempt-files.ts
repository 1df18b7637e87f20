import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What the supervisor is told; `<runDir>/<name>.json`. */
export const Launch = z.object({
  name: z.string(),
  jobId: z.string(),
  attempt: z.number(),
  epoch: z.number(),
  folder: z.string(),
  cwd: z.string(),
  argv: z.array(z.string()),
  env: z.record(z.string(), z.string()),
  memory_mb: z.number().nullable(),
  pids: z.number(),
});
export type Launch = z.infer<typeof Launch>;

const Pid = { pid: z.number(), start: z.string() };
/** `<folder>/attempt.json`, written by the supervisor that holds the lock. */
export const Started = z.object({
  ...Pid,
  boot: z.string(),
  started_at: z.number(),
  program: z.object(Pid).nullable(),
});
export type Started = z.infer<typeof Started>;

/** `<folder>/exit.json`, written by the supervisor when nothing that the program started is left. */
export const Exit = z.object({
  exit_code: z.number(),
  signal: z.string().nullable(),
  oom_killed: z.boolean(),
  detail: z.string().nullable(),
  finished_at: z.number(),
  /** Absent from what a supervisor of an earlier release has left. */
  energy: z
    .object({
      cpu_seconds: z.number(),
      cpu_share: z.number(),
      machine_joules: z.number().nullable(),
      cpu_source: z.string().nullable(),
      cpu_unavailable: z.string().nullable(),
      gpu_joules: z.number().nullable(),
      gpu_unavailable: z.string().nullable(),
    })
    .optional(),
});
export type Exit = z.infer<typeof Exit>;

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Records of this target, one file per attempt name. */
export class Records {
  constructor(private readonly folder: string) {}

  path(name: string): string {
    if (!NAME.test(name)) throw new Error(`not a name of an attempt: ${JSON.stringify(name)}`);
    return join(this.folder, `${name}.json`);
  }

  async write(launch: Launch): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await replaceJson(this.path(launch.name), launch);
  }

  read(name: string): Promise<Launch | null> {
    return readJson(this.path(name), Launch);
  }

  async names(): Promise<string[]> {
    const entries = await readdir(this.folder).catch(absent<string[]>([]));
    return entries
      .filter((file) => NAME.test(file.slice(0, -5)) && file.endsWith('.json'))
      .map((f) => f.slice(0, -5));
  }

  remove(name: string): Promise<void> {
    return rm(this.path(name), { force: true });
  }
}

export const readStarted = (folder: string) => readJson(join(folder, 'attempt.json'), Started);
export const readExit = (folder: string) => readJson(join(folder, 'exit.json'), Exit);

/** Asks the supervisor for SIGTERM now and SIGKILL at `killAt` (unix seconds). */
export const askStop = (folder: string, killAt: number) =>
  replaceJson(join(folder, 'stop.json'), { kill_at: killAt }).catch(absent(undefined));

/** Null only where there is no such file; any other trouble throws, for it says nothing about the attempt. */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
  const text = await readFile(path, 'utf8').catch(absent(null));
  return text === null ? null : schema.parse(JSON.parse(text));
}

async function replaceJson(path: string, value: unknown): Promise<void> {
  const part = `${path}.${randomUUID()}.part`;
  await writeFile(part, JSON.stringify(value), { mode: 0o600, flush: true });
  await rename(part, path);
}

function absent<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return value;
    throw error;
  };
}
