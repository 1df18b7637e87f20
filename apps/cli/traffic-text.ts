import type { components } from '#client/schema.js';
import { versionName } from './names.js';
import { type Deployment, stateOf } from './serves.js';
import { table } from './text.js';

export type Traffic = components['schemas']['ServingTraffic'];
/** A deployment with what was asked of it. */
export interface Asked {
  deployment: Pick<Deployment, 'id' | 'state' | 'desired'> & { version: unknown };
  /** `production`, `was production`, `preview`. */
  serves: string;
  traffic: Traffic;
}

/** `0.34 s`, `12 s`; a dash where nothing was measured. */
export const secondsOf = (seconds: number | null): string =>
  seconds === null
    ? '-'
    : seconds < 1
      ? `${Math.round(seconds * 1000)} ms`
      : `${Number(seconds.toPrecision(2))} s`;
export const rateOf = (rate: number | null): string =>
  rate === null
    ? '-'
    : `${rate === 0 || rate >= 0.1 ? Math.round(rate * 100) : Number((rate * 100).toPrecision(2))} %`;

const HEADINGS = ['DEPLOYMENT', 'SERVES', 'STATE', 'REQUESTS', 'ERRORS', 'P50', 'P95'];
const TOKENS = ['FIRST TOKEN P50', 'P95', 'INPUT', 'OUTPUT'];

// libs/gateway/serving-meter.service.ts writes them in steps of five seconds
const LATE = 'counts are written every 5 seconds: the newest requests may be missing';

/** The version, a line for each deployment of it, what went wrong with whom, and how exact counts and durations are. */
export function trafficText(all: readonly Asked[]): string {
  const rows = all.map(({ deployment, serves, traffic }) => [
    ...[deployment.id, serves, stateOf(deployment), traffic.requests, rateOf(traffic.error_rate)],
    ...[traffic.latency.p50_seconds, traffic.latency.p95_seconds].map(secondsOf),
    ...[traffic.first_token.p50_seconds, traffic.first_token.p95_seconds].map(secondsOf),
    ...[traffic.prompt_tokens, traffic.output_tokens],
  ]);
  const [first] = all;
  return [
    ...(first ? [`${versionName(first.deployment.version)}:`] : []),
    table([...HEADINGS, ...TOKENS], rows),
    ...all.flatMap(({ deployment, traffic }) => endingsText(deployment.id, traffic)),
    ...(first && all.some(({ traffic }) => traffic.latency.count > 0)
      ? [
          `durations are read from counted buckets: at most ${Math.round((first.traffic.bucket_ratio - 1) * 100)} % from the true ones`,
        ]
      : []),
    LATE,
  ].join('\n');
}

const WORDS: Record<string, string> = {
  refused: 'refused for what was asked or because of a license',
  cancelled: 'left by their callers',
  failed: 'failed',
  timed_out: 'not answered in time',
  cut_off: 'cut off',
};
function endingsText(id: string, { endings, requests }: Traffic): string[] {
  const others = Object.entries(WORDS).flatMap(([ending, words]) =>
    Number(endings[ending]) > 0 ? [`${String(endings[ending])} ${words}`] : [],
  );
  return others.length > 0 ? [`${id}: of ${requests} requests ${others.join(', ')}`] : [];
}
