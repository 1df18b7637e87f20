import { createHash } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { answer } from '#client/client.js';
import { ApiError } from '#client/errors.js';
import type { operations } from '#client/schema.js';
import { CliError, EXIT } from './exits.js';
import { everyOf } from './pages.js';
import type { Session } from './session.js';

export type Split = 'train' | 'validation' | 'test';
export type DatasetVersion =
  operations['dataset_versions_get']['responses'][200]['content']['application/json'];
type NewVersion = operations['dataset_versions_create']['requestBody']['content']['application/json'];
type UploadedFile = operations['files_create']['responses'][200]['content']['application/json'];

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash).catch((cause: unknown) => {
    throw new CliError(`${path} cannot be read: ${(cause as Error).message}`, EXIT.usage);
  });
  return hash.digest('hex');
}

/** Uploads a JSONL file as OpenAI's clients do; the bytes are streamed from disk. Faults come back with their lines. */
export async function uploadFile(
  session: Session,
  path: string,
  purpose: 'fine-tune' | 'user_data' = 'fine-tune',
): Promise<UploadedFile> {
  const bytes = await openAsBlob(path).catch((cause: unknown) => {
    throw new CliError(`${path} cannot be read: ${(cause as Error).message}`, EXIT.usage);
  });
  const form = new FormData();
  form.set('purpose', purpose);
  form.set('file', bytes, basename(path));
  const upload = { body: form as never, bodySerializer: (body: unknown) => body as FormData };
  return answer(session.client.POST('/v1/files', upload));
}

/** The dataset of this name, made when there is none. */
export async function ensureDataset(session: Session, name: string): Promise<string> {
  const found = await findDataset(session, name);
  if (found) return found;
  try {
    return (await answer(session.client.POST('/v1/datasets', { body: { name } }))).id;
  } catch (error) {
    const raced = error instanceof ApiError && error.status === 409 ? await findDataset(session, name) : null;
    if (raced) return raced;
    throw error;
  }
}

export async function findDataset(session: Session, name: string): Promise<string | null> {
  for (let after: string | undefined; ;) {
    const query = { limit: '100', ...(after ? { after } : {}) };
    const page = await answer(session.client.GET('/v1/datasets', { params: { query } }));
    const hit = page.data.find((one) => one['name'] === name);
    if (hit) return String(hit['id']);
    if (!page.has_more || !page.last_id) return null;
    after = page.last_id;
  }
}

/** All of them, newest first. */
export const versionsOf = (session: Session, datasetId: string): Promise<DatasetVersion[]> =>
  everyOf((page) => versionPage(session, datasetId, page));

const versionPage = (session: Session, id: string, query: { limit: string; after?: string }) =>
  answer(session.client.GET('/v1/datasets/{id}/versions', { params: { path: { id }, query } }));

export interface Push extends Omit<NewVersion, 'files'> {
  name: string;
  files: Partial<Record<Split, string>>;
}

/** Makes a version of local files. Content that is there already under the same license is not sent again. */
export async function pushData(
  session: Session,
  push: Push,
): Promise<{ version: DatasetVersion; reused: boolean }> {
  const { name, files, ...facts } = push;
  const found = await findDataset(session, name);
  const hashes: Partial<Record<Split, string>> = {};
  for (const [split, path] of Object.entries(files) as [Split, string][])
    hashes[split] = await sha256OfFile(path);
  const same = (version: DatasetVersion) =>
    (['train', 'validation', 'test'] as const).every(
      (split) => version.splits[split]?.sha256 === hashes[split],
    ) &&
    (facts.license === undefined || version.license.declared === facts.license) &&
    (facts.attribution === undefined || version.attribution === facts.attribution) &&
    // the service compares origins itself: names stand for ids there
    facts.generated_by === undefined &&
    facts.derived_from === undefined;
  const known = found ? (await versionsOf(session, found)).find(same) : undefined;
  if (known) return { version: known, reused: true };
  const ids: Partial<Record<Split, string>> = {};
  for (const [split, path] of Object.entries(files) as [Split, string][])
    ids[split] = (await uploadFile(session, path)).id;
  // behind the files: one with faults makes no dataset
  const datasetId = found ?? (await ensureDataset(session, name));
  const body = { ...facts, files: ids as NewVersion['files'] };
  const version = await answer(
    session.client.POST('/v1/datasets/{id}/versions', { params: { path: { id: datasetId } }, body }),
  );
  return { version, reused: false };
}

const candidates = async (session: Session, datasetId: string, number: string | undefined) =>
  number === undefined
    ? (await versionPage(session, datasetId, { limit: '1' })).data
    : versionsOf(session, datasetId);

/** A version by `dsv_` id, by dataset name (its newest version), or as `name@3`. */
export async function resolveVersion(session: Session, ref: string): Promise<string> {
  if (ref.startsWith('dsv_')) return ref;
  const [name = '', number] = ref.split('@');
  const datasetId = await findDataset(session, name);
  const versions = datasetId === null ? [] : await candidates(session, datasetId, number);
  const hit = versions.find((version) => number === undefined || String(version.number) === number);
  if (hit) return hit.id;
  throw new CliError(`no dataset version ${ref}`, EXIT.notFound, 'luthier ls datasets shows what is there');
}
