import { resultOf } from './outcome.js';
import type { SelectSpec } from './spec.js';
import type { Goal, SweepView } from './sweep.contract.js';

/** A job's row, as far as the choice reads it. */
export interface CellRow {
  id: string;
  kind: string;
  state: string;
  spec: unknown;
  result: unknown;
  failureReason: string | null;
  failureMessage: string | null;
}
type Rows = ReadonlyMap<string, CellRow>;
type Cell = SweepView['cells'][number];

const LESS_IS_BETTER = /loss|perplexity|kl|latency|grad_norm|seconds/;
/** Which way a metric is better, by its name. */
export const goalOf = (metric: string): Goal => (LESS_IS_BETTER.test(metric) ? 'minimize' : 'maximize');

/** What the choice came to; the earliest cell of the grid wins a tie. */
export interface Choice {
  winner: Cell | null;
  tied: Cell[];
}

/** Pure, over final rows alone: made again after a kill it is the same. */
export function choiceOf(cells: readonly Cell[], goal: Goal): Choice {
  const able = cells.filter((cell) => cell.value !== null);
  const better = (a: number, b: number) => (goal === 'minimize' ? a < b : a > b);
  const winner = able.reduce<Cell | null>(
    (best, cell) => (best === null || better(cell.value!, best.value!) ? cell : best),
    null,
  );
  return { winner, tied: able.filter((cell) => cell !== winner && cell.value === winner?.value) };
}

/** The table: each cell with its settings, its figures, and why it cannot win. */
export function cellsOf(spec: SelectSpec, rows: Rows): Cell[] {
  const { metric } = spec.best_by;
  return spec.cells.map(({ job, evaluation, settings }) => {
    const train = rows.get(job);
    const check = evaluation === undefined ? train : rows.get(evaluation);
    const value = metricsOf(check)[metric];
    const reason = whyNot(train) ?? whyNot(check) ?? noFigure(metric, value);
    return {
      job,
      evaluation: evaluation ?? null,
      settings,
      state: unfinished(train, check) ?? 'succeeded',
      value: reason === null ? value! : null,
      metrics: metricsOf(train),
      reason,
    };
  });
}

/** The first that has not succeeded speaks for the cell. */
const unfinished = (...rows: (CellRow | undefined)[]): string | null =>
  rows.map((row) => row?.state ?? 'deleted').find((state) => state !== 'succeeded') ?? null;

export const metricsOf = (row: Pick<CellRow, 'result'> | undefined): Record<string, number> =>
  (row && resultOf(row).metrics) ?? {};

function whyNot(row: CellRow | undefined): string | null {
  if (!row) return 'its job is gone';
  if (row.state === 'succeeded') return null;
  if (row.state !== 'failed') return `${row.kind} is ${row.state}`;
  return `${row.kind} failed: ${row.failureReason}${row.failureMessage ? ` (${row.failureMessage})` : ''}`;
}

function noFigure(metric: string, value: number | undefined): string | null {
  if (value === undefined) return `it has no ${metric}`;
  return Number.isFinite(value) ? null : `its ${metric} is ${value}`;
}

/** `learning_rate=0.0001 r=8` */
export const settingsText = (settings: Record<string, unknown>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');

/** What the choice tells in its job's events. */
export function choiceLines(spec: SelectSpec, cells: readonly Cell[], { winner, tied }: Choice): string[] {
  const { metric, goal } = spec.best_by;
  const best = winner!;
  const also =
    tied.length === 0
      ? ''
      : `; ${tied.map(({ job }) => job).join(', ')} came to the same, the first of the grid wins`;
  return [
    `Chosen of ${cells.length}: ${best.job} (${settingsText(best.settings)}), ${metric} ${best.value}, ${goal}d${also}`,
    ...cells
      .filter(({ reason }) => reason !== null)
      .map(({ job, settings, reason }) =>
        `Out of the choice: ${job} (${settingsText(settings)}): ${reason}`.slice(0, 4000),
      ),
  ];
}

export const nothingToChoose = (cells: readonly Cell[]): string =>
  `None of the ${cells.length} cells can be chosen: ${cells
    .map(({ job, settings, reason }) => `${job} (${settingsText(settings)}): ${reason}`)
    .join('; ')}`.slice(0, 4000);

type Job = CellRow;
const selectOf = <J extends Job>(jobs: readonly J[]): J | undefined =>
  jobs.find(({ kind }) => kind === 'select');

/** What is shown of a pipeline's sweep; null where it has none. */
export function sweepOf(jobs: readonly Job[]): SweepView | null {
  const select = selectOf(jobs);
  if (!select) return null;
  const spec = select.spec as SelectSpec;
  const result = select.result as SelectResult | null;
  return {
    job: select.id,
    best_by: spec.best_by,
    state: select.state,
    winner: result?.winner ?? null,
    tied: result?.tied ?? [],
    cells: cellsOf(spec, new Map(jobs.map((job) => [job.id, job]))),
  };
}

/** Of a `select` job. */
export interface SelectResult {
  winner: string;
  tied: string[];
  artifacts: Record<string, string>;
  metrics: Record<string, number>;
}

/** The jobs that a pipeline's outcome is made of: without the cells that were not chosen, whatever became of them. */
export function withoutLosers<J extends Job>(jobs: readonly J[]): J[] {
  const select = selectOf(jobs);
  if (!select) return [...jobs];
  const winner = (select.result as SelectResult | null)?.winner;
  const lost = new Set(
    (select.spec as SelectSpec).cells
      .filter(({ job }) => job !== winner)
      .flatMap(({ job, evaluation }) => (evaluation === undefined ? [job] : [job, evaluation])),
  );
  return jobs.filter(({ id }) => !lost.has(id));
}
