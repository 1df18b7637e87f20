import { createHash } from 'node:crypto';
import { Inject, Injectable, Optional } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { newId } from '#kernel/ids.js';
import { canonicalJson } from '#kernel/audit-chain.js';
import { AuditService } from '#audit/audit.service.js';
import type { Catalogue } from '#license-catalogue/catalogue.js';
import { CatalogueService } from '#license-catalogue/catalogue.service.js';
import { decide } from '#license-rules/decision.js';
import { type Reading, readingsIn } from '#license-rules/readings.js';
import type {
  AskGateBody,
  Decision,
  Finding,
  LiftedFinding,
  ReviewAnswer,
  UseProfile,
} from '#license-rules/decision.contract.js';
import type { Tx } from '#platform/db.js';
import { type Envelope, SIGNER, type Signer } from '#platform/dsse.js';
import {
  type Cause,
  type FrozenInputs,
  needsOf,
  openFindings,
  questionOf,
  type StoredDecision,
  useOfReading,
} from './frozen.js';
import { type DecisionRow, LicensesRepository } from './licenses.repository.js';
import { type Answers, type AskedReview, REVIEWS, type ReviewsPort } from './reviews.port.js';

export const DECISION_PREDICATE = 'https://luthier.dev/license-decision/v1';
const NO_ANSWERS: Answers = { reviews: [], grants: [] };

interface Asking {
  subjectType: string;
  subjectDigest: string | null;
  inputs: FrozenInputs;
  /** By the project, as it counts now. */
  declared: UseProfile;
  again?: DecisionRow;
}

/** A question with what the rules and the reviewers say to it. */
export interface Answered {
  subjectType: string;
  subjectDigest: string | null;
  question: ReturnType<typeof questionOf>;
  inputs: FrozenInputs;
  decision: Decision;
  /** What is left of it that can be answered for everything made of a node. */
  readings: Reading[];
}

/** Decisions as they are kept: answered with what reviewers said, stored, signed, audited. */
@Injectable()
export class FreezingService {
  constructor(
    private readonly rows: LicensesRepository,
    private readonly audit: AuditService,
    private readonly catalogues: CatalogueService,
    @Inject(SIGNER) private readonly signer: Signer,
    @Optional() @Inject(REVIEWS) private readonly reviews?: ReviewsPort,
  ) {}

  /** What the rules say with what reviewers have answered; stores nothing. `again`: the old row, where nobody asks but the system. */
  async answer(
    tx: Tx,
    ctx: Ctx,
    { again, declared, ...asked }: Asking,
    catalogue: Catalogue,
  ): Promise<Answered> {
    const question = questionOf(asked, catalogue);
    const { reviews, grants } = (await this.reviews?.answersFor(tx, ctx, question)) ?? NO_ANSWERS;
    const { use } = asked.inputs;
    const inputs = {
      ...asked.inputs,
      use: grants.length > 0 ? { ...use, grants } : use,
      ...(reviews.length > 0 ? { reviews } : {}),
    };
    const decision = decide({ ...inputs, catalogue });
    const read = { ...asked.inputs, use: useOfReading(asked.inputs, declared), catalogue };
    const readings = readingsIn(decision.findings, read);
    const answered = { ...asked, question, inputs, decision, readings };
    if (readings.length === 0 || !this.reviews) return answered;
    const before = again && (await this.standing(tx, again));
    const carried = await this.reviews.carriedFor(tx, ctx, question, { readings, ...(before && { before }) });
    return carried.length > 0 ? withCarried(answered, carried, catalogue) : answered;
  }

