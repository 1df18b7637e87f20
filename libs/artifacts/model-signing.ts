import { createHash } from 'node:crypto';
import type { Statement } from '#platform/dsse.js';
import { canonicalManifest, type ManifestFile } from './manifest.js';

/** OpenSSF Model Signing v1.0: https://github.com/ossf/model-signing-spec */
export const OMS_PREDICATE = 'https://model_signing/signature/v1.0';

/** The statement that signs every file of a model by its hash; the subject's digest is the hash over all hashes. */
export function modelSignature(name: string, files: readonly ManifestFile[]): Statement {
  const sorted = canonicalManifest(files).sort((a, b) => byParts(a.path, b.path));
  const all = createHash('sha256');
  for (const { sha256 } of sorted) all.update(Buffer.from(sha256, 'hex'));
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name, digest: { sha256: all.digest('hex') } }],
    predicateType: OMS_PREDICATE,
    predicate: {
      serialization: { method: 'files', hash_type: 'sha256', allow_symlinks: false, ignore_paths: [] },
      resources: sorted.map(({ path, sha256 }) => ({ name: path, algorithm: 'sha256', digest: sha256 })),
    },
  };
}

/** True when the statement signs exactly these files, no more and no fewer. */
export function signsFiles(statement: Statement, files: readonly ManifestFile[]): boolean {
  const again = modelSignature(statement.subject[0]?.name ?? '', files);
  return JSON.stringify(signed(statement)) === JSON.stringify(signed(again));
}

function signed({ predicateType, subject, predicate }: Statement) {
  const { resources } = predicate as { resources?: { name: string; algorithm: string; digest: string }[] };
  const list = (resources ?? []).map(({ name, algorithm, digest }) => [name, algorithm, digest]);
  return [predicateType, subject.map((one) => one.digest.sha256), list];
}

// The reference tool sorts by path components, so that `a/b` comes before `a-b`.
function byParts(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    if (left[i] !== right[i]) return Buffer.compare(Buffer.from(left[i]!), Buffer.from(right[i]!));
  }
  return left.length - right.length;
}
