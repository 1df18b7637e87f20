import { Inject, Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { AppError } from '#kernel/errors.js';
import { ArtifactChecks } from '#artifacts/artifact-checks.service.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { type Envelope, SIGNER, type Signer } from '#platform/dsse.js';
import { EvaluationsService } from '#evaluations/evaluations.service.js';
import { ProjectsService } from '#projects/projects.service.js';
import { LicensesService, type StoredDecision } from '#licenses/licenses.service.js';
import type { VersionArtifacts } from '#registry/registry.contract.js';
import { type ModelRow, RegistryService, type VersionRow } from '#registry/registry.service.js';
import type { PromotionBody } from './deployments.contract.js';
import type { Evidence, Gate, Measured } from './gate.js';
import { type RecordInput, recordStatement } from './record.js';

/** Gathers what the gates ask, and the signed license decision (G5) that a deployment rests on. */
@Injectable()
export class DeploymentsEvidence {
  constructor(
    private readonly licenses: LicensesService,
    private readonly artifacts: ArtifactsService,
    private readonly checks: ArtifactChecks,
    private readonly evaluations: EvaluationsService,
    private readonly registry: RegistryService,
    @Inject(SIGNER) private readonly signer: Signer,
    private readonly projects: ProjectsService,
  ) {}

  /** G5 over the lineage of what will be served, with what the version shows by itself. Stored, signed, audited. */
  async decide(ctx: Ctx, model: ModelRow, version: VersionRow): Promise<StoredDecision> {
    const { gguf, merged, adapter } = version.artifacts as VersionArtifacts;
    const subjectId = gguf ?? merged ?? adapter;
    if (!subjectId) throw new Error(`version ${version.id} has no artifact`);
    await this.artifacts.assertFree(ctx, [subjectId]);
    const { digest } = await this.artifacts.get(ctx, subjectId);
    const { surfaces, attestations } = await this.registry.surfaces(ctx, version);
    return this.licenses.decide(ctx, {
      gate: 'G5',
      subjectType: 'artifact',
      subjectId,
      subjectDigest: digest,
      modelName: model.name,
      graph: await this.artifacts.lineage(ctx, subjectId),
      surfacesShown: surfaces,
      attestations,
    });
  }

  /** The promotion's record, signed over the digests of all that the version is made of. */
  async seal(
    ctx: Ctx,
    of: Pick<RecordInput, 'promotion' | 'decision'> & {
      model: ModelRow;
      version: VersionRow;
      gates: Gate[];
      evidence: Evidence;
    },
  ): Promise<Envelope> {
    const { model, version, evidence, gates, promotion, decision } = of;
    const order = ['gguf', 'merged', 'adapter'];
    const roles = Object.entries(evidence.artifacts).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
    const artifacts = [];
    for (const [role, id] of [...roles, ['card', version.cardId]] as [string, string][]) {
      const { digest } = await this.artifacts.get(ctx, id);
      const signed = evidence.signatures.some((one) => one.artifact === id && one.ok);
      artifacts.push({ role, id, sha256: digest, signed });
    }
    const statement = recordStatement({
      ...{ promotion, decision, gates, artifacts, project: ctx.projectId },
      model: {
        ...{ id: model.id, name: model.name },
        ...{ version: version.id, number: version.number, openai_id: version.openaiId },
      },
      evaluations: evidence.evaluations,
      catalogue: await this.licenses.catalogueOf(ctx),
    });
    return this.signer.sign(statement);
  }

  async gather(
    ctx: Ctx,
    of: {
      model: ModelRow;
      version: VersionRow;
      alias: string;
      asked: Pick<PromotionBody, 'min_score' | 'evaluation' | 'max_quantization_drop'>;
    },
  ) {
    const { model, version, asked } = of;
    const artifacts = version.artifacts as VersionArtifacts;
    const decision = await this.decide(ctx, model, version);
    const { protectedAliases } = await this.projects.get(ctx);
    const against = decision.findings.filter((finding) => finding.verdict === decision.verdict);
    const evidence: Evidence = {
      license: {
        decision: decision.id,
        verdict: decision.verdict,
        fixable: decision.fixable,
        why: await this.licenses.sentence(ctx, decision),
        remedies: against.map((finding) => finding.remedy).filter(Boolean),
        obligations: decision.obligations.filter((one) => one.level === 'required').length,
        review: decision.review,
        selfAttested: decision.lifted.some((one) => one.self_attested === true),
        isProtected: protectedAliases.includes(of.alias),
      },
      evaluations: await this.measured(ctx, Object.values(artifacts)),
      artifacts,
      asked: {
        minScore: asked.min_score,
        evaluation: asked.evaluation,
        maxQuantizationDrop: asked.max_quantization_drop,
      },
      signatures: await this.signatures(ctx, [...Object.values(artifacts), version.cardId]),
      cardFaults: await this.cardFaults(ctx, version),
    };
    return { evidence, decision };
  }

  private async measured(ctx: Ctx, subjects: string[]): Promise<Measured[]> {
    const rows = await this.evaluations.forSubjects(ctx, subjects);
    return rows
      .filter((row) => row.state === 'succeeded')
      .map((row) => {
        const score = (row.metrics as Record<string, unknown> | null)?.['exact_match'];
        return {
          id: row.id,
          name: row.name,
          subject: row.subjectId,
          dataset_version: row.datasetVersionId,
          score: typeof score === 'number' && Number.isFinite(score) ? score : null,
          rows: row.rows,
        };
      });
  }

  private async signatures(ctx: Ctx, ids: string[]): Promise<Evidence['signatures']> {
    const out = [];
    for (const id of ids) {
      const { ok, faults } = await this.checks.verify(ctx, id);
      const reason = faults.map(({ path, fault }) => (path ? `${path} ${fault}` : fault)).join(', ');
      out.push({ artifact: id, ok, reason });
    }
    return out;
  }

  private async cardFaults(ctx: Ctx, version: VersionRow): Promise<string[]> {
    try {
      return await this.registry.cardFaults(ctx, version);
    } catch (error) {
      if (error instanceof AppError && error.kind !== 'unavailable') return [error.message];
      throw error;
    }
  }
}
