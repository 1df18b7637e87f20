import { readFileSync } from 'node:fs';
import { CliError, EXIT } from './exits.js';

const LARGEST_BYTES = 64 * 1024 * 1024;

/** What a paper says that was saved: a record, a signature, a key. Throws CliError with exit 2. */
export function readText(path: string): string {
  try {
    const bytes = readFileSync(path);
    if (bytes.length <= LARGEST_BYTES) return bytes.toString('utf8');
  } catch (error) {
    throw new CliError(`${path} cannot be read: ${(error as Error).message}`, EXIT.usage);
  }
  throw new CliError(`${path} is too large to be read`, EXIT.usage);
}
