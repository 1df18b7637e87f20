import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { invalid } from '#kernel/errors.js';

export interface SafeFile {
  handle: FileHandle;
  size: number;
  /** Exactly `length` bytes from `offset`; throws at the file's end. */
  read(offset: number, length: number): Promise<Buffer>;
}

/**
 * Opens the regular file `path` (already known to be a safe relative path) inside `folder`, following no symbolic link on
 * the way. Throws AppError `symlink_refused` or `file_missing`. The caller closes `handle`.
 */
export async function openInside(folder: string, path: string): Promise<SafeFile> {
  const full = join(folder, path);
  const refuse = () =>
    invalid('symlink_refused', `'${path}' is a link or no regular file; only files are taken.`, {
      param: path,
    });
  const gone = (cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')
      throw invalid('file_missing', `'${path}' is not there.`, { param: path });
    if (cause.code === 'ELOOP') throw refuse();
    throw cause;
  };
  // O_NONBLOCK: a named pipe in the folder must not hang us.
  const handle = await open(full, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    gone,
  );
  try {
    const real = await realpath(full).catch(gone);
    const stats = await handle.stat();
    if (real !== join(await realpath(folder), path) || !stats.isFile()) throw refuse();
    return { handle, size: stats.size, read: (offset, length) => readExactly(handle, offset, length) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readExactly(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) throw new Error(`the file ended at byte ${offset + done}`);
    done += bytesRead;
  }
  return bytes;
}
