import { type ListFileEntry, listFiles, modelInfo } from '@huggingface/hub';
import { assertSafePath } from '#artifacts/manifest.js';
import { dangerOf, forbidden, roleOf } from '#base-models/model-folder.js';
import { isLicenseName } from '#base-models/model-license.js';
import { MOST_TEXT_BYTES, type PublishedTerms, type PublishedText } from '#base-models/published-terms.js';
import type { ModelSourcePort, ResolvedSource, SourceFile, SourceRef } from '#base-models/source.port.js';
import { AppError, denied, invalid, notFound } from '#kernel/errors.js';
import { download } from './hub-download.js';
import { hubFetch, unreachable } from './hub-fetch.js';

export interface HubSettings {
  /** HF_ENDPOINT. */
  endpoint: string;
  /** HF_TOKEN; sent to the endpoint alone. */
  token?: string;
  maxBytes?: number;
  retryMs?: number;
}

const MAX_FILES = 2000;
const MAX_BYTES = 4 * 1024 ** 4;

/** The Hugging Face Hub, or what speaks its protocol, at a pinned commit. */
export class HubSource implements ModelSourcePort {
  readonly type = 'hub' as const;

  constructor(private readonly settings: HubSettings) {}

  async resolve(ref: SourceRef): Promise<ResolvedSource> {
    const { repo, revision, gated, said, entries } = await this.look(ref);
    const isPipeline = entries.some(({ path }) => path === 'model_index.json');
    const all = isPipeline ? await this.tree(repo, revision, { recursive: true }) : entries;
    const files = filesOf(all, this.settings.maxBytes ?? MAX_BYTES, isPipeline ? ONE_FOLDER : ROOT);
    return { ref: { type: 'hub', repo, revision }, revision, sha256: null, gated, ...files, ...said };
  }

  async terms(ref: SourceRef): Promise<PublishedTerms> {
    const { repo, revision, said, entries } = await this.look(ref);
    const text = async (is: (name: string) => boolean): Promise<PublishedText | null> => {
      const entry = entries.find(({ type, path }) => type === 'file' && is(path));
      if (!entry) return null;
      const bytes = await ask(
        firstBytes(hubFetch(repo), this.address(repo, revision, entry.path), this.settings),
      );
      return { path: entry.path, bytes, sizeBytes: entry.lfs?.size ?? entry.size };
    };
    const license = await text(isLicenseName);
    return { revision, ...said, license, card: await text((name) => name === 'README.md') };
  }

  /** The commit behind a revision, what its card says of the license, and the files of its root. */
  private async look(ref: SourceRef) {
    const repo = repoOf(ref);
    const { endpoint: hubUrl, token: accessToken } = this.settings;
    const common = { hubUrl, accessToken, fetch: hubFetch(repo) };
    const info = await ask(
      modelInfo({ ...common, name: repo, revision: revisionOf(ref), additionalFields: ['sha', 'cardData'] }),
    );
    const revision = String(info.sha);
    if (!/^[0-9a-f]{40}$/.test(revision)) throw unreachable(new Error('the hub named no commit'));
    const asked = revisionOf(ref);
    if (/^[0-9a-f]{40}$/.test(asked) && asked !== revision) {
      throw notFound('source_not_found', `'${repo}' answered commit ${revision} for ${asked}.`, {
        param: 'source.revision',
      });
    }
    if (info.gated && !accessToken) throw gated(repo);
    const entries = await this.tree(repo, revision, {});
    const said = licenseOf(info.cardData as Record<string, unknown> | undefined);
    return { repo, revision, gated: Boolean(info.gated), said, entries };
  }

  private tree(repo: string, revision: string, { recursive = false }): Promise<ListFileEntry[]> {
    const { endpoint: hubUrl, token: accessToken } = this.settings;
    const common = { hubUrl, accessToken, fetch: hubFetch(repo) };
    return ask(collect(listFiles({ ...common, repo, revision, recursive })));
  }

  private address(repo: string, revision: string, path: string): string {
    const name = path.split('/').map(encodeURIComponent).join('/');
    return `${this.settings.endpoint.replace(/\/+$/, '')}/${repo}/resolve/${revision}/${name}`;
  }

  async fetch(
    source: ResolvedSource,
    file: SourceFile,
    toPath: string,
    onBytes?: (bytes: number) => void,
  ): Promise<void> {
    const repo = repoOf(source.ref);
    await download({
      url: this.address(repo, source.revision!, file.path),
      token: this.settings.token,
      fetch: hubFetch(repo),
      sizeBytes: file.sizeBytes ?? 0,
      sha256: file.sha256,
      oid: file.oid,
      toPath,
      onBytes,
      retryMs: this.settings.retryMs ?? 500,
    });
  }
}

