import { realpathSync, statSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { answer } from '#client/client.js';
import { ApiError } from '#client/errors.js';
import type { operations } from '#client/schema.js';
import {
  type DatasetVersion,
  ensureDataset,
  findDataset,
  sha256OfFile,
  type Split,
  uploadFile,
  versionsOf,
} from '../data.js';
import { exitOf } from '../exits.js';
import type { Session } from '../session.js';
import { splitFile } from '../split.js';
import type { Manifest } from './manifest.js';
import { ManifestError } from './read-files.js';

type NewVersion = operations['dataset_versions_create']['requestBody']['content']['application/json'];
const SPLITS: readonly Split[] = ['train', 'validation', 'test'];

/** A Dataset document with its local files found, and the version of the same content where there is one. */
export interface DatasetPlan {
  manifest: Manifest;
  /** By split: a file of this machine, or an id of the service. */
  files: Partial<Record<Split, { path: string } | { id: string }>>;
  known: DatasetVersion | null;
  /** Deletes the files that `split` made. */
  remove: () => void;
}

/** Looks at the files and at the service; sends nothing. Throws ManifestError. */
export async function planDataset(session: Session, manifest: Manifest): Promise<DatasetPlan> {
  const given = filesOf(manifest);
  const cut = await cutOf(manifest, given);
  const files = { ...given, ...cut.files };
  const hashes: Partial<Record<Split, string>> = {};
  for (const [split, file] of Object.entries(files) as [Split, { path: string } | { id: string }][])
    if ('path' in file) hashes[split] = await sha256OfFile(file.path);
  const id = await findDataset(session, manifest.name);
  const known = (id ? await versionsOf(session, id) : []).find((version) =>
    SPLITS.every((split) => {
      const file = files[split];
      const there = version.splits[split];
      if (!file || !there) return !file && !there;
      return 'path' in file ? there.sha256 === hashes[split] : there.file_id === file.id;
    }),
  );
  return { manifest, files, known: known ?? null, remove: cut.remove };
}

/** The version that the document declares: the one that is there, or a new one. Throws ManifestError. */
export async function pushDataset(
  session: Session,
  { manifest, files, known }: DatasetPlan,
): Promise<{ version: DatasetVersion; created: boolean }> {
  const { files: _files, split: _split, ...facts } = manifest.spec;
  try {
    const id = await ensureDataset(session, manifest.name);
    const params = { path: { id } };
    const make = async (again: boolean) => {
      const ids: Partial<Record<Split, string>> = {};
      for (const [split, file] of Object.entries(files) as [Split, { path: string } | { id: string }][]) {
        const there = again ? undefined : known?.splits[split]?.file_id;
        ids[split] = 'id' in file ? file.id : (there ?? (await uploadFile(session, file.path)).id);
      }
      const body = { ...facts, files: ids } as NewVersion;
      return answer(session.client.POST('/v1/datasets/{id}/versions', { params, body }));
    };
    // asked also where the content is known: another license or source for it is a conflict, never passed over
    const version = await make(false).catch((error: unknown) => {
      const isGone = known !== null && error instanceof ApiError && error.code === 'file_not_found';
      if (!isGone) throw error;
      return make(true);
    });
    return { version, created: version.id !== known?.id };
  } catch (error) {
    throw placed(manifest, error);
  }
}

/** A refusal of the service with its place in the file; anything else as it is. */
export function placed(manifest: Manifest, error: unknown): unknown {
  if (!(error instanceof ApiError) || error.status >= 500 || error.status === 401 || error.status === 429)
    return error;
  const listed = (error.facts['faults'] ?? []) as { param?: string; code?: string; message?: string }[];
  const told = listed.filter(
    (one): one is { param?: string; code?: string; message: string } => !!one.message,
  );
  const refusals = told.some(({ param }) => param) ? told : [error];
  const faults = refusals.map((one) => ({ ...manifest.placeOf(one), message: one.message }));
  const made = new ManifestError(faults, exitOf(error));
  made.facts = { ...made.facts, code: error.code, request_id: error.requestId };
  return made;
}

function filesOf(manifest: Manifest): DatasetPlan['files'] {
  const wrong = (param: string, message: string) =>
    new ManifestError([{ ...manifest.placeOf({ param, message: '' }), message }]);
  const given = manifest.spec['files'];
  if (given === null || typeof given !== 'object' || Array.isArray(given))
    throw wrong('files', "'files' is missing: a mapping of train, validation and test to files");
  const files: DatasetPlan['files'] = {};
  for (const [split, file] of Object.entries(given)) {
    const param = `files.${split}`;
    if (!SPLITS.includes(split as Split)) throw wrong(param, `no split '${split}': ${SPLITS.join(', ')}`);
    if (typeof file !== 'string' || file === '') throw wrong(param, 'must be a path or the id of a file');
    files[split as Split] = file.startsWith('file-')
      ? { id: file }
      : { path: localFile(manifest, file, (message) => wrong(param, message)) };
  }
  if (!files.train) throw wrong('files', "'files.train' is missing");
  return files;
}

/** A declaration from elsewhere cannot have other files of this machine uploaded. */
function localFile(manifest: Manifest, name: string, wrong: (message: string) => Error): string {
  const folder = manifest.file === '<stdin>' ? '.' : dirname(manifest.file);
  let path: string;
  try {
    path = realpathSync(resolve(folder, name));
    if (!statSync(path).isFile()) throw new Error('it is no regular file');
  } catch (cause) {
    throw wrong(`${name} cannot be read: ${(cause as Error).message}`);
  }
  const roots = [folder, '.'].map((root) => realpathSync(root));
  if (roots.some((root) => path.startsWith(root === sep ? sep : root + sep))) return path;
  throw wrong(`${name} lies outside the folder of this document and the current directory`);
}

async function cutOf(manifest: Manifest, files: DatasetPlan['files']) {
  const split = manifest.spec['split'];
  if (split === undefined || split === null) return { files: {}, remove: () => undefined };
  const wrong = (message: string) =>
    new ManifestError([{ ...manifest.placeOf({ param: 'split', message: '' }), message }]);
  const train = files.train;
  if (Object.keys(files).length > 1 || !train || !('path' in train))
    throw wrong("'split' cuts one local file: give files.train alone");
  const isShares =
    typeof split === 'object' &&
    !Array.isArray(split) &&
    Object.values(split).every((n) => typeof n === 'number');
  if (!isShares) throw wrong('must be shares such as { test: 0.2, validation: 0.1 }');
  const shares = Object.entries(split as Record<string, number>).map(([name, share]) => `${name}=${share}`);
  const made = await splitFile(train.path, shares.join(',')).catch((error: unknown) => {
    throw wrong((error as Error).message);
  });
  const paths = Object.entries(made.files).map(([name, path]) => [name, { path }]);
  return { files: Object.fromEntries(paths) as DatasetPlan['files'], remove: made.remove };
}
