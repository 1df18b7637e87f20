import type { Schemas } from '../../api/client.js';

export type AuditEvent = Schemas['AuditEvent'];

/** `review.waiver_proposed`: the noun and what happened to it. */
export const actionOf = (action: string): string => action.replace('.', ': ').replaceAll('_', ' ');

export interface Change {
  name: string;
  before: string;
  after: string;
}

/** What an event changed: its facts `before` and `after`, or `from` and `to`; only the lines that differ. */
export function changesOf({ facts }: Pick<AuditEvent, 'facts'>): Change[] {
  if ('from' in facts && 'to' in facts) {
    const name = typeof facts['alias'] === 'string' ? facts['alias'] : 'Value';
    return [{ name, before: shown(facts['from']), after: shown(facts['to']) }];
  }
  const [before, after] = [record(facts['before']), record(facts['after'])];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .map((name) => ({ name, before: shown(before[name]), after: shown(after[name]) }))
    .filter((one) => one.before !== one.after);
}

/** The other facts: names and plain values. */
export function restOf({ facts }: Pick<AuditEvent, 'facts'>): [string, string][] {
  const shownAbove = ['before', 'after', ...('from' in facts && 'to' in facts ? ['from', 'to'] : [])];
  return Object.entries(facts)
    .filter(([name]) => !shownAbove.includes(name))
    .map(([name, value]) => [name.replaceAll('_', ' '), shown(value)]);
}

/** In a line, for the table. */
export const summaryOf = (event: Pick<AuditEvent, 'facts'>): string => {
  const changed = changesOf(event).map(({ name, before, after }) => `${name}: ${before} → ${after}`);
  return [...changed, ...restOf(event).map(([name, value]) => `${name} ${value}`)].join(', ');
};

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
const shown = (value: unknown): string =>
  value === undefined || value === null || value === ''
    ? '—'
    : typeof value === 'object'
      ? JSON.stringify(value)
      : typeof value === 'string'
        ? value
        : JSON.stringify(value);
