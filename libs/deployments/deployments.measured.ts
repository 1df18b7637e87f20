import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { type EvaluationRow, EvaluationsService, type KnownPairs } from '#evaluations/evaluations.service.js';
import { measureOf, scoredBy } from '#evaluations/measure.js';
import { traitOf } from '#evaluations/metrics.js';
import { SERVING_ENGINES, type ServingEngine } from '#jobs/recipe.contract.js';
import type { RegressionMetric } from '#projects/max-regression.js';
import type { VersionArtifacts } from '#registry/registry.contract.js';
import { RegistryService, type VersionRow } from '#registry/registry.service.js';
import { preferServed } from './gate.js';
import { type Parity, parityRole } from './gate-parity.js';
import type { Regression } from './gate-regression.js';
import { firstOf } from './parity-words.js';

export type Limit = Pick<Regression, 'metric' | 'max' | 'by'>;
type Role = keyof VersionArtifacts;
type Scored = EvaluationRow & { subject: string };

/** What evaluations found out about a version, and about the one it would replace. */
@Injectable()
export class DeploymentsMeasured {
  constructor(
    private readonly evaluations: EvaluationsService,
    private readonly registry: RegistryService,
  ) {}

  async done(ctx: Ctx, artifacts: VersionArtifacts): Promise<EvaluationRow[]> {
    const rows = await this.evaluations.forSubjects(ctx, Object.values(artifacts));
    return rows.filter((row) => row.state === 'succeeded');
  }

  /** The newest in each engine, of what that engine loads. */
  async parity(ctx: Ctx, done: EvaluationRow[], artifacts: VersionArtifacts): Promise<Parity[]> {
    const found: Parity[] = [];
    for (const of of SERVING_ENGINES) {
      const subject = artifacts[parityRole(of)];
      const newest = done.findLast(
        (row) => row.task === 'parity' && row.engine === of && row.subjectId === subject,
      );
      if (newest) found.push(await this.parityOf(ctx, newest, of));
    }
    return found;
  }

  private async parityOf(ctx: Ctx, newest: EvaluationRow, of: ServingEngine): Promise<Parity> {
    const metrics = (newest.metrics ?? {}) as Record<string, number | undefined>;
    const report = await this.evaluations.findParity(ctx, newest);
    return {
      ...{ id: newest.id, subject: newest.subjectId, of },
      engine: report?.engine.name ?? 'The engine',
      prompts: metrics['parity_rows'] ?? 0,
      mismatches: metrics['parity_mismatches'] ?? Number.NaN,
      first: report && firstOf(report),
      distance: metrics['parity_logprob_max_abs'] ?? Number.NaN,
      tolerance: metrics['parity_logprob_tolerance'] ?? Number.NaN,
    };
  }

  /**
   * The newest evaluation of the candidate that the served version has a counterpart of: the same role (GGUF with GGUF), split and dataset
   * version. Across roles the difference would hold what quantisation cost.
   */
  async regression(
    ctx: Ctx,
    of: {
      version: VersionRow;
      artifacts: VersionArtifacts;
      done: EvaluationRow[];
      name: string | undefined;
      served: string | null;
      limit: Limit;
      known?: KnownPairs;
    },
  ): Promise<Regression> {
    const nothing = { ...of.limit, served: null, compared: null, missing: null };
    if (of.served === null) return nothing;
    const row = await this.registry.getVersion(ctx, of.served);
    const asked = { ...nothing, served: { version: row.id, number: row.number } };
    if (row.id === of.version.id) return asked;
    const theirs = row.artifacts as VersionArtifacts;
    const { metric } = of.limit;
    const candidates = scored(of.done, of.artifacts, metric).filter(
      // the named one is what the score is of: it says nothing about which refusal evaluation counts
      ({ id, name }) =>
        metric !== 'exact_match' || of.name === undefined || id === of.name || name === of.name,
    );
    const baselines = scored(await this.done(ctx, theirs), theirs, metric);
    const [newest] = candidates;
    let refused: Regression['missing'] = null;
    const missing = uncompared(newest, newest && roleOf(of.artifacts, newest.subject), theirs, {
      number: row.number,
      metric,
    });
    for (const candidate of candidates) {
      const role = roleOf(of.artifacts, candidate.subject);
      const baseline = baselines.find(
        (one) => sameRows(one, candidate) && roleOf(theirs, one.subject) === role,
      );
      if (!baseline) continue;
      const judged_by = metric === 'exact_match' ? scoredBy(candidate)! : metric;
      const pair = { baseline, candidate, metric: judged_by };
      const result = await this.evaluations.findPairs(ctx, pair, of.known);
      if (!('refused' in result)) {
        const { datasetVersionId: dataset_version, split } = candidate;
        const which = { candidate: candidate.id, baseline: baseline.id, dataset_version, split };
        return { ...asked, compared: { ...which, judged_by, result } };
      }
      refused ??= {
        reason: `The version cannot be compared with version ${row.number}, which is served: ${result.refused}`,
        fix: `Run both evaluations again: ${evaluate(candidate, candidate.subject, role)}; ${evaluate(candidate, baseline.subject, role)}.`,
      };
    }
    return { ...asked, missing: refused ?? missing };
  }
}

/** A limit of exact match is of whatever the task is judged by; the others are of their own task. */
const counts = (row: EvaluationRow, metric: RegressionMetric): boolean =>
  metric === 'exact_match' ? scoredBy(row) !== null : row.task === traitOf(metric).task;
const scored = (done: EvaluationRow[], artifacts: VersionArtifacts, metric: RegressionMetric): Scored[] =>
  preferServed(
    done.filter((row) => counts(row, metric)).map((row) => ({ ...row, subject: row.subjectId })),
    artifacts,
  );
const sameRows = (a: EvaluationRow, b: EvaluationRow): boolean =>
  a.datasetVersionId === b.datasetVersionId && a.split === b.split && measureOf(a) === measureOf(b);
const roleOf = (artifacts: VersionArtifacts, subject: string) =>
  (Object.keys(artifacts) as Role[]).find((role) => artifacts[role] === subject);
const evaluate = (row: EvaluationRow, subject: string, role?: string): string => {
  const engine = role === 'gguf' ? ' --engine llamacpp' : '';
  const task = row.task === 'exact_match' ? '' : ` --task ${row.task}`;
  const asked =
    row.task === 'lm_eval'
      ? ` --like ${row.id}`
      : `${task} --data ${row.datasetVersionId} --split ${row.split}`;
  return `luthier eval run --model ${subject}${engine}${asked}`;
};

const WORDS: Record<RegressionMetric, string> = {
  exact_match: 'scored',
  refusal_rate: 'refusal',
  false_refusal_rate: 'refusal',
};
/** The served version is to be evaluated as the candidate was: the same role, where it has it. */
function uncompared(
  newest: Scored | undefined,
  role: Role | undefined,
  theirs: VersionArtifacts,
  { number, metric }: { number: number; metric: RegressionMetric },
) {
  if (!newest)
    return {
      reason: `The version has no ${WORDS[metric]} evaluation to compare with version ${number}, which is served.`,
      fix: 'Run an evaluate job on an artifact of this version.',
    };
  const subject = role && theirs[role];
  const where = `${newest.datasetVersionId}, ${newest.split}`;
  return {
    reason: `Version ${number}, which is served, has no evaluation of its ${role} on the rows of '${newest.name}' (${where}).`,
    fix: subject
      ? `Evaluate it there, and promote again: ${evaluate(newest, subject, role)}.`
      : `Version ${number} has no ${role}; evaluate what both versions have on the same rows.`,
  };
}
