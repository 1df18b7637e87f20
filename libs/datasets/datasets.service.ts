import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import type { FileReport } from '#dataset-checks/report.contract.js';
import { type Split, SPLITS } from '#dataset-checks/splits.js';
import { assertUsable, TRAINING_METHODS, type TrainingMethod } from '#dataset-checks/usable.js';
import { AS_UPLOADED, DatasetBytes } from '#files/dataset-bytes.service.js';
import type { FileRow } from '#files/files.repository.js';
import { FilesService } from '#files/files.service.js';
import type { Ctx } from '#kernel/context.js';
import { AppError, conflict, invalid, notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import type { LineageGraph } from '#license-rules/decision.contract.js';
import { Db, isUniqueViolation } from '#platform/db.js';
import type { CreateVersion, SplitRefs } from './datasets.contract.js';
import { type DatasetRow, DatasetsRepository, type DatasetVersionRow } from './datasets.repository.js';
import { datasetView } from './datasets.view.js';
import { sameDeclaration } from './declaration.js';
import { type DeclaredLicense, LicenseDeclarations } from './license-declarations.service.js';
import { hasOrigins, lineageOfOrigins, NO_ORIGINS, type Origins, originsOf, parentIdsOf } from './origins.js';
import { nodeOf, ownGraph } from './version-lineage.js';

type Content = Pick<DatasetVersionRow, 'digest' | 'format'> & { splits: SplitRefs };
type Origin = Pick<CreateVersion, 'source' | 'attribution'>;

@Injectable()
export class DatasetsService {
  constructor(
    private readonly db: Db,
    private readonly rows: DatasetsRepository,
    private readonly files: FilesService,
    private readonly bytes: DatasetBytes,
    private readonly licenses: LicenseDeclarations,
    private readonly audit: AuditService,
  ) {}

  /** Also one that has been deleted; null for an id that never was. */
  findFile(ctx: Ctx, id: string): Promise<FileRow | null> {
    return this.files.findEver(ctx, id);
  }

  getFile(ctx: Ctx, id: string): Promise<FileRow> {
    return this.files.get(ctx, id);
  }

  async create(ctx: Ctx, name: string) {
    try {
      return await this.db.tx(ctx, async (tx) => {
        const row = await this.rows.insertDataset(tx, { id: newId('ds_'), projectId: ctx.projectId, name });
        await this.audit.append(tx, ctx, created(row));
        return datasetView(row);
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw conflict('already_exists', `A dataset named '${name}' exists already.`, { param: 'name' });
    }
  }

  /** The dataset of this name, made where there is none. */
  ensure(ctx: Ctx, name: string): Promise<DatasetRow> {
    return this.db.tx(ctx, async (tx) => {
      const data = { id: newId('ds_'), projectId: ctx.projectId, name };
      const { row, isNew } = await this.rows.ensureDataset(tx, data);
      if (isNew) await this.audit.append(tx, ctx, created(row));
      return row;
    });
  }

  async list(ctx: Ctx, page: PageQuery) {
    const rows = await this.db.tx(ctx, (tx) => this.rows.listDatasets(tx, ctx.projectId, page));
    return pageOf(rows, page.limit, datasetView);
  }

  async getDataset(ctx: Ctx, id: string): Promise<DatasetRow> {
    const row = await this.db.tx(ctx, (tx) => this.rows.findDataset(tx, id));
    if (!row) throw notFound('dataset_not_found', `No dataset '${id.slice(0, 100)}'.`);
    return row;
  }

  /**
   * An immutable version of the files' content; the same content with the same license, source, attribution and origins
   * gives the version that is there, other ones are a conflict. Throws dataset_license_missing, invalid_value,
   * file_not_found, already_exists.
   */
  async createVersion(ctx: Ctx, datasetId: string, body: CreateVersion): Promise<DatasetVersionRow> {
    const dataset = await this.getDataset(ctx, datasetId);
    const license = await this.licenses.declare(ctx, body);
    const content = await this.contentOf(ctx, body.files);
    const origins = license.origins ?? (await this.knownOrigins(ctx, content));
    return this.keep(ctx, dataset, { content, license: { ...license, origins }, origin: body });
  }

  async listVersions(ctx: Ctx, datasetId: string, page: PageQuery): Promise<DatasetVersionRow[]> {
    await this.getDataset(ctx, datasetId);
    return this.db.tx(ctx, (tx) => this.rows.listVersions(tx, datasetId, page));
  }

  async getVersion(ctx: Ctx, id: string): Promise<DatasetVersionRow> {
    const row = await this.db.tx(ctx, (tx) => this.rows.findVersion(tx, id));
    if (!row) throw notFound('dataset_version_not_found', `No dataset version '${id.slice(0, 100)}'.`);
    return row;
  }

  /**
   * The dataset version behind files of the OpenAI door, under the project's default license; made on first use. Throws
   * what assertUsable throws, and dataset_license_missing, before anything is written.
   */
  async ensureVersionForFile(
    ctx: Ctx,
    asked: { fileId: string; validationFileId?: string; method?: TrainingMethod },
  ): Promise<DatasetVersionRow> {
    const { fileId, validationFileId, method = 'sft' } = asked;
    const train = await this.files.get(ctx, fileId, 'training_file');
    assertUsable(train.report as FileReport | null, { method, fileId });
    if (validationFileId) {
      const validation = await this.files.get(ctx, validationFileId, 'validation_file');
      assertUsable(validation.report as FileReport | null, {
        method,
        fileId: validationFileId,
        role: 'validation',
      });
    }
    const license = await this.licenses.declare(ctx, {});
    const files = { train: fileId, ...(validationFileId ? { validation: validationFileId } : {}) };
    const content = await this.contentOf(ctx, files);
    // Another default license later is another declaration about the same bytes, so it is part of the name.
    // So are origins: what was said of these bytes at the other door holds at this one.
    const origins = await this.knownOrigins(ctx, content);
    const said = [
      license.declared,
      license.by ?? '',
      ...(hasOrigins(origins) ? [JSON.stringify(origins)] : []),
    ];
    const name = `${fileId}-${sha256(said).slice(0, 8)}`;
    const dataset = await this.ensure(ctx, name);
    return this.keep(ctx, dataset, {
      content,
      license: { ...license, origins },
      origin: { source: {}, attribution: undefined },
    });
  }

  /** The rows of the train split and their labels, when every split that training reads suits the method; throws what assertUsable throws. */
  async assertTrainable(
    ctx: Ctx,
    versionId: string,
    method: TrainingMethod,
  ): Promise<{ rows: number; labels: FileReport['labels'] }> {
    const version = await this.getVersion(ctx, versionId);
    const { train, validation } = splitsOf(version);
    const reports = await this.reportsOf(ctx, version);
    const param = 'dataset_version';
    assertUsable(reports.train ?? null, { method, fileId: train.file_id, param });
    if (validation) {
      assertUsable(reports.validation ?? null, {
        method,
        fileId: validation.file_id,
        param,
        role: 'validation',
      });
    }
    return { rows: train.rows, labels: reports.train?.labels };
  }

  /** The files of the version that were deleted, or have expired, since it was made. */
  async goneFiles(ctx: Ctx, versionId: string): Promise<string[]> {
    const gone: string[] = [];
    for (const { file_id } of Object.values(splitsOf(await this.getVersion(ctx, versionId)))) {
      const there = await this.files.get(ctx, file_id).catch((error: unknown) => {
        if (error instanceof AppError && error.kind === 'not_found') return null;
        throw error;
      });
      if (!there) gone.push(file_id);
    }
    return gone;
  }

  /** The split as a verified, read-only local file, in the form that recipes read. */
  async stageSplit(ctx: Ctx, versionId: string, split: Split): Promise<{ path: string; sha256: string }> {
    const version = await this.getVersion(ctx, versionId);
    await this.licenses.assertFree(ctx, [version.id]);
    return this.bytes.stage(this.splitOf(version, split).sha256, version.format);
  }

  /** The same with the bytes that were uploaded, a prompt/completion pair as such. */
  async stageRows(ctx: Ctx, versionId: string, split: Split): Promise<{ path: string; sha256: string }> {
    const version = await this.getVersion(ctx, versionId);
    await this.licenses.assertFree(ctx, [version.id]);
    return this.bytes.stage(this.splitOf(version, split).sha256, AS_UPLOADED);
  }

  /** The first row of at most `limit` that lacks one of the fields, with its line; null where all have them. */
  async firstLacking(
    version: DatasetVersionRow,
    split: Split,
    { fields, limit }: { fields: Iterable<string>; limit: number },
  ): Promise<{ line: number; field: string; has: string[] } | null> {
    const wanted = [...fields];
    let seen = 0;
    for await (const { row, line } of this.bytes.eachRow(this.splitOf(version, split).sha256)) {
      const field = wanted.find((name) => !Object.hasOwn(row, name));
      if (field !== undefined) return { line, field, has: Object.keys(row) };
      seen += 1;
      if (seen >= limit) return null;
    }
    return null;
  }

  /** The versions in the words of the license graph, each with its edges and what lies outside behind them. */
  async lineage(ctx: Ctx, ids: readonly string[]): Promise<LineageGraph> {
    const rows = await this.db.tx(ctx, (tx) => this.rows.findVersions(tx, ids));
    const missing = ids.find((id) => !rows.some((row) => row.id === id));
    if (missing)
      throw notFound('dataset_version_not_found', `No dataset version '${missing.slice(0, 100)}'.`);
    const parts = rows.map((row) => lineageOfOrigins(row.id, originsOf(row.origins)));
    return {
      nodes: [...rows.map(nodeOf), ...parts.flatMap(({ nodes }) => nodes)],
      edges: parts.flatMap(({ edges }) => edges),
    };
  }

  /** The credit that versions ask for, by id; those that ask for none are left out. */
  async credits(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.db.tx(ctx, (tx) => this.rows.findVersions(tx, ids));
    return new Map(rows.flatMap(({ id, attribution }) => (attribution ? [[id, attribution] as const] : [])));
  }

  async report(ctx: Ctx, versionId: string) {
    const version = await this.getVersion(ctx, versionId);
    const splits = await this.reportsOf(ctx, version);
    return {
      object: 'dataset_report' as const,
      dataset_version_id: version.id,
      usable_for: TRAINING_METHODS.filter((method) => isUsable(splits, method)),
      splits,
    };
  }

  async preview(ctx: Ctx, versionId: string, { split, limit }: { split: Split; limit: number }) {
    const version = await this.getVersion(ctx, versionId);
    await this.licenses.assertFree(ctx, [version.id]);
    const { sha256: digest, rows: total } = this.splitOf(version, split);
    return {
      object: 'dataset_preview' as const,
      dataset_version_id: version.id,
      split,
      total_rows: total,
      rows: await this.bytes.firstRows(digest, limit),
    };
  }

  private splitOf(version: DatasetVersionRow, split: Split) {
    const found = splitsOf(version)[split];
    if (found) return found;
    throw invalid('invalid_value', `Dataset version ${version.id} has no split '${split}'.`, {
      param: 'split',
    });
  }

  private async reportsOf(ctx: Ctx, version: DatasetVersionRow): Promise<Partial<Record<Split, FileReport>>> {
    const splits = Object.entries(splitsOf(version));
    const reports = await this.files.reports(
      ctx,
      splits.map(([, ref]) => ref.file_id),
    );
    return Object.fromEntries(splits.map(([split, ref]) => [split, reports.get(ref.file_id)!]));
  }

  private async contentOf(ctx: Ctx, files: CreateVersion['files']): Promise<Content> {
    const splits: Partial<SplitRefs> = {};
    const formats = new Set<string>();
    for (const split of SPLITS) {
      const fileId = files[split];
      if (fileId === undefined) continue;
      const param = `files.${split}`;
      const row = await this.files.get(ctx, fileId, param);
      const report = row.report as FileReport | null;
      if (!report) {
        throw invalid('invalid_value', `File ${row.id} has the purpose '${row.purpose}', not 'fine-tune'.`, {
          param,
        });
      }
      if (report.format === 'unknown')
        throw invalid('invalid_training_file', report.faults[0]!.message, { param });
      formats.add(report.format);
      if (formats.size > 1) {
        const [first] = formats;
        throw invalid(
          'invalid_value',
          `The files differ in format: train is ${first}, ${split} is ${report.format}.`,
          { param },
        );
      }
      splits[split] = { file_id: row.id, sha256: row.sha256, rows: report.rows };
    }
    await this.licenses.assertFree(
      ctx,
      Object.values(splits).map((ref) => ref.file_id),
    );
    const lines = Object.entries(splits).map(([split, ref]) => `${split} ${ref.sha256}`);
    return { splits: splits as SplitRefs, format: [...formats][0]!, digest: sha256(lines.sort()) };
  }

  /** What is known about these bytes from versions that said it: leaving it out does not make it unsaid. */
  private async knownOrigins(ctx: Ctx, { splits }: Content): Promise<Origins> {
    const known = await this.db.tx(ctx, (tx) =>
      this.rows.newestWithOrigins(tx, ctx.projectId, splits.train.sha256),
    );
    return known ? originsOf(known.origins) : NO_ORIGINS;
  }

  private async keep(
    ctx: Ctx,
    dataset: DatasetRow,
    made: { content: Content; license: DeclaredLicense & { origins: Origins }; origin: Origin },
  ): Promise<DatasetVersionRow> {
    const { content, license, origin } = made;
    const declaration = {
      declaredLicense: license.declared,
      licenseId: license.licenseId,
      declaredBy: license.by,
      source: origin.source,
      attribution: origin.attribution ?? null,
      origins: license.origins as object,
    };
    const known = await this.db.tx(ctx, (tx) => this.rows.findByDigest(tx, dataset.id, content.digest));
    if (known) return sameDeclaration(known, declaration);
    const id = newId('dsv_');
    await this.licenses.register(ctx, {
      id,
      digest: content.digest,
      graph: ownGraph({ id, ...declaration }, license.origins),
    });
    return this.db.tx(ctx, async (tx) => {
      await this.rows.lockDataset(tx, dataset.id);
      await this.licenses.assertFreeToKeep(tx, ctx, Object.values(content.splits), origin.source);
      const there = await this.rows.findByDigest(tx, dataset.id, content.digest);
      if (there) return sameDeclaration(there, declaration);
      const row = await this.rows.insertVersion(tx, {
        id,
        projectId: ctx.projectId,
        datasetId: dataset.id,
        number: await this.rows.nextNumber(tx, dataset.id),
        ...content,
        ...declaration,
        parentIds: parentIdsOf(license.origins),
      });
      const facts = {
        dataset: dataset.id,
        digest: content.digest,
        license: license.declared,
        declared_by: license.by,
        ...license.origins,
      };
      await this.audit.append(tx, ctx, {
        action: 'dataset_version.created',
        targetType: 'dataset_version',
        targetId: row.id,
        facts,
      });
      return row;
    });
  }
}

const created = (row: DatasetRow) => ({
  action: 'dataset.created',
  targetType: 'dataset',
  targetId: row.id,
  facts: { name: row.name },
});

export const splitsOf = (version: DatasetVersionRow): SplitRefs => version.splits as unknown as SplitRefs;

const sha256 = (lines: string[]): string => createHash('sha256').update(lines.join('\n')).digest('hex');

function isUsable(splits: Partial<Record<Split, FileReport>>, method: TrainingMethod): boolean {
  try {
    assertUsable(splits.train ?? null, { method });
    if (splits.validation) assertUsable(splits.validation, { method, role: 'validation' });
    return true;
  } catch {
    return false;
  }
}
