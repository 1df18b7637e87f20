import type { Schemas } from '../../api/client.js';
import { count, percent, short } from '../../pieces/figures.js';
import type { Series } from '../../pieces/series.js';
import type { Over } from './search.js';
import type { Usage } from './usage-words.js';

export type Traffic = Schemas['ServingTraffic'];
/** Of the last 24 hours, as a list of deployments has it. */
export type Recent = NonNullable<Schemas['Deployment']['traffic']>;
export type Point = Traffic['series'][number];
/** What a bar stands for. */
export type Bar = Pick<Point, 'requests' | 'errors'>;

export const OVER_WORDS: Record<Over, string> = { hour: 'Last hour', day: '24 hours', week: '7 days' };
const HOURS: Record<Over, number> = { hour: 1, day: 24, week: 168 };
export const sinceOf = (over: Over, now: number): number => Math.floor(now - HOURS[over] * 3600);
/** Usage is counted by whole hours: the one that holds the beginning as a whole. */
export const hoursSince = (over: Over, now: number): number => Math.floor(sinceOf(over, now) / 3600) * 3600;

const SELDOM_MS = 300_000;
/** How often figures of a deployment are asked for: of one that does not serve hardly more than time itself moves on. */
export const everyMs = (state: Schemas['Deployment']['state'], ms: number): number =>
  state === 'starting' || state === 'ready' ? ms : SELDOM_MS;

/** 45 ms, 0.87 s, 12 s; a dash where nothing was measured. */
export function secondsWords(seconds: number | null): string {
  if (seconds === null) return '—';
  if (seconds < 1) return `${Math.max(1, Math.round(seconds * 1000))} ms`;
  if (seconds >= 1000) return '> 1000 s';
  return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}
export const errorWords = ({ error_rate: rate }: Pick<Traffic, 'error_rate'>): string =>
  rate === null ? '—' : percent(rate);
export const tokenWords = (of: Traffic): string =>
  of.requests === 0 ? '—' : `${short(of.prompt_tokens)} in, ${short(of.output_tokens)} out`;
/** 1,234.5, 13.4 or 0.00046: never a power of ten, however small. */
const SIGNIFICANT = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });
const amount = (value: number): string =>
  value >= 1000 ? count(Math.round(value)) : SIGNIFICANT.format(value);
export const costWords = ({ cost }: Usage): string =>
  cost ? `${amount(cost.up)}${cost.currency ? ` ${cost.currency}` : ''}` : 'unknown';
export const energyWords = ({ watt_hours: energy, up_seconds: up, requests }: Usage): string =>
  energy === null ? (up === 0 && requests === 0 ? '—' : 'unknown') : `${amount(energy)} Wh`;

const ENDINGS: readonly (readonly [keyof Traffic['endings'], string])[] = [
  ['failed', 'failed'],
  ['timed_out', 'not answered in time'],
  ['cut_off', 'cut off'],
  ['refused', 'refused for what was asked or because of a license'],
  ['cancelled', 'left by their callers'],
];
/** What was not answered, each with its number; empty where all was. */
export const endingWords = ({ endings }: Traffic): string[] =>
  ENDINGS.flatMap(([ending, words]) => {
    const of = Number(endings[ending]);
    return of > 0 ? [`${count(of)} ${words}`] : [];
  });

/** Why nothing was counted: nothing was ever asked, not in this time, or what was asked is not written down yet. */
export function noneWords(over: Over, lastUsedAt: number | null, now: number): string {
  if (lastUsedAt === null) return 'No request yet';
  if (lastUsedAt > sinceOf(over, now)) return 'Called; a request is counted some seconds after its end';
  return `No request in the last ${over === 'day' ? '24 hours' : over === 'week' ? '7 days' : 'hour'}`;
}

/** Neighbouring points put together so that at most so many are left: counts are added up, so nothing is lost. */
export function barsOf(series: readonly Bar[], most: number): Bar[] {
  const size = Math.max(1, Math.ceil(series.length / most));
  const bars = [];
  for (let end = series.length; end > 0; end -= size) {
    const of = series.slice(Math.max(0, end - size), end);
    const sum = (key: 'requests' | 'errors') => of.reduce((all, point) => all + point[key], 0);
    bars.unshift({ requests: sum('requests'), errors: sum('errors') });
  }
  return bars;
}

/** What bars say to who cannot see them, nor their colour. */
export function barWords(bars: readonly Bar[]): string {
  const sum = (key: keyof Bar) => bars.reduce((all, bar) => all + bar[key], 0);
  const most = Math.max(0, ...bars.map(({ requests }) => requests));
  const failed = sum('errors') > 0 ? `, ${count(sum('errors'))} failed` : '';
  const high = bars.length > 1 ? `, at most ${count(most)} in one of ${bars.length} parts` : '';
  return `${count(sum('requests'))} in all${failed}${high}`;
}

export interface TrafficChart {
  title: string;
  series: Series[];
}
/** Over time: what was asked and what failed, and durations where any were measured. */
export function chartsOf(points: readonly Point[]): TrafficChart[] {
  const of = (name: string, value: (point: Point) => number | null): Series => {
    const known = points.filter((point) => value(point) !== null);
    return { name, x: known.map(({ at }) => at), y: known.map((point) => value(point)!) };
  };
  const durations = [...[of('p50', (point) => point.p50_seconds), of('p95', (point) => point.p95_seconds)]];
  const first = [
    of('p50', (point) => point.first_token_p50_seconds),
    of('p95', (point) => point.first_token_p95_seconds),
  ];
  return [
    {
      title: 'Requests',
      series: [of('requests', ({ requests }) => requests), of('errors', ({ errors }) => errors)],
    },
    { title: 'Latency (s)', series: durations },
    { title: 'Time to first token (s)', series: first },
  ].filter(({ series }) => series[0]!.x.length > 0);
}
/** All of the time that was asked for, so that charts beside each other have one axis. */
export const rangeOf = (points: readonly Point[], step: number): [number, number] => [
  ...([points[0]?.at ?? 0, (points.at(-1)?.at ?? 0) + step] as const),
];
