import { plansOf, type Point, seriesOf } from '../jobs/points.js';
import type { Series } from '../../pieces/series.js';

export interface Overlay {
  title: string;
  series: Series[];
}

/**
 * One chart for each thing that was measured, with a curve of every run that has it. Over time every run starts at 0: what counts
 * is how long it took, not when.
 */
export function overlaysOf(
  runs: readonly { name: string; points: readonly Point[] }[],
  isTime: boolean,
): Overlay[] {
  const curves = runs.map(({ name, points }) => ({
    name,
    byKey: seriesOf(points, isTime),
    from: startOf(points),
  }));
  const keys = new Set(curves.flatMap(({ byKey }) => [...byKey.keys()]));
  return plansOf([...keys])
    .flatMap((plan) => plan.keys)
    .map((key) => ({
      title: key.replaceAll('_', ' '),
      // a run without this key keeps its place: a colour is the same run in every chart
      series: curves.map(({ name, byKey, from }) => {
        const one = byKey.get(key) ?? { x: [], y: [] };
        return { ...one, name, x: isTime ? one.x.map((at) => at - from) : one.x };
      }),
    }));
}

const startOf = (points: readonly Point[]): number =>
  points.reduce((least, { at }) => Math.min(least, at), Infinity);
