import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { CliError, EXIT } from './exits.js';

const LARGEST_BYTES = 64 * 1024 * 1024;

/** What a paper says that was saved: a record, a signature, a key. Throws CliError with exit 2. */
export function readText(path: string): string {
  const bytes = bytesOf(path);
  if (bytes.length <= LARGEST_BYTES) return bytes.toString('utf8');
  throw new CliError(`${path} is too large to be read`, EXIT.usage);
}

/** What a file holds. Throws CliError with exit 2. */
export function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CliError(`${path} cannot be read: ${(error as Error).message}`, EXIT.usage);
  }
}

/** Saves it under `path`. Throws CliError with exit 2. */
export const written = (path: string, text: string): void => writing(path, () => writeFileSync(path, text));

/** Does what makes the file `path`. Throws CliError with exit 2. */
export function writing<T>(path: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new CliError(`${path} cannot be written: ${(error as Error).message}`, EXIT.usage);
  }
}

/** Fields with values, in YAML or JSON. Throws CliError with exit 2. */
export function readMapping(path: string): Record<string, unknown> {
  const text = readText(path);
  try {
    const read: unknown = parse(text);
    if (read !== null && typeof read === 'object' && !Array.isArray(read))
      return read as Record<string, unknown>;
    throw new Error('it holds no mapping');
  } catch (cause) {
    throw new CliError(`${path}: ${(cause as Error).message}`, EXIT.usage);
  }
}
