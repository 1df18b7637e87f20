import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import type { Catalogue } from '#license-catalogue/catalogue.js';
import { VERDICTS, type Verdict } from '#license-catalogue/vocabulary.js';
import { type AskGateBody, askGateBody } from '#license-rules/decision.contract.js';
import type { Tx } from '#platform/db.js';
import { ProjectsService } from '#projects/projects.service.js';
import { FreezingService } from './freezing.service.js';
import { type Cause, type StoredDecision, useAgain } from './frozen.js';
import { type DecisionRow, LicensesRepository } from './licenses.repository.js';

export type Reasked =
  | { kind: 'same' }
  /** Kept by a release that asked in another form. */
  | { kind: 'unreadable'; why: string }
  /** `moved`: the verdict is the same no, to another question. */
  | { kind: 'worse' | 'better' | 'moved'; decision: StoredDecision };

/** Asks old questions again, under the catalogue and the declared use of today. */
@Injectable()
export class ReaskingService {
  constructor(
    private readonly rows: LicensesRepository,
    private readonly projects: ProjectsService,
    private readonly freezing: FreezingService,
  ) {}

  /** The question of a stored decision; a sentence where this release cannot read it. */
  questionIn(row: DecisionRow): AskGateBody | string {
    const asked = askGateBody.safeParse(row.inputs);
    if (asked.success) return asked.data;
    const [issue] = asked.error.issues;
    return `its inputs do not fit: ${issue?.path.join('.')}: ${issue?.message}`;
  }

  flag(tx: Tx, ctx: Ctx, row: DecisionRow): Promise<string | null> {
    return this.freezing.flag(tx, ctx, row);
  }

  /**
   * A worse answer is frozen as the newest one. A better one only where the question had passed before, so that what was allowed
   * once is restored; what nobody was ever allowed waits for somebody to ask. The caller has locked the project's decisions and
   * knows the row to be the newest.
   */
  async askAgain(
    tx: Tx,
    ctx: Ctx,
    row: DecisionRow,
    { catalogue, cause }: { catalogue: Catalogue; cause: Cause },
  ): Promise<Reasked> {
    const asked = this.questionIn(row);
    if (typeof asked === 'string') return { kind: 'unreadable', why: asked };
    const { use: declared, profile } = await this.projects.declaredNow(tx, ctx.projectId);
    // what reviewers answered is asked for anew: their answers are bound to a question, and may have ended
    const { reviews: _reviews, ...old } = asked;
    const inputs = { ...old, profile, use: useAgain(asked, declared) };
    const { subjectType, subjectDigest } = row;
    const asking = { subjectType, subjectDigest, inputs, declared, again: row };
    const answered = await this.freezing.answer(tx, ctx, asking, catalogue);
    const by = rank(answered.decision.verdict) - rank(row.verdict);
    const isOther = by !== 0 || (!passes(row) && answered.question.lineageHash !== row.lineageHash);
    if (by <= 0 && !(isOther && (await this.rows.hadPassed(tx, row)))) return { kind: 'same' };
    const decision = await this.freezing.freeze(tx, ctx, answered, { row, cause });
    return { kind: by > 0 ? 'worse' : by < 0 ? 'better' : 'moved', decision };
  }
}

const rank = (verdict: string): number => VERDICTS.indexOf(verdict as Verdict);
export const passes = ({ verdict }: { verdict: string }): boolean =>
  verdict === 'allow' || verdict === 'allow-with-obligations';
