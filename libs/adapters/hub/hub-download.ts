import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskError } from '#adapters/filesystem/disk-error.js';
import { AppError, invalid } from '#kernel/errors.js';
import { syncFolder } from '#platform/key-file.js';
import { unreachable } from './hub-fetch.js';

export interface Download {
  url: string;
  token?: string;
  fetch: typeof fetch;
  sizeBytes: number;
  sha256: string | null;
  /** Git blob id, for a file that the hub knows by no sha256. */
  oid?: string;
  toPath: string;
  onBytes?: (bytes: number) => void;
  /** Waits between tries; tests make it short. */
  retryMs: number;
}

const TRIES = 6;

/**
 * One file to `toPath`, going on from `<toPath>.part` where an earlier try or process broke off. The file gets its name only
 * when size and hash are the promised ones; a damaged part is dropped and fetched once more before it is an error.
 */
export async function download(job: Download): Promise<void> {
  const part = `${job.toPath}.part`;
  for (let damaged = 0; ; damaged += 1) {
    await fetchPart(job, part);
    if (await isPromised(job, part)) break;
    await rm(part, { force: true });
    if (damaged === 1) {
      throw invalid('hash_mismatch', 'The hub gave other bytes than it promised, twice.', {
        param: 'source.repo',
      });
    }
  }
  await rename(part, job.toPath);
  await syncFolder(dirname(job.toPath));
}

async function fetchPart(job: Download, part: string): Promise<void> {
  for (let failures = 0; ;) {
    const have = await sizeOf(part);
    if (have > job.sizeBytes) await rm(part);
    if (have === job.sizeBytes) return touch(part);
    try {
      await append(job, part, have > job.sizeBytes ? 0 : have);
    } catch (error) {
      const fatal = error instanceof AppError && error.code !== 'source_unavailable';
      // Bytes gained make the next try a fresh start: a long download may break off many times.
      failures = (await sizeOf(part)) > have ? 1 : failures + 1;
      if (fatal || failures >= TRIES) throw error;
      await new Promise((wake) => setTimeout(wake, job.retryMs * 2 ** failures));
    }
  }
}

async function append(job: Download, part: string, from: number): Promise<void> {
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (from > 0) headers['range'] = `bytes=${from}-`;
  if (job.token) headers['authorization'] = `Bearer ${job.token}`;
  const response = await job.fetch(job.url, { headers });
  // A server that ignores the range sends the file from its start.
  const file = await open(part, from > 0 && response.status === 206 ? 'a' : 'w', 0o644);
  try {
    await writeAll(job, response, file, response.status === 206 ? from : 0);
    await file.sync();
  } catch (error) {
    const disk = diskError(error);
    throw disk instanceof AppError ? disk : unreachable(error);
  } finally {
    await file.close();
  }
}

async function writeAll(job: Download, response: Response, file: FileHandle, from: number): Promise<void> {
  let at = from;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    at += chunk.length;
    if (at > job.sizeBytes)
      throw invalid('hash_mismatch', `The hub sent more than the promised ${job.sizeBytes} bytes.`);
    for (let done = 0; done < chunk.length;) done += (await file.write(chunk, done)).bytesWritten;
    job.onBytes?.(chunk.length);
  }
  if (at < job.sizeBytes) throw unreachable(new Error(`the answer ended at byte ${at} of ${job.sizeBytes}`));
}

async function isPromised({ sha256, oid, sizeBytes }: Download, path: string): Promise<boolean> {
  const check = async (hash: Hash) => {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }))
      hash.update(chunk as Buffer);
    return hash.digest('hex');
  };
  if (sha256) return (await check(createHash('sha256'))) === sha256;
  if (oid) return (await check(createHash('sha1').update(`blob ${sizeBytes}\0`))) === oid;
  return false;
}

const sizeOf = (path: string): Promise<number> =>
  stat(path)
    .then((seen) => seen.size)
    .catch(() => 0);
const touch = async (path: string): Promise<void> => (await open(path, 'a')).close();
