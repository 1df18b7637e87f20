import type { Reading } from './compute.port.js';

/** What a job's program used, told apart from what a recipe tells. */
export const SYSTEM_PREFIX = 'system/';
/** Of each key of a job, over all its attempts. */
export const MOST_POINTS = 2000;

export interface SystemPoint {
  key: string;
  /** Whole seconds since the job's first attempt was started. */
  step: number;
  value: number;
  at: Date;
}

/** Seconds of which one point is kept once a job has run for so long: 1 for half an hour, then 2, 4, 8 … */
export function spanAt(seconds: number): number {
  let span = 1;
  while (Math.floor(seconds / span) >= MOST_POINTS) span *= 2;
  return span;
}

/** Readings as points, at most one of a key in each span; the first of them stays. */
export function pointsOf(readings: readonly Reading[], startedAt: Date): SystemPoint[] {
  const since = (at: Date) => Math.max(0, Math.floor((at.getTime() - startedAt.getTime()) / 1000));
  const span = spanAt(Math.max(0, ...readings.map(({ at }) => since(at))));
  const found = new Map<string, SystemPoint>();
  for (const { at, values } of readings) {
    const step = since(at) - (since(at) % span);
    for (const [name, value] of Object.entries(values)) {
      const key = `${SYSTEM_PREFIX}${name}`;
      if (!found.has(`${key} ${step}`)) found.set(`${key} ${step}`, { key, step, value, at });
    }
  }
  return [...found.values()];
}
