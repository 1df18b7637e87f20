import type { RunLine } from './run-tracker.port.js';

export interface Point {
  key: string;
  step: number;
  value: number;
  at: Date;
}

/** Lines of one request: far below the 10 MiB that W&B takes. */
export const LINES = 500;

export interface Lines {
  lines: RunLine[];
  /** The step of the last line; null where there is none. */
  lastStep: number | null;
  hasMore: boolean;
}

/**
 * One line a step, in order, under W&B's own names. What was sent is never sent otherwise, so a step is told once it is whole:
 * when a later one has begun, or no more come (`isWhole`). `points`: those behind the last line that was sent, by step.
 */
export function linesOf(points: readonly Point[], of: { startedAt: Date; isWhole: boolean }): Lines {
  const bySteps = new Map<number, Point[]>();
  for (const point of points) bySteps.set(point.step, [...(bySteps.get(point.step) ?? []), point]);
  const steps = [...bySteps.keys()].sort((a, b) => a - b);
  const whole = of.isWhole ? steps : steps.slice(0, -1);
  const now = whole.slice(0, LINES);
  return {
    lines: now.map((step) => lineOf(step, bySteps.get(step)!, of.startedAt)),
    lastStep: now.at(-1) ?? null,
    hasMore: whole.length > LINES,
  };
}

function lineOf(step: number, points: readonly Point[], startedAt: Date): RunLine {
  const atMs = Math.max(...points.map(({ at }) => at.getTime()));
  const values = points.map(({ key, value }) => [key, value] as const);
  return {
    ...Object.fromEntries(values),
    _step: step,
    _timestamp: atMs / 1000,
    _runtime: Math.max(0, atMs - startedAt.getTime()) / 1000,
  };
}
