import { Inject, Injectable } from '@nestjs/common';
import { unix } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { conflict, invalid, notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import { canonicalJson } from '#kernel/audit-chain.js';
import { AuditService } from '#audit/audit.service.js';
import { Db, isUniqueViolation, type Tx } from '#platform/db.js';
import { keepAnswer } from '#platform/once.js';
import { ring } from '#platform/outbox.js';
import { entryOf, extendCatalogue, readText, shadows } from './additions.js';
import type { AddLicense, AddOverride } from './additions.contract.js';
import type { Catalogue } from './catalogue.js';
import { type AdditionRow, CatalogueRepository, type OverrideRow } from './catalogue.repository.js';
import { sha256Hex } from './fingerprint.js';
import type { LicenseEntry } from './license-entry.js';

/** DI token of the loaded catalogue with its text. */
export const CATALOGUE = 'CATALOGUE';
export interface LoadedCatalogue {
  catalogue: Catalogue;
  text: string;
  /** Full texts of licenses by id. */
  texts?: ReadonlyMap<string, string>;
}
/** Topic of the outbox: a project's catalogue has changed. Its key is the project. */
export const CATALOGUE_CHANGED = 'license.catalogue';

const KEPT_CATALOGUES = 100;

/** The catalogue of each project: what is shipped, and what its admins added. */
@Injectable()
export class CatalogueService {
  private readonly kept = new Map<string, Catalogue>();

  constructor(
    private readonly db: Db,
    private readonly rows: CatalogueRepository,
    private readonly audit: AuditService,
    @Inject(CATALOGUE) private readonly loaded: LoadedCatalogue,
  ) {}

  get shipped(): Catalogue {
    return this.loaded.catalogue;
  }

  get texts(): ReadonlyMap<string, string> {
    return this.loaded.texts ?? new Map();
  }

  /** The texts that admins gave with licenses of their own, by license id. */
  async addedTexts(
    ctx: Pick<Ctx, 'projectId'>,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    const rows = await this.db.tx(ctx, (tx) => this.rows.additionTexts(tx, ctx.projectId, ids));
    return new Map(rows.flatMap(({ licenseId, text }) => (text === null ? [] : [[licenseId, text]])));
  }

  /** The catalogue that binds the caller's project; its version is a hash over what is shipped and what was added. */
  of(ctx: Pick<Ctx, 'projectId'>): Promise<Catalogue> {
    return this.db.tx(ctx, (tx) => this.within(tx, ctx.projectId));
  }

  /** The same in the caller's transaction. */
  async within(tx: Tx, projectId: string): Promise<Catalogue> {
    const count = await this.rows.additionsOf(tx, projectId);
    if (count === 0) return this.shipped;
    const key = `${projectId} ${count}`;
    const known = this.kept.get(key);
    if (known) return known;
    const { additions, overrides } = await this.rows.load(tx, projectId);
    const added = addedOf(additions, overrides);
    const version = sha256Hex(canonicalJson({ shipped: this.shipped.version, ...added }));
    const catalogue = extendCatalogue(this.shipped, added, version);
    if (this.kept.size >= KEPT_CATALOGUES) this.kept.delete(this.kept.keys().next().value!);
    this.kept.set(key, catalogue);
    return catalogue;
  }

  /** Keeps the text of the shipped catalogue by its version, for those who read a decision years later. */
  keep(tx: Tx): Promise<void> {
    return this.rows.keepShipped(tx, this.shipped.version, this.loaded.text);
  }

  /** Adds a license to the project's catalogue. Throws license_shadows (409) where it would take the place of another. */
  async add(ctx: Ctx, body: AddLicense) {
    const text = textOf(body);
    const entry = entryOf(body, text);
    this.assertKnownFields(body);
    return this.append(ctx, `A license '${body.id}'`, async (tx, ordinal, catalogue) => {
      const shadow = shadows(entry, catalogue);
      if (shadow)
        throw conflict(
          'license_shadows',
          `A license that takes the place of another is refused: ${shadow.why}.`,
          {
            param: shadow.param,
          },
        );
      const row = await this.rows.insertAddition(tx, {
        id: newId('lic_'),
        projectId: ctx.projectId,
        ordinal,
        licenseId: entry.id,
        entry: entry as object,
        text: body.text ?? null,
        textSha256: text.sha256,
        addedBy: ctx.actor,
      });
      const facts = { text_sha256: text.sha256, name: entry.name };
      await this.audit.append(tx, ctx, {
        action: 'license.added',
        targetType: 'license',
        targetId: entry.id,
        facts,
      });
      return additionView(row);
    });
  }

  /** Says for a repository which licenses its text stands for. Throws license_override_exists (409) where that is settled. */
  async override(ctx: Ctx, body: AddOverride) {
    const { sha256 } = textOf(body);
    const repo = body.repo.toLowerCase();
    return this.append(ctx, `An override for '${repo}'`, async (tx, ordinal, catalogue) => {
      for (const [i, id] of body.license_ids.entries())
        if (!catalogue.byId.has(id) || id === catalogue.unknown.id)
          throw invalid('license_not_found', `The catalogue has no license '${id}'; add it first.`, {
            param: `license_ids[${i}]`,
          });
      if (isSettled(repo, catalogue))
        throw conflict('license_override_exists', `The catalogue says already what '${repo}' stands under.`, {
          param: 'repo',
        });
      const row = await this.rows.insertOverride(tx, {
        id: newId('lov_'),
        projectId: ctx.projectId,
        ordinal,
        repo,
        licenseIds: body.license_ids,
        textSha256: sha256,
        clause: body.clause,
        reason: body.reason,
        addedBy: ctx.actor,
      });
      await this.audit.append(tx, ctx, {
        action: 'license_override.added',
        targetType: 'license_override',
        targetId: row.id,
        facts: { repo, license_ids: body.license_ids, text_sha256: sha256, clause: body.clause },
      });
      return overrideView(row);
    });
  }

  async overrides(ctx: Ctx, page: PageQuery) {
    const rows = await this.db.tx(ctx, (tx) => this.rows.listOverrides(tx, ctx.projectId, page));
    return pageOf(rows, page.limit, overrideView);
  }

  async getOverride(ctx: Ctx, id: string) {
    const row = await this.db.tx(ctx, (tx) => this.rows.findOverride(tx, id));
    if (!row) throw notFound('license_override_not_found', `No license override '${id.slice(0, 80)}'.`);
    return overrideView(row);
  }

  /** One more row of the project's catalogue, and the bell that has its decisions asked again. */
  private async append<T extends object>(
    ctx: Ctx,
    what: string,
    write: (tx: Tx, ordinal: number, catalogue: Catalogue) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.db.tx(ctx, async (tx) => {
        const ordinal = await this.rows.nextOrdinal(tx, ctx.projectId);
        const answer = await write(tx, ordinal, await this.before(tx, ctx.projectId));
        await ring(tx, CATALOGUE_CHANGED, ctx.projectId);
        await keepAnswer(tx, ctx, answer);
        return answer;
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw conflict('already_exists', `${what} exists already.`, { headers: { 'x-should-retry': 'false' } });
    }
  }

  /** Without the row that is being written. */
  private async before(tx: Tx, projectId: string): Promise<Catalogue> {
    const { additions, overrides } = await this.rows.load(tx, projectId);
    return extendCatalogue(this.shipped, addedOf(additions, overrides), 'before');
  }

  private assertKnownFields({ terms }: AddLicense): void {
    const known = this.shipped.document.conventions.field_tags;
    for (const [i, { tag }] of (terms.field_of_use ?? []).entries())
      if (!Object.hasOwn(known, tag))
        throw invalid(
          'invalid_value',
          `'${tag}' is no field of use; those of the catalogue are ${Object.keys(known).join(', ')}.`,
          {
            param: `terms.field_of_use[${i}].tag`,
          },
        );
  }
}

const addedOf = (additions: readonly AdditionRow[], overrides: readonly OverrideRow[]) => ({
  entries: additions.map((row) => row.entry as unknown as LicenseEntry),
  overrides: overrides.map((row) => ({
    repo: row.repo,
    license_ids: row.licenseIds,
    text_sha256: row.textSha256,
    reason: row.reason,
  })),
});

function textOf(body: { text?: string; text_sha256?: string }) {
  const { fault, ...text } = readText(body);
  if (fault)
    throw invalid('invalid_value', `Invalid value for '${fault.param}': ${fault.why}.`, {
      param: fault.param,
    });
  return text;
}

const isSettled = (repo: string, { overrides, overrideOnly, byExample }: Catalogue): boolean =>
  overrides.some(({ pattern }) =>
    pattern.endsWith('*') ? repo.startsWith(pattern.slice(0, -1)) : repo === pattern,
  ) || (byExample.get(repo) ?? []).some((id) => overrideOnly.has(id));

export const licenseView = (entry: LicenseEntry) => ({
  id: entry.id,
  object: 'license' as const,
  name: entry.name,
  kind: entry.kind,
  url: entry.url ?? null,
  confidence: entry.confidence,
  hub: entry.hf,
});

const additionView = (row: AdditionRow) => {
  const entry = row.entry as unknown as LicenseEntry;
  return {
    ...licenseView(entry),
    id: row.licenseId,
    terms: entry.terms,
    unread: entry.unread,
    text_sha256: row.textSha256,
    created_at: unix(row.createdAt),
  };
};

const overrideView = (row: OverrideRow) => ({
  id: row.id,
  object: 'license_override' as const,
  repo: row.repo,
  license_ids: row.licenseIds,
  text_sha256: row.textSha256,
  clause: row.clause,
  reason: row.reason,
  added_by: row.addedBy,
  created_at: unix(row.createdAt),
});
