import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { pageArgs } from '#platform/cursor.js';
import type { Tx } from '#platform/db.js';
import type { FileFlag } from '#license-catalogue/vocabulary.js';
import type { ModelFacts } from './model-facts.js';

/** Where the bytes came from, as recorded; grows by what the download showed. */
export interface RecordedSource {
  type: 'hub' | 'pypi';
  repo?: string;
  package?: string;
  version?: string;
  /** Revision as asked, before it was pinned. */
  requested?: string;
  /** The commit, in `revision` of the row too; the archive or GGUF hash for a package. */
  sha256?: string | null;
  file?: string;
  file_sha256?: string;
  format: 'safetensors' | 'gguf';
  transform?: string | null;
  gated?: boolean;
  license_name?: string | null;
  license_link?: string | null;
  license_file?: {
    path: string;
    sha256: string;
    license_id: string | null;
    hint: string | null;
    /** What is odd about a text that the catalogue does not know. */
    flags?: FileFlag[];
  };
}

export type StoredFacts = ModelFacts & { chatTemplate: boolean };

export interface BaseModelRow {
  id: string;
  projectId: string;
  slug: string;
  hubId: string;
  revision: string | null;
  source: RecordedSource;
  declaredLicense: string;
  licenseId: string | null;
  licenseSha256: string | null;
  state: 'importing' | 'ready' | 'failed';
  failure: string | null;
  importJobId: string | null;
  artifactId: string | null;
  architecture: string | null;
  parameterCount: bigint | null;
  contextLength: number | null;
  config: StoredFacts | null;
  /** Floating point operations of its own training, as a member declared them, with the page that says so. */
  trainingFlops: number | null;
  trainingFlopsSource: string | null;
  trainingFlopsBy: string | null;
  /** When the publisher is asked about the terms again. */
  termsCheckAt: Date | null;
  createdAt: Date;
}

export type NewBaseModel = Pick<
  BaseModelRow,
  | 'id'
  | 'projectId'
  | 'slug'
  | 'hubId'
  | 'revision'
  | 'source'
  | 'declaredLicense'
  | 'licenseId'
  | 'importJobId'
>;

const rowOf = (row: unknown) => row as BaseModelRow;
const asJson = (value: unknown) => value as object;

@Injectable()
export class BaseModelsRepository {
  /** One import at a time per slug, to the end of the transaction. */
  async lockSlug(tx: Tx, projectId: string, slug: string): Promise<void> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`base_model:${projectId}:${slug}`}, 0))`;
  }

  async insert(tx: Tx, row: NewBaseModel): Promise<BaseModelRow> {
    return rowOf(await tx.baseModel.create({ data: { ...row, source: asJson(row.source) } }));
  }

  /** A failed import starts over under its slug; null when it is no longer failed. */
  async restartFailed(tx: Tx, id: string, row: NewBaseModel): Promise<BaseModelRow | null> {
    const { id: _id, projectId: _project, ...fields } = row;
    const { count } = await tx.baseModel.updateMany({
      where: { id, state: 'failed' },
      data: {
        ...fields,
        source: asJson(row.source),
        state: 'importing',
        failure: null,
        artifactId: null,
        licenseSha256: null,
      },
    });
    return count === 1 ? this.find(tx, id) : null;
  }

  async recordSource(
    tx: Tx,
    id: string,
    found: { source: RecordedSource; licenseId: string | null; licenseSha256: string | null },
  ): Promise<void> {
    await tx.baseModel.updateMany({ where: { id }, data: { ...found, source: asJson(found.source) } });
  }

  /** False when the model is not importing (any more). */
  async finishIfImporting(tx: Tx, id: string, artifactId: string, facts: StoredFacts): Promise<boolean> {
    const { count } = await tx.baseModel.updateMany({
      where: { id, state: 'importing' },
      data: {
        state: 'ready',
        artifactId,
        architecture: facts.architecture,
        parameterCount: BigInt(facts.parameterCount),
        contextLength: facts.contextLength,
        config: asJson(facts),
      },
    });
    return count === 1;
  }

  async failIfImporting(tx: Tx, by: { id: string; importJobId: string }, failure: string): Promise<boolean> {
    const { count } = await tx.baseModel.updateMany({
      where: { ...by, state: 'importing' },
      data: { state: 'failed', failure },
    });
    return count === 1;
  }

  async find(tx: Tx, id: string): Promise<BaseModelRow | null> {
    return rowOf(await tx.baseModel.findUnique({ where: { id } }));
  }

  async findMany(tx: Tx, ids: readonly string[]): Promise<BaseModelRow[]> {
    return (await tx.baseModel.findMany({ where: { id: { in: [...ids] } } })).map(rowOf);
  }

  /** null takes a declaration back. */
  async declareCompute(
    tx: Tx,
    id: string,
    declared: { flops: number; source: string; by: string } | null,
  ): Promise<void> {
    await tx.baseModel.update({
      where: { id },
      data: {
        trainingFlops: declared?.flops ?? null,
        trainingFlopsSource: declared?.source ?? null,
        trainingFlopsBy: declared?.by ?? null,
      },
    });
  }

  async findBySlug(tx: Tx, projectId: string, slug: string): Promise<BaseModelRow | null> {
    return rowOf(await tx.baseModel.findFirst({ where: { projectId, slug } }));
  }

  /** Ready models first, then the newest: several revisions of one repository can be imported. */
  async findByHubId(tx: Tx, projectId: string, hubId: string): Promise<BaseModelRow | null> {
    const rows = await tx.baseModel.findMany({
      where: { projectId, hubId },
      orderBy: { id: 'desc' },
      take: 100,
    });
    return rowOf(rows.find((row) => row.state === 'ready') ?? rows[0] ?? null);
  }

  async findByArtifact(tx: Tx, artifactId: string): Promise<BaseModelRow | null> {
    return rowOf(await tx.baseModel.findFirst({ where: { artifactId } }));
  }

  async list(
    tx: Tx,
    filter: { projectId: string; state?: { in: string[] } },
    page: PageQuery,
  ): Promise<BaseModelRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, {
      table: 'base_model',
      prefix: 'bm_',
    });
    return arrange(
      (await tx.baseModel.findMany({ where: { ...filter, ...within }, orderBy, take })).map(rowOf),
    );
  }
}
