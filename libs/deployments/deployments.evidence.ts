import { Inject, Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { AppError } from '#kernel/errors.js';
import { ArtifactChecks } from '#artifacts/artifact-checks.service.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { type Envelope, SIGNER, type Signer } from '#platform/dsse.js';
import type { EvaluationRow } from '#evaluations/evaluations.service.js';
import { measureOf, scoredBy } from '#evaluations/measure.js';
import { intervalsOf } from '#evaluations/metrics.js';
import type { ServingEngine } from '#jobs/recipe.contract.js';
import { limitsOf, type MaxRegression, REGRESSION_METRICS } from '#projects/max-regression.js';
import { ProjectsService } from '#projects/projects.service.js';
import { LicensesService, type StoredDecision } from '#licenses/licenses.service.js';
import type { VersionArtifacts } from '#registry/registry.contract.js';
import { type ModelRow, RegistryService, type VersionRow } from '#registry/registry.service.js';
import { calledFirst } from '#registry/variants.js';
import type { Asked } from './deployments.contract.js';
import { DeploymentsMeasured, type Limit } from './deployments.measured.js';
import type { Evidence, Gate } from './gate.js';
import { type LimitName, LIMITS } from './gate-limits.js';
import { type RecordInput, recordStatement } from './record.js';

/** Gathers what the gates ask, and the signed license decision (G5) that a deployment rests on. */
@Injectable()
export class DeploymentsEvidence {
  constructor(
    private readonly licenses: LicensesService,
    private readonly artifacts: ArtifactsService,
    private readonly checks: ArtifactChecks,
    private readonly measured: DeploymentsMeasured,
    private readonly registry: RegistryService,
    @Inject(SIGNER) private readonly signer: Signer,
    private readonly projects: ProjectsService,
  ) {}

  /** G5 over the lineage of what will be served, with what the version shows by itself. Stored, signed, audited. */
  async decide(ctx: Ctx, model: ModelRow, version: VersionRow): Promise<StoredDecision> {
    const [subjectId] = calledFirst(version.artifacts as VersionArtifacts);
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
    const order = ['gguf', 'quantized', 'merged', 'adapter'];
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
      asked: Asked;
      /** The version that the alias names now. */
      served: string | null;
      rollbackOf: string | null;
    },
  ) {
    const { model, version, asked } = of;
    const artifacts = version.artifacts as VersionArtifacts;
    const decision = await this.decide(ctx, model, version);
    const { protectedAliases, requireParity, maxRegression } = await this.projects.get(ctx);
    const done = await this.measured.done(ctx, artifacts);
    const limits = regressionLimits(
      asked.max_regression,
      (maxRegression as Record<string, MaxRegression>)[of.alias],
    );
    const regressions = [];
    for (const limit of limits)
      regressions.push(
        await this.measured.regression(ctx, { ...of, artifacts, done, name: asked.evaluation, limit }),
      );
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
      ...measured(done),
      regressions,
      parity: {
        required: requireParity,
        engines: version.engines as ServingEngine[],
        version: version.id,
        found: await this.measured.parity(ctx, done, artifacts),
      },
      artifacts,
      asked: {
        minScore: asked.min_score,
        evaluation: asked.evaluation,
        maxQuantizationDrop: asked.max_quantization_drop,
        maxTaskDrop: asked.max_task_drop,
        maxKl: asked.max_kl,
        isWayBack: of.rollbackOf !== null,
        limits: pick(asked, Object.keys(LIMITS) as LimitName[]),
      },
      signatures: await this.signatures(ctx, [...Object.values(artifacts), version.cardId]),
      cardFaults: await this.cardFaults(ctx, version),
    };
    return { evidence, decision };
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

/** Of each metric the stricter of both; exact match without a limit where nobody asks, so that it is told; none where a rollback does. */
export function regressionLimits(
  asked: MaxRegression | null | undefined,
  set: MaxRegression | undefined,
): Limit[] {
  if (asked === null) return [];
  const [wanted, fixed] = [limitsOf(asked), limitsOf(set)];
  return REGRESSION_METRICS.flatMap((metric): Limit[] => {
    const [mine, theirs] = [wanted[metric], fixed[metric]];
    if (theirs !== undefined && theirs <= (mine ?? 1)) return [{ metric, max: theirs, by: 'project' }];
    if (mine !== undefined) return [{ metric, max: mine, by: 'request' }];
    return metric === 'exact_match' ? [{ metric, max: null, by: null }] : [];
  });
}

const pick = <T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> =>
  Object.fromEntries(keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]]))) as Pick<
    T,
    K
  >;

function measured(done: readonly EvaluationRow[]): Pick<Evidence, 'evaluations' | 'divergences' | 'figures'> {
  const common = (row: EvaluationRow) => ({
    ...{ id: row.id, subject: row.subjectId, dataset_version: row.datasetVersionId, rows: row.rows },
  });
  return {
    figures: done.map((row) => ({
      ...{ ...common(row), name: row.name, task: row.task, metrics: figuresOf(row) },
      intervals: intervalsOf(figuresOf(row)),
    })),
    evaluations: done
      .filter((row) => scoredBy(row) !== null)
      .map((row) => ({
        ...common(row),
        ...{ name: row.name, measure: measureOf(row), score: metric(row, scoredBy(row)!) },
      })),
    divergences: done
      .filter((row) => row.task === 'divergence')
      .map((row) => ({
        ...{ ...common(row), reference: row.referenceId },
        kl_divergence: metric(row, 'kl_divergence'),
        top1_agreement: metric(row, 'top1_agreement'),
        perplexity: metric(row, 'perplexity'),
        parent_perplexity: metric(row, 'parent_perplexity'),
      })),
  };
}

function metric(row: EvaluationRow, name: string): number | null {
  return figuresOf(row)[name] ?? null;
}

const figuresOf = ({ metrics }: EvaluationRow): Record<string, number> =>
  Object.fromEntries(
    Object.entries((metrics ?? {}) as Record<string, unknown>).filter(
      (pair): pair is [string, number] => typeof pair[1] === 'number' && Number.isFinite(pair[1]),
    ),
  );
