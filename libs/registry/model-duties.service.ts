import { Injectable } from '@nestjs/common';
import { DatasetsService } from '#datasets/datasets.service.js';
import type { Ctx } from '#kernel/context.js';
import { notFound } from '#kernel/errors.js';
import type { LineageGraph, Obligation } from '#license-rules/decision.contract.js';
import { LicenseReading } from '#licenses/license-reading.service.js';
import { type DecisionRow, LicensesService } from '#licenses/licenses.service.js';
import type { VersionArtifacts } from './registry.contract.js';
import { calledFirst } from './variants.js';
import type { VersionRow } from './registry.repository.js';
import { passThroughTerms } from './terms.js';

export interface Duties {
  /** Credit for the data, one line each. */
  attribution: string[];
  obligations: Pick<Obligation, 'type' | 'license_id' | 'text' | 'surface' | 'level' | 'satisfied_by'>[];
}

/** What comes with a version: credit, lines to show, terms to pass on, as its newest decision says. */
@Injectable()
export class ModelDuties {
  constructor(
    private readonly licenses: LicensesService,
    private readonly datasets: DatasetsService,
    private readonly reading: LicenseReading,
  ) {}

  /** By version id; a version that was never decided on has none. */
  async of(ctx: Ctx, versions: readonly VersionRow[]): Promise<Map<string, Duties>> {
    const decisions = await this.decisions(ctx, versions);
    const data = [...decisions.values()].flatMap((row) => dataOf(row));
    const credits = await this.datasets.credits(ctx, [...new Set(data)]);
    return new Map([...decisions].map(([id, row]) => [id, dutiesOf(row, credits)]));
  }

  /** What the licenses demand of who serves or hands on the version. Throws not_found for one that was never decided on. */
  async demands(ctx: Ctx, version: VersionRow) {
    const row = (await this.decisions(ctx, [version])).get(version.id);
    if (!row)
      throw notFound(
        'obligations_not_found',
        `No license decision is on record about version '${version.id}'.`,
      );
    return this.reading.demandsOfDecision(ctx, row, version.licenseId);
  }

  /** Null where no license asks for any. */
  async terms(ctx: Ctx, version: VersionRow): Promise<string | null> {
    const row = (await this.decisions(ctx, [version])).get(version.id);
    const obligations = (row?.obligations ?? []) as unknown as Obligation[];
    return passThroughTerms(version.openaiId, obligations, await this.licenses.catalogueOf(ctx));
  }

  private async decisions(ctx: Ctx, versions: readonly VersionRow[]): Promise<Map<string, DecisionRow>> {
    const subjects = versions.map((version) => ({ id: version.id, artifacts: artifactsOf(version) }));
    const rows = await this.licenses.newestOf(
      ctx,
      subjects.flatMap(({ artifacts }) => artifacts),
    );
    return new Map(
      subjects.flatMap(({ id, artifacts }) => {
        const known = artifacts.find((artifact) => rows.has(artifact));
        return known ? [[id, rows.get(known)!] as const] : [];
      }),
    );
  }
}

/** What is served first: its decision (G5) knows more than the one of registration (G3). */
const artifactsOf = (version: VersionRow): string[] => calledFirst(version.artifacts as VersionArtifacts);

const dataOf = (row: DecisionRow): string[] =>
  (row.inputs as unknown as { graph: LineageGraph }).graph.nodes
    .map((node) => node.id)
    .filter((id) => id.startsWith('dsv_'));

function dutiesOf(row: DecisionRow, credits: ReadonlyMap<string, string>): Duties {
  const owed = row.obligations as unknown as Obligation[];
  const lines = [
    ...dataOf(row).flatMap((id) => credits.get(id) ?? []),
    ...owed.filter(({ type }) => type === 'attribution-record').flatMap(({ text }) => text ?? []),
  ];
  return {
    attribution: [...new Set(lines)],
    obligations: owed.map(({ type, license_id, text, surface, level, satisfied_by }) => ({
      type,
      license_id,
      ...(text === undefined ? {} : { text }),
      surface,
      level,
      ...(satisfied_by === undefined ? {} : { satisfied_by }),
    })),
  };
}
