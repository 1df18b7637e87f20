import { createInterface } from 'node:readline';
import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { AppError, conflict, notFound } from '#kernel/errors.js';
import { parseStrictJson } from '#kernel/strict-json.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { AnswerLine, ParityReport } from '#jobs/recipe-output.contract.js';
import type { EvaluationRow } from './evaluations.repository.js';
import { scoresOf } from './score.js';

/** The answers that evaluations have left, read as streams: a long file costs no memory. */
@Injectable()
export class AnswersService {
  constructor(private readonly artifacts: ArtifactsService) {}

  /** In row order. Throws not_found `answers_not_found`, and conflict `answers_unreadable` with the line that is at fault. */
  async *lines(ctx: Ctx, row: Answered): AsyncGenerator<AnswerLine> {
    if (!row.answersId || row.task === 'parity')
      throw notFound(
        'answers_not_found',
        `Evaluation ${row.id} (${row.task}) is ${row.state} and has left no answers.`,
      );
    const stream = await this.artifacts.open(ctx, row.answersId, 'answers.jsonl');
    let number = 0;
    try {
      for await (const text of createInterface({ input: stream })) {
        number += 1;
        yield lineOf(text, row.id, number);
      }
    } finally {
      stream.destroy();
    }
  }

  /** What the answers alone tell; null where there are none, or none that can be read. Throws while the store is away. */
  async scores(ctx: Ctx, row: Answered): Promise<Record<string, number> | null> {
    if (!row.answersId || row.task === 'parity') return null;
    try {
      return await scoresOf(this.lines(ctx, row));
    } catch (error) {
      if (error instanceof AppError && error.kind !== 'unavailable') return null;
      throw error;
    }
  }

  /** What a parity evaluation has left; null where nothing, or it is gone or held by a recall. */
  async findParity(ctx: Ctx, { answersId }: EvaluationRow): Promise<ParityReport | null> {
    if (answersId === null) return null;
    try {
      const pieces: Buffer[] = [];
      for await (const piece of await this.artifacts.open(ctx, answersId, 'parity.json'))
        pieces.push(piece as Buffer);
      return ParityReport.parse(parseStrictJson(Buffer.concat(pieces).toString('utf8'), 8));
    } catch (error) {
      if (error instanceof AppError && error.kind !== 'unavailable') return null;
      throw error;
    }
  }
}

type Answered = Pick<EvaluationRow, 'id' | 'task' | 'state' | 'answersId'>;

function lineOf(text: string, evaluation: string, number: number): AnswerLine {
  try {
    return AnswerLine.parse(JSON.parse(text));
  } catch {
    throw conflict(
      'answers_unreadable',
      `Line ${number} of the answers of ${evaluation} is no answer; run the evaluation again.`,
    );
  }
}
