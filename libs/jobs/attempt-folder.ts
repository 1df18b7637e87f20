import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { CheckpointManifest, JobEvent, JobResult, Termination } from './recipe-output.contract.js';
import type { JobSpec } from './recipe.contract.js';

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
    const end = text.lastIndexOf(0x0a) + 1;
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
    const found: { path: string; step: number }[] = [];
    for (let number = this.number - 1; number >= 1; number -= 1) {
      const folder = join(this.jobFolder, `a${number}`, 'workspace', 'checkpoints');
      for (const name of await readdir(folder).catch(() => [])) {
        const step = /^step-(\d+)$/.exec(name)?.[1];
        if (step) found.push({ path: join(folder, name), step: Number(step) });
      }
    }
    for (const candidate of found.sort((a, b) => b.step - a.step)) {
      if (await verifies(candidate.path)) return candidate;
    }
    return null;
  }

  /** Removes what nobody reads again once the outcome is durable: outputs are in the object store. */
  async trim(): Promise<void> {
    await rm(join(this.workspace, 'out'), { recursive: true, force: true });
    await rm(join(this.workspace, 'checkpoints'), { recursive: true, force: true });
  }

  private async read<T>(name: string, schema: z.ZodType<T>): Promise<T | null> {
    const text = await readFile(join(this.workspace, name), 'utf8').catch(() => null);
    const parsed = schema.safeParse(text === null ? null : parseJson(text));
    return parsed.success ? parsed.data : null;
  }

  private async slice(name: string, offset: number, maxBytes: number): Promise<Buffer> {
    const file = await open(join(this.workspace, name)).catch(() => null);
    if (!file) return Buffer.alloc(0);
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(maxBytes), 0, maxBytes, offset);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }
}

async function verifies(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, 'COMPLETE.json'), 'utf8').catch(() => '');
  const manifest = CheckpointManifest.safeParse(parseJson(text));
  if (!manifest.success) return false;
  for (const file of manifest.data.files) {
    if ((await sha256File(join(folder, file.path))) !== file.sha256) return false;
  }
  return true;
}

async function sha256File(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    return hash.digest('hex');
  } catch {
    return null;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
