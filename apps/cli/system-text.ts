import { size, table } from './text.js';

export interface UsePoint {
  key: string;
  value: number;
  min?: number;
  max?: number;
  count?: number;
}

/** Last, mean and highest of what a job's programs used. */
export function systemText(points: readonly UsePoint[]): string {
  if (points.length === 0)
    return 'Nothing was measured: no program of it has run for a second, or its target cannot measure.';
  const rows = [...Map.groupBy(points, ({ key }) => key)].map(([key, all]) => {
    const weight = all.reduce((sum, { count = 1 }) => sum + count, 0);
    const mean = all.reduce((sum, { value, count = 1 }) => sum + value * count, 0) / weight;
    const most = Math.max(...all.map(({ value, max = value }) => max));
    const name = key.replace(/^system\//, '');
    return [name, ...[all.at(-1)!.value, mean, most].map((value) => figureOf(name, value))];
  });
  return table(['WHAT', 'LAST', 'MEAN', 'MOST'], rows);
}

function figureOf(name: string, value: number): string {
  if (name.endsWith('_bytes')) return size(Math.round(value));
  if (name.endsWith('_bytes_per_second')) return `${size(Math.round(value))}/s`;
  if (name.endsWith('_percent')) return `${value.toFixed(1)} %`;
  if (name.endsWith('_watts')) return `${value.toFixed(1)} W`;
  if (name.endsWith('_celsius')) return `${value.toFixed(0)} °C`;
  return String(value);
}
