import { figure } from '../../pieces/figures.js';
import type { Job } from '../jobs/job-words.js';
import type { Group } from './measured.js';
import { linesOf, settingsOf } from './side-by-side.js';
import { currencyOf, EFFORT_NAMES, effortOf, effortWords, EFFORTS, qualitiesOf } from './trade-off.js';

export interface Axis {
  key: string;
  /** Something they were told, or what came of it. */
  of: 'setting' | 'figure';
  name: string;
  /** Of each run, 0 at the bottom and 1 at the top; null where it has no value. */
  places: (number | null)[];
  words: (string | null)[];
  ticks: { at: number; words: string }[];
}

/** What differs in the settings, then what the runs took, then how good they are. */
export function axesOf(runs: readonly Job[], groups: readonly Group[]): Axis[] {
  const settings = linesOf(runs.map(settingsOf), true)
    .map(({ name, values }) => settingAxis(name, values))
    .filter(({ ticks }) => ticks.length > 1); // told to some alone, it sets nothing apart
  const currency = currencyOf(runs);
  const efforts = EFFORTS.map((by) => {
    const values = runs.map((run) =>
      by === 'cost' && run.usage?.cost?.currency !== currency ? null : effortOf(run, by),
    );
    return numberAxis(by, EFFORT_NAMES[by], values, (value) => effortWords(value, by, currency));
  });
  const qualities = qualitiesOf(runs, groups).map(
    ({ key, name, of }) =>
    numberAxis(key, name, runs.map(({ id }) => of.get(id)?.value ?? null), figure), // prettier-ignore
  );
  return [...settings, ...efforts, ...qualities].filter(({ ticks }) => ticks.length > 0);
}

/** Numbers by their size, other values one below the other. */
function settingAxis(name: string, values: readonly (string | null)[]): Axis {
  const numbers = values.map((value) => (value === null || value.trim() === '' ? null : Number(value)));
  const isNumber = values.every((value, at) => value === null || Number.isFinite(numbers[at]));
  const short = name.replace(/^params\./, '');
  if (isNumber) return { ...numberAxis(name, short, numbers, figure), of: 'setting' };
  const all = [...new Set(values.filter((value) => value !== null))];
  const placeOf = (value: string) => (all.length === 1 ? 0.5 : all.indexOf(value) / (all.length - 1));
  return {
    ...{ key: name, name: short, places: values.map((value) => (value === null ? null : placeOf(value))) },
    ...{ of: 'setting', words: [...values] },
    ticks: all.map((value) => ({ at: placeOf(value), words: value })),
  };
}

function numberAxis(
  key: string,
  name: string,
  values: readonly (number | null)[],
  words: (value: number) => string,
): Axis {
  const known = values.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const placeOf = (value: number) => (high === low ? 0.5 : (value - low) / (high - low));
  return {
    ...{ key, name, of: 'figure', places: values.map((value) => (value === null ? null : placeOf(value))) },
    words: values.map((value) => (value === null ? null : words(value))),
    ticks:
      known.length === 0
        ? []
        : [...new Set([low, high])].map((at) => ({ at: placeOf(at), words: words(at) })),
  };
}

const MOST_OF_EACH = 6;
/** As many as fit beside each other, of what they were told and of what came of it. */
export function shownOf(axes: readonly Axis[]): Axis[] {
  const of = (kind: Axis['of']) => axes.filter((axis) => axis.of === kind).slice(0, MOST_OF_EACH);
  return [...of('setting'), ...of('figure')];
}

/** The line of a run, in percent of the picture: pieces, for it ends at an axis where the run has no value. */
export function linesAcross(axes: readonly Axis[], run: number): [x: number, y: number][][] {
  const pieces: [number, number][][] = [[]];
  for (const [at, { places }] of axes.entries()) {
    const place = places[run];
    if (place === null || place === undefined) pieces.push([]);
    else pieces.at(-1)!.push([acrossOf(at, axes.length), 100 - 100 * place]);
  }
  return pieces.filter(({ length }) => length > 1);
}
/** Where an axis stands, in percent of the width: half a column from either edge. */
export const acrossOf = (at: number, of: number): number => (100 * (at + 0.5)) / of;
