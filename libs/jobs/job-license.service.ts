import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { denied, invalid } from '#kernel/errors.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import type { LineageGraph } from '#license-rules/decision.contract.js';
import { LicensesService } from '#licenses/licenses.service.js';
import { ProjectsService } from '#projects/projects.service.js';
import type { NewJobEvent } from './job-log.repository.js';
import type { DraftJob, PlannedJob } from './planned-job.js';
import {
  joined,
  type LicenseAsk,
  MADE,
  ownIds,
  reachedByOthers,
  sameQuestion,
  stableId,
  withBases,
} from './job-license.js';

/** The license gate of jobs (G2): whatever trains, merges, quantizes or measures asks before it is queued. */
@Injectable()
export class JobLicense {
  constructor(
    private readonly artifacts: ArtifactsService,
    private readonly licenses: LicensesService,
    private readonly projects: ProjectsService,
  ) {}

  /**
   * Asks for every job, in order, before one of them is written. A question that an earlier job of the list has answered is not
   * asked again: the later job shares its decision. Throws denied `license_forbids_use`, `license_review_required`.
   */
  async askAll(ctx: Ctx, drafts: readonly DraftJob[]): Promise<PlannedJob[]> {
    const byJob = new Map(drafts.map((draft) => [draft.job.id, draft]));
    const answers = new Map<string, string>();
    const planned: PlannedJob[] = [];
    for (const draft of drafts) {
      const question = sameQuestion(draft, byJob);
      const answered = answers.get(question);
      const job = answered ? { ...draft.job, decisionId: answered } : await this.ask(ctx, draft, byJob);
      if (job.decisionId) answers.set(question, job.decisionId);
      planned.push(job);
    }
    return planned;
  }

  /** Throws invalid `name_prefix_missing` with the cure where a license demands another beginning of the name. */
  async assertName(
    ctx: Ctx,
    draft: DraftJob,
    of: { name: string; param: string; among?: readonly DraftJob[] },
  ): Promise<void> {
    const fault = await this.nameFault(ctx, draft, of.name, of.among);
    if (!fault) return;
    throw invalid(
      'name_prefix_missing',
      `A license asks that the model's name begin with '${fault.prefix}' (${fault.why}): call it '${fault.cure}'.`,
      { param: of.param, prefix: fault.prefix, cure: fault.cure },
    );
  }

  /** null where the name will do, and for a job that makes no model. */
  async nameFault(ctx: Ctx, draft: DraftJob, name: string, among: readonly DraftJob[] = []) {
    if (draft.license.what === 'evaluation') return null;
    const byJob = new Map(among.map((one) => [one.job.id, one]));
    const graph = await this.graph(ctx, draft, byJob);
    return this.licenses.nameFault(ctx, { graph, subject: draft.job.id, name });
  }

  /** Deny refuses the job; needs-review lets it go on (project policy) and says so in its events. */
  private async ask(ctx: Ctx, draft: DraftJob, byJob: ReadonlyMap<string, DraftJob>): Promise<PlannedJob> {
    const { job, license } = draft;
    const decision = await this.licenses.decide(ctx, {
      gate: 'G2',
      subjectType: 'job',
      subjectId: job.id,
      subjectDigest: null,
      modelName: null,
      graph: await this.graph(ctx, draft, byJob),
      reviewed: { type: license.what, id: stableId(draft, byJob) },
      // whatever the product is, a measurement stays in the house
      ...(license.what === 'evaluation' ? { use: { purpose: 'internal' as const } } : {}),
    });
    const next = decision.review ? ` ${decision.review.next}` : '';
    const findings = reachedByOthers(decision.findings, ownIds(draft, byJob));
    const why = `${await this.licenses.sentence(ctx, { ...decision, findings })}${next}`;
    const facts = { decision: decision.id, review: decision.review?.id ?? null };
    if (decision.verdict === 'deny' && !decision.fixable) {
      throw denied('license_forbids_use', `A license forbids the project's declared use: ${why}`, {
        ...facts,
        findings: decision.findings,
      });
    }
    if (decision.verdict !== 'needs-review') return { ...job, decisionId: decision.id };
    if ((await this.projects.get(ctx)).onNeedsReview === 'wait')
      throw denied('license_review_required', `A license question waits for review: ${why}`, {
        ...facts,
        findings: decision.findings,
      });
    const message = `License question, to be answered before promotion: ${why}`;
    const warning: NewJobEvent = { level: 'warn', type: 'message', message };
    return { ...job, decisionId: decision.id, warnings: [...job.warnings, warning] };
  }

  /** What the job would make or measure, and all below it; jobs of the same pipeline stand for what they will leave. */
  private async graph(
    ctx: Ctx,
    draft: DraftJob,
    byJob: ReadonlyMap<string, DraftJob>,
    id = draft.job.id,
  ): Promise<LineageGraph> {
    const { license } = draft;
    const made = { id, kind: MADE[license.what] };
    const parts = [await this.artifacts.lineageUnder(ctx, made, license.parents)];
    for (const { job, type } of license.siblings) {
      const sibling = byJob.get(job)!;
      const below = stableId(sibling, byJob);
      parts.push({ nodes: [], edges: [{ from: id, to: below, type }] });
      parts.push(await this.graph(ctx, sibling, byJob, below));
    }
    const graph = joined(parts);
    return license.what === 'merge' ? withBases(graph, id) : graph;
  }
}

export type { LicenseAsk };
