import { exactMcNemar, pairedBootstrap } from '#kernel/paired.js';

export interface Call {
  row: number;
  swapped: boolean;
  grade: number | null;
  winner: string | null;
}
export interface Grades {
  kind: 'grade';
  /** Rows with a grade, and rows whose answer was none: these are not in the mean. */
  rows: number;
  unparsable: number;
  mean: number | null;
  low: number | null;
  high: number | null;
}
export interface WinRate {
  kind: 'pairwise';
  /** Rows with a verdict in both orders, and rows that lack one. */
  rows: number;
  unparsable: number;
  /** The candidate's: a win counts 1, a tie and two verdicts that contradict each other 1/2. */
  win_rate: number | null;
  low: number | null;
  high: number | null;
  /** Better in both orders, or in one and a tie in the other. */
  wins: number;
  losses: number;
  ties: number;
  /** Sign test of wins against losses (McNemar's exact test), two-sided. */
  p: number | null;
  /** Of the verdicts that name a winner: the share that names what was shown first. Far from 1/2, the judge looks at the order. */
  first_shown_share: number | null;
}
export type JudgementResult = Grades | WinRate;

/** Mean grade with its 95 % interval, by bootstrap over the rows. */
export function gradesOf(calls: readonly Call[]): Grades {
  const grades = calls.flatMap(({ grade }) => grade ?? []);
  const counts = { kind: 'grade' as const, rows: grades.length, unparsable: calls.length - grades.length };
  if (grades.length === 0) return { ...counts, mean: null, low: null, high: null };
  const { difference: mean, low, high } = pairedBootstrap(grades);
  return { ...counts, mean, low, high };
}

const SCORE: Readonly<Record<string, number>> = { candidate: 1, tie: 0.5, baseline: 0 };

/** A row's score is the mean over both orders, so that a judge who always prefers the first is worth 1/2 to both sides. */
export function winRateOf(calls: readonly Call[]): WinRate {
  const byRow = new Map<number, Call[]>();
  for (const call of calls) byRow.set(call.row, [...(byRow.get(call.row) ?? []), call]);
  const scores = [...byRow.values()].flatMap((pair) => {
    const seen = pair.flatMap(({ winner }) => (winner === null ? [] : SCORE[winner]!));
    return seen.length === 2 ? (seen[0]! + seen[1]!) / 2 : [];
  });
  const count = (holds: (score: number) => boolean) => scores.filter(holds).length;
  const [wins, losses] = [count((score) => score > 0.5), count((score) => score < 0.5)];
  const decided = calls.filter(({ winner }) => winner === 'candidate' || winner === 'baseline');
  const first = decided.filter(({ winner, swapped }) => (winner === 'candidate') !== swapped);
  const counts = {
    ...{ kind: 'pairwise' as const, rows: scores.length, unparsable: byRow.size - scores.length },
    ...{ wins, losses, ties: scores.length - wins - losses },
    first_shown_share: decided.length === 0 ? null : first.length / decided.length,
  };
  if (scores.length === 0) return { ...counts, win_rate: null, low: null, high: null, p: null };
  const { difference: win_rate, low, high } = pairedBootstrap(scores);
  return { ...counts, win_rate, low, high, p: exactMcNemar(wins, losses) };
}
