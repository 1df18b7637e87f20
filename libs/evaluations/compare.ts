import { PAIRED_METRICS } from '#jobs/lm-eval.contract.js';
import { comparePairs, countPairs, pairedBootstrap, type PairedResult, standingOf } from '#kernel/paired.js';
import type { AnswerLine } from '#jobs/recipe-output.contract.js';
import { type Better, betterOf } from './metrics.js';
import { isRight, rowScores } from './score.js';

export type ComparedLine = Pick<
  AnswerLine,
  'row' | 'prompt_sha256' | 'expected' | 'answer' | 'refused' | 'scores'
>;

export interface ComparedMetric {
  name: string;
  better: Better;
  test: 'mcnemar' | 'bootstrap' | 'normal';
  rows: number;
  baseline: number;
  candidate: number;
  /** Candidate minus baseline, with its 95 % interval. */
  difference: number;
  low: number;
  high: number;
  /** Of McNemar's exact test, two-sided; null where there is only an interval. */
  p: number | null;
}
export interface FlippedRow {
  row: number;
  expected: string;
  baseline: string;
  candidate: string;
  better: 'baseline' | 'candidate';
}
export interface ComparedAnswers {
  rows: number;
  /** Worked out when it is asked for: the intervals of scores that count no rows take thousands of passes over them. */
  metrics: () => ComparedMetric[];
  /** Rows that did what was expected: the answer that their task is judged by, or to refuse and comply where they should. */
  right: PairedResult;
  /** Of the metrics that count rows, turned so that more is better: what a limit on what may be lost asks. */
  kept: Readonly<Record<string, PairedResult>>;
  flipped: FlippedRow[];
  flippedRows: number;
}

/** The first row that is not the same on both sides; the message says where and how. */
export class DifferentRows extends Error {}

/** Both in row order, read side by side. Throws DifferentRows, also where there is no row. */
export async function compareAnswers(
  baseline: AsyncIterable<ComparedLine>,
  candidate: AsyncIterable<ComparedLine>,
  { maxFlipped, by = 'exact_match' }: { maxFlipped: number; by?: string },
): Promise<ComparedAnswers> {
  const scores = new Map<string, Scored>();
  const flipped: FlippedRow[] = [];
  const right = { old: [] as number[], new: [] as number[] };
  let [rows, flippedRows] = [0, 0];
  for await (const [old, now] of sideBySide(baseline, candidate)) {
    rows += 1;
    const [was, is] = [rowScores(old), rowScores(now)];
    for (const [name, a] of Object.entries(was)) {
      const b = is[name] ?? null;
      if (a === null || b === null) continue;
      const one = scores.get(name) ?? { name, old: [], new: [] };
      scores.set(name, one);
      one.old.push(a);
      one.new.push(b);
    }
    const [wasRight, isNow] = [isRight(old, by), isRight(now, by)];
    if (wasRight === null || isNow === null) continue;
    right.old.push(Number(wasRight));
    right.new.push(Number(isNow));
    if (wasRight === isNow) continue;
    flippedRows += 1;
    if (flipped.length >= maxFlipped) continue;
    const better = isNow ? 'candidate' : 'baseline';
    const { row, expected } = now;
    flipped.push({ row, expected, baseline: old.answer, candidate: now.answer, better });
  }
  if (rows === 0) throw new DifferentRows('neither has a row');
  if (right.old.length === 0) throw new DifferentRows(`no row was judged by ${by}`);
  const seen = [...scores.values()];
  const counted = seen.filter(({ name }) => COUNTED.has(name));
  return {
    ...{ rows, flipped, flippedRows, right: pairsOf(right) },
    kept: Object.fromEntries(counted.map((one) => [one.name, pairsOf(one, betterOf(one.name))])),
    metrics: () => seen.map(metricOf),
  };
}

async function* sideBySide(
  baseline: AsyncIterable<ComparedLine>,
  candidate: AsyncIterable<ComparedLine>,
): AsyncGenerator<[ComparedLine, ComparedLine]> {
  const others = candidate[Symbol.asyncIterator]();
  try {
    for await (const old of baseline) {
      const next = await others.next();
      if (next.done) throw new DifferentRows(`the candidate ends before row ${old.row}`);
      const now = next.value;
      if (old.row !== now.row || old.prompt_sha256 !== now.prompt_sha256 || old.expected !== now.expected)
        throw new DifferentRows(`row ${old.row} asks or expects something else in the candidate`);
      yield [old, now];
    }
    const more = await others.next();
    if (!more.done) throw new DifferentRows(`the baseline ends before row ${more.value.row}`);
  } finally {
    await others.return?.();
  }
}

interface Scored {
  name: string;
  old: number[];
  new: number[];
}
const pairsOf = (one: Pick<Scored, 'old' | 'new'>, better: Better = 'higher'): PairedResult => {
  const good = better === 'higher' ? 1 : 0;
  return comparePairs(
    countPairs(one.old.map((old, at) => ({ old: old === good, new: one.new[at] === good }))),
  );
};
/** Rows count 0 or 1. */
const COUNTED: ReadonlySet<string> = new Set([
  ...['exact_match', 'valid_json', 'refusal_rate', 'false_refusal_rate'],
  ...PAIRED_METRICS,
]);
const mean = (scores: readonly number[]): number => scores.reduce((sum, one) => sum + one, 0) / scores.length;

function metricOf(one: Scored): ComparedMetric {
  const better = betterOf(one.name);
  const shares = { name: one.name, better, baseline: mean(one.old), candidate: mean(one.new) };
  if (COUNTED.has(one.name)) {
    const { rows, difference, low, high, p } = pairsOf(one);
    return { ...shares, test: 'mcnemar', rows, difference, low, high, p };
  }
  const { method, ...found } = pairedBootstrap(one.new.map((now, at) => now - one.old[at]!));
  return { ...shares, test: method, ...found, p: null };
}

/** Below so many rows that the models answer differently, a test can say little: McNemar's p is at least 0.06 with 5. */
const FEW_FLIPS = 6;

/** What the numbers allow to say, and no more. */
export function verdictOf(result: PairedResult, what = 'exact match'): string {
  const { rows, newOnly, oldOnly, difference, low, high, p } = result;
  const flips = newOnly + oldOnly;
  const seen = `${what} changed by ${signed(difference)} over ${rows} rows (95 % interval ${signed(low)} to ${signed(high)}, p ${p.toFixed(4)})`;
  const standing = standingOf(result);
  if (standing === null) {
    return `These rows do not tell the two apart: ${seen}.${flips < FEW_FLIPS ? ` ${fewWords(flips)}` : ''}`;
  }
  const said = `The candidate is ${standing} on these rows: ${seen}.`;
  if (!standing.startsWith('probably')) return said;
  const unsettled = p < 0.05 ? 'interval' : 'exact test';
  return `${said} With ${flips} of ${rows} rows flipped the ${unsettled} does not settle it.`;
}

function fewWords(flips: number): string {
  if (flips === 0) return 'No row flipped.';
  return `Only ${flips} ${flips === 1 ? 'row' : 'rows'} flipped: too few to tell two models apart.`;
}

const signed = (share: number): string => `${share >= 0 ? '+' : '-'}${Math.abs(share).toFixed(4)}`;
