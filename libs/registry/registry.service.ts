import { Inject, Injectable } from '@nestjs/common';
import { type Clock, unix } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { conflict, invalid, notFound } from '#kernel/errors.js';
import { isId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import { AuditService } from '#audit/audit.service.js';
import { Db, type Tx } from '#platform/db.js';
import { ring } from '#platform/outbox.js';
import { CLOCK } from '#platform/tokens.js';
import { checkpointOf } from './openai-id.js';
import { BILL } from './bill-of-materials.js';
import { RegistryFiles, type Surfaces } from './registry.files.js';
import { RegistryRepository, type AliasRow, type ModelRow, type VersionRow } from './registry.repository.js';
import { modelView, versionView } from './registry.view.js';

export type { AliasRow, ModelRow, VersionRow };

export interface Attested {
  id: string;
  surface: string;
  url: string;
  sha256: string;
  made_by: string;
  created_at: number;
}

const NO_RETRY = { 'x-should-retry': 'false' };

/** Registered models, their versions and aliases: what reads them, and the one way to move an alias. */
@Injectable()
export class RegistryService {
  constructor(
    private readonly db: Db,
    private readonly rows: RegistryRepository,
    private readonly files: RegistryFiles,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async listModels(ctx: Ctx, query: PageQuery) {
    const models = await this.db.tx(ctx, async (tx) => {
      const rows = await this.rows.listModels(tx, ctx.projectId, query);
      return Promise.all(rows.map((row) => this.view(tx, row)));
    });
    return pageOf(models, query.limit, (model) => model);
  }

  async model(ctx: Ctx, nameOrId: string) {
    return this.db.tx(ctx, async (tx) => this.view(tx, await this.mustFindModel(tx, ctx, nameOrId)));
  }

  async listVersions(ctx: Ctx, nameOrId: string, query: PageQuery) {
    const versions = await this.db.tx(ctx, async (tx) => {
      const model = await this.mustFindModel(tx, ctx, nameOrId);
      const rows = await this.rows.listVersions(tx, model.id, query);
      const aliases = await this.rows.aliasesOf(tx, { modelId: model.id });
      return rows.map((row) =>
        versionView(
          row,
          model,
          aliases.filter((alias) => alias.versionId === row.id),
        ),
      );
    });
    return pageOf(versions, query.limit, (version) => version);
  }

  /** By `mv_` id or `ft:` id. Throws not_found `model_version_not_found`. */
  async getVersion(ctx: Ctx, idOrOpenaiId: string): Promise<VersionRow> {
    const where = isId('mv_', idOrOpenaiId) ? { id: idOrOpenaiId } : { openaiId: idOrOpenaiId };
    const row = await this.db.tx(ctx, (tx) =>
      this.rows.findVersion(tx, { projectId: ctx.projectId, ...where }),
    );
    if (!row) throw notFound('model_version_not_found', `No model version '${idOrOpenaiId.slice(0, 80)}'.`);
    return row;
  }

  async findVersionByOpenaiId(ctx: Ctx, openaiId: string): Promise<VersionRow | null> {
    return this.db.tx(ctx, (tx) => this.rows.findVersion(tx, { projectId: ctx.projectId, openaiId }));
  }

  /** For background work, which knows an id and not the project; null for a deleted version. */
  async findVersionById(ctx: Ctx, id: string): Promise<{ version: VersionRow; model: ModelRow } | null> {
    return this.db.tx(ctx, async (tx) => {
      const version = await this.rows.findVersion(tx, { id });
      return version && { version, model: await this.rows.modelById(tx, version.modelId) };
    });
  }

  async versionView(ctx: Ctx, idOrOpenaiId: string) {
    const row = await this.getVersion(ctx, idOrOpenaiId);
    return this.db.tx(ctx, async (tx) =>
      versionView(
        row,
        await this.rows.modelById(tx, row.modelId),
        await this.rows.aliasesOf(tx, { versionId: row.id }),
      ),
    );
  }

  /** The model by name or id with one version: by number, `mv_` or `ft:` id, or its newest. */
  async resolveVersion(
    ctx: Ctx,
    nameOrId: string,
    version?: string | number,
  ): Promise<{ model: ModelRow; version: VersionRow }> {
    return this.db.tx(ctx, async (tx) => {
      const model = await this.mustFindModel(tx, ctx, nameOrId);
      const row = await this.versionOf(tx, model.id, version);
      if (!row)
        throw notFound(
          'model_version_not_found',
          `Model '${model.name}' has no version '${String(version ?? 'at all').slice(0, 80)}'.`,
          { param: 'version' },
        );
      return { model, version: row };
    });
  }

  /** Null for a model or alias that does not exist. */
  async findAlias(
    ctx: Ctx,
    modelName: string,
    alias: string,
  ): Promise<{ model: ModelRow; alias: AliasRow | null } | null> {
    return this.db.tx(ctx, async (tx) => {
      const model = await this.rows.findModel(tx, ctx.projectId, modelName);
      return model && { model, alias: await this.rows.findAlias(tx, model.id, alias) };
    });
  }

  /**
   * Compare and set, in the caller's transaction: false when the alias no longer points at `expected`. The only writer of
   * aliases, and called only by a promotion whose gates passed.
   */
  async moveAlias(
    tx: Tx,
    ctx: Ctx,
    move: { model: string; alias: string; to: string; expected: string | null; decisionId: string },
  ): Promise<boolean> {
    const row = {
      projectId: ctx.projectId,
      modelId: move.model,
      alias: move.alias,
      versionId: move.to,
      decisionId: move.decisionId,
    };
    if (!(await this.rows.moveAlias(tx, row, move.expected, this.clock.now()))) return false;
    await this.audit.append(tx, ctx, {
      action: 'alias.moved',
      targetType: 'registered_model',
      targetId: move.model,
      facts: { alias: move.alias, from: move.expected, to: move.to, decision: move.decisionId },
    });
    for (const id of new Set([move.to, move.expected])) if (id) await ring(tx, 'mirror', id);
    return true;
  }

  aliasIn(tx: Tx, modelId: string, alias: string): Promise<AliasRow | null> {
    return this.rows.findAlias(tx, modelId, alias);
  }

  card(ctx: Ctx, version: VersionRow): Promise<string> {
    return this.files.read(ctx, version.cardId, 'README.md');
  }

  /** Throws not_found for a version that is older than bills of materials. */
  async bill(ctx: Ctx, version: VersionRow): Promise<string> {
    const card = await this.files.manifest(ctx, version.cardId);
    if (card.some(({ path }) => path === BILL)) return this.files.read(ctx, version.cardId, BILL);
    throw notFound(
      'bill_of_materials_not_found',
      `Version '${version.id}' was registered before bills of materials were written: register its jobs under another name.`,
    );
  }

  /** What the Hub's rules find wrong with the version's card, one sentence each. */
  cardFaults(ctx: Ctx, version: VersionRow): Promise<string[]> {
    return this.files.faultsOf(ctx, version.cardId);
  }

  /** What the version shows by itself, and what members attest of pages of their own; with the attestations it rests on. */
  async surfaces(ctx: Ctx, version: VersionRow): Promise<{ surfaces: Surfaces; attestations: Attested[] }> {
    const surfaces = await this.files.surfaces(ctx, version.cardId);
    const rows = await this.db.tx(ctx, (tx) => this.rows.attestationsOf(tx, version.id));
    const live = rows.filter((row) => row.revokedAt === null);
    for (const { surface, shows } of live) {
      const name = surface as keyof Surfaces;
      surfaces[name] = [...(surfaces[name] ?? []), ...shows];
    }
    const attestations = live.map(({ id, surface, url, sha256, madeBy, createdAt }) => ({
      id,
      surface,
      url,
      sha256,
      made_by: madeBy,
      created_at: unix(createdAt),
    }));
    return { surfaces, attestations };
  }

  versions(ctx: Ctx): Promise<VersionRow[]> {
    return this.db.tx(ctx, (tx) => this.rows.allVersions(tx, ctx.projectId));
  }

  /** Deletes the row; what serves it is stopped by the deployments slice. Artifacts, audit and decisions stay. */
  async deleteVersion(
    ctx: Ctx,
    openaiId: string,
    alongside?: (tx: Tx, version: VersionRow) => Promise<unknown>,
  ) {
    const version = await this.findVersionByOpenaiId(ctx, openaiId);
    if (!version) {
      const hint = openaiId.startsWith('ft:') ? '' : ' Only fine-tuned models (`ft:…`) can be deleted.';
      throw notFound('model_not_found', `No model '${openaiId.slice(0, 80)}'.${hint}`, { param: 'model' });
    }
    await this.db.tx(ctx, async (tx) => {
      const aliases = await this.rows.aliasesOf(tx, { versionId: version.id });
      if (aliases.length > 0) {
        const names = aliases.map((alias) => `'${alias.alias}'`).join(', ');
        throw conflict(
          'resource_in_use',
          `The alias ${names} points to this model; promote another version first.`,
          { headers: NO_RETRY },
        );
      }
      await this.rows.deleteVersion(tx, version.id);
      await alongside?.(tx, version);
      await this.audit.append(tx, ctx, {
        action: 'model_version.deleted',
        targetType: 'model_version',
        targetId: version.id,
        facts: { openai_id: openaiId },
      });
      await ring(tx, 'deployment.version_deleted', version.id);
    });
    return { id: openaiId, object: 'model' as const, deleted: true };
  }

  refuseAliasWrite(name: string, alias: string): never {
    const how = `POST /v1/promotions with {"model": "${name.slice(0, 80)}", "alias": "${alias.slice(0, 80)}"}`;
    throw conflict(
      'alias_needs_promotion',
      `An alias moves only by a promotion, so that its gates are asked: ${how}.`,
      { headers: NO_RETRY },
    );
  }

  openaiView(version: VersionRow, of: { contextWindow: number | null; ownedBy: string }) {
    return {
      id: version.openaiId,
      object: 'model' as const,
      created: unix(version.createdAt),
      owned_by: of.ownedBy,
      context_window: of.contextWindow,
      license: version.licenseId,
      parent: version.baseModelId,
      ...(version.step === null ? {} : { checkpoint_of: checkpointOf(version.openaiId)?.of ?? null }),
    };
  }

  private async view(tx: Tx, row: ModelRow) {
    return modelView(
      row,
      await this.rows.newestVersion(tx, row.id),
      await this.rows.aliasesOf(tx, { modelId: row.id }),
    );
  }

  private async mustFindModel(tx: Tx, ctx: Ctx, nameOrId: string): Promise<ModelRow> {
    const row = await this.rows.findModel(tx, ctx.projectId, nameOrId);
    if (!row)
      throw notFound('registered_model_not_found', `No registered model '${nameOrId.slice(0, 80)}'.`, {
        param: 'model',
      });
    return row;
  }

  private versionOf(tx: Tx, modelId: string, version?: string | number): Promise<VersionRow | null> {
    if (version === undefined) return this.rows.newestVersion(tx, modelId);
    if (typeof version === 'string' && isId('mv_', version))
      return this.rows.findVersion(tx, { modelId, id: version });
    if (typeof version === 'string' && version.startsWith('ft:'))
      return this.rows.findVersion(tx, { modelId, openaiId: version });
    const number = Number(version);
    if (!Number.isSafeInteger(number) || number < 1 || number > 2_147_483_647)
      throw invalid('invalid_value', 'A version is a number, an `mv_` id or an `ft:` id.', {
        param: 'version',
      });
    return this.rows.findVersion(tx, { modelId, number });
  }
}