const ROOT = 1;
/** A pipeline of diffusers keeps each of its models in a folder of its own. */
const ONE_FOLDER = 2;

/**
 * The files that are a model: all safetensors with their text, or else the one GGUF; of the repository's root and, of a
 * pipeline, of the folders in it.
 */
function filesOf(
  entries: readonly ListFileEntry[],
  maxBytes: number,
  depth: number,
): Pick<ResolvedSource, 'format' | 'files'> {
  const taken: (SourceFile & { role: string })[] = [];
  for (const entry of entries) {
    if (entry.type !== 'file') continue;
    assertSafePath(entry.path);
    if (entry.path.split('/').length > depth || entry.path.startsWith('.')) continue;
    const danger = dangerOf(entry.path);
    if (danger) throw forbidden(entry.path, danger);
    const role = roleOrNull(entry.path);
    if (!role) continue;
    const large = entry.lfs;
    const sizeBytes = large?.size ?? entry.size;
    if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0)
      throw unreachable(new Error(`the hub gave ${entry.path} no size`));
    const sha256 = large ? hashOf(large.oid, 64) : null;
    taken.push({
      path: entry.path,
      sizeBytes,
      sha256,
      role,
      ...(large ? {} : { oid: hashOf(entry.oid, 40) }),
    });
  }
  const total = taken.reduce((sum, file) => sum + (file.sizeBytes ?? 0), 0);
  if (total > maxBytes)
    throw invalid('file_too_large', `The model has ${total} bytes; at most ${maxBytes} are taken.`);
  const of = (role: string) => taken.filter((file) => file.role === role);
  const format = of('weights').length > 0 ? 'safetensors' : 'gguf';
  if (format === 'gguf' && of('gguf').length !== 1) {
    const found =
      of('gguf')
        .map((file) => file.path)
        .slice(0, 5)
        .join(', ') || 'none';
    throw invalid(
      'no_model_files',
      `The repository must hold safetensors or exactly one GGUF file (found: ${found}).`,
      {
        param: 'source.repo',
      },
    );
  }
  const unwanted = format === 'gguf' ? 'weights' : 'gguf';
  return {
    format,
    files: taken.filter((file) => file.role !== unwanted).map(({ role: _role, ...file }) => file),
  };
}

/** Null for what is of no use to a model and of no danger: pictures, archives, other formats; never downloaded. */
function roleOrNull(path: string): string | null {
  try {
    return roleOf(path);
  } catch {
    return null;
  }
}

function licenseOf(card: Record<string, unknown> = {}) {
  const text = (key: string) => {
    const value = Array.isArray(card[key]) ? (card[key] as unknown[])[0] : card[key];
    return typeof value === 'string' ? value.slice(0, 500) : null;
  };
  return {
    declaredLicense: text('license'),
    licenseName: text('license_name'),
    licenseLink: text('license_link'),
  };
}

function hashOf(value: unknown, length: number): string {
  const hex = typeof value === 'string' ? value.replace(/^sha256:/, '') : '';
  if (hex.length !== length || !/^[0-9a-f]+$/.test(hex))
    throw unreachable(new Error('the hub gave a file no hash'));
  return hex;
}

async function collect(entries: AsyncIterable<ListFileEntry>): Promise<ListFileEntry[]> {
  const all: ListFileEntry[] = [];
  for await (const entry of entries) {
    all.push(entry);
    if (all.length > MAX_FILES)
      throw invalid('source_refused', `The repository has more than ${MAX_FILES} files in its root.`);
  }
  return all;
}

/** The start of a text; a LICENSE of 40 MB is not read to its end. */
async function firstBytes(get: typeof fetch, url: string, { token }: HubSettings): Promise<Buffer> {
  const response = await get(url, token ? { headers: { authorization: `Bearer ${token}` } } : {});
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MOST_TEXT_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MOST_TEXT_BYTES);
}

/** The library's own errors are answers that are no hub's. */
async function ask<T>(asking: Promise<T>): Promise<T> {
  try {
    return await asking;
  } catch (error) {
    throw error instanceof AppError ? error : unreachable(error);
  }
}

function repoOf(ref: SourceRef): string {
  if (ref.type === 'hub' && /^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95}$/.test(ref.repo))
    return ref.repo;
  throw invalid('invalid_value', 'This is no hub id (owner/name).', { param: 'source.repo' });
}

function revisionOf(ref: SourceRef): string {
  if (ref.type === 'hub' && /^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/.test(ref.revision)) return ref.revision;
  throw invalid('invalid_value', 'This is no branch, tag or commit.', { param: 'source.revision' });
}

const gated = (repo: string) =>
  denied(
    'source_gated',
    `'${repo}' is gated: accept its terms on the hub and set HF_TOKEN to a token that may read it.`,
    {
      param: 'source.repo',
    },
  );
