import { createHash } from 'node:crypto';
import { invalid } from '#kernel/errors.js';

/** One file of an artifact. `path` is relative to the artifact, `/` between names. */
export interface ManifestFile {
  path: string;
  size_bytes: number;
  sha256: string;
}

const MAX_PATH = 512;
const MAX_FILES = 10_000;

/**
 * The files in canonical order, once every path is safe on any machine and in any object store: relative, NFC, no `.`,
 * `..`, empty name, backslash or control character, none twice, none both file and folder. Throws AppError `unsafe_path`.
 */
export function canonicalManifest(files: readonly ManifestFile[]): ManifestFile[] {
  if (files.length === 0 || files.length > MAX_FILES) {
    throw invalid(
      'invalid_manifest',
      `An artifact has 1 to ${MAX_FILES} files, this one has ${files.length}.`,
    );
  }
  const seen = new Set<string>();
  for (const { path, sha256, size_bytes } of files) {
    assertSafePath(path);
    if (seen.has(path)) throw unsafe(path, 'is named twice');
    if (!/^[0-9a-f]{64}$/.test(sha256) || !Number.isSafeInteger(size_bytes) || size_bytes < 0) {
      throw invalid('invalid_manifest', `The entry of '${path}' has no sha256 or size.`);
    }
    seen.add(path);
  }
  for (const { path } of files) {
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
      if (seen.has(path.slice(0, at))) throw unsafe(path, 'lies in a folder that is also a file');
    }
  }
  return files
    .map(({ path, size_bytes, sha256 }) => ({ path, size_bytes, sha256 }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** sha256 of the canonical JSON of the manifest: the digest that stands for the whole artifact. */
export function manifestDigest(files: readonly ManifestFile[]): string {
  const entries = canonicalManifest(files).map(({ path, sha256, size_bytes }) => ({
    path,
    sha256,
    size_bytes,
  }));
  return createHash('sha256')
    .update(JSON.stringify({ files: entries, version: 1 }))
    .digest('hex');
}

/** Throws AppError `unsafe_path` with the reason. */
export function assertSafePath(path: string): void {
  if (path.length === 0 || path.length > MAX_PATH)
    throw unsafe(path, `must have 1 to ${MAX_PATH} characters`);
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) throw unsafe(path, 'is absolute');
  if (path.includes('\\')) throw unsafe(path, 'holds a backslash');
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(path)) throw unsafe(path, 'holds a control character');
  if (/\p{Cs}/u.test(path) || path !== path.normalize('NFC'))
    throw unsafe(path, 'is not in Unicode form NFC');
  if (path.split('/').some((name) => name === '' || name === '.' || name === '..')) {
    throw unsafe(path, 'has an empty, `.` or `..` part');
  }
}

const unsafe = (path: string, why: string) =>
  invalid('unsafe_path', `The path ${JSON.stringify(path.slice(0, 200))} ${why}.`, { param: 'path' });
