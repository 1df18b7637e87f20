import type { Series } from '../../pieces/series.js';
import { isFinal, type Job } from './job-words.js';
import { type Point, seriesOf } from './points.js';

export interface SystemChart {
  title: string;
  series: Series[];
  within?: readonly [number, number];
}
const SHARE = [0, 100] as const;

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
/** What shares a chart; the first group of a pattern names the curve. */
const CHARTS: readonly (readonly [title: string, key: RegExp, unit: string])[] = [
  ['GPU utilisation', /^(gpu\d+)\/utilization_percent$/, '%'],
  ['GPU memory', /^(gpu\d+)\/memory_bytes$/, 'bytes'],
  ['GPU power', /^(gpu\d+)\/power_watts$/, 'W'],
  ['GPU temperature', /^(gpu\d+)\/temperature_celsius$/, '°C'],
  ['Processor', /^(cpu)_percent$/, '%, 100 is one core'],
  ['Memory', /^(memory)_bytes$/, 'bytes'],
  ['Disk traffic', /^(read|written)_bytes_per_second$/, 'bytes/s'],
  ['Free on the disk of the job', /^disk_(free)_bytes$/, 'bytes'],
];

/** What a job's programs used, over time, each chart in the unit that its highest value is read best in. */
export function systemCharts(points: readonly Point[]): SystemChart[] {
  const named = points.map((point) => ({ ...point, key: point.key.replace(/^system\//, '') }));
  const all = [...seriesOf(named, true).values()];
  const known = CHARTS.map(([title, pattern, unit]) => {
    const mine = all.flatMap((one) => {
      const name = pattern.exec(one.name)?.[1];
      return name === undefined ? [] : [{ ...one, name }];
    });
    return inUnit(title, unit, mine);
  });
  const others = all.filter(({ name }) => !CHARTS.some(([, pattern]) => pattern.test(name)));
  const own = others.map((one) => ({ title: one.name.replaceAll('_', ' '), series: [one] }));
  return [...known, ...own].filter(({ series }) => series.length > 0);
}

function inUnit(title: string, unit: string, series: Series[]): SystemChart {
  if (!unit.startsWith('bytes'))
    return { title: `${title} (${unit})`, series, ...(unit === '%' ? { within: SHARE } : {}) };
  const most = series.reduce((high, { y }) => y.reduce((a, b) => Math.max(a, b), high), 1);
  const step = Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log2(most) / 10));
  const down = (values: readonly number[]) => values.map((value) => value / 1024 ** step);
  const scaled = series.map((one) => ({
    ...{ ...one, y: down(one.y) },
    ...(one.low && one.high ? { low: down(one.low), high: down(one.high) } : {}),
  }));
  return { title: `${title} (${BYTE_UNITS[step]}${unit.slice('bytes'.length)})`, series: scaled };
}

/** Why there is nothing to show. */
export function whyNothing(job: Pick<Job, 'state' | 'started_at' | 'attempts' | 'reused_from'>): string {
  if (job.reused_from) return `No program of it ran: ${job.reused_from} is identical and answered for it.`;
  if (job.started_at === null && !isFinal(job))
    return 'It has not started yet. The first reading comes a second after its program has started.';
  if (job.started_at === null || job.attempts === 0) return 'It ended before a program of it was started.';
  if (!isFinal(job)) return 'The first reading comes a second after its program has started.';
  return 'Nothing was measured: its program ended within a second, or it ran before readings were taken.';
}
