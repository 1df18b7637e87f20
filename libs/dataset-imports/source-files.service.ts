import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { invalid } from '#kernel/errors.js';
import { formatOfName, SOURCE_FORMATS, type SourceFormat } from '#dataset-shapes/source-row.js';
import { DATASET_STAGING_DIR, DatasetBytes } from '#files/dataset-bytes.service.js';
import { FilesService } from '#files/files.service.js';
import { MAX_FILE_BYTES } from '#files/files.contract.js';
import { hashFile } from '#platform/hash-file.js';
import type { ImportBody, ImportedFrom } from './dataset-imports.contract.js';
import { DATASET_SOURCE, type DataFile, type DatasetSourcePort } from './dataset-source.port.js';

const MAX_HUB_BYTES = 4 * 1024 ** 3;

export interface LocalSource {
  paths: string[];
  format: SourceFormat;
  source: ImportedFrom;
}

/** Puts the files of an import onto this machine, in a folder of its own. */
@Injectable()
export class SourceFiles {
  constructor(
    private readonly files: FilesService,
    private readonly bytes: DatasetBytes,
    @Inject(DATASET_SOURCE) private readonly hub: DatasetSourcePort,
    @Inject(DATASET_STAGING_DIR) private readonly stagingDir: string,
  ) {}

  folderOf(importId: string): string {
    return join(this.stagingDir, 'imports', importId);
  }

  async remove(importId: string): Promise<void> {
    await rm(this.folderOf(importId), { recursive: true, force: true });
  }

  async fetch(ctx: Ctx, importId: string, body: ImportBody): Promise<LocalSource> {
    const folder = this.folderOf(importId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return body.from.type === 'file'
      ? this.fromFile(ctx, body.from.file, { folder, body })
      : this.fromHub(body.from, { folder, body });
  }

  private async fromFile(
    ctx: Ctx,
    id: string,
    to: { folder: string; body: ImportBody },
  ): Promise<LocalSource> {
    const { filename, sha256, sizeBytes } = await this.files.get(ctx, id, 'from.file');
    const path = join(to.folder, 'source-0');
    await pipeline(await this.bytes.open(sha256), createWriteStream(path, { mode: 0o600 }));
    const size_bytes = Number(sizeBytes);
    const source = { name: filename, files: [filename], sha256, size_bytes, declared_license: null };
    return { paths: [path], format: formatOf(to.body, filename), source };
  }

  private async fromHub(
    from: Extract<ImportBody['from'], { type: 'hub' }>,
    to: { folder: string; body: ImportBody },
  ): Promise<LocalSource> {
    const found = await this.hub.resolve(from.repo, from.revision);
    const taken = chosen(found.files, from);
    const size_bytes = taken.reduce((sum, file) => sum + file.sizeBytes, 0);
    if (size_bytes > MAX_HUB_BYTES)
      throw invalid(
        'file_too_large',
        `The split has ${size_bytes} bytes; at most ${MAX_HUB_BYTES} are taken.`,
        { param: 'from' },
      );
    const format = formatOf(to.body, taken[0]!.path);
    const paths: string[] = [];
    const whole = createHash('sha256');
    for (const [index, file] of taken.entries()) {
      const path = join(to.folder, `source-${index}`);
      if (!(await isThere(path, file.sizeBytes))) await this.hub.fetch(found, file, path);
      whole.update((await hashFile(path)).sha256);
      paths.push(path);
    }
    const files = taken.map(({ path }) => path);
    const sha256 = paths.length === 1 ? (await hashFile(paths[0]!)).sha256 : whole.digest('hex');
    const { repo, revision, declaredLicense } = found;
    const source = {
      name: files[0]!,
      files,
      sha256,
      size_bytes,
      repo,
      revision,
      declared_license: declaredLicense,
    };
    return { paths, format, source };
  }

  /** A stream of a converted file, for the store. */
  open(path: string) {
    return createReadStream(path, { highWaterMark: 256 * 1024 });
  }
}

export const MAX_CONVERTED_BYTES = MAX_FILE_BYTES;

function formatOf(body: ImportBody, name: string): SourceFormat {
  const format = body.format === 'auto' ? formatOfName(name) : body.format;
  if (format) return format;
  throw invalid(
    'invalid_value',
    `The name '${name.slice(0, 80)}' tells no format; give 'format' as ${SOURCE_FORMATS.join(', ')}.`,
    { param: 'format' },
  );
}

/** One file by its path, the only one there is, or all of one format whose name has the split; else the user must say. */
function chosen(files: readonly DataFile[], from: { split: string; path?: string }): DataFile[] {
  const data = files.filter((file) => formatOfName(file.path) !== null);
  const listed =
    data
      .slice(0, 20)
      .map((file) => file.path)
      .join(', ') || 'none';
  if (from.path !== undefined) {
    const file = files.find(({ path }) => path === from.path);
    if (file) return [file];
    throw invalid(
      'source_not_found',
      `The data set has no file '${from.path.slice(0, 200)}'; it has ${listed}.`,
      { param: 'from.path' },
    );
  }
  const named = data.filter(({ path }) => words(path).includes(from.split.toLowerCase()));
  const taken = named.length > 0 ? named : data.length === 1 ? data : [];
  const formats = new Set(taken.map(({ path }) => formatOfName(path)));
  const folders = new Set(taken.map(({ path }) => path.split('/').slice(0, -1).join('/')));
  if (formats.size === 1 && folders.size === 1) return [...taken].sort((a, b) => (a.path < b.path ? -1 : 1));
  const why =
    taken.length === 0
      ? `no file for the split '${from.split}'`
      : `several files for the split '${from.split}'`;
  throw invalid('source_ambiguous', `The data set has ${why}; name one with from.path: ${listed}.`, {
    param: 'from.path',
  });
}

const words = (path: string): string[] => path.toLowerCase().split(/[^a-z0-9]+/);
const isThere = (path: string, size: number): Promise<boolean> =>
  stat(path).then(
    (seen) => seen.size === size,
    () => false,
  );
