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
import type { Catalogue } from '#license-catalogue/catalogue.js';
import { CatalogueService } from '#license-catalogue/catalogue.service.js';
import { isData } from '#license-rules/decision-lineage.js';
import { decide as decidePure } from '#license-rules/decision.js';
import { curedName } from '#license-rules/decision-names.js';
import { explainDecision, explainFinding } from '#license-rules/explain.js';
import type { LicenseEntry } from '#license-catalogue/license-entry.js';
import {
  askGateBody,
  type AskGateBody,
  type Decision,
  type LiftedFinding,
  type LineageGraph,
  type LineageNode,
  type ReviewAnswer,
  type UseProfile,
} from '#license-rules/decision.contract.js';
import { lineageHash } from '#license-rules/lineage-hash.js';
import { type DecisionRow, LicensesRepository } from './licenses.repository.js';
import { type Openness, opennessOf } from '#license-rules/openness.js';
import { resolveNode } from '#license-rules/resolve.js';
import { type Answers, type AskedReview, type Question, REVIEWS, type ReviewsPort } from './reviews.port.js';
import { type Gate, type Profile, type Verdict, VERDICTS } from '#license-catalogue/vocabulary.js';

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
  /** Whose word some of it rests on: frozen with the decision. */
  attestations?: readonly object[];
  /** What this question is about where the project's declared use says otherwise or nothing. */
  use?: Pick<UseProfile, 'purpose' | 'publish_license'>;
}

/** The question as it is stored with its answer. */
export interface FrozenInputs {
  gate: Gate;
  profile: Profile;
  use: UseProfile;
  graph: LineageGraph;
  subject: string;
  /** What reviewers had answered. */
  reviews?: ReviewAnswer[];
  attestations?: readonly object[];
  reviewed?: { type: string; id: string };
}

export type { DecisionRow };

export const DECISION_PREDICATE = 'https://luthier.dev/license-decision/v1';

export type StoredDecision = Omit<Decision, 'fixable'> & {
  id: string;
  fixable: boolean;
  envelope: Envelope;
  /** The review that has to answer it; null where it needs none. */
  review: AskedReview | null;
};

/** Why a decision does not hold any more. */
export interface Lapse {
  review: string | null;
  state: string;
  why: string;
}

const NO_ANSWERS: Answers = { reviews: [], grants: [] };

@Injectable()
export class LicensesService {
  constructor(
    private readonly db: Db,
    private readonly rows: LicensesRepository,
    private readonly audit: AuditService,
    private readonly projects: ProjectsService,
    private readonly catalogues: CatalogueService,
    @Inject(SIGNER) private readonly signer: Signer,
    @Optional() @Inject(REVIEWS) private readonly reviews?: ReviewsPort,
  ) {}

  /** The catalogue that binds the caller's project. */
  catalogueOf(ctx: Ctx): Promise<Catalogue> {
    return this.catalogues.of(ctx);
  }

  /** The same in the caller's transaction. */
  catalogueWithin(tx: Tx, ctx: Ctx): Promise<Catalogue> {
    return this.catalogues.within(tx, ctx.projectId);
  }

  /** Full texts of the shipped licenses by id. */
  get texts(): ReadonlyMap<string, string> {
    return this.catalogues.texts;
  }

