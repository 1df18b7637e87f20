import type { Problem } from '../api/problem.js';

/** `trainer.learning_rate` for a field of that name or of `learning_rate`; the rest belongs to the form as a whole. */
export function faultAt(problem: Problem | null, field: string): string | null {
  if (!problem?.field) return null;
  const at = problem.field
    .replace(/\[(\d+)\]/g, '.$1')
    .replace(/^\//, '')
    .replaceAll('/', '.');
  return at === field || at.startsWith(`${field}.`) ? problem.text : null;
}
