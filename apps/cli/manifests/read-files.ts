import { closeSync, fstatSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CliError, EXIT } from '../exits.js';
import { type Manifest, type ManifestFault, readManifests, twins } from './manifest.js';

const MAX_BYTES = 1024 * 1024;

/** A declaration that is not taken: every fault with file, line and column, as compilers write them. */
export class ManifestError extends CliError {
  constructor(
    readonly faults: readonly ManifestFault[],
    exit: CliError['exit'] = EXIT.usage,
    fix: string | null = null,
  ) {
    super(faults.map(faultLine).join('\n'), exit, fix);
    this.facts = { faults };
  }
}
const faultLine = ({ file, line, column, message }: ManifestFault): string =>
  `${file}:${line}:${column}: ${message}`;

/** Every document of the files, of the folders' YAML and JSON files, and of stdin (`-`). Throws ManifestError with all faults. */
export async function manifestsOf(paths: readonly string[]): Promise<Manifest[]> {
  if (paths.filter((path) => path === '-').length > 1)
    throw new CliError('stdin can be read once', EXIT.usage);
  const manifests: Manifest[] = [];
  const faults: ManifestFault[] = [];
  for (const path of paths.flatMap(expanded)) {
    const source = path === '-' ? await text(process.stdin) : textOfFile(path);
    const file = path === '-' ? '<stdin>' : path;
    if (Buffer.byteLength(source) > MAX_BYTES) throw tooBig(file);
    const found = readManifests(file, source);
    manifests.push(...found.manifests);
    faults.push(...found.faults);
  }
  faults.push(...twins(manifests));
  if (faults.length > 0) throw new ManifestError(faults.slice(0, 50));
  return manifests;
}

function expanded(path: string): string[] {
  if (path === '-') return [path];
  try {
    if (!statSync(path).isDirectory()) return [path];
    const files = readdirSync(path).filter((name) => /\.(ya?ml|json)$/.test(name));
    if (files.length === 0) throw new Error('no .yaml, .yml or .json file in it');
    return files.sort().map((name) => join(path, name));
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** Throws CliError for a file that cannot be read, or is larger than 1 MiB. */
export function textOfFile(path: string): string {
  try {
    const fd = openSync(path, 'r');
    try {
      const { size } = fstatSync(fd);
      if (size > MAX_BYTES) throw tooBig(path);
      return readFileSync(fd, 'utf8');
    } finally {
      closeSync(fd);
    }
  } catch (cause) {
    throw cause instanceof CliError ? cause : unreadable(path, cause);
  }
}

const tooBig = (path: string) => new CliError(`${path} is larger than 1 MiB`, EXIT.usage);
const unreadable = (path: string, cause: unknown) =>
  new CliError(`${path} cannot be read: ${(cause as Error).message}`, EXIT.usage);
