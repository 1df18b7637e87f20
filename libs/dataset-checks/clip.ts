import { copyOf } from './check-json.js';

const MAX_TEXT = 2000;
const MAX_ITEMS = 50;

/** A row small enough to show: long texts and lists are cut and end with `…`. */
export function clip(value: unknown): unknown {
  if (typeof value === 'string')
    return value.length > MAX_TEXT ? `${copyOf(whole(value.slice(0, MAX_TEXT)))}…` : value;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const kept = value.slice(0, MAX_ITEMS).map(clip);
    return value.length > MAX_ITEMS ? [...kept, '…'] : kept;
  }
  const pairs = Object.entries(value).slice(0, MAX_ITEMS);
  return Object.fromEntries(pairs.map(([key, inner]) => [clip(key), clip(inner)]));
}

/** Never half of a surrogate pair: PostgreSQL refuses it. */
const whole = (text: string): string => text.replace(/\p{Surrogate}/gu, '');
