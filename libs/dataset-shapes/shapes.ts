import type { Row } from '#dataset-checks/check-json.js';
import { isDictionary } from '#dataset-checks/check-messages.js';

/** What rows from elsewhere look like. `columns`: any table, by a mapping that the user gives. */
export const SHAPES = [
  'chat',
  'completion',
  'preference',
  'unpaired',
  'alpaca',
  'sharegpt',
  'columns',
] as const;
export type Shape = (typeof SHAPES)[number];

export interface Recognised {
  shape: Shape;
  because: string;
}

const has = (row: Row, ...keys: string[]): boolean => keys.every((key) => row[key] !== undefined);
const firstOf = (value: unknown): Row | null => {
  const first = Array.isArray(value) ? (value[0] as unknown) : undefined;
  return isDictionary(first) ? first : null;
};

/** Every shape that a row could have, each with what speaks for it. More than one is for the user to settle. */
export function recognise(row: Row): Recognised[] {
  const found: Recognised[] = [];
  const say = (shape: Shape, because: string) => found.push({ shape, because });
  if (has(row, 'preferred_output', 'non_preferred_output'))
    say('preference', "has 'input', 'preferred_output' and 'non_preferred_output'");
  else if (has(row, 'chosen', 'rejected'))
    say('preference', `has ${has(row, 'prompt') ? "'prompt', " : ''}'chosen' and 'rejected'`);
  if (has(row, 'instruction', 'output')) say('alpaca', "has 'instruction' and 'output'");
  if (has(row, 'prompt', 'completion')) {
    if (has(row, 'label')) say('unpaired', "has 'prompt', 'completion' and 'label'");
    else say('completion', "has 'prompt' and 'completion'");
  }
  for (const key of LISTS) {
    const first = firstOf(row[key]);
    if (first && has(first, 'from', 'value'))
      say('sharegpt', `has '${key}', a list of {"from", "value"} turns`);
    else if (first && has(first, 'role', 'content') && typeof row['label'] === 'boolean')
      say('unpaired', `has '${key}', a list of {"role", "content"} messages, and 'label'`);
    else if (first && has(first, 'role', 'content'))
      say('chat', `has '${key}', a list of {"role", "content"} messages`);
  }
  return found;
}

/** Names under which a conversation's turns are found. */
export const LISTS = ['messages', 'conversations', 'conversation'] as const;
