import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, open, rename, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { unavailable } from '#kernel/errors.js';
import { failpoint } from '#platform/failpoints.js';
import { syncFolder } from '#platform/key-file.js';
import type { ObjectStorePort } from '#platform/object-store.port.js';
import { parseRow } from '#dataset-checks/check-json.js';
import { LineSplitter } from '#dataset-checks/check-lines.js';

export interface StagedFile {
  path: string;
  /** Of the staged bytes, which a recipe checks before it reads them. */
  sha256: string;
}

type Bytes = AsyncIterable<Buffer>;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Read-only copies of splits on this machine, named by their own sha256. A copy has the uploaded bytes, but for what recipes
 * do not read: a byte order mark is left out, and a prompt/completion pair becomes a user and an assistant message.
 */
export class StagedFiles {
  constructor(
    private readonly store: ObjectStorePort,
    private readonly root: string,
  ) {}

  /** The copy of the object `sha256`. Throws unavailable `dataset_damaged` when the store gives other bytes. */
  async stage(sha256: string, format: string): Promise<StagedFile> {
    const same = join(this.root, `${sha256}.jsonl`);
    if (format !== 'completion' && (await hashOf(same)) === sha256) {
      await utimes(same, new Date(), new Date()); // the cache's sweep spares what was used lately
      return { path: same, sha256 };
    }
    await mkdir(this.root, { recursive: true, mode: 0o700 });
    const making = join(this.root, `making-${randomUUID()}`);
    try {
      const made = await this.copy(sha256, format, making);
      failpoint('dataset.stage');
      const path = join(this.root, `${made}.jsonl`);
      await rename(making, path);
      await syncFolder(this.root);
      return { path, sha256: made };
    } finally {
      await rm(making, { force: true });
    }
  }

  private async copy(sha256: string, format: string, to: string): Promise<string> {
    const stored = createHash('sha256');
    const made = createHash('sha256');
    const source = through(await this.store.open(sha256), stored);
    const rows = format === 'completion' ? asChat(source) : withoutMark(source);
    const file = await open(to, 'wx', 0o600);
    await pipeline(through(rows, made), file.createWriteStream({ flush: true }));
    if (stored.digest('hex') !== sha256) {
      throw unavailable(
        'dataset_damaged',
        'The stored bytes of the dataset are not those that were uploaded.',
      );
    }
    await chmod(to, 0o444);
    return made.digest('hex');
  }
}

async function* through(bytes: Bytes, hash: Hash): Bytes {
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
}

async function* withoutMark(bytes: Bytes): Bytes {
  let start = Buffer.alloc(0);
  let decided = false;
  for await (const chunk of bytes) {
    if (decided) {
      yield chunk;
      continue;
    }
    start = Buffer.concat([start, chunk]);
    decided = start.length >= BOM.length;
    if (decided) yield start.subarray(0, BOM.length).equals(BOM) ? start.subarray(BOM.length) : start;
  }
  if (!decided) yield start;
}

/** Prompt/completion rows as chat rows. */
async function* asChat(bytes: Bytes): Bytes {
  const lines = new LineSplitter();
  const chat = (line: { number: number; bytes: Buffer | null }): Buffer => {
    const parsed = line.bytes && line.bytes.length > 0 ? parseRow(line.bytes, line.number) : null;
    if (!parsed || 'code' in parsed) return Buffer.alloc(0);
    const { prompt, completion } = parsed.row;
    const messages = [
      { role: 'user', content: prompt },
      { role: 'assistant', content: completion },
    ];
    return Buffer.from(`${JSON.stringify({ messages })}\n`);
  };
  for await (const chunk of bytes) {
    const rows = [...lines.push(chunk)].map(chat);
    yield Buffer.concat(rows);
  }
  yield Buffer.concat([...lines.end()].map(chat));
}

async function hashOf(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }))
      hash.update(chunk as Buffer);
    return hash.digest('hex');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
}
