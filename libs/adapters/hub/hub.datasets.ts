import { datasetInfo, type ListFileEntry, listFiles } from '@huggingface/hub';
import { assertSafePath } from '#artifacts/manifest.js';
import type { DataFile, DatasetSourcePort, ResolvedData } from '#dataset-imports/dataset-source.port.js';
import { AppError, denied, invalid } from '#kernel/errors.js';
import { download } from './hub-download.js';
import { hubFetch, unreachable } from './hub-fetch.js';
import type { HubSettings } from './hub.source.js';

const MAX_FILES = 5000;

/** Data sets of the Hugging Face Hub, or of what speaks its protocol, at a pinned commit. */
export class HubDatasets implements DatasetSourcePort {
  constructor(private readonly settings: HubSettings) {}

  async resolve(repo: string, revision: string): Promise<ResolvedData> {
    const { endpoint: hubUrl, token: accessToken } = this.settings;
    const common = { hubUrl, accessToken, fetch: hubFetch(repo) };
    const info = await ask(
      datasetInfo({ ...common, name: repo, revision, additionalFields: ['sha', 'cardData'] }),
    );
    const commit = String(info.sha);
    if (!/^[0-9a-f]{40}$/.test(commit)) throw unreachable(new Error('the hub named no commit'));
    if (info.gated && !accessToken) {
      throw denied(
        'source_gated',
        `'${repo}' is gated: accept its terms on the hub and set HF_TOKEN to a token that may read it.`,
        { param: 'from.repo' },
      );
    }
    const entries = listFiles({
      ...common,
      repo: { type: 'dataset', name: repo },
      revision: commit,
      recursive: true,
    });
    const files = await ask(collect(entries));
    const { license } = (info.cardData ?? {}) as { license?: unknown };
    const said: unknown = Array.isArray(license) && license.length === 1 ? license[0] : license;
    return {
      repo,
      revision: commit,
      files,
      declaredLicense: typeof said === 'string' ? said.slice(0, 200) : null,
    };
  }

  async fetch({ repo, revision }: ResolvedData, file: DataFile, toPath: string): Promise<void> {
    const name = file.path.split('/').map(encodeURIComponent).join('/');
    await download({
      ...file,
      url: `${this.settings.endpoint.replace(/\/+$/, '')}/datasets/${repo}/resolve/${revision}/${name}`,
      token: this.settings.token,
      fetch: hubFetch(repo),
      toPath,
      retryMs: this.settings.retryMs ?? 500,
    });
  }
}

async function collect(entries: AsyncIterable<ListFileEntry>): Promise<DataFile[]> {
  const files: DataFile[] = [];
  for await (const { type, path, size, oid, lfs } of entries) {
    if (type !== 'file') continue;
    assertSafePath(path);
    if (files.length >= MAX_FILES)
      throw invalid('source_refused', `The data set has more than ${MAX_FILES} files.`, {
        param: 'from.repo',
      });
    const sizeBytes = lfs?.size ?? size;
    if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0)
      throw unreachable(new Error(`the hub gave ${path} no size`));
    files.push({
      path,
      sizeBytes,
      ...(lfs ? { sha256: hashOf(lfs.oid, 64) } : { sha256: null, oid: hashOf(oid, 40) }),
    });
  }
  return files;
}

function hashOf(value: unknown, length: number): string {
  const hex = typeof value === 'string' ? value.replace(/^sha256:/, '') : '';
  if (hex.length === length && /^[0-9a-f]+$/.test(hex)) return hex;
  throw unreachable(new Error('the hub gave a file no hash'));
}

/** The library's own errors are answers that are no hub's. */
async function ask<T>(asking: Promise<T>): Promise<T> {
  try {
    return await asking;
  } catch (error) {
    throw error instanceof AppError ? error : unreachable(error);
  }
}
