import { table } from './text.js';
import type { Pipeline } from './views.js';

type SweepOf = NonNullable<Pipeline['sweep']>;

/** A line for each cell, the chosen one marked, and why the others cannot win. */
export function sweepText(sweep: SweepOf): string {
  const names = Object.keys(sweep.cells[0]?.settings ?? {});
  const { metric, goal } = sweep.best_by;
  const rows = sweep.cells.map((cell) => [
    cell.job === sweep.winner ? '*' : sweep.tied.includes(cell.job) ? '=' : '',
    cell.job,
    ...names.map((name) => textOf(cell.settings[name])),
    cell.value === null ? '-' : String(Number(cell.value.toPrecision(6))),
    cell.state,
  ]);
  const why = sweep.cells.flatMap(({ job, reason, state }) =>
    reason !== null && ['succeeded', 'failed', 'cancelled'].includes(state) ? [`${job}: ${reason}`] : [],
  );
  const chosen = sweep.winner ? `* is chosen: ${sweep.winner}` : `nothing is chosen yet (${sweep.state})`;
  const ties = sweep.tied.length > 0 ? ['= came to the same; the first of the grid wins'] : [];
  return [
    table(
      ['', 'JOB', ...names.map((name) => name.toUpperCase()), `${metric.toUpperCase()} (${goal})`, 'STATE'],
      rows,
    ),
    chosen,
    ...ties,
    ...why,
  ].join('\n');
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
