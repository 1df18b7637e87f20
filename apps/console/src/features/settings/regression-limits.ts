import type { Project } from './project-save.js';

type Regressions = Project['max_regression'];
/** What a promotion to an alias may lose, or gain of what is better when lower, by metric; empty: no limit. */
export const METRICS = {
  exact_match: 'Exact match, lost',
  refusal_rate: 'Refusal rate, lost',
  false_refusal_rate: 'False refusals, gained',
} as const;
type Metric = keyof typeof METRICS;
const NAMES = Object.keys(METRICS) as Metric[];
export type Limit = { alias: string } & Record<Metric, number | string>;

export const NO_LIMIT: Limit = { alias: '', exact_match: '', refusal_rate: '', false_refusal_rate: '' };

/** A number is of exact match alone. */
export const linesOf = (set: Regressions): Limit[] =>
  Object.entries(set).map(([alias, of]) => ({
    ...{ ...NO_LIMIT, alias },
    ...(typeof of === 'number' ? { exact_match: of } : of),
  }));

export const regressionsOf = (limits: readonly Limit[]): Regressions =>
  Object.fromEntries(
    limits.map(({ alias, ...of }) => {
      const set = NAMES.filter((name) => of[name] !== '').map((name) => [name, Number(of[name])] as const);
      const isPlain = set.length === 1 && set[0]![0] === 'exact_match';
      return [alias.trim(), isPlain ? set[0]![1] : Object.fromEntries(set)];
    }),
  );

/** What is wrong with a line of them, so that it is said beside it; null: nothing. */
export function limitFault(limits: readonly Limit[], at: number): string | null {
  const { alias, ...of } = limits[at]!;
  const name = alias.trim();
  if (name === '') return 'Name the alias.';
  if (limits.some((one, other) => other < at && one.alias.trim() === name))
    return `'${name}' stands above already.`;
  return NAMES.every((metric) => of[metric] === '') ? 'Give one limit at least, or remove the line.' : null;
}
