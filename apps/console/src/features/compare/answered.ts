import type { Schemas } from '../../api/client.js';
import { chatOf, type Turn } from '../datasets/chat.js';

type Answer = Schemas['EvaluationAnswer'];

/** A row with what each evaluation answered; null where one has no such row. */
export interface AnsweredRow {
  row: number;
  expected: string;
  /** What was asked; null where the preview of the data does not reach the row. */
  prompt: Turn[] | null;
  answers: { evaluation: string; answer: Answer | null }[];
}

/** The rows of the first, with what the others answered to the same. */
export function joined(
  all: readonly { evaluation: string; answers: readonly Answer[] }[],
  prompts: readonly Record<string, unknown>[],
): AnsweredRow[] {
  const byRow = all.map(({ evaluation, answers }) => ({
    evaluation,
    rows: new Map(answers.map((answer) => [answer.row, answer])),
  }));
  return (all[0]?.answers ?? []).map(({ row, expected }) => ({
    ...{ row, expected },
    prompt: promptOf(prompts[row], expected),
    answers: byRow.map(({ evaluation, rows }) => ({ evaluation, answer: rows.get(row) ?? null })),
  }));
}

/** Whether some had it right and others wrong. */
export const isFlipped = ({ answers }: AnsweredRow): boolean =>
  new Set(answers.flatMap(({ answer }) => answer?.correct ?? [])).size > 1;

/** What is before the expected answer; null where the row of the data expects another, for then it is not this one. */
function promptOf(row: Record<string, unknown> | undefined, expected: string): Turn[] | null {
  const turns = row && chatOf(row);
  return turns?.at(-1)?.text.trim() === expected.trim() ? turns.slice(0, -1) : null;
}
