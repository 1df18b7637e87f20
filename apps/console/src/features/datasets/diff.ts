import { chatOf } from './chat.js';
import { SPLITS } from './search.js';

export type Kind = 'changed' | 'added' | 'removed';
export interface Counts {
  changed: number;
  added: number;
  removed: number;
  same: number;
}

/** A row as a text whose words can be compared: who says what, or its fields. */
export function textOf(row: Record<string, unknown>): string {
  const turns = chatOf(row);
  return turns
    ? turns.map(({ role, text }) => `${role}\n${text}`).join('\n\n')
    : JSON.stringify(row, null, 2);
}

export const isSame = ({ changed, added, removed }: Counts): boolean => changed + added + removed === 0;

/** Splits in their order, with what differs in each. */
export const splitsIn = (splits: Partial<Record<string, Counts>>) =>
  SPLITS.flatMap((split) => (splits[split] ? [{ split, counts: splits[split] }] : []));

const LABELS: Record<string, string> = {
  ...{ format: 'Format', license: 'License', declared_by: 'Declared by', attribution: 'Attribution' },
  ...{ generated_by: 'Models behind it', derived_from: 'Made from' },
};
export const labelOf = (field: string): string =>
  LABELS[field] ?? field.replace(/^source\./, 'Source: ').replaceAll('_', ' ');

/** A declared value as words; null for what is not declared. */
export function valueOf(value: unknown): string | null {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
