import { createHash } from 'node:crypto';
import { Inject, Injectable, Optional } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { newId } from '#kernel/ids.js';
import { canonicalJson } from '#audit/audit-chain.js';
import { AuditService } from '#audit/audit.service.js';
import type { Catalogue } from '#license-catalogue/catalogue.js';
import { CatalogueService } from '#license-catalogue/catalogue.service.js';
import { decide } from '#license-rules/decision.js';
import type { AskGateBody, Decision, Finding, LiftedFinding } from '#license-rules/decision.contract.js';
import type { Tx } from '#platform/db.js';
import { type Envelope, SIGNER, type Signer } from '#platform/dsse.js';
import {
  type Cause,
  type FrozenInputs,
  needsOf,
  openFindings,
  questionOf,
  type StoredDecision,
} from './frozen.js';
import { type DecisionRow, LicensesRepository } from './licenses.repository.js';
import { type Answers, REVIEWS, type ReviewsPort } from './reviews.port.js';

export const DECISION_PREDICATE = 'https://luthier.dev/license-decision/v1';
const NO_ANSWERS: Answers = { reviews: [], grants: [] };

/** A question with what the rules and the reviewers say to it. */
export interface Answered {
  subjectType: string;
  subjectDigest: string | null;
  question: ReturnType<typeof questionOf>;
  inputs: FrozenInputs;
  decision: Decision;
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

  /** What the rules say with what reviewers have answered; stores nothing. */
  async answer(
    tx: Tx,
    ctx: Ctx,
    asked: { subjectType: string; subjectDigest: string | null; inputs: FrozenInputs },
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
    return { ...asked, question, inputs, decision: decide({ ...inputs, catalogue }) };
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
    const needs = needsOf(id, decision);
    const before = again ? await this.before(tx, again.row) : {};
    const review = (await this.reviews?.flag(tx, ctx, question, needs && { ...needs, ...before })) ?? null;
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
    return { ...decision, id, fixable: decision.fixable ?? false, envelope, review };
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
    const lifted = row.lifted as unknown as LiftedFinding[];
    const reviews = [row.reviewId, ...lifted.map(({ review }) => review)];
    return {
      follows: reviews.filter((id) => typeof id === 'string'),
      askers: await this.rows.askersOf(tx, row),
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
