import { flagOf, given, numberOf, oneOf, textOf } from '../../search.js';
import { EFFORTS } from './trade-off.js';

export const TABS = ['settings', 'curves', 'evaluations', 'trade-off', 'parallel', 'answers'] as const;
export type CompareTab = (typeof TABS)[number];
export const MOST = 10;

/** Which runs stand beside each other, and how they are looked at. */
export const compareSearch = (raw: Record<string, unknown>) =>
  given({
    runs: textOf(raw, 'runs', 400),
    tab: oneOf(raw, 'tab', TABS),
    all: flagOf(raw, 'all'),
    across: flagOf(raw, 'across'),
    smooth: numberOf(raw, 'smooth', [0, 0.99]),
    log: flagOf(raw, 'log'),
    time: flagOf(raw, 'time'),
    table: flagOf(raw, 'table'),
    base: textOf(raw, 'base', 80),
    on: textOf(raw, 'on', 200),
    pair: textOf(raw, 'pair', 80),
    figure: textOf(raw, 'figure', 200),
    effort: oneOf(raw, 'effort', EFFORTS),
    flipped: flagOf(raw, 'flipped'),
    from: numberOf(raw, 'from', [0, 999_999_999]),
    blind: textOf(raw, 'blind', 40),
  });
export type CompareSearch = ReturnType<typeof compareSearch>;

/** The two whose rows are meant, of those that were measured; all of them where the address names no two. */
export function pairIn<R extends { id: string }>(
  { pair }: CompareSearch,
  measured: readonly R[],
): readonly R[] {
  const [one, other] = (pair?.split(',') ?? []).map((id) => measured.find((run) => run.id === id));
  return one && other && one !== other ? [one, other] : measured;
}

/** `a,b,c`, each once, at most ten. */
export const runsIn = ({ runs = '' }: CompareSearch): string[] =>
  [...new Set(runs.split(',').map((one) => one.trim()))].filter(Boolean).slice(0, MOST);
