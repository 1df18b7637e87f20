import type { Problem } from '../api/problem.js';

/** `trainer.learning_rate` for a field of that name or of `learning_rate`; the rest belongs to the form as a whole. */
export function faultAt(problem: Problem | null, field: string): string | null {
  if (!problem) return null;
  const first = problem.field ? [{ field: problem.field, text: problem.text }] : [];
  const found = [...first, ...problem.faults].find((fault) => {
    const at = plain(fault.field);
    return at === field || at.startsWith(`${field}.`);
  });
  return found?.text ?? null;
}

const plain = (field: string): string =>
  field
    .replace(/\[(\d+)\]/g, '.$1')
    .replace(/^\//, '')
    .replaceAll('/', '.');
