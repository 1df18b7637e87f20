import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import { type Clock, unix, unixOrNull } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { conflict, notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import { anyOf } from '#platform/cursor.js';
import { Db } from '#platform/db.js';
import { ring } from '#platform/outbox.js';
import { keepAnswer } from '#platform/once.js';
import { CLOCK } from '#platform/tokens.js';
import { JudgeAdmission } from './judge-admission.service.js';
import type { JudgementResult } from './judgement-result.js';
import type { JUDGEMENT_STATES, JudgementBody } from './judgements.contract.js';
import { type CallRow, type JudgementRow, JudgementsRepository } from './judgements.repository.js';

/** Judgements: asked for here, carried out by judgements.processor.ts. */
@Injectable()
export class JudgementsService {
  constructor(
    private readonly db: Db,
    private readonly rows: JudgementsRepository,
    private readonly admission: JudgeAdmission,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws what keeps the rows from being judged; nothing has been sent by then. */
  async create(ctx: Ctx, id: string, body: JudgementBody) {
    const { candidate, baseline, judge, allRows, rows, maxCalls } = await this.admission.admit(ctx, id, body);
    return this.db.tx(ctx, async (tx) => {
      const row = await this.rows.insert(tx, {
        ...{ id: newId('jdg_'), projectId: ctx.projectId, rubric: body.rubric, requestedBy: ctx.actor },
        ...{ evaluationId: candidate.id, baselineId: baseline?.id ?? null },
        ...{ judgeHost: judge.host, judgeModel: judge.model, allRows, rows },
        ...{ maxCalls, maxTokens: body.max_tokens },
        ...{ createdAt: this.clock.now(), nextStepAt: this.clock.now() },
      });
      await this.audit.append(tx, ctx, {
        ...{ action: 'judgement.requested', targetType: 'judgement', targetId: row.id },
        facts: { evaluation: candidate.id, host: judge.host, model: judge.model, rows },
      });
      await ring(tx, 'judgement', row.id);
      const view = judgementView(row);
      await keepAnswer(tx, ctx, view);
      return view;
    });
  }

  async get(ctx: Ctx, id: string) {
    return judgementView(await this.row(ctx, id));
  }

  async list(ctx: Ctx, query: PageQuery & { evaluation?: readonly string[] }) {
    const where = { projectId: ctx.projectId, evaluationId: anyOf(query.evaluation) };
    const rows = await this.db.tx(ctx, (tx) => this.rows.list(tx, where, query));
    return pageOf(rows, query.limit, judgementView);
  }

  /** Denied while a recall holds the rows: the judge's reasons quote them. */
  async answers(ctx: Ctx, id: string, { limit, offset = 0 }: { limit: number; offset?: number }) {
    const row = await this.row(ctx, id);
    await this.admission.assertReadable(ctx, row.evaluationId);
    const calls = await this.db.tx(ctx, (tx) =>
      this.rows.calls(tx, row.id, { skip: offset, take: limit + 1 }),
    );
    return {
      object: 'list' as const,
      data: calls.slice(0, limit).map(callView),
      has_more: calls.length > limit,
    };
  }

  async cancel(ctx: Ctx, id: string) {
    const row = await this.row(ctx, id);
    return this.db.tx(ctx, async (tx) => {
      if (!(await this.rows.cancelIfRunning(tx, row.id, this.clock.now()))) {
        const { state } = (await this.rows.find(tx, row.id))!;
        throw conflict('judgement_final', `Judgement ${row.id} is ${state} already.`, {
          headers: { 'x-should-retry': 'false' },
        });
      }
      await this.audit.append(tx, ctx, {
        ...{ action: 'judgement.cancelled', targetType: 'judgement', targetId: row.id },
        facts: { evaluation: row.evaluationId },
      });
      const view = judgementView((await this.rows.find(tx, row.id))!);
      await keepAnswer(tx, ctx, view);
      return view;
    });
  }

  private async row(ctx: Ctx, id: string): Promise<JudgementRow> {
    const row = await this.db.tx(ctx, (tx) => this.rows.find(tx, id));
    if (!row) throw notFound('judgement_not_found', `No judgement '${id.slice(0, 80)}'.`);
    return row;
  }
}

const judgementView = (row: JudgementRow) => ({
  id: row.id,
  object: 'judgement' as const,
  evaluation: row.evaluationId,
  baseline: row.baselineId,
  rubric: row.rubric,
  judge: { host: row.judgeHost, model: row.judgeModel },
  state: row.state as (typeof JUDGEMENT_STATES)[number],
  rows: row.rows,
  calls: row.calls,
  prompt_tokens: Number(row.promptTokens),
  completion_tokens: Number(row.completionTokens),
  max_calls: row.maxCalls,
  max_tokens: row.maxTokens,
  stopped: row.stopped as 'max_calls' | 'max_tokens' | null,
  result: row.result as JudgementResult | null,
  failure: row.failure,
  requested_by: row.requestedBy,
  created_at: unix(row.createdAt),
  finished_at: unixOrNull(row.finishedAt),
});

const callView = (call: CallRow) => ({
  row: call.row,
  swapped: call.swapped,
  grade: call.grade,
  winner: call.winner as 'candidate' | 'baseline' | 'tie' | null,
  reason: call.reason,
  unparsable: call.unparsable,
  prompt_tokens: call.promptTokens,
  completion_tokens: call.completionTokens,
});
