import { createHash } from 'node:crypto';

export interface Message {
  role: string;
  content?: unknown;
  [field: string]: unknown;
}
/** A row that can be asked: what the model sees, and the answer it should give. */
export interface Question {
  prompt: Message[];
  expected: string;
  sha256: string;
}
export interface Questions {
  questions: Question[];
  /** Why rows were left out, with how many. */
  leftOut: Record<string, number>;
}

export const rowsOf = (text: string): string[] =>
  text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((row) => row.trim() !== '');

/** A seeded share of rows by the hash of their text: the same rows every time, duplicates on one side. */
export function holdOut(
  rows: readonly string[],
  { fraction, seed }: { fraction: number; seed: number },
): { kept: string[]; held: string[] } {
  const kept: string[] = [];
  const held: string[] = [];
  for (const row of rows) {
    const place = createHash('sha256').update(`${seed}\n${row.trim()}`).digest().readUInt32BE(0) / 2 ** 32;
    (place < fraction ? held : kept).push(row);
  }
  return { kept, held };
}

/** Chat rows as questions: the last assistant message is the answer, what stands before it the prompt. */
export function questionsOf(rows: readonly string[]): Questions {
  const questions: Question[] = [];
  const leftOut: Record<string, number> = {};
  for (const row of rows) {
    const found = questionOf(row);
    if (typeof found === 'string') leftOut[found] = (leftOut[found] ?? 0) + 1;
    else questions.push(found);
  }
  return { questions, leftOut };
}

function questionOf(row: string): Question | string {
  const parsed = parsedOf(row);
  if (parsed === null) return 'no JSON dictionary';
  if ('preferred_output' in parsed) return 'a preference pair has no one right answer';
  const messages = messagesOf(parsed);
  const last = messages?.at(-1);
  if (!messages || !last) return 'neither chat nor prompt and completion';
  if (last.role !== 'assistant') return 'the last message is not by the assistant';
  if (last['tool_calls'] || last['function_call']) return 'the answer is a tool call';
  if (typeof last.content !== 'string' || last.content.trim() === '') return 'the answer is no text';
  const prompt = messages.slice(0, -1).map(({ weight: _weight, ...message }) => message);
  if (prompt.length === 0) return 'nothing is asked';
  if (prompt.some((message) => typeof message.content !== 'string')) return 'the prompt is not text alone';
  const sha256 = createHash('sha256').update(row.trim()).digest('hex');
  return { prompt, expected: last.content, sha256 };
}

function parsedOf(row: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(row);
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function messagesOf(row: Record<string, unknown>): Message[] | null {
  const { messages, prompt, completion } = row;
  if (Array.isArray(messages)) {
    const all = messages.every((one) => one !== null && typeof one === 'object');
    return all ? (messages as Message[]) : null;
  }
  if (typeof prompt !== 'string' || typeof completion !== 'string') return null;
  return [
    { role: 'user', content: prompt },
    { role: 'assistant', content: completion },
  ];
}

/** The answers are labels where few different ones come again and again. */
export function areLabels(expected: readonly string[]): boolean {
  const different = new Set(expected.map(asLabel)).size;
  return different <= 50 && different * 2 <= expected.length;
}

/** A label without case, surrounding space, quotes and the full stop that chat models like to add. */
export const asLabel = (text: string): string =>
  text
    .trim()
    .replace(/^["'`]+|["'`.]+$/g, '')
    .trim()
    .toLowerCase();

export const isExact = (answer: string, expected: string): boolean => answer.trim() === expected.trim();
