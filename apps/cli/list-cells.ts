import { ago } from './text.js';
import { rateOf, secondsOf, type Traffic } from './traffic-text.js';

export type Row = Record<string, unknown>;

export function field(name: string): (row: Row) => string {
  return (row) => {
    const value = row[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '-';
  };
}

export const when = (row: Row): string => ago(row['created_at'] as number);

export function percentDone(row: Row): string {
  const percent = (row['progress'] as { percent?: number } | null)?.percent;
  return percent === undefined ? '-' : `${percent} %`;
}

/** `production → 2`. */
export function aliases(row: Row): string {
  const versions = (row['versions'] ?? []) as { id: string; version: number }[];
  const numbers = new Map(versions.map(({ id, version }) => [id, version]));
  const named = Object.entries((row['aliases'] ?? {}) as Record<string, string>);
  return named.map(([alias, id]) => `${alias} → ${numbers.get(id) ?? id}`).join(', ') || '-';
}

/** They are numbered without gaps. */
export function versionCount(row: Row): string {
  const versions = row['versions'] as { number: number }[] | undefined;
  if (!versions) return '-';
  return versions[0] ? String(versions[0].number) : 'empty';
}

type Recent = Pick<Traffic, 'requests' | 'error_rate' | 'latency'>;
/** Of the last 24 hours; a dash where the key may not read them. */
const recent = (row: Row) => row['traffic'] as Recent | undefined;
export const requests = (row: Row): string => String(recent(row)?.requests ?? '-');
export const errorRate = (row: Row): string => rateOf(recent(row)?.error_rate ?? null);
export const p95 = (row: Row): string => secondsOf(recent(row)?.latency.p95_seconds ?? null);
