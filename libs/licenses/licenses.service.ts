import { createHash } from 'node:crypto';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { unix } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { denied, notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import { canonicalJson } from '#audit/audit-chain.js';
import { AuditService } from '#audit/audit.service.js';
import { Db, type Tx } from '#platform/db.js';
import { type Envelope, SIGNER, type Signer } from '#platform/dsse.js';
import { ProjectsService } from '#projects/projects.service.js';
import type { Catalogue } from './catalogue.js';
import { decide as decidePure } from './decision.js';
import { explainDecision, explainFinding } from './explain.js';
import type { AskGateBody, Decision, LiftedFinding, LineageGraph, UseProfile } from './licenses.contract.js';
import { lineageHash } from './lineage-hash.js';
import { type DecisionRow, LicensesRepository } from './licenses.repository.js';
import { resolveNode } from './resolve.js';
import { type Answers, type AskedReview, type Question, REVIEWS, type ReviewsPort } from './reviews.port.js';
import { type Gate, type Profile } from './vocabulary.js';

/** DI token of the loaded catalogue with its text. */
export const CATALOGUE = 'CATALOGUE';
export interface LoadedCatalogue {
  catalogue: Catalogue;
  text: string;
}

export interface AskGate {
  gate: Gate;
  subjectType: string;
  /** A node of the graph: the row that the decision is about. */
  subjectId: string;
  /** sha256 of what exactly was decided on; null where nothing exists yet (G2). */
  subjectDigest: string | null;
  modelName: string | null;
  graph: LineageGraph;
  /** Where obligations were found to be met, e.g. the LICENSE and NOTICE files that an artifact ships. */
  surfacesShown?: UseProfile['surfaces_shown'];
  /** What a review binds to, where that is not the subject: a job has a new id each time it is submitted. */
  reviewed?: { type: string; id: string };
}

export const DECISION_PREDICATE = 'https://luthier.dev/license-decision/v1';

export type StoredDecision = Omit<Decision, 'fixable'> & {
  id: string;
  fixable: boolean;
  envelope: Envelope;
  /** The review that has to answer it; null where it needs none. */
  review: AskedReview | null;
};

const NO_ANSWERS: Answers = { reviews: [], grants: [] };

@Injectable()
export class LicensesService {
  constructor(
    private readonly db: Db,
    private readonly rows: LicensesRepository,
    private readonly audit: AuditService,
    private readonly projects: ProjectsService,
    @Inject(CATALOGUE) private readonly loaded: LoadedCatalogue,
    @Inject(SIGNER) private readonly signer: Signer,
    @Optional() @Inject(REVIEWS) private readonly reviews?: ReviewsPort,
  ) {}

  get catalogue(): Catalogue {
    return this.loaded.catalogue;
  }

  /**
   * Asks the pure engine under the project's declared use and what reviewers answered, then freezes the answer: stored, signed,
   * audited. What needs a reviewer opens a review.
   */
  async decide(ctx: Ctx, ask: AskGate): Promise<StoredDecision> {
    const project = await this.projects.get(ctx);
    // grants come from reviews alone, whatever an older row declares
    const { grants: _grants, attested_texts: _texts, ...declared } = project.declaredUse as UseProfile;
    const asked: UseProfile = {
      ...declared,
      ...(ask.modelName === null ? {} : { model_name: ask.modelName }),
      ...(ask.surfacesShown ? { surfaces_shown: ask.surfacesShown } : {}),
    };
    const profile = project.licenseProfile as Profile;
    const { gate, graph, subjectId } = ask;
    const question = this.questionOf(ask, profile, asked);
    const { reviews, grants } = await this.db.tx(
      ctx,
      async (tx) => (await this.reviews?.answersFor(tx, ctx, question)) ?? NO_ANSWERS,
    );
    const use = grants.length > 0 ? { ...asked, grants } : asked;
    const inputs = {
      gate,
      profile,
      use,
      graph,
      subject: subjectId,
      ...(reviews.length > 0 ? { reviews } : {}),
    };
    const decision = decidePure({ ...inputs, catalogue: this.catalogue });
    const id = newId('dec_');
    const envelope = this.sign({ id, project: ctx.projectId, digest: ask.subjectDigest, inputs, decision });
    const review = await this.db.tx(ctx, async (tx) => {
      const flagged = await this.reviews?.flag(tx, ctx, question, needsOf(id, decision));
      await this.rows.keepCatalogue(tx, this.catalogue.version, this.loaded.text);
      await this.rows.insertDecision(tx, {
        id,
        projectId: ctx.projectId,
        gate,
        subjectType: ask.subjectType,
        subjectId,
        subjectDigest: ask.subjectDigest,
        verdict: decision.verdict,
        fixable: decision.fixable ?? false,
        findings: decision.findings,
        obligations: decision.obligations,
        lifted: decision.lifted,
        reviewId: flagged?.id ?? null,
        inputs: inputs,
        catalogueVersion: decision.catalogue_version,
        envelope: envelope as unknown as object,
      });
      await this.audit.append(tx, ctx, {
        action: 'license.decided',
        targetType: ask.subjectType,
        targetId: subjectId,
        facts: { decision: id, gate, verdict: decision.verdict, digest: ask.subjectDigest },
      });
      return flagged ?? null;
    });
    return { ...decision, id, fixable: decision.fixable ?? false, envelope, review };
  }

  /** Asks without storing: for questions that change nothing. */
  ask(input: AskGateBody) {
    const decision = decidePure({ ...input, catalogue: this.catalogue });
    return {
      object: 'license_decision' as const,
      ...decision,
      explanation: explainDecision(decision, this.catalogue),
    };
  }

  /** What a declared license (hub tag, SPDX id, catalogue id) stands for; null where the catalogue cannot tell. */
  resolve(
    declared: string,
    declaredBy?: string | null,
  ): { licenseId: string | null; findings: { code: string; why: string }[] } {
    const node = {
      id: 'asked',
      kind: 'dataset' as const,
      declared_license: declared,
      ...(declaredBy ? { declared_by: declaredBy } : {}),
    };
    const { concluded, findings } = resolveNode(node, this.catalogue);
    const only = concluded.length === 1 && concluded[0] !== this.catalogue.unknown ? concluded[0]! : null;
    return { licenseId: only?.id ?? null, findings: [...findings] };
  }

  /** The worst findings in one line, each with license and clause. */
  sentence(decision: Pick<Decision, 'findings' | 'verdict'>): string {
    const worst = decision.findings.filter((finding) => finding.verdict === decision.verdict);
    return worst
      .map((finding) => {
        const { what, why } = explainFinding(finding, this.catalogue);
        return `${what} ${why}`;
      })
      .join(' ');
  }

  explain(decision: Decision): string[] {
    return explainDecision(decision, this.catalogue);
  }

  async getDecision(ctx: Ctx, id: string): Promise<DecisionRow> {
    const row = await this.db.tx(ctx, (tx) => this.rows.findDecision(tx, id));
    if (!row) throw notFound('decision_not_found', `No license decision '${id.slice(0, 80)}'.`);
    return row;
  }

  async view(ctx: Ctx, id: string) {
    return decisionRowView(await this.getDecision(ctx, id));
  }

  async list(ctx: Ctx, query: PageQuery & { subject?: string }) {
    const where = { projectId: ctx.projectId, subjectId: query.subject };
    const rows = await this.db.tx(ctx, (tx) => this.rows.listDecisions(tx, where, query));
    return pageOf(rows, query.limit, decisionRowView);
  }

  licenses(query: { q?: string }) {
    const wanted = query.q?.toLowerCase();
    const hits = this.catalogue.entries.filter(
      (entry) => !wanted || `${entry.id} ${entry.name}`.toLowerCase().includes(wanted),
    );
    return {
      object: 'list' as const,
      data: hits.map((e) => licenseView(e)),
      first_id: hits[0]?.id ?? null,
      last_id: hits.at(-1)?.id ?? null,
      has_more: false,
    };
  }

  license(id: string) {
    const entry = this.catalogue.byId.get(id);
    if (!entry) throw notFound('license_not_found', `The catalogue has no license '${id.slice(0, 80)}'.`);
    return { ...licenseView(entry), terms: entry.terms };
  }

  /** The review that a decision waits for, as it stands now; null where it waits for none. */
  async reviewOf(ctx: Ctx, decisionId: string): Promise<AskedReview | null> {
    const { reviewId } = await this.getDecision(ctx, decisionId);
    if (!reviewId || !this.reviews) return null;
    return this.db.tx(ctx, (tx) => this.reviews!.find(tx, ctx, reviewId));
  }

  /** Why the answers that lifted findings of a decision do not hold any more; empty where they all do. */
  async lapsesOf(tx: Tx, ctx: Ctx, decisionId: string) {
    const row = await this.rows.findDecision(tx, decisionId);
    const lifted = (row?.lifted ?? []) as unknown as LiftedFinding[];
    const ids = [...new Set(lifted.flatMap(({ review }) => review ?? []))];
    return ids.length === 0 ? [] : ((await this.reviews?.faultsOf(tx, ctx, ids)) ?? []);
  }

  /** Throws unless the decision lets its subject pass. */
  assertPasses(decision: StoredDecision): void {
    if (decision.verdict === 'allow' || decision.verdict === 'allow-with-obligations') return;
    const code = decision.verdict === 'deny' ? 'license_forbids_use' : 'license_review_required';
    throw denied(code, this.sentence(decision), {
      decision: decision.id,
      review: decision.review?.id ?? null,
      findings: decision.findings,
    });
  }

  /**
   * Whether the bytes of an artifact may be handed out. A member's own copy needs no decision; where the gate of publication
   * (G4) has been asked, its last word on the subject counts, and a deny is thrown as `license_forbids_use`.
   */
  async assertMayLeave(ctx: Ctx, subjectId: string): Promise<void> {
    const where = { projectId: ctx.projectId, gate: 'G4', subjectId };
    const row = await this.db.tx(ctx, (tx) => this.rows.newestDecision(tx, where));
    if (row?.verdict !== 'deny') return;
    const findings = row.findings as Decision['findings'];
    throw denied('license_forbids_use', this.sentence({ findings, verdict: 'deny' }), {
      decision: row.id,
      findings,
    });
  }

  private questionOf(ask: AskGate, profile: Profile, use: UseProfile): Question {
    const { gate, graph, subjectId, subjectDigest, reviewed } = ask;
    return {
      gate,
      subjectType: reviewed?.type ?? ask.subjectType,
      subjectId: reviewed?.id ?? subjectId,
      modelName: ask.modelName ?? '',
      lineageHash: lineageHash({
        ...{ gate, profile, use, graph, subject: subjectId, subjectDigest },
        catalogueVersion: this.catalogue.version,
      }),
    };
  }

  /** Where nothing exists yet to decide on (G2), the statement's subject is the question itself. */
  private sign(frozen: {
    id: string;
    project: string;
    digest: string | null;
    inputs: object;
    decision: Decision;
  }): Envelope {
    const { digest, ...predicate } = frozen;
    const sha256 = digest ?? createHash('sha256').update(canonicalJson(frozen.inputs)).digest('hex');
    return this.signer.sign({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: frozen.decision.subject, digest: { sha256 } }],
      predicateType: DECISION_PREDICATE,
      predicate,
    });
  }
}

