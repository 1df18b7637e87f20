import { Injectable } from '@nestjs/common';
import { ArtifactChecks } from '#artifacts/artifact-checks.service.js';
import { artifactView } from '#artifacts/artifacts.view.js';
import { LineageService } from '#artifacts/lineage.service.js';
import { BaseModelsService } from '#base-models/base-models.service.js';
import { EvaluationsService } from '#evaluations/evaluations.service.js';
import type { Ctx } from '#kernel/context.js';
import type { VersionArtifacts } from './registry.contract.js';
import type { VersionRow } from './registry.repository.js';
import { bitsPerWeight, inTree, isVariant, type Variant } from './variants.js';
import { summary, VersionMaking } from './version-making.service.js';

/** More quantized children than this are no list to choose from. */
const MOST_CHILDREN = 20;

/** The forms of a version's weights as a tree: what each was made from, whether its signature holds, what it lost. */
@Injectable()
export class VersionForms {
  constructor(
    private readonly lineage: LineageService,
    private readonly checks: ArtifactChecks,
    private readonly evaluations: EvaluationsService,
    private readonly baseModels: BaseModelsService,
    private readonly making: VersionMaking,
  ) {}

  async of(ctx: Ctx, { baseModelId, artifacts }: VersionRow) {
    const roles = new Map(Object.entries(artifacts as VersionArtifacts).map(([role, id]) => [id, role]));
    const family = await this.lineage.family(ctx, [...roles.keys()], MOST_CHILDREN);
    const base = await this.baseModels.resolve(ctx, baseModelId);
    const variants = await this.variants(ctx, family);
    const forms = family.map(({ row, parents }) => {
      const { id, kind, format, ...rest } = artifactView(row);
      const { type = null, loss = null } = variants.get(id) ?? {};
      return {
        ...{ id, object: 'model_form' as const, kind, format, type },
        role: roles.get(id) ?? null,
        made_from: parents.filter((parent) => family.some((one) => one.row.id === parent)),
        ...{ sha256: rest.sha256, size_bytes: rest.size_bytes, files: rest.files, job: rest.job_id },
        bits_per_weight: isVariant(kind) ? bitsPerWeight(row.manifest, base.parameterCount) : null,
        signature: this.checks.signature(row),
        loss,
        ...{ released_at: rest.released_at, created_at: rest.created_at },
      };
    });
    const data = inTree(forms);
    const ends = { first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
    return { object: 'list' as const, data, ...ends, has_more: false };
  }

  private async variants(
    ctx: Ctx,
    family: Awaited<ReturnType<LineageService['family']>>,
  ): Promise<Map<string, Variant>> {
    const parts = family.flatMap(({ row }) => (isVariant(row.kind) ? [{ role: row.kind, row }] : []));
    const ids = parts.map(({ row }) => row.id);
    const measured = await this.evaluations.forSubjects(ctx, ids);
    const done = measured.filter(({ state }) => state === 'succeeded').map(summary);
    return new Map((await this.making.variants(ctx, parts, done)).map((one) => [one.id, one]));
  }
}
