import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { AppError } from '#kernel/errors.js';
import { unstorable } from '#kernel/storable.js';
import { parseStrictJson } from '#kernel/strict-json.js';
import { diskOf } from '#platform/disk.js';
import { openInside, type SafeFile } from '#platform/safe-file.js';
import { lastLines } from './evidence.js';
import { JobFailure } from './job-failure.js';
import { CheckpointManifest, JobEvent, JobResult, Termination } from './recipe-output.contract.js';
import type { JobSpec } from './recipe.contract.js';

/** A result with 10,000 files in it is smaller. */
const MAX_JSON_BYTES = 8 * 1024 * 1024;
const MAX_DEPTH = 32;
/** Twenty lines of a traceback fit. */
const LOG_TAIL_BYTES = 16 * 1024;
/** A step's line has about 300 bytes: a million steps fit, and no program can fill the database. */
const MAX_EVENT_BYTES = 512 * 2 ** 20;
const MAX_BATCH_LINES = 1000;

export interface KeptCheckpoint {
  path: string;
  step: number;
  manifest: CheckpointManifest;
}

/** One attempt's folder, `<jobs>/<job26>/a<n>`: spec.json in, workspace/ out. */
export class AttemptFolder {
  readonly path: string;
  readonly workspace: string;

  constructor(
    private readonly jobFolder: string,
    readonly number: number,
  ) {
    this.path = join(jobFolder, `a${number}`);
    this.workspace = join(this.path, 'workspace');
  }

  /** Of the attempt after this one. */
  next(): AttemptFolder {
    return new AttemptFolder(this.jobFolder, this.number + 1);
  }

  /** Where the program of an own recipe lies. */
  get recipe(): string {
    return join(this.path, 'recipe');
  }

  /** The bytes that were held against the allowlist are the bytes that run: whatever becomes of the operator's file. */
  async placeRecipe(files: ReadonlyMap<string, Buffer>): Promise<void> {
    await rm(this.recipe, { recursive: true, force: true });
    await mkdir(this.recipe, { recursive: true });
    for (const [name, bytes] of files) {
      const path = join(this.recipe, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, bytes);
    }
    // for the program's user, whatever the umask of the service: the folder above is closed
    await chmod(this.recipe, 0o755);
    for (const one of await readdir(this.recipe, { recursive: true, withFileTypes: true }))
      await chmod(join(one.parentPath, one.name), one.isDirectory() ? 0o755 : 0o644);
  }

  /** Makes the folder and writes spec.json by rename: a second call with the same spec changes nothing that a reader sees. */
  async create(spec: JobSpec): Promise<void> {
    await mkdir(this.workspace, { recursive: true, mode: 0o700 });
    const target = join(this.path, 'spec.json');
    await writeFile(`${target}.tmp`, `${JSON.stringify(spec, null, 1)}\n`);
    await rename(`${target}.tmp`, target);
  }

  /** Whole event lines from a byte offset; a line that does not parse is log text and is skipped. */
  async events(
    offset: number,
    maxBytes = 1 << 20,
  ): Promise<{ events: z.infer<typeof JobEvent>[]; offset: number }> {
    const text = await this.slice('events.jsonl', offset, maxBytes);
    const end = endOfLines(text);
    const events: z.infer<typeof JobEvent>[] = [];
    for (const line of text.subarray(0, end).toString('utf8').split('\n')) {
      const parsed = JobEvent.safeParse(parseJson(line));
      if (parsed.success) events.push(parsed.data);
    }
    // A line longer than the window would stop the tail for ever: skip it.
    const skip = end === 0 && text.length === maxBytes ? maxBytes : end;
    return { events, offset: offset + skip };
  }

  async result(): Promise<z.infer<typeof JobResult> | null> {
    return this.read('result.json', JobResult);
  }

  async termination(): Promise<Termination | null> {
    return this.read('termination.json', Termination);
  }

  /** The last lines that the program printed; none where there is no output. Secrets are still in them. */
  async lastLines(): Promise<string[]> {
    try {
      const file = await openInside(this.path, 'output.log');
      try {
        const from = Math.max(0, file.size - LOG_TAIL_BYTES);
        return lastLines((await file.read(from, file.size - from)).toString('utf8'), { cut: from > 0 });
      } finally {
        await file.handle.close();
      }
    } catch {
      return []; // what it said is an extra: why it ended is known without
    }
  }

  /** Of the disk that holds the job folders; null where it cannot be asked. */
  async disk(): Promise<{ free_bytes: number; total_bytes: number } | null> {
    const disk = await diskOf(this.path);
    return disk && { free_bytes: disk.freeBytes, total_bytes: disk.totalBytes };
  }

  /** The spec that `create` wrote; null before that. */
  async spec(): Promise<JobSpec | null> {
    const text = await readFile(join(this.path, 'spec.json'), 'utf8').catch(() => null);
    return text === null ? null : (parseJson(text) as JobSpec | null);
  }

