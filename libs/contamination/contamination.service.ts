import { Injectable } from '@nestjs/common';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { type EvaluationRow, EvaluationsService } from '#evaluations/evaluations.service.js';
import type { Ctx } from '#kernel/context.js';
import { notFound } from '#kernel/errors.js';
import { Db } from '#platform/db.js';
import type { ContaminationReport } from './contamination.contract.js';
import { ContaminationRepository } from './contamination.repository.js';

export type ContaminationStatus = 'running' | 'ready' | 'failed';

/** Whether a model was evaluated on rows that it was trained on. What looks for them is contamination.processor.ts. */
@Injectable()
export class ContaminationService {
  constructor(
    private readonly db: Db,
    private readonly rows: ContaminationRepository,
    private readonly evaluations: EvaluationsService,
    private readonly artifacts: ArtifactsService,
  ) {}

  /** By the id of an evaluation or its job. Throws not_found where there is nothing to look for, denied while a recall holds the data. */
  async get(ctx: Ctx, id: string) {
    const evaluation = await this.evaluations.row(ctx, id);
    const why = unchecked(evaluation);
    if (why) throw notFound('contamination_report_not_found', `Evaluation ${evaluation.id} ${why}.`);
    const row = await this.db.tx(ctx, (tx) => this.rows.find(tx, evaluation.id));
    const report = row?.report as ContaminationReport | null | undefined;
    const read = report?.trained_on.filter(({ unread }) => unread === null) ?? [];
    // it quotes rows
    await this.artifacts.assertFree(ctx, [
      evaluation.datasetVersionId,
      ...read.map(({ dataset_version }) => dataset_version),
    ]);
    return {
      object: 'evaluation.contamination' as const,
      evaluation: evaluation.id,
      status: (row?.state ?? 'running') as ContaminationStatus,
      error: row?.failure ?? null,
      report: report ?? null,
    };
  }

  /** Whether some of these evaluations are still looked at. */
  async isPending(ctx: Ctx, evaluationIds: readonly string[]): Promise<boolean> {
    return (await this.db.tx(ctx, (tx) => this.rows.pending(tx, evaluationIds))).length > 0;
  }

  /** The finished reports of these evaluations, by evaluation. */
  async findReady(ctx: Ctx, evaluationIds: readonly string[]): Promise<Map<string, ContaminationReport>> {
    const rows = await this.db.tx(ctx, (tx) => this.rows.findMany(tx, evaluationIds));
    return new Map(
      rows.flatMap(({ evaluationId, state, report }) =>
        state === 'ready' ? [[evaluationId, report as unknown as ContaminationReport]] : [],
      ),
    );
  }
}

function unchecked({ task, state, answersId, subjectId }: EvaluationRow): string | null {
  if (task !== 'exact_match') return `has the task ${task}; only exact_match is looked through`;
  if (state !== 'succeeded' || !answersId) return `is ${state} and has left no answers`;
  if (!subjectId.startsWith('art_'))
    return 'is of a base model, and nobody here knows what that was trained on';
  return null;
}
