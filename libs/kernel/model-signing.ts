import { createHash } from 'node:crypto';
import type { Statement } from './dsse.js';

/** OpenSSF Model Signing v1.0: https://github.com/ossf/model-signing-spec */
export const OMS_PREDICATE = 'https://model_signing/signature/v1.0';

/** A file by its path below the model, `/` between names, and the sha256 of its bytes. */
export interface SignedFile {
  path: string;
  sha256: string;
}

/** The statement that signs every file of a model by its hash; the subject's digest is the hash over all hashes. */
export function modelSignature(name: string, files: readonly SignedFile[]): Statement {
  const sorted = files.toSorted((a, b) => byParts(a.path, b.path));
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
export function signsFiles(statement: Statement, files: readonly SignedFile[]): boolean {
  const again = modelSignature(statement.subject[0]?.name ?? '', files);
  return JSON.stringify(signed(statement)) === JSON.stringify(signed(again));
}

/** What differs from what was signed, one sentence a file; empty where nothing does. */
export function signatureFaults(statement: Statement, files: readonly SignedFile[]): string[] {
  if (statement.predicateType !== OMS_PREDICATE) return ['the signature is no model signature'];
  const was = new Map(signed(statement)[2].map(([name, , digest]) => [name, digest]));
  const is = new Map(files.map(({ path, sha256 }) => [path, sha256]));
  const faults = [
    ...[...was].flatMap(([path, digest]) =>
      !is.has(path) ? `${path}: is missing` : is.get(path) === digest ? [] : `${path}: has other bytes`,
    ),
    ...[...is.keys()].filter((path) => !was.has(path)).map((path) => `${path}: was not signed`),
  ];
  return faults.length > 0 || signsFiles(statement, files)
    ? faults
    : ['the digest over all files is another one'];
}

type Signed = [string, string[], [name: string, algorithm: string, digest: string][]];
function signed({ predicateType, subject, predicate }: Statement): Signed {
  const { resources } = predicate as { resources?: { name: string; algorithm: string; digest: string }[] };
  const list = (resources ?? []).map(({ name, algorithm, digest }): Signed[2][number] => [
    name,
    algorithm,
    digest,
  ]);
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
