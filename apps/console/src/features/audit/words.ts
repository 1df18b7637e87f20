import type { Schemas } from '../../api/client.js';
import { shortId } from '../../pieces/figures.js';

export type AuditEvent = Schemas['AuditEvent'];

/** `review.waiver_proposed`: the noun and what happened to it. */
export const actionOf = (action: string): string => action.replace('.', ': ').replaceAll('_', ' ');

/** Undefined: it was not there. */
export interface Change {
  name: string;
  before: unknown;
  after: unknown;
}

/** What an event changed: its facts `before` and `after`, or `from` and `to`; only the lines that differ. */
export function changesOf({ facts }: Pick<AuditEvent, 'facts'>): Change[] {
  if ('from' in facts && 'to' in facts) {
    const name = typeof facts['alias'] === 'string' ? facts['alias'] : 'Value';
    return [{ name, before: facts['from'], after: facts['to'] }];
  }
  const [before, after] = [record(facts['before']), record(facts['after'])];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .map((name) => ({ name, before: before[name], after: after[name] }))
    .filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after));
}

/** The other facts, as they are. */
export function restOf({ facts }: Pick<AuditEvent, 'facts'>): [name: string, value: unknown][] {
  const shownAbove = ['before', 'after', ...('from' in facts && 'to' in facts ? ['from', 'to'] : [])];
  return Object.entries(facts).filter(([name]) => !shownAbove.includes(name));
}

/** In a line, for the table: what says nothing is left out, ids and digests are cut. */
export const summaryOf = (event: Pick<AuditEvent, 'facts'>): string => {
  const changed = changesOf(event).map(
    ({ name, before, after }) => `${name}: ${cut(softly(before))} → ${cut(softly(after))}`,
  );
  const rest = restOf(event)
    .map(([name, value]) => [name.replaceAll('_', ' '), softly(value)] as const)
    .filter(([, value]) => value !== NONE);
  return [...changed, ...rest.map(([name, value]) => `${name} ${cut(value)}`)].join(', ');
};
const cut = (text: string): string =>
  text.replace(/\b(?:[0-9a-f]{40,}|[a-z]+[_-][0-9a-z]{26})\b/g, (id) => shortId(id));

/** A job by its id and, where the event's own facts say it, its kind: by its name a list would ask for each. */
export function targetOf({ target, facts }: Pick<AuditEvent, 'target' | 'facts'>): string | undefined {
  if (target.type !== 'job') return undefined;
  const { kind } = facts;
  return typeof kind === 'string' ? `${kind} ${shortId(target.id)}` : shortId(target.id);
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
const NONE = '—';
function softly(value: unknown): string {
  if (value === undefined || value === null || value === '') return NONE;
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return JSON.stringify(value);
  const parts = Array.isArray(value)
    ? value.map(softly)
    : Object.entries(value).map(([name, one]) => `${name.replaceAll('_', ' ')}: ${softly(one)}`);
  return parts.length === 0 ? NONE : parts.join(', ');
}

/** A value so that no other looks the same: JSON, and text without quotes unless it could be read as JSON. */
export function exactly(value: unknown): string {
  if (value === undefined) return NONE;
  if (typeof value === 'string' && isPlain(value)) return value;
  return JSON.stringify(value, null, 1); // a page may break it at its spaces
}
const isPlain = (text: string): boolean =>
  text !== '' && text !== NONE && text.trim() === text && !isJson(text);
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
