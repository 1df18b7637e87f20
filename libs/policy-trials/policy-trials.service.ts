import { Injectable } from '@nestjs/common';
import { unix } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { regressionLimits } from '#deployments/deployments.evidence.js';
import { DeploymentsMeasured } from '#deployments/deployments.measured.js';
import type { PromotionRow } from '#deployments/deployments.repository.js';
import type { StoredGates } from '#deployments/deployments.view.js';
import { type Gate, policyGates, type PolicyEvidence } from '#deployments/gate.js';
import type { Regression } from '#deployments/gate-regression.js';
import { PromotionsService } from '#deployments/promotions.service.js';
import type { KnownPairs } from '#evaluations/evaluations.service.js';
import type { ServingEngine } from '#jobs/recipe.contract.js';
import type { Verdict } from '#license-catalogue/vocabulary.js';
import { LicensesService } from '#licenses/licenses.service.js';
import type { MaxRegression } from '#projects/max-regression.js';
import { ProjectsService } from '#projects/projects.service.js';
import type { VersionArtifacts } from '#registry/registry.contract.js';
import { RegistryService } from '#registry/registry.service.js';
import { compare } from './policy-trial.js';
import type { PolicyTrialBody } from './policy-trials.contract.js';

interface Policies {
  protectedAliases: readonly string[];
  requireParity: boolean;
  maxRegression: Record<string, MaxRegression>;
}
type Version = NonNullable<Awaited<ReturnType<RegistryService['findVersionById']>>>;

/** How promotions that were made would have been answered under other policies. Stores nothing. */
@Injectable()
export class PolicyTrialsService {
  constructor(
    private readonly promotions: PromotionsService,
    private readonly projects: ProjectsService,
    private readonly registry: RegistryService,
    private readonly licenses: LicensesService,
    private readonly measured: DeploymentsMeasured,
  ) {}

  async try(ctx: Ctx, body: PolicyTrialBody) {
    const project = await this.projects.get(ctx);
    const now: Policies = {
      protectedAliases: project.protectedAliases,
      requireParity: project.requireParity,
      maxRegression: project.maxRegression as Policies['maxRegression'],
    };
    const then: Policies = {
      protectedAliases: body.protected_aliases ?? now.protectedAliases,
      requireParity: body.require_parity ?? now.requireParity,
      maxRegression: body.max_regression ?? now.maxRegression,
    };
    const { rows, current } = await this.promotions.ended(ctx, body.promotions);
    const known: KnownPairs = new Map();
    const data = [];
    for (const row of rows) {
      const version = await this.registry.findVersionById(ctx, row.versionId);
      const replaced = row.previousVersionId
        ? await this.registry.findVersionById(ctx, row.previousVersionId)
        : undefined;
      if (version === null || replaced === null) continue; // deleted: nothing is left to measure
      const gates = await this.gates(ctx, row, version, { tried: [now, then], known });
      const { checks } = row.gates as unknown as StoredGates;
      data.push({
        ...{ id: row.id, model: version.model.name, alias: row.alias, version: version.version.id },
        ...{ number: version.version.number, state: row.state, current: current.has(row.id) },
        ...{ created_at: unix(row.createdAt), ...compare(checks, gates[0]!, gates[1]!) },
      });
    }
    return { object: 'policy_trial' as const, promotions: data, left_out: rows.length - data.length };
  }

  private async gates(
    ctx: Ctx,
    row: PromotionRow,
    { version }: Version,
    { tried, known }: { tried: Policies[]; known: KnownPairs },
  ): Promise<Gate[][]> {
    const artifacts = version.artifacts as VersionArtifacts;
    const done = await this.measured.done(ctx, artifacts);
    const found = await this.measured.parity(ctx, done, artifacts);
    const license = await this.license(ctx, row);
    const { evaluation: name, max_regression } = askedOf(row);
    const metrics = new Map<Regression['metric'], Promise<Regression>>();
    const measure = (limit: Pick<Regression, 'metric' | 'max' | 'by'>) => {
      const of = { version, artifacts, done, name, served: row.previousVersionId, limit, known };
      const asking = metrics.get(limit.metric) ?? this.measured.regression(ctx, of);
      metrics.set(limit.metric, asking);
      return asking.then((one) => ({ ...one, ...limit }));
    };
    const out = [];
    for (const policies of tried) {
      const limits = regressionLimits(max_regression, policies.maxRegression[row.alias]);
      const regressions = [];
      for (const limit of limits) regressions.push(await measure(limit));
      const isProtected = policies.protectedAliases.includes(row.alias);
      const required = policies.requireParity;
      const parity = { required, engines: version.engines as ServingEngine[], version: version.id, found };
      out.push(policyGates({ license: { ...license, isProtected }, regressions, parity, artifacts }));
    }
    return out;
  }

  /** As it was decided: what a protected alias asks is only whether somebody answered for themselves. */
  private async license(
    ctx: Ctx,
    { decisionId }: PromotionRow,
  ): Promise<Omit<PolicyEvidence['license'], 'isProtected'>> {
    const decision = decisionId === null ? null : await this.licenses.getDecision(ctx, decisionId);
    const lifted = (decision?.lifted ?? []) as { self_attested?: boolean }[];
    return {
      ...{ decision: decision?.id ?? '', verdict: (decision?.verdict ?? 'needs-review') as Verdict },
      ...{ fixable: false, why: '', remedies: [], obligations: 0, review: null },
      selfAttested: lifted.some((one) => one.self_attested === true),
    };
  }
}

/** What the request asked besides the project; of one from before it was kept, as its gates tell it. */
function askedOf(row: PromotionRow): NonNullable<StoredGates['asked']> {
  const { checks, rollback_of, asked } = row.gates as unknown as StoredGates;
  if (rollback_of) return { max_regression: null }; // the way back has nothing to prove
  if (asked) return asked;
  const own = checks.flatMap(({ kind, evidence }) =>
    kind === 'regression' && evidence['set_by'] === 'request'
      ? [[String(evidence['metric']), Number(evidence['max_regression'])] as const]
      : [],
  );
  return own.length === 0 ? {} : { max_regression: Object.fromEntries(own) };
}
