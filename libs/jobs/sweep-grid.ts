import { z } from 'zod';
import { AppError, invalid } from '#kernel/errors.js';
import { didYouMean } from '#platform/did-you-mean.js';
import type { PipelineBody } from './pipelines.contract.js';
import { adapterBody, trainerBody } from './finetune.contract.js';
import { goalOf, settingsText } from './sweep.js';
import { type BestBy, MOST_CELLS, type SweepBody } from './sweep.contract.js';

type Named = PipelineBody['jobs'][number] & Record<string, unknown>;
type Path = readonly PropertyKey[];

/** One job of a pipeline, its sweep unfolded. `cell`: of a repeated job. */
export type Entry =
  | { type: 'job'; name: string; needs: string[]; body: Record<string, unknown>; at: Path; cell?: Cell }
  | { type: 'select'; name: string; cells: Cell[]; bestBy: BestBy; at: Path };
export interface Cell {
  settings: Record<string, unknown>;
  /** Where in the grid each setting stands. */
  places: { field: string; param: string }[];
  train: string;
  evaluation?: string;
}

/** Every hyperparameter by both of its names, and where it stands in the job. */
const FIELDS = new Map<string, string>([
  ...places('trainer', Object.keys(trainerBody.shape)),
  ...places(
    'adapter',
    Object.keys(adapterBody.shape).filter((name) => name !== 'quantization'),
  ),
  ...['beta', 'desirable_weight', 'undesirable_weight', 'seed'].map((name) => [name, name] as const),
]);
const SHORT = [...FIELDS.keys()].filter((name) => !name.includes('.'));
const NAMES = z.object(Object.fromEntries([...FIELDS.keys()].map((name) => [name, z.unknown()])));

function places(group: string, names: string[]): [string, string][] {
  return names.flatMap((name): [string, string][] => [
    [name, `${group}.${name}`],
    [`${group}.${name}`, `${group}.${name}`],
  ]);
}

/** A pipeline's jobs in order: of a swept training its cells, their evaluations and the choice. Throws what is wrong with a sweep. */
export function unfold(body: PipelineBody): Entry[] {
  const jobs = body.jobs as Named[];
  const plain = jobs.map((job, index) => entryOf(job, ['jobs', index]));
  if (!body.sweep) return plain;
  const swept = plain[sweptIndex(body.sweep, jobs)]!;
  const check = evaluationOf(body.sweep, plain, swept.name);
  const cells = cellsOf(body.sweep, swept, check);
  const choice: Entry = {
    type: 'select',
    name: swept.name,
    cells,
    bestBy: bestByOf(body.sweep),
    at: swept.at,
  };
  return plain.flatMap((entry): Entry[] => {
    if (entry === check) return [];
    if (entry !== swept) return [check ? needsChoice(entry, check.name, swept.name) : entry];
    const trainings = cells.map((cell) => ({ ...swept, ...repeated(swept, cell), name: cell.train, cell }));
    const checks = check ? cells.map((cell) => asked(check, cell, swept.name)) : [];
    return [...trainings, ...checks, choice];
  });
}

type JobEntry = Entry & { type: 'job' };
function entryOf({ name, needs = [], ...body }: Named, at: Path): JobEntry {
  return { type: 'job', name, needs, body, at };
}

const refuse = (param: string, message: string, code = 'invalid_value') => invalid(code, message, { param });

function sweptIndex({ job }: SweepBody, jobs: readonly Named[]): number {
  const trainings = jobs.flatMap(({ kind }, index) => (kind === 'finetune' ? [index] : []));
  const names = trainings.map((index) => jobs[index]!.name);
  if (job === undefined && trainings.length === 1) return trainings[0]!;
  if (job === undefined)
    throw refuse(
      'sweep.job',
      trainings.length === 0
        ? 'A sweep repeats a training; this pipeline has none.'
        : `Which training is repeated? This pipeline has ${names.join(', ')}.`,
    );
  const index = trainings.find((one) => jobs[one]!.name === job);
  if (index !== undefined) return index;
  throw refuse(
    'sweep.job',
    `No training of this pipeline is called '${job}'${names.length > 0 ? `; there is ${names.join(', ')}` : ''}.`,
  );
}

function bestByOf({ best_by: by }: SweepBody): BestBy {
  const asked = typeof by === 'string' ? { metric: by } : by;
  return { ...asked, goal: asked.goal ?? goalOf(asked.metric) };
}

/** The evaluation that is repeated with the training; undefined where the choice goes by the training's own figures. */
function evaluationOf(sweep: SweepBody, plain: readonly JobEntry[], swept: string): JobEntry | undefined {
  const { evaluation } = bestByOf(sweep);
  if (evaluation === undefined) return undefined;
  const found = plain.find(({ name, body }) => name === evaluation && body['kind'] === 'evaluate');
  const param = 'sweep.best_by.evaluation';
  if (!found) {
    const names = plain.filter(({ body }) => body['kind'] === 'evaluate').map(({ name }) => name);
    const there = names.length > 0 ? `; there is ${names.join(', ')}` : '';
    throw refuse(param, `No evaluation of this pipeline is called '${evaluation}'${there}.`);
  }
  if (!['model', 'adapter'].some((place) => isOf(found.body[place], swept)))
    throw refuse(
      param,
      `The evaluation '${evaluation}' does not ask the training '${swept}': give it "adapter": {"job": "${swept}"}, or "model" of a full fine-tuning.`,
    );
  return found;
}

