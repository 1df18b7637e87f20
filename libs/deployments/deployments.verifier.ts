import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { ArtifactChecks } from '#artifacts/artifact-checks.service.js';
import { AppError } from '#kernel/errors.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { manifestDigest } from '#artifacts/manifest.js';
import { Db } from '#platform/db.js';
import { hashFile } from '#platform/hash-file.js';
import { RegistryService } from '#registry/registry.service.js';
import type { DeploymentRow } from './deployments.repository.js';
import { VerificationFault } from './seal.js';
import { SealedDecisions } from './sealed-decisions.service.js';
import { SealedPromotions } from './sealed-promotions.service.js';
import { assertOfVersion } from './served.js';

export interface VerifiedModel {
  path: string;
  sha256: string;
}

/**
 * The last look before an engine loads: the version still names this artifact; the signed decision, not the row, says yes, and
 * to this very digest; a signed promotion put it behind its alias; the artifact is what was signed; and the bytes on this machine hash to it.
 */
@Injectable()
export class DeploymentsVerifier {
  constructor(
    private readonly db: Db,
    private readonly registry: RegistryService,
    private readonly decisions: SealedDecisions,
    private readonly promotions: SealedPromotions,
    private readonly artifacts: ArtifactsService,
    private readonly checks: ArtifactChecks,
  ) {}

  /** Throws VerificationFault. */
  async verify(ctx: Ctx, row: DeploymentRow): Promise<VerifiedModel> {
    await this.notRecalled(ctx, row);
    const found = await this.registry.findVersionById(ctx, row.versionId);
    if (!found) throw new VerificationFault('version_mismatch', `Version ${row.versionId} does not exist.`);
    assertOfVersion(row, found.version);
    await this.decisions.assert(ctx, { ...row, modelName: found.model.name });
    if (row.kind === 'alias') await this.alias(ctx, row);
    return this.model(ctx, row);
  }

  /** Once its promotion has moved the alias, what serves is what the alias names; another promotion would have ended it. */
  private async alias(ctx: Ctx, row: DeploymentRow): Promise<void> {
    const promotion = await this.promotions.assert(ctx, row);
    if (promotion.state !== 'succeeded') return;
    const alias = await this.db.tx(ctx, (tx) =>
      this.registry.aliasIn(tx, promotion.modelId, promotion.alias),
    );
    if (alias?.versionId === row.versionId && alias.decisionId === row.decisionId) return;
    throw new VerificationFault(
      'alias_mismatch',
      `The alias '${promotion.alias}' names ${alias?.versionId} on decision ${alias?.decisionId}, but promotion ` +
        `${promotion.id} put ${row.versionId} on decision ${row.decisionId} there.`,
    );
  }

  private async notRecalled(ctx: Ctx, row: DeploymentRow): Promise<void> {
    await this.artifacts.assertFree(ctx, [row.artifactId]).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'quarantined')
        throw new VerificationFault('quarantined', error.message);
      throw error;
    });
  }

  private async model(ctx: Ctx, row: DeploymentRow): Promise<VerifiedModel> {
    const artifact = await this.artifacts.get(ctx, row.artifactId);
    if (artifact.digest !== row.artifactDigest || manifestDigest(artifact.manifest) !== row.artifactDigest) {
      throw new VerificationFault(
        'artifact_digest',
        `Artifact ${artifact.id} has another digest than the deployment was made for.`,
      );
    }
    const { ok, faults } = await this.checks.verify(ctx, row.artifactId);
    if (!ok) {
      const what = faults.map(({ path, fault }) => `${path} ${fault}`.trim()).join(', ');
      throw new VerificationFault(
        'artifact_signature',
        `Artifact ${artifact.id} is not what was signed: ${what}.`,
      );
    }
    const file = artifact.manifest.find(({ path }) => path.endsWith('.gguf'));
    if (!file) throw new VerificationFault('no_model_file', `Artifact ${artifact.id} has no GGUF file.`);
    const { path: folder } = await this.artifacts.stage(ctx, artifact.id);
    const path = join(folder, file.path);
    // read anew on purpose: a staged folder may have been changed since it was verified
    const { sha256 } = await hashFile(path);
    if (sha256 !== file.sha256) {
      throw new VerificationFault(
        'file_digest',
        `The staged copy of ${file.path} has sha256 ${sha256}, not ${file.sha256}.`,
      );
    }
    return { path, sha256 };
  }
}
