import { chart, short } from './chart.js';
import { table } from './text.js';

export interface CurvePoint {
  key: string;
  step: number;
  value: number;
}

const LOSS = /_loss$/;

/** The losses, which is what is looked at first; where there are none, everything. */
export function lossesOf(keys: readonly string[]): string[] {
  const losses = keys.filter((key) => LOSS.test(key)).sort();
  return losses.length > 0 ? losses : [...keys];
}

/** Losses share a chart, what else is asked for has one of its own. */
export function curvesText(points: readonly CurvePoint[], size: { width: number; height: number }): string {
  const byKey = Map.groupBy(points, ({ key }) => key);
  const losses = [...byKey.keys()].filter((key) => LOSS.test(key)).sort();
  const rest = [...byKey.keys()].filter((key) => !losses.includes(key));
  const groups = [...(losses.length > 0 ? [losses] : []), ...rest.map((key) => [key])];
  return groups
    .map((names) =>
      chart(
        names.map((name) => ({
          name: `${name} ${short(byKey.get(name)!.at(-1)!.value)}`,
          points: byKey.get(name)!.map(({ step, value }) => ({ x: step, y: value })),
        })),
        size,
      ),
    )
    .join('\n\n');
}

/** The same where nobody looks at a terminal: a row for each step that is told. */
export function curvesTable(points: readonly CurvePoint[]): string {
  const keys = [...new Set(points.map(({ key }) => key))];
  const bySteps = Map.groupBy(points, ({ step }) => step);
  const rows = [...bySteps]
    .sort(([a], [b]) => a - b)
    .map(([step, at]) => [
      step,
      ...keys.map((key) => {
        const found = at.find((point) => point.key === key);
        return found === undefined ? '-' : short(found.value);
      }),
    ]);
  return table(['STEP', ...keys.map((key) => key.toUpperCase())], rows);
}