  /** What the licenses ask of a thing that is kept (G3), under the project's declared use; stores nothing. */
  async duties(ctx: Ctx, graph: LineageGraph, subject: string, name?: string): Promise<Decision> {
    const project = await this.projects.get(ctx);
    const declared = project.declaredUse as UseProfile;
    const use = name === undefined ? declared : { ...declared, model_name: name };
    const profile = project.licenseProfile as Profile;
    const catalogue = await this.catalogues.of(ctx);
    return decidePure({ gate: 'G3', profile, use, graph, subject, catalogue });
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
      ...ask.use,
      ...(ask.modelName === null ? {} : { model_name: ask.modelName }),
      ...(ask.surfacesShown ? { surfaces_shown: ask.surfacesShown } : {}),
    };
    const profile = project.licenseProfile as Profile;
    const { gate, graph, subjectId } = ask;
    const { attestations = [] } = ask;
    const catalogue = await this.catalogues.of(ctx);
    const question = questionOf(ask, { profile, use: asked, catalogue });
    return this.db.tx(ctx, async (tx) => {
      const inputs = {
        ...{ gate, profile, use: asked, graph, subject: subjectId },
        ...(attestations.length > 0 ? { attestations } : {}),
        ...(ask.reviewed ? { reviewed: ask.reviewed } : {}),
      };
      return this.freeze(tx, ctx, {
        ...ask,
        question,
        ...(await this.answer(tx, ctx, { question, inputs, catalogue })),
      });
    });
  }

  /**
   * Asks an old decision's question again under another catalogue; where the answer is worse, it is frozen as the newest one.
   * null: no worse. The caller has locked the project's decisions.
   */
  async decideAgain(
    tx: Tx,
    ctx: Ctx,
    row: DecisionRow,
    catalogue: Catalogue,
  ): Promise<StoredDecision | null> {
    const asked = askGateBody.safeParse(row.inputs);
    if (!asked.success) return null; // kept by a release that asked in another form
    // what reviewers answered was about the old catalogue: those whose answer still holds are asked for it anew
    const { reviews: _reviews, ...old } = asked.data;
    const { grants: _grants, ...use } = old.use;
    const { subjectType, subjectId, subjectDigest } = row;
    const subject = { subjectType, subjectId, subjectDigest };
    const { gate, graph, reviewed } = old;
    const ask = { ...subject, gate, graph, modelName: use.model_name ?? null, reviewed };
    const question = questionOf(ask, { profile: old.profile, use, catalogue });
    const answer = await this.answer(tx, ctx, { question, inputs: { ...old, use }, catalogue });
    if (VERDICTS.indexOf(answer.decision.verdict) <= VERDICTS.indexOf(row.verdict as Verdict)) return null;
    const lifted = row.lifted as unknown as LiftedFinding[];
    const follows = [row.reviewId, ...lifted.map(({ review }) => review)].filter(
      (id) => typeof id === 'string',
    );
    return this.freeze(tx, ctx, { ...subject, question, ...answer, follows });
  }

  /** What the rules say with what reviewers have answered. */
  private async answer(
    tx: Tx,
    ctx: Ctx,
    asked: { question: Question; inputs: FrozenInputs; catalogue: Catalogue },
  ): Promise<{ inputs: FrozenInputs; decision: Decision }> {
    const { reviews, grants } = (await this.reviews?.answersFor(tx, ctx, asked.question)) ?? NO_ANSWERS;
    const { use } = asked.inputs;
    const inputs = {
      ...asked.inputs,
      use: grants.length > 0 ? { ...use, grants } : use,
      ...(reviews.length > 0 ? { reviews } : {}),
    };
    return { inputs, decision: decidePure({ ...inputs, catalogue: asked.catalogue }) };
  }

  /** Stores an answer, signed and audited; what needs a reviewer opens a review. */
  private async freeze(
    tx: Tx,
    ctx: Ctx,
    answer: Pick<AskGate, 'subjectType' | 'subjectId' | 'subjectDigest'> & {
      question: Question;
      inputs: FrozenInputs;
      decision: Decision;
      /** Reviews of the question in an earlier form: who asked then asks now. */
      follows?: readonly string[];
    },
  ): Promise<StoredDecision> {
    const { subjectType, subjectId, subjectDigest, question, inputs, decision } = answer;
    const id = newId('dec_');
    const envelope = this.sign({ id, project: ctx.projectId, digest: subjectDigest, inputs, decision });
    const needs = needsOf(id, decision);
    const { follows } = answer;
    const review = (await this.reviews?.flag(tx, ctx, question, needs && { ...needs, follows })) ?? null;
    await this.catalogues.keep(tx);
    await this.rows.insertDecision(tx, {
      id,
      projectId: ctx.projectId,
      gate: inputs.gate,
      subjectType,
      subjectId,
      subjectDigest,
      verdict: decision.verdict,
      fixable: decision.fixable ?? false,
      findings: decision.findings,
      obligations: decision.obligations,
      lifted: decision.lifted,
      reviewId: review?.id ?? null,
      inputs: inputs as unknown as object,
      catalogueVersion: decision.catalogue_version,
      envelope: envelope as unknown as object,
    });
    await this.audit.append(tx, ctx, {
      action: 'license.decided',
      targetType: subjectType,
      targetId: subjectId,
      facts: { decision: id, gate: inputs.gate, verdict: decision.verdict, digest: subjectDigest },
    });
    return { ...decision, id, fixable: decision.fixable ?? false, envelope, review };
  }

  /** Asks without storing: for questions that change nothing. */
  async ask(ctx: Ctx, input: AskGateBody) {
    const catalogue = await this.catalogues.of(ctx);
    const decision = decidePure({ ...input, catalogue });
    return {
      object: 'license_decision' as const,
      ...decision,
      explanation: explainDecision(decision, catalogue),
    };
  }

  /** The beginning that a license demands of a name which lacks it, and a name that has it; null where the name will do. */
  async nameFault(
    ctx: Ctx,
    of: { graph: LineageGraph; subject: string; name: string },
  ): Promise<{ prefix: string; cure: string; why: string } | null> {
    const { obligations } = await this.duties(ctx, of.graph, of.subject, of.name);
    const unmet = obligations.filter(({ type, satisfied_by }) => type === 'name-prefix' && !satisfied_by);
    // Of several the longest: "Llama 3" satisfies "Llama" too.
    const owed = unmet.sort((a, b) => b.text!.length - a.text!.length)[0];
    if (!owed) return null;
    const cure = curedName(of.name, owed.text!).toLowerCase().slice(0, 63);
    const name = (await this.catalogues.of(ctx)).byId.get(owed.license_id)?.name ?? owed.license_id;
    return { prefix: owed.text!, cure, why: `${name}, ${owed.clause}, for ${owed.node}` };
  }

  /** Tells what a declared license (hub tag, SPDX id, catalogue id) stands for; null where the catalogue cannot tell. */
  async resolver(
    ctx: Ctx,
  ): Promise<
    (
      declared: string,
      declaredBy?: string | null,
    ) => { licenseId: string | null; findings: { code: string; why: string }[] }
  > {
    const catalogue = await this.catalogues.of(ctx);
    return (declared, declaredBy) => {
      const node = {
        id: 'asked',
        kind: 'dataset' as const,
        declared_license: declared,
        ...(declaredBy ? { declared_by: declaredBy } : {}),
      };
      const { concluded, findings } = resolveNode(node, catalogue);
      return { licenseId: onlyId(concluded, catalogue), findings: [...findings] };
    };
  }

  /** Tells the license that a node comes to; null where the catalogue leaves a choice or knows none. */
  async concluder(ctx: Ctx): Promise<(node: LineageNode) => string | null> {
    const catalogue = await this.catalogues.of(ctx);
    return (node) => onlyId(resolveNode(node, catalogue).concluded, catalogue);
  }

  /** The worst findings in one line, each with license and clause, under the names of the project's catalogue. */
  async sentence(ctx: Ctx, decision: Pick<Decision, 'findings' | 'verdict'>): Promise<string> {
    const catalogue = await this.catalogues.of(ctx);
    const worst = decision.findings.filter((finding) => finding.verdict === decision.verdict);
    return worst
      .map((finding) => {
        const { what, why } = explainFinding(finding, catalogue);
        return `${what} ${why}`;
      })
      .join(' ');
  }

  async getDecision(ctx: Ctx, id: string): Promise<DecisionRow> {
    const row = await this.db.tx(ctx, (tx) => this.rows.findDecision(tx, id));
    if (!row) throw notFound('decision_not_found', `No license decision '${id.slice(0, 80)}'.`);
    return row;
  }

  /** By subject: the newest decision on it, at registration or for serving. */
  async newestOf(ctx: Ctx, subjectIds: readonly string[]): Promise<Map<string, DecisionRow>> {
    const rows = await this.db.tx(ctx, (tx) => this.rows.newestOf(tx, subjectIds));
    return new Map(rows.map((row) => [row.subjectId, row]));
  }

  async view(ctx: Ctx, id: string) {
    const row = await this.getDecision(ctx, id);
    return { ...decisionRowView(row), openness: await this.opennessOf(ctx, row) };
  }

  /** How open the model is that was decided on, by the catalogue of today; null for data. */
  private async opennessOf(ctx: Ctx, { inputs }: DecisionRow): Promise<Openness | null> {
    const asked = askGateBody.safeParse(inputs);
    const subject = asked.data?.graph.nodes.find(({ id }) => id === asked.data.subject);
    if (!asked.success || !subject || isData(subject)) return null;
    return opennessOf(asked.data, await this.catalogues.of(ctx));
  }

  async list(ctx: Ctx, query: PageQuery & { subject?: string }) {
    const where = { projectId: ctx.projectId, subjectId: query.subject };
    const rows = await this.db.tx(ctx, (tx) => this.rows.listDecisions(tx, where, query));
    return pageOf(rows, query.limit, decisionRowView);
  }

  async licenses(ctx: Ctx, query: { q?: string }) {
    const wanted = query.q?.toLowerCase();
    const { entries } = await this.catalogues.of(ctx);
    const hits = entries.filter(
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

  async license(ctx: Ctx, id: string) {
    const entry = (await this.catalogues.of(ctx)).byId.get(id);
    if (!entry) throw notFound('license_not_found', `The catalogue has no license '${id.slice(0, 80)}'.`);
    return { ...licenseView(entry), terms: entry.terms };
  }

  /** The review that a decision waits for, as it stands now; null where it waits for none. */
  async reviewOf(ctx: Ctx, decisionId: string): Promise<AskedReview | null> {
    const { reviewId } = await this.getDecision(ctx, decisionId);
    if (!reviewId || !this.reviews) return null;
    return this.db.tx(ctx, (tx) => this.reviews!.find(tx, ctx, reviewId));
  }

  /** Why a decision does not hold any more: answers that lifted its findings have ended, or the question has a worse answer since. */
  async lapsesOf(tx: Tx, ctx: Ctx, decisionId: string): Promise<Lapse[]> {
    const row = await this.rows.findDecision(tx, decisionId);
    if (!row) return [];
    const lifted = row.lifted as unknown as LiftedFinding[];
    const ids = [...new Set(lifted.flatMap(({ review }) => review ?? []))];
    const ended = ids.length === 0 ? [] : ((await this.reviews?.faultsOf(tx, ctx, ids)) ?? []);
    const worse = await this.rows.worseSince(tx, row);
    if (!worse) return ended;
    const why = `decision ${worse.id} on the same artifact says ${worse.verdict} since the catalogue or the declared use has changed`;
    return [...ended, { review: worse.reviewId, state: worse.verdict, why }];
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
    throw denied('license_forbids_use', await this.sentence(ctx, { findings, verdict: 'deny' }), {
      decision: row.id,
      findings,
    });
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

const onlyId = (concluded: readonly LicenseEntry[], catalogue: Catalogue): string | null =>
  concluded.length === 1 && concluded[0] !== catalogue.unknown ? concluded[0]!.id : null;

function questionOf(
  ask: AskGate,
  { profile, use, catalogue }: { profile: Profile; use: UseProfile; catalogue: Catalogue },
): Question {
  const { gate, graph, subjectId, subjectDigest, reviewed } = ask;
  return {
    gate,
    subjectType: reviewed?.type ?? ask.subjectType,
    subjectId: reviewed?.id ?? subjectId,
    modelName: ask.modelName ?? '',
    lineageHash: lineageHash({
      ...{ gate, profile, use, graph, subject: subjectId, subjectDigest },
      catalogueVersion: catalogue.version,
    }),
  };
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
