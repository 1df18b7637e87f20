import { Inject, Injectable } from '@nestjs/common';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { type EvaluationRow, EvaluationsService } from '#evaluations/evaluations.service.js';
import type { Ctx } from '#kernel/context.js';
import { conflict, denied, invalid, notFound } from '#kernel/errors.js';
import { ProjectsService } from '#projects/projects.service.js';
import { JUDGE, type JudgeSettings } from './judge.port.js';
import type { JudgementBody } from './judgements.contract.js';

/** Whether text may be sent to a judge, and which rows: two people have said so, the operator and an admin of the project. */
@Injectable()
export class JudgeAdmission {
  constructor(
    private readonly evaluations: EvaluationsService,
    private readonly artifacts: ArtifactsService,
    private readonly projects: ProjectsService,
    @Inject(JUDGE) private readonly settings: JudgeSettings | null,
  ) {}

  /** Throws what keeps the rows from being judged; nothing has been sent by then. */
  async admit(ctx: Ctx, id: string, body: JudgementBody) {
    const candidate = await this.evaluations.row(ctx, id);
    const baseline = body.baseline === undefined ? null : await this.evaluations.row(ctx, body.baseline);
    const { judge, maxCalls: most } = this.assertSet();
    await this.assertAllowed(ctx);
    await this.assertFree(ctx, candidate);
    assertAsRows(candidate);
    const allRows = await this.answered(ctx, candidate, baseline);
    const rows = Math.min(body.max_rows ?? allRows, allRows);
    const maxCalls = body.max_calls ?? most;
    assertAffordable({ calls: rows * (baseline ? 2 : 1), maxCalls, most });
    return { candidate, baseline, judge, allRows, rows, maxCalls };
  }

  /** Throws denied where the project has not said that its text may leave. */
  async assertAllowed(ctx: Ctx): Promise<void> {
    const { externalJudge } = await this.projects.get(ctx);
    if (!externalJudge)
      throw denied(
        'judge_not_allowed',
        'The project does not send its questions and answers to a judge outside. An admin allows it: PATCH /v1/projects/current with {"external_judge": true}.',
      );
  }

  /** Throws denied while a recall holds the rows, which a judge's reasons quote. */
  async assertReadable(ctx: Ctx, evaluationId: string): Promise<void> {
    await this.assertFree(ctx, await this.evaluations.row(ctx, evaluationId));
  }

  private assertFree(ctx: Ctx, { datasetVersionId }: EvaluationRow): Promise<void> {
    return this.artifacts.assertFree(ctx, [datasetVersionId]);
  }

  private assertSet(): JudgeSettings {
    if (this.settings) return this.settings;
    throw conflict(
      'judge_not_configured',
      'No judge is set. The operator names an OpenAI-compatible endpoint by LUTHIER_JUDGE_URL and LUTHIER_JUDGE_MODEL, with LUTHIER_JUDGE_KEY_FILE where it asks for a key.',
      { headers: { 'x-should-retry': 'false' } },
    );
  }

  /** How many rows have an answer; reads the files once, so that what is gone is told now. */
  private async answered(ctx: Ctx, candidate: EvaluationRow, baseline: EvaluationRow | null) {
    if (baseline) {
      const why = await this.evaluations.whyNotComparable(ctx, baseline, candidate);
      if (why !== null) throw invalid('not_comparable', why, { param: 'baseline' });
    }
    let rows = 0;
    for await (const _ of this.evaluations.eachAnswer(ctx, candidate)) rows += 1;
    if (rows === 0) throw notFound('answers_not_found', `Evaluation ${candidate.id} has left no answers.`);
    return rows;
  }
}

/** A harness writes prompts of its own from the rows: they stand in no file that a judge's questions could be taken from. */
function assertAsRows({ id, task }: EvaluationRow): void {
  if (task !== 'lm_eval') return;
  throw invalid(
    'not_judged',
    `Evaluation ${id} is of the task 'lm_eval', whose prompts are the harness' own; a judge is asked about 'exact_match' and 'refusal'.`,
  );
}

function assertAffordable({ calls, maxCalls, most }: { calls: number; maxCalls: number; most: number }) {
  if (maxCalls > most)
    throw invalid('invalid_value', `'max_calls' is at most ${most} here: LUTHIER_JUDGE_MAX_CALLS.`, {
      param: 'max_calls',
    });
  if (calls > maxCalls)
    throw invalid(
      'invalid_value',
      `These rows take ${calls} calls, more than the ${maxCalls} allowed: name fewer rows by 'max_rows'.`,
      { param: 'max_rows' },
    );
}
