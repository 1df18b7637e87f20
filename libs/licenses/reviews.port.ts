import type { Ctx } from '#kernel/context.js';
import type { Tx } from '#platform/db.js';
import type { Finding, Grant, ReviewAnswer } from '#license-rules/decision.contract.js';
import type { Reading } from '#license-rules/readings.js';
import type { Gate } from '#license-catalogue/vocabulary.js';

/** DI token of what keeps the reviews. */
export const REVIEWS = 'REVIEWS';

/** What an answer binds to: it counts for this very hash and for no other. */
export interface Question {
  gate: Gate;
  subjectType: string;
  subjectId: string;
  /** Of the registered model that the question is asked under; empty where there is none. */
  modelName: string;
  lineageHash: string;
}

export interface Answers {
  /** They lift needs-review findings. */
  reviews: ReviewAnswer[];
  /** Of waivers: they lift denials. */
  grants: Grant[];
}

export interface AskedReview {
  id: string;
  state: string;
  /** What has to happen for the question to be answered. */
  next: string;
}

/** What may be answered by what was said elsewhere. */
export interface Carry {
  readings: readonly Reading[];
  /** The question that is asked again: who had asked it, and the reviews whose answers it had while they did. */
  before?: { askers: readonly string[]; reviews: readonly string[] };
}

export interface ReviewsPort {
  /** Answers that hold now: not ended, not expired, given by members who still may. */
  answersFor(tx: Tx, ctx: Ctx, question: Question): Promise<Answers>;
  /** Answers given to another question for everything made of a node, where one stands for such a finding of this question. */
  carriedFor(tx: Tx, ctx: Ctx, question: Question, asked: Carry): Promise<ReviewAnswer[]>;
  /**
   * The question was asked: an open request for the same subject under another hash is superseded. With `needs`, the request is
   * opened, or the one that is there found.
   */
  flag(
    tx: Tx,
    ctx: Ctx,
    question: Question,
    needs: {
      decisionId: string;
      severity: 'needs-review' | 'deny';
      findings: Finding[];
      /** Of the findings that can be answered for everything made of their node. */
      readings?: readonly Reading[];
      /** Reviews of the question in an earlier form. */
      follows?: readonly string[] | undefined;
      /** Members who had put it in that form. */
      askers?: readonly string[] | undefined;
      catalogueVersion: string;
    } | null,
  ): Promise<AskedReview | null>;
  /** Answers that were carried leave nothing of the question: an open request for it is closed. */
  carried(tx: Tx, ctx: Ctx, question: Question, by: string): Promise<void>;
  find(tx: Tx, ctx: Ctx, id: string): Promise<AskedReview | null>;
  /** Why answers that were given do not hold any more, one sentence each. */
  faultsOf(
    tx: Tx,
    ctx: Ctx,
    reviewIds: readonly string[],
  ): Promise<{ review: string; state: string; why: string }[]>;
}
