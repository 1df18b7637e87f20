import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import type { Clock } from '#kernel/clock.js';
import { systemCtx } from '#kernel/context.js';
import { again, done, failed, type Outcome } from '#kernel/outcome.js';
import { Db } from '#platform/db.js';
import { failpoint } from '#platform/failpoints.js';
import { CLOCK } from '#platform/tokens.js';
import type { JudgeAnswer, JudgeFault } from './judge.port.js';
import { gradesOf, winRateOf } from './judgement-result.js';
import {
  type CallRow,
  type JudgementChange,
  type JudgementRow,
  JudgementsRepository,
} from './judgements.repository.js';
import type { Verdict } from './verdict.js';

/** Longer than one step may take: after it another worker goes on with what has no answer. */
const LEASE_SECONDS = 240;
const LONGEST_PAUSE_SECONDS = 300;
/** In a row, with the pauses between them: three quarters of an hour. */
const MOST_FAILURES = 15;

/** Another worker owns the judgement, or it was cancelled. */
export class Stale extends Error {}

/** Every write of a judgement's work: short transactions, each fenced by the lease. */
@Injectable()
export class JudgementsLedger {
  constructor(
    private readonly db: Db,
    private readonly rows: JudgementsRepository,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  due(limit: number): Promise<string[]> {
    return this.db.tx(systemCtx(), (tx) => this.rows.due(tx, this.clock.now(), limit));
  }

  claim(id: string): Promise<JudgementRow | null> {
    const lease = { token: randomUUID(), now: this.clock.now(), until: this.in(LEASE_SECONDS) };
    return this.db.tx(systemCtx(), (tx) => this.rows.claim(tx, id, lease));
  }

  calls(row: JudgementRow): Promise<CallRow[]> {
    return this.db.tx(systemCtx(row.projectId), (tx) => this.rows.calls(tx, row.id));
  }

  /** One answer that was paid for, with its cost. Throws Stale. */
  async record(
    row: JudgementRow,
    of: { row: number; swapped: boolean; verdict: Verdict; answer: JudgeAnswer },
  ): Promise<void> {
    failpoint('judgement.answered');
    const { promptTokens, completionTokens } = of.answer;
    await this.db.tx(systemCtx(row.projectId), async (tx) => {
      const spent = {
        ...{ calls: { increment: 1 }, failures: 0 },
        ...{
          promptTokens: { increment: promptTokens },
          completionTokens: { increment: completionTokens },
        },
      };
      if (!(await this.rows.applyIfLeased(tx, row, spent))) throw new Stale();
      await this.rows.insertCall(tx, {
        ...{ judgementId: row.id, projectId: row.projectId, row: of.row, swapped: of.swapped },
        ...columnsOf(of.verdict, of.swapped),
        ...{ promptTokens, completionTokens, createdAt: this.clock.now() },
      });
    });
    failpoint('judgement.recorded');
  }

  async goOn(row: JudgementRow, afterSeconds: number, data: JudgementChange = {}): Promise<Outcome> {
    const next = { ...data, nextStepAt: this.in(afterSeconds), leaseToken: null };
    await this.db.tx(systemCtx(row.projectId), (tx) => this.rows.applyIfLeased(tx, row, next));
    return again(afterSeconds);
  }

  /** Tries again, ever more seldom and not before the endpoint wishes; in the end no more. */
  async fault(row: JudgementRow, faults: readonly JudgeFault[]): Promise<Outcome> {
    const fault = faults.find(({ kind }) => kind === 'refused') ?? faults[0]!;
    const calls = { calls: { increment: faults.filter(({ over }) => over.mayHaveCost).length } };
    const asked = faults.map(({ over }) => over.retryAfterSeconds ?? 0);
    if (fault.kind === 'refused') return this.fail(row, fault.message, calls);
    if (row.failures + 1 >= MOST_FAILURES)
      return this.fail(row, `${fault.message} It was tried ${MOST_FAILURES} times in a row.`, calls);
    const pause = Math.min(LONGEST_PAUSE_SECONDS, 2 ** (row.failures + 1));
    const wished = Math.min(Math.max(...asked), LONGEST_PAUSE_SECONDS);
    const wait = Math.ceil(Math.max(pause, wished));
    return this.goOn(row, wait, { ...calls, failures: { increment: 1 } });
  }

  async finish(row: JudgementRow, stopped: 'max_calls' | 'max_tokens' | null): Promise<Outcome> {
    const calls = await this.calls(row);
    const result = row.baselineId === null ? gradesOf(calls) : winRateOf(calls);
    await this.end(row, { state: 'succeeded', stopped, result: result as object });
    return done();
  }

  async fail(row: JudgementRow, message: string, data: JudgementChange = {}): Promise<Outcome> {
    const failure = message.slice(0, 2000);
    await this.end(row, { ...data, state: 'failed', failure });
    return failed(failure);
  }

  private async end(row: JudgementRow, data: JudgementChange & { state: string }): Promise<void> {
    const final = { ...data, nextStepAt: null, leaseToken: null, finishedAt: this.clock.now() };
    const ctx = systemCtx(row.projectId, `judgement:${row.id}`);
    await this.db.tx(ctx, async (tx) => {
      if (!(await this.rows.applyIfLeased(tx, row, final))) return;
      await this.audit.append(tx, ctx, {
        ...{ action: `judgement.${data.state}`, targetType: 'judgement', targetId: row.id },
        facts: { evaluation: row.evaluationId, ...(data.failure ? { failure: data.failure } : {}) },
      });
    });
  }

  private in(seconds: number): Date {
    return new Date(this.clock.now().getTime() + seconds * 1000);
  }
}

function columnsOf(verdict: Verdict, swapped: boolean) {
  if ('unparsable' in verdict) return { unparsable: verdict.unparsable };
  const { reason } = verdict;
  if ('grade' in verdict) return { grade: verdict.grade, reason };
  if (verdict.winner === 'tie') return { winner: 'tie', reason };
  return { winner: (verdict.winner === 'first') !== swapped ? 'candidate' : 'baseline', reason };
}
