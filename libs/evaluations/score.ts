import type { AnswerLine } from '#jobs/recipe-output.contract.js';

/** Share of rows whose answer is the expected one; the job's own figure must equal it. NaN-free: no rows is null. */
export function exactMatch(answers: Iterable<Pick<AnswerLine, 'correct'>>): number | null {
  let rows = 0;
  let right = 0;
  for (const { correct } of answers) {
    rows += 1;
    if (correct) right += 1;
  }
  return rows === 0 ? null : right / rows;
}
