import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import { type Clock, unix } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { AppError, invalid } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import type { Catalogue } from '#license-catalogue/catalogue.js';
import { sha256Hex } from '#license-catalogue/fingerprint.js';
import type { LineageNode } from '#license-rules/decision.contract.js';
import { LicensesService } from '#licenses/licenses.service.js';
import { identifyText, unreadText } from '#license-catalogue/license-file.js';
import { Db } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import type { BaseModelRow } from './base-models.repository.js';
import { BaseModelsService } from './base-models.service.js';
import { type LicenseCheckRow, LicenseChecksRepository } from './license-checks.repository.js';
import { licenseFile, licenseNode } from './model-license.js';
import {
  changesOf,
  fingerprintsOf,
  type PublishedTerms,
  type PublishedText,
  type TermsChange,
} from './published-terms.js';
import { MODEL_SOURCES, type ModelSources } from './source.port.js';

/** Asks publishers again what their terms are: a text that changed after the import is a question for a reviewer. */
@Injectable()
export class LicenseChecks {
  constructor(
    private readonly db: Db,
    private readonly rows: LicenseChecksRepository,
    private readonly baseModels: BaseModelsService,
    private readonly licenses: LicensesService,
    private readonly audit: AuditService,
    @Inject(MODEL_SOURCES) private readonly sources: ModelSources,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Compares the head of the model's repository with the revision that was imported; what differs opens a decision (G1). */
  async check(ctx: Ctx, ref: string) {
    const row = await this.baseModels.resolve(ctx, ref);
    const now = await this.headOf(row);
    const before = now.revision === row.revision ? now : await this.importedOf(row);
    const changes = before ? changesOf(before, now) : [];
    const known = await this.db.tx(ctx, (tx) => this.rows.newest(tx, row.id));
    const isNews = changes.length > 0 && known?.revision !== now.revision;
    const decisionId = isNews ? await this.ask(ctx, row, now, changes) : (known?.decisionId ?? null);
    return checkView(
      await this.keep(ctx, row, {
        revision: now.revision,
        changes,
        decisionId: changes.length ? decisionId : null,
      }),
    );
  }

  async list(ctx: Ctx, ref: string, query: PageQuery) {
    const { id: baseModelId } = await this.baseModels.resolve(ctx, ref);
    const where = { projectId: ctx.projectId, baseModelId };
    const rows = await this.db.tx(ctx, (tx) => this.rows.list(tx, where, query));
    return pageOf(rows, query.limit, checkView);
  }

  private async headOf(row: BaseModelRow): Promise<PublishedTerms> {
    const source = this.sources[row.source.type];
    if (!source.terms || row.state !== 'ready') {
      const why =
        row.state === 'ready' ? 'comes from a package version, which never changes' : `is ${row.state}`;
      throw invalid('nothing_to_check', `Base model '${row.slug}' ${why}.`, { param: 'id' });
    }
    return source.terms({ type: 'hub', repo: row.source.repo!, revision: 'main' });
  }

  /** Null where the publisher has removed the revision. */
  private async importedOf(row: BaseModelRow): Promise<PublishedTerms | null> {
    const source = this.sources[row.source.type];
    try {
      return await source.terms!({ type: 'hub', repo: row.source.repo!, revision: row.revision! });
    } catch (error) {
      if (error instanceof AppError && error.kind === 'not_found') return null;
      throw error;
    }
  }

  /** The same model with the terms of today: decision.md R11 pins the answer to the text that was accepted. */
  private async ask(
    ctx: Ctx,
    row: BaseModelRow,
    now: PublishedTerms,
    changes: TermsChange[],
  ): Promise<string> {
    const fingerprints = fingerprintsOf(changes);
    const text = now.license && identified(now.license, await this.licenses.catalogueOf(ctx));
    const source = {
      ...row.source,
      license_name: now.licenseName,
      license_link: now.licenseLink,
      license_file: text ? licenseFile(now.license!.path, text) : undefined,
    };
    const today: LineageNode = {
      ...licenseNode({ ...row, revision: now.revision, declaredLicense: now.declaredLicense ?? '', source }),
      file_sha256: fingerprints.now,
      accepted_file_sha256: fingerprints.before,
    };
    const { id } = await this.licenses.decide(ctx, {
      gate: 'G1',
      subjectType: 'base_model',
      subjectId: row.id,
      subjectDigest: fingerprints.now,
      modelName: null,
      graph: { nodes: [today], edges: [] },
    });
    return id;
  }

  private keep(
    ctx: Ctx,
    row: BaseModelRow,
    found: { revision: string; changes: TermsChange[]; decisionId: string | null },
  ): Promise<LicenseCheckRow> {
    return this.db.tx(ctx, async (tx) => {
      const check = await this.rows.insert(tx, {
        id: newId('lchk_'),
        projectId: row.projectId,
        baseModelId: row.id,
        revision: found.revision,
        changes: found.changes as unknown as object,
        decisionId: found.decisionId,
        createdAt: this.clock.now(),
      });
      await this.audit.append(tx, ctx, {
        action: found.changes.length > 0 ? 'base_model.license_changed' : 'base_model.license_checked',
        targetType: 'base_model',
        targetId: row.id,
        facts: {
          check: check.id,
          revision: found.revision,
          decision: found.decisionId,
          changed: found.changes.map(({ what, before, now }) => ({ what, before, now })),
        },
      });
      return check;
    });
  }
}

/** Of a text that was not read to its end only what was read is known. */
const identified = ({ bytes, sizeBytes }: PublishedText, catalogue: Catalogue) =>
  sizeBytes > bytes.length ? unreadText(sha256Hex(bytes)) : identifyText(bytes, catalogue);

const checkView = (row: LicenseCheckRow) => ({
  id: row.id,
  object: 'license_check' as const,
  base_model: row.baseModelId,
  revision: row.revision,
  changed: (row.changes as unknown[]).length > 0,
  changes: row.changes,
  decision: row.decisionId,
  created_at: unix(row.createdAt),
});
