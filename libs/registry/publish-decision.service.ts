import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { invalid } from '#kernel/errors.js';
import { LicenseReading } from '#licenses/license-reading.service.js';
import { LicensesService } from '#licenses/licenses.service.js';
import { Db } from '#platform/db.js';
import type { PublishBody } from './publish.contract.js';
import { RegistryFiles } from './registry.files.js';
import { RegistryRepository } from './registry.repository.js';

/** The gate of publication and export (G4): over the artifact's digest and lineage, with what its version ships beside it. */
@Injectable()
export class PublishDecisions {
  constructor(
    private readonly db: Db,
    private readonly rows: RegistryRepository,
    private readonly artifacts: ArtifactsService,
    private readonly files: RegistryFiles,
    private readonly licenses: LicensesService,
    private readonly reading: LicenseReading,
  ) {}

  /** Frozen, signed and audited whatever it says; LicensesService.assertMayLeave reads it where bytes are handed out. */
  async decide(ctx: Ctx, artifactId: string, body: PublishBody) {
    const artifact = await this.artifacts.get(ctx, artifactId);
    const wanted = body.publish_license;
    if (wanted !== undefined && !(await this.licenses.catalogueOf(ctx)).byId.has(wanted))
      throw invalid('license_not_found', `The catalogue has no license '${wanted.slice(0, 80)}'.`, {
        param: 'publish_license',
      });
    const version = await this.db.tx(ctx, async (tx) => {
      const row = await this.rows.findVersionWith(tx, ctx.projectId, artifact.id);
      return row && { row, model: await this.rows.modelById(tx, row.modelId) };
    });
    const { id } = await this.licenses.decide(ctx, {
      gate: 'G4',
      subjectType: 'artifact',
      subjectId: artifact.id,
      subjectDigest: artifact.digest,
      modelName: version?.model.name ?? null,
      graph: await this.artifacts.lineage(ctx, artifact.id),
      surfacesShown: version ? await this.files.surfaces(ctx, version.row.cardId) : undefined,
      use: {
        purpose: body.purpose ?? (artifact.kind === 'adapter' ? 'publish-adapter' : 'publish-weights'),
        ...(wanted === undefined ? {} : { publish_license: wanted }),
      },
    });
    return this.reading.view(ctx, id);
  }
}
