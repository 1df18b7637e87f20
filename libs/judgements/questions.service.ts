import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import type { Row } from '#dataset-checks/check-json.js';
import { rowsIn } from '#dataset-checks/rows-in.js';
import type { Split } from '#dataset-checks/splits.js';
import { DatasetsService, splitsOf } from '#datasets/datasets.service.js';
import { type EvaluationRow, EvaluationsService } from '#evaluations/evaluations.service.js';
import { DatasetBytes } from '#files/dataset-bytes.service.js';
import type { Ctx } from '#kernel/context.js';
import { conflict, invalid } from '#kernel/errors.js';
import type { JudgementRow } from './judgements.repository.js';
import { isChosen, type Judged } from './verdict.js';

export interface Asked {
  row: number;
  swapped: boolean;
  judged: Judged;
}
type Turn = Judged['conversation'][number];

/** What a judge is asked about each row: the dataset's words and the kept answers, read side by side as streams. */
@Injectable()
export class JudgementQuestions {
  constructor(
    private readonly evaluations: EvaluationsService,
    private readonly artifacts: ArtifactsService,
    private readonly datasets: DatasetsService,
    private readonly bytes: DatasetBytes,
  ) {}

  /** Those without an answer yet, in row order; a pair is asked in both orders. Throws AppError where something cannot be read, or is held by a recall. */
  async *of(ctx: Ctx, of: JudgementRow, isAnswered: (row: number, swapped: boolean) => boolean) {
    const candidate = await this.evaluations.row(ctx, of.evaluationId);
    const baseline = of.baselineId === null ? null : await this.evaluations.row(ctx, of.baselineId);
    const others = baseline && this.evaluations.eachAnswer(ctx, baseline);
    const rows = this.rowsOf(ctx, candidate);
    try {
      for await (const answer of this.evaluations.eachAnswer(ctx, candidate)) {
        const other = others && ((await others.next()).value as typeof answer | undefined);
        const turns = ((await rows.next()).value as Turn[] | undefined) ?? [];
        if (!isChosen(answer.row, of.allRows, of.rows)) continue;
        if (digestOf(turns) !== answer.prompt_sha256 || (others && other?.row !== answer.row))
          throw conflict(
            'rows_differ',
            `Row ${answer.row} of ${candidate.id} is not what its dataset version or its baseline holds.`,
          );
        const reference = candidate.task === 'refusal' ? null : answer.expected;
        const common = { rubric: of.rubric, conversation: turns, reference };
        const [mine, theirs] = [answer.answer, other?.answer ?? null];
        if (!isAnswered(answer.row, false))
          yield asked(answer.row, false, { ...common, first: mine, second: theirs });
        if (theirs !== null && !isAnswered(answer.row, true))
          yield asked(answer.row, true, { ...common, first: theirs, second: mine });
      }
    } finally {
      await Promise.all([others?.return(undefined), rows.return(undefined)]);
    }
  }

  private async *rowsOf(ctx: Ctx, { datasetVersionId, split }: EvaluationRow): AsyncGenerator<Turn[]> {
    await this.artifacts.assertFree(ctx, [datasetVersionId]);
    const found = splitsOf(await this.datasets.getVersion(ctx, datasetVersionId))[split as Split];
    if (!found)
      throw invalid('split_not_found', `Dataset version ${datasetVersionId} has no split '${split}'.`);
    const stream = await this.bytes.open(found.sha256);
    try {
      for await (const { parsed } of rowsIn(stream as AsyncIterable<Buffer>))
        yield 'code' in parsed ? [] : promptOf(parsed.row);
    } finally {
      stream.destroy();
    }
  }
}

const asked = (row: number, swapped: boolean, judged: Judged): Asked => ({ row, swapped, judged });

/** What the model was asked, as jobs/lib/answering.py tells it: all but the last message. */
function promptOf(row: Row): Turn[] {
  if (typeof row['prompt'] === 'string') return [{ role: 'user', content: row['prompt'] }];
  const messages = Array.isArray(row['messages']) ? (row['messages'] as Row[]) : [];
  return messages.slice(0, -1).map(({ role, content }) => ({ role: String(role), content: textOf(content) }));
}

function textOf(content: unknown): string {
  if (!Array.isArray(content)) return typeof content === 'string' ? content : '';
  return (content as Row[]).map((part) => (typeof part['text'] === 'string' ? part['text'] : '')).join('');
}

/** As sha256_of_json in jobs/lib/files.py: names in order, no white space. */
const digestOf = (turns: readonly Turn[]): string =>
  createHash('sha256')
    .update(JSON.stringify(turns.map(({ role, content }) => ({ content, role }))))
    .digest('hex');