  /** Stores an answer, signed and audited; what needs a reviewer opens a review. `again`: nobody asked, the old row is asked again. */
  async freeze(
    tx: Tx,
    ctx: Ctx,
    answered: Answered,
    again?: { row: DecisionRow; cause: Cause },
  ): Promise<StoredDecision> {
    const { subjectType, subjectDigest, question, inputs, decision } = answered;
    const id = newId('dec_');
    const envelope = this.sign({ id, project: ctx.projectId, digest: subjectDigest, inputs, decision });
    const review = await this.reviewOf(tx, ctx, answered, { id, row: again?.row });
    await this.catalogues.keep(tx);
    await this.rows.insertDecision(tx, {
      id,
      projectId: ctx.projectId,
      gate: inputs.gate,
      subjectType,
      subjectId: inputs.subject,
      subjectDigest,
      verdict: decision.verdict,
      fixable: decision.fixable ?? false,
      findings: decision.findings,
      obligations: decision.obligations,
      lifted: decision.lifted,
      reviewId: review?.id ?? null,
      inputs: inputs as unknown as object,
      catalogueVersion: decision.catalogue_version,
      lineageHash: question.lineageHash,
      askedBy: ctx.member === 'system' ? null : ctx.member,
      cause: again?.cause ?? null,
      followsId: again?.row.id ?? null,
      envelope: envelope as unknown as object,
    });
    await this.audit.append(tx, ctx, {
      action: 'license.decided',
      targetType: subjectType,
      targetId: inputs.subject,
      facts: {
        ...{ decision: id, gate: inputs.gate, verdict: decision.verdict, digest: subjectDigest },
        ...(again ? { cause: again.cause, follows: again.row.id } : {}),
      },
    });
    return { ...decision, id, fixable: decision.fixable ?? false, envelope, graph: inputs.graph, review };
  }

  /** The review that has to answer it, if any; an open one that a carried answer leaves nothing to ask is closed. */
  private async reviewOf(
    tx: Tx,
    ctx: Ctx,
    { question, decision, readings }: Answered,
    { id, row }: { id: string; row: DecisionRow | undefined },
  ): Promise<AskedReview | null> {
    const needs = needsOf(id, decision);
    const before = row ? await this.before(tx, row) : {};
    const review = await this.reviews?.flag(tx, ctx, question, needs && { ...needs, ...before, readings });
    const carried = decision.lifted.find((one) => one.given_at)?.review;
    if (carried && openFindings(decision.findings).length === 0)
      await this.reviews?.carried(tx, ctx, question, carried);
    return review ?? null;
  }

  /**
   * The review of a decision that something serves in spite of; opened where there is none, also for a denial that can be cured.
   * Null where the decision is from before its question was kept.
   */
  async flag(tx: Tx, ctx: Ctx, row: DecisionRow): Promise<string | null> {
    if (row.reviewId || !row.lineageHash || !this.reviews) return row.reviewId;
    const { reviewed, use } = row.inputs as unknown as AskGateBody;
    const question = {
      gate: row.gate as FrozenInputs['gate'],
      subjectType: reviewed?.type ?? row.subjectType,
      subjectId: reviewed?.id ?? row.subjectId,
      modelName: use.model_name ?? '',
      lineageHash: row.lineageHash,
    };
    const review = await this.reviews.flag(tx, ctx, question, {
      decisionId: row.id,
      severity: row.verdict as 'needs-review' | 'deny',
      findings: openFindings(row.findings as unknown as Finding[]),
      catalogueVersion: row.catalogueVersion,
      ...(await this.before(tx, row)),
    });
    return review?.id ?? null;
  }

  /** Whoever asked an old question, and the reviews that it had: they may not answer the one that follows. */
  private async before(tx: Tx, row: DecisionRow): Promise<{ follows: string[]; askers: string[] }> {
    const { askers, reviews } = await this.standing(tx, row);
    return { follows: row.reviewId ? [row.reviewId, ...reviews] : reviews, askers };
  }

  private async standing(tx: Tx, row: DecisionRow): Promise<{ askers: string[]; reviews: string[] }> {
    const lifted = row.lifted as unknown as LiftedFinding[];
    const reviews = lifted.map(({ review }) => review).filter((id) => typeof id === 'string');
    return { askers: await this.rows.askersOf(tx, row), reviews };
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

function withCarried(answered: Answered, carried: ReviewAnswer[], catalogue: Catalogue): Answered {
  const inputs = { ...answered.inputs, reviews: [...(answered.inputs.reviews ?? []), ...carried] };
  const decision = decide({ ...inputs, catalogue });
  const open = new Set(decision.findings.map(({ code, node }) => `${code} ${node}`));
  const readings = answered.readings.filter(({ finding }) => open.has(`${finding.code} ${finding.node}`));
  return { ...answered, inputs, decision, readings };
}
