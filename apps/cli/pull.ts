import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { answer } from '#client/client.js';
import { errorOf } from '#client/errors.js';
import { CliError, EXIT } from './exits.js';
import { get } from './get.js';
import type { Session } from './session.js';
import { versionOf } from './versions.js';

export interface SignedArtifact {
  id: string;
  name: string;
  files: { path: string; size_bytes: number; sha256: string }[];
  signature: { dsseEnvelope: unknown };
  publicKey: string | null;
}

// what a version is made of, in the order of their making: JSON of the database keeps none
const ROLES = ['adapter', 'merged', 'gguf', 'quantized'];
const rank = (role: string) => (ROLES.indexOf(role) + ROLES.length + 1) % (ROLES.length + 1);

/** The artifacts that a word of the user means: one by its id, or those of a version, its main one first. */
export async function artifactIds(session: Session, ref: string): Promise<string[]> {
  if (ref.startsWith('art_')) return [ref];
  const { artifacts } = await versionOf(session, ref);
  const roles = Object.entries(artifacts as Record<string, string>);
  return roles.toSorted(([a], [b]) => rank(a) - rank(b)).map(([, id]) => id);
}

export async function signedArtifact(session: Session, id: string): Promise<SignedArtifact> {
  const params = { path: { id } };
  const [{ name }, { files }, { model_signature, public_key }] = await Promise.all([
    answer(session.client.GET('/v1/artifacts/{id}', { params })),
    answer(session.client.GET('/v1/artifacts/{id}/manifest', { params })),
    answer(session.client.GET('/v1/artifacts/{id}/attestation', { params })),
  ]);
  return {
    id,
    name: String(name),
    files: files as SignedArtifact['files'],
    signature: model_signature as SignedArtifact['signature'],
    publicKey: public_key as string | null,
  };
}

/** The bytes of one file. Throws ApiError where a license keeps them here. */
export async function fileBytes(session: Session, id: string, path: string): Promise<Readable> {
  const query = new URLSearchParams({ path });
  const first = await get(session, `/v1/artifacts/${encodeURIComponent(id)}/content?${query.toString()}`);
  const to = first.headers.get('location');
  if (first.status !== 302 || !to) throw await errorOf(first);
  // the link is its own key, maybe of an object store: ours is not sent along
  const response = await fetch(new URL(to, session.baseUrl), { signal: session.signal });
  if (!response.ok || !response.body) throw await errorOf(response);
  return Readable.fromWeb(response.body as never);
}

export async function sha256Of(bytes: Readable): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of bytes) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Downloads an artifact, or the main one of a version: whole or not at all. */
export async function pull(session: Session, ref: string, out: string | undefined): Promise<void> {
  const all = await Promise.all((await artifactIds(session, ref)).map((id) => signedArtifact(session, id)));
  const main = all[0];
  if (!main) throw new CliError(`${ref} has no artifact`, EXIT.notFound);
  const folder = resolve(out ?? main.name);
  for (const path of [folder, `${folder}.sig`, `${folder}.pub`])
    if (existsSync(path))
      throw new CliError(`${path} is there already`, EXIT.conflict, 'name another with -o');
  const part = `${folder}.part-${process.pid}`;
  try {
    for (const file of main.files) await save(session, main.id, file, part);
    renameSync(part, folder);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
  writeFileSync(`${folder}.sig`, JSON.stringify(main.signature));
  if (main.publicKey) writeFileSync(`${folder}.pub`, main.publicKey);
  session.print(
    {
      object: 'pulled',
      artifact: main.id,
      path: folder,
      signature: `${folder}.sig`,
      files: main.files.length,
    },
    `${main.files.length} file(s) of ${main.id} in ${folder}; check them with: luthier verify ${folder} --key <your copy of the key>`,
  );
}

async function save(
  session: Session,
  id: string,
  file: SignedArtifact['files'][number],
  folder: string,
): Promise<void> {
  const to = resolve(folder, file.path);
  if (!to.startsWith(join(folder, '/')))
    throw new CliError(`the service names a file outside of the folder: ${file.path}`);
  mkdirSync(dirname(to), { recursive: true });
  const hash = createHash('sha256');
  const counted = async function* (bytes: AsyncIterable<Buffer>) {
    for await (const chunk of bytes) {
      hash.update(chunk);
      yield chunk;
    }
  };
  session.say(`${file.path} (${file.size_bytes} bytes)`);
  await pipeline(await fileBytes(session, id, file.path), counted, createWriteStream(to, { flags: 'wx' }));
  if (hash.digest('hex') !== file.sha256)
    throw new CliError(
      `${file.path} came with other bytes than were signed`,
      EXIT.failed,
      'luthier verify names the file in the store',
    );
}