  /**
   * The newest checkpoint of an earlier attempt whose every file still has its sha256; null for none. This attempt's own do
   * not count: its program starts once, and the answer must be the same for a worker that adopts it.
   */
  async earlierCheckpoint(): Promise<{ path: string; step: number } | null> {
    const [newest] = await this.wholeCheckpoints(this.number - 1, 1);
    return newest ?? null;
  }

  /** The newest checkpoints of this attempt and those before it, each step once: what the job leaves beside its result. */
  checkpoints(most: number): Promise<KeptCheckpoint[]> {
    return this.wholeCheckpoints(this.number, most);
  }

  private async wholeCheckpoints(lastAttempt: number, most: number): Promise<KeptCheckpoint[]> {
    const found: { workspace: string; folder: string; step: number }[] = [];
    for (let number = lastAttempt; number >= 1; number -= 1) {
      const workspace = join(this.jobFolder, `a${number}`, 'workspace');
      for (const name of await readdir(join(workspace, 'checkpoints')).catch(() => [])) {
        const step = /^step-(\d{1,9})$/.exec(name)?.[1];
        if (step) found.push({ workspace, folder: `checkpoints/${name}`, step: Number(step) });
      }
    }
    const kept = new Map<number, KeptCheckpoint>();
    for (const { workspace, folder, step } of found.sort((a, b) => b.step - a.step)) {
      if (kept.size === most) break;
      const manifest = kept.has(step) ? null : await verified(workspace, folder);
      if (manifest) kept.set(step, { path: join(workspace, folder), step, manifest });
    }
    return [...kept.values()];
  }

  /** Removes what nobody reads again once the outcome is durable: outputs are in the object store. */
  async trim(): Promise<void> {
    await rm(join(this.workspace, 'out'), { recursive: true, force: true });
    await rm(join(this.workspace, 'checkpoints'), { recursive: true, force: true });
  }

  private async read<T>(name: string, schema: z.ZodType<T>): Promise<T | null> {
    const text = await this.text(name);
    const value = text === null ? null : parseStorable(text);
    const parsed = schema.safeParse(value);
    return parsed.success ? parsed.data : null;
  }

  /** A small file of the workspace; null where there is none. Throws JobFailure for one that is too large or no file. */
  private async text(name: string): Promise<string | null> {
    const file = await this.open(name);
    if (!file) return null;
    try {
      if (file.size > MAX_JSON_BYTES)
        throw new JobFailure(
          'no_result',
          `The program wrote ${name} with ${file.size} bytes; at most ${MAX_JSON_BYTES} are read.`,
        );
      return (await file.read(0, file.size)).toString('utf8');
    } finally {
      await file.handle.close();
    }
  }

  private async slice(name: string, offset: number, maxBytes: number): Promise<Buffer> {
    const file = await this.open(name);
    if (!file) return Buffer.alloc(0);
    if (file.size > MAX_EVENT_BYTES) {
      await file.handle.close();
      throw new JobFailure(
        'no_result',
        `The program wrote more than ${MAX_EVENT_BYTES / 2 ** 20} MiB of events.`,
      );
    }
    try {
      const { bytesRead, buffer } = await file.handle.read(Buffer.alloc(maxBytes), 0, maxBytes, offset);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.handle.close();
    }
  }

  /** The program owns the workspace: a link, a pipe or a folder there must not lead us elsewhere or hold us up. */
  private async open(path: string): Promise<SafeFile | null> {
    try {
      return await openInside(this.workspace, path);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'file_missing') return null;
      throw new JobFailure('no_result', `The program left ${path} as a link or as no regular file.`);
    }
  }
}

/** The manifest of a checkpoint whose every file is there with its digest; null for any other. */
async function verified(workspace: string, folder: string): Promise<CheckpointManifest | null> {
  try {
    const manifest = CheckpointManifest.parse(
      parseStorable((await bytesOf(workspace, `${folder}/COMPLETE.json`)).toString('utf8')),
    );
    for (const file of manifest.files) {
      if ((await sha256Of(workspace, `${folder}/${file.path}`)) !== file.sha256) return null;
    }
    return manifest;
  } catch {
    return null;
  }
}

async function bytesOf(workspace: string, path: string): Promise<Buffer> {
  const file = await openInside(workspace, path);
  try {
    return await file.read(0, Math.min(file.size, MAX_JSON_BYTES));
  } finally {
    await file.handle.close();
  }
}

async function sha256Of(workspace: string, path: string): Promise<string> {
  const { handle } = await openInside(workspace, path);
  const hash = createHash('sha256');
  for await (const chunk of handle.createReadStream({ start: 0 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Null for what is no JSON, or holds what the database cannot. */
function parseStorable(text: string): unknown {
  try {
    const value = parseStrictJson(text, MAX_DEPTH);
    return unstorable(value) ? null : value;
  } catch {
    return null;
  }
}

/** Behind the last whole line, or behind the line that fills a batch: each becomes rows in one short transaction. */
function endOfLines(text: Buffer): number {
  let end = 0;
  for (let lines = 0; lines < MAX_BATCH_LINES; lines += 1) {
    const next = text.indexOf(0x0a, end) + 1;
    if (next === 0) break;
    end = next;
  }
  return end;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