/**
 * What a reviewer is asked for. A deny that the requester can cure is cured instead; a question at G3 lets the artifact through,
 * and the gate before it is used asks it again.
 */
function needsOf(decisionId: string, decision: Decision) {
  const { verdict: severity, findings, catalogue_version: catalogueVersion } = decision;
  const open = findings.filter(({ verdict }) => verdict === 'needs-review' || verdict === 'deny');
  if (severity === 'needs-review' && decision.gate !== 'G3')
    return { decisionId, severity, findings: open, catalogueVersion };
  if (severity === 'deny' && !decision.fixable)
    return { decisionId, severity, findings: open, catalogueVersion };
  return null;
}

const licenseView = (entry: Catalogue['entries'][number]) => ({
  id: entry.id,
  object: 'license' as const,
  name: entry.name,
  kind: entry.kind,
  url: entry.url ?? null,
  confidence: entry.confidence,
  hub: entry.hf,
});

const decisionRowView = (row: DecisionRow) => ({
  id: row.id,
  object: 'license_decision' as const,
  gate: row.gate,
  subject: { type: row.subjectType, id: row.subjectId, sha256: row.subjectDigest },
  verdict: row.verdict,
  fixable: row.fixable,
  findings: row.findings,
  obligations: row.obligations,
  lifted: row.lifted,
  review: row.reviewId,
  inputs: row.inputs,
  catalogue_version: row.catalogueVersion,
  envelope: row.envelope,
  created_at: unix(row.createdAt),
});