const isOf = (ref: unknown, name: string): boolean => (ref as { job?: unknown } | null)?.job === name;

function cellsOf({ grid }: SweepBody, swept: JobEntry, check: JobEntry | undefined): Cell[] {
  const names = Object.keys(grid);
  if (names.length === 0) throw refuse('sweep.grid', 'A grid needs a hyperparameter with its values.');
  const axes = names.map((name) => axisOf(name, grid[name]!));
  assertOnce(axes);
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  if (count > MOST_CELLS)
    throw refuse(
      'sweep.grid',
      `The grid has ${count} combinations (${axes.map(({ name, values }) => `${values.length} of ${name}`).join(' x ')}); a sweep takes ${MOST_CELLS} at most.`,
    );
  // the last name of the grid changes fastest, as in scikit-learn's ParameterGrid
  return Array.from({ length: count }, (_, index) => {
    let rest = index;
    const picks = [...axes].reverse().map(({ name, field, values }) => {
      const at = rest % values.length;
      rest = Math.floor(rest / values.length);
      return { name, field, value: values[at], param: `sweep.grid.${name}[${at}]` };
    });
    picks.reverse();
    return {
      settings: Object.fromEntries(picks.map(({ name, value }) => [name, value])),
      places: picks.map(({ field, param }) => ({ field, param })),
      train: `${swept.name}#${index + 1}`,
      ...(check ? { evaluation: `${check.name}#${index + 1}` } : {}),
    };
  });
}

interface Axis {
  name: string;
  field: string;
  values: readonly unknown[];
}

function axisOf(name: string, values: readonly unknown[]): Axis {
  const field = FIELDS.get(name);
  const param = `sweep.grid.${name}`.slice(0, 200);
  if (field === undefined) {
    const meant = didYouMean(NAMES, [], name);
    throw refuse(
      param,
      `No hyperparameter is called '${name}'.${meant === null ? '' : ` Did you mean '${meant}'?`} A grid takes ${SHORT.join(', ')}.`,
      'unknown_parameter',
    );
  }
  const texts = values.map((value) => JSON.stringify(value));
  const twice = texts.findIndex((text, index) => texts.indexOf(text) !== index);
  if (twice !== -1) throw refuse(`${param}[${twice}]`, `The grid has ${texts[twice]} of '${name}' twice.`);
  return { name, field, values };
}

function assertOnce(axes: readonly Axis[]): void {
  const twin = axes.find(({ field }, index) => axes.findIndex((one) => one.field === field) !== index);
  if (twin) throw refuse(`sweep.grid.${twin.name}`, `The grid has the hyperparameter '${twin.field}' twice.`);
}

/** The training of one cell: the grid's values in place of its own. */
function repeated({ body }: JobEntry, cell: Cell): { body: Record<string, unknown> } {
  const out = { ...body };
  const values = Object.values(cell.settings);
  for (const [index, { field }] of cell.places.entries()) {
    const [group, name] = field.split('.') as [string, string | undefined];
    if (name === undefined) out[group] = values[index];
    else if (out[group] === undefined || isMapping(out[group]))
      out[group] = { ...out[group], [name]: values[index] };
  }
  return { body: out };
}
const isMapping = (value: unknown): value is object =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** The evaluation of one cell: what it says of the training is of the cell's. */
function asked(check: JobEntry, cell: Cell, swept: string): JobEntry {
  const own = (ref: unknown) => (isOf(ref, swept) ? { ...(ref as object), job: cell.train } : ref);
  const body = { ...check.body };
  for (const place of ['model', 'adapter']) if (place in body) body[place] = own(body[place]);
  const needs = check.needs.map((name) => (name === swept ? cell.train : name));
  return { ...check, name: cell.evaluation!, needs, body, cell };
}

/** To need the evaluations is to need the choice that waits for them. */
function needsChoice(entry: JobEntry, check: string, swept: string): JobEntry {
  return { ...entry, needs: entry.needs.map((name) => (name === check ? swept : name)) };
}

/** A refusal of one cell, told with its place in the grid and with its settings. */
export const ofCell = (cell: Cell | undefined) => (error: unknown) => {
  if (!cell || !(error instanceof AppError)) throw error;
  const { param } = error.details;
  const place = cell.places.find(
    ({ field }) => typeof param === 'string' && (param === field || param.endsWith(`.${field}`)),
  );
  throw new AppError(
    error.kind,
    error.code,
    `${error.message} (In the cell ${settingsText(cell.settings)} of the sweep.)`,
    {
      ...error.details,
      ...(place ? { param: place.param } : {}),
    },
  );
};
