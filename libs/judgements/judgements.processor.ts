import { Inject, Injectable } from '@nestjs/common';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { AppError } from '#kernel/errors.js';
import { again, done, type Outcome } from '#kernel/outcome.js';
import type { Handler } from '#platform/handler.js';
import { JudgeAdmission } from './judge-admission.service.js';
import { JUDGE, type Judge, JudgeFault, type JudgeSettings } from './judge.port.js';
import { JudgementsLedger, Stale } from './judgements.ledger.js';
import type { JudgementRow } from './judgements.repository.js';
import { type Asked, JudgementQuestions } from './questions.service.js';
import { questionOf, verdictIn } from './verdict.js';

/** Questions at once: what a kill can lose and a budget can overrun. */
const AT_ONCE = 4;
const STEP_MS = 30_000;
const RETRY_SECONDS = 15;

/** Asks the judge, row by row; every answer is a row before the next is asked for, so a worker that dies is followed without a second bill. */
@Injectable()
export class JudgementsProcessor implements Handler {
  readonly topic = 'judgement';

  constructor(
    private readonly ledger: JudgementsLedger,
    private readonly admission: JudgeAdmission,
    private readonly questions: JudgementQuestions,
    @Inject(JUDGE) private readonly settings: JudgeSettings | null,
  ) {}

  due(limit: number): Promise<string[]> {
    return this.ledger.due(limit);
  }

  async step(id: string): Promise<Outcome> {
    const row = await this.ledger.claim(id);
    if (!row) return done();
    const ctx = systemCtx(row.projectId, `judgement:${id}`);
    try {
      await this.admission.assertAllowed(ctx);
      const judge = this.settings?.judge;
      if (judge?.host !== row.judgeHost || judge.model !== row.judgeModel)
        return await this.ledger.fail(
          row,
          `The judge of this judgement, ${row.judgeModel} at ${row.judgeHost}, is no longer the one that is set: ask again.`,
        );
      return await this.work(ctx, row, judge);
    } catch (error) {
      if (error instanceof Stale) return done();
      if (!(error instanceof AppError)) throw error;
      if (error.kind !== 'unavailable') return this.ledger.fail(row, error.message);
      await this.ledger.goOn(row, RETRY_SECONDS);
      return again(RETRY_SECONDS);
    }
  }

  private async work(ctx: Ctx, row: JudgementRow, judge: Judge): Promise<Outcome> {
    const until = Date.now() + STEP_MS;
    const known = await this.ledger.calls(row);
    const answered = new Set(known.map((call) => `${call.row} ${call.swapped}`));
    const spent = { calls: row.calls, tokens: Number(row.promptTokens + row.completionTokens) };
    const open = this.questions.of(ctx, row, (at, swapped) => answered.has(`${at} ${swapped}`));
    for (;;) {
      const left = Math.min(AT_ONCE, row.maxCalls - spent.calls);
      const batch = await take(open, Math.max(1, left));
      if (batch.length === 0) return this.ledger.finish(row, null);
      const stopped = left <= 0 ? 'max_calls' : spent.tokens >= row.maxTokens ? 'max_tokens' : null;
      if (stopped !== null || Date.now() > until) {
        await open.return(undefined);
        return stopped === null ? this.ledger.goOn(row, 0) : this.ledger.finish(row, stopped);
      }
      const ended = await Promise.allSettled(batch.map((one) => this.ask(row, judge, one)));
      const tokens = ended.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
      if (tokens.length > 0) row.failures = 0; // as record() has written
      if (tokens.length < ended.length) {
        await open.return(undefined);
        return this.ledger.fault(row, faultsOf(ended));
      }
      spent.calls += tokens.length;
      spent.tokens += tokens.reduce((sum, one) => sum + one, 0);
    }
  }

  /** Tokens that it took. */
  private async ask(row: JudgementRow, judge: Judge, { row: at, swapped, judged }: Asked): Promise<number> {
    const answer = await judge.ask(questionOf(judged));
    const verdict = verdictIn(answer.text, judged.second !== null);
    await this.ledger.record(row, { row: at, swapped, verdict, answer });
    return answer.promptTokens + answer.completionTokens;
  }
}

/** Of the questions that came to nothing; anything but a judge's fault is thrown. */
function faultsOf(ended: PromiseSettledResult<unknown>[]): JudgeFault[] {
  return ended.flatMap((one) => {
    if (one.status === 'fulfilled') return [];
    if (!(one.reason instanceof JudgeFault)) throw one.reason;
    return one.reason;
  });
}

async function take<T>(from: AsyncGenerator<T>, most: number): Promise<T[]> {
  const batch: T[] = [];
  while (batch.length < most) {
    const next = await from.next();
    if (next.done) break;
    batch.push(next.value);
  }
  return batch;
}
