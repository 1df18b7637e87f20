import type { Row } from '#dataset-checks/check-json.js';

/** Scripts that put no space between words: a character counts as a word. */
const UNSPACED =
  '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}]';
const WORD = new RegExp(`${UNSPACED}|(?:(?!${UNSPACED})[\\p{L}\\p{M}\\p{N}])+`, 'gu');
/** Said to the model by whoever deploys it: the same in every row, on both sides. */
const INSTRUCTING = new Set(['system', 'developer']);

/** Lower-case words and numbers; punctuation and white space only part them. */
export const wordsOf = (text: string): string[] => text.normalize('NFKC').toLowerCase().match(WORD) ?? [];

/** The conversations that a row of any training format holds, as words: one of a chat, both of a preference pair. */
export function conversationsOf(row: Row): string[][] {
  const input = row['input'] as Row | undefined;
  const begin = [...textsOf(input?.['messages']), ...textsOf(row['prompt']), ...textsOf(row['messages'])];
  const ends = [row['preferred_output'], row['non_preferred_output'], row['completion']]
    .map(textsOf)
    .filter((texts) => texts.length > 0);
  return (ends.length === 0 ? [[]] : ends).map((end) => wordsOf([...begin, ...end].join('\n')));
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return [];
  return (value as Row[]).flatMap((message) => {
    if (typeof message !== 'object' || message === null || INSTRUCTING.has(String(message['role'])))
      return [];
    return [...contentOf(message['content']), ...callsOf(message['tool_calls'])];
  });
}

function contentOf(content: unknown): string[] {
  if (typeof content === 'string') return [content];
  if (!Array.isArray(content)) return [];
  return (content as (Row | null)[]).flatMap((part) =>
    typeof part?.['text'] === 'string' ? [part['text']] : [],
  );
}

function callsOf(calls: unknown): string[] {
  if (!Array.isArray(calls)) return [];
  return (calls as (Row | null)[]).flatMap((call) => {
    const { name, arguments: given } = (call?.['function'] ?? {}) as Row;
    return [name, given].filter((text) => typeof text === 'string');
  });
}
