import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { AppError } from '#kernel/errors.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { manifestDigest } from '#artifacts/manifest.js';
import { LicensesService } from '#licenses/licenses.service.js';
import type { Verdict } from '#licenses/vocabulary.js';
import { type Envelope, SIGNER, type Signer } from '#platform/dsse.js';
import type { DeploymentRow } from './deployments.repository.js';

/** Why a deployment must not load: a row, a signature or a file is not what was decided on. */
export class VerificationFault extends Error {
  constructor(
    readonly code:
      | 'decision_signature'
      | 'decision_mismatch'
      | 'decision_verdict'
      | 'artifact_signature'
      | 'artifact_digest'
      | 'file_digest'
      | 'no_model_file'
      | 'quarantined',
    message: string,
  ) {
    super(message);
    this.name = 'VerificationFault';
  }
}

export interface VerifiedModel {
  path: string;
  sha256: string;
}

const PASSES: readonly Verdict[] = ['allow', 'allow-with-obligations'];

/**
 * The last look before an engine loads: the signed decision, not the row, says yes; it is about this very digest; the artifact is
 * what was signed; and the bytes on this machine hash to it. A row edited in PostgreSQL fails one of the four.
 */
@Injectable()
export class DeploymentsVerifier {
  constructor(
    private readonly licenses: LicensesService,
    private readonly artifacts: ArtifactsService,
    @Inject(SIGNER) private readonly signer: Signer,
  ) {}

  async verify(ctx: Ctx, row: DeploymentRow): Promise<VerifiedModel> {
    await this.notRecalled(ctx, row);
    await this.decision(ctx, row);
    return this.model(ctx, row);
  }

  private async notRecalled(ctx: Ctx, row: DeploymentRow): Promise<void> {
    await this.artifacts.assertFree(ctx, [row.artifactId]).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'quarantined')
        throw new VerificationFault('quarantined', error.message);
      throw error;
    });
  }

  private async decision(ctx: Ctx, row: DeploymentRow): Promise<void> {
    const stored = await this.licenses.getDecision(ctx, row.decisionId);
    const { subject, predicate } = this.opened(stored.envelope as unknown as Envelope, row.decisionId);
    const signed = predicate as {
      id?: string;
      project?: string;
      decision?: { verdict?: Verdict; gate?: string };
    };
    const about = subject[0]?.digest.sha256;
    if (signed.id !== row.decisionId || signed.project !== row.projectId || signed.decision?.gate !== 'G5') {
      throw new VerificationFault(
        'decision_mismatch',
        `The signed statement of decision ${row.decisionId} is about something else.`,
      );
    }
    if (about !== row.artifactDigest) {
      throw new VerificationFault(
        'decision_mismatch',
        `Decision ${row.decisionId} is about sha256 ${about}, the deployment about ${row.artifactDigest}.`,
      );
    }
    const verdict = signed.decision.verdict;
    if (!verdict || !PASSES.includes(verdict) || stored.verdict !== verdict) {
      throw new VerificationFault(
        'decision_verdict',
        `Decision ${row.decisionId} was signed as ${verdict} and stands as ${stored.verdict}.`,
      );
    }
  }

  private opened(envelope: Envelope, id: string) {
    try {
      return this.signer.verify(envelope);
    } catch (error) {
      throw new VerificationFault(
        'decision_signature',
        `Decision ${id} is not signed by this installation: ${(error as Error).message}.`,
      );
    }
  }

  private async model(ctx: Ctx, row: DeploymentRow): Promise<VerifiedModel> {
    const artifact = await this.artifacts.get(ctx, row.artifactId);
    if (artifact.digest !== row.artifactDigest || manifestDigest(artifact.manifest) !== row.artifactDigest) {
      throw new VerificationFault(
        'artifact_digest',
        `Artifact ${artifact.id} has another digest than the deployment was made for.`,
      );
    }
    const { ok, faults } = await this.artifacts.verify(ctx, row.artifactId);
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
    const sha256 = await hashOf(path);
    if (sha256 !== file.sha256) {
      throw new VerificationFault(
        'file_digest',
        `The staged copy of ${file.path} has sha256 ${sha256}, not ${file.sha256}.`,
      );
    }
    return { path, sha256 };
  }
}

/** Read anew on purpose: a staged folder may have been changed since it was verified. */
async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
