import { isUtf8 } from 'node:buffer';

/** A line that cannot be stored or read the same way by every reader: it refuses the whole upload. */
export interface SyntaxFault {
  line: number;
  code: SyntaxFaultCode;
  message: string;
}
export type SyntaxFaultCode =
  | 'empty_file'
  | 'line_too_long'
  | 'invalid_utf8'
  | 'nul_character'
  | 'lone_surrogate'
  | 'not_json'
  | 'not_a_dictionary'
  | 'nested_too_deep'
  | 'duplicate_key';

export type Row = Record<string, unknown>;

const EXPECTED = 'Expected file to have JSONL format, where every line is a JSON dictionary.';
const MAX_DEPTH = 64;

export const syntaxFault = (line: number, code: SyntaxFaultCode, what: string): SyntaxFault => ({
  line,
  code,
  message: `${EXPECTED} ${what}`,
});

/** The dictionary on a line, or what is wrong with the line; an empty line is the caller's to skip. */
export function parseRow(bytes: Buffer, line: number): { row: Row; text: string } | SyntaxFault {
  if (!isUtf8(bytes)) {
    return syntaxFault(
      line,
      'invalid_utf8',
      `Line ${line} is not valid UTF-8 (byte ${firstBadByte(bytes)} of the line).`,
    );
  }
  const text = bytes.toString('utf8');
  if (bytes.includes(0)) return nul(line);
  const shape = scan(text);
  if (shape.depth > MAX_DEPTH) {
    return syntaxFault(line, 'nested_too_deep', `Line ${line} nests deeper than ${MAX_DEPTH} levels.`);
  }
  const value = parsed(text);
  // Python's readers end a line at a carriage return too, so one between tokens would cut the row in two.
  if (value === undefined || bytes.includes(13)) return notDictionary('not_json', text, line);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return notDictionary('not_a_dictionary', text, line);
  }
  if (keysOf(value) !== shape.pairs) {
    return syntaxFault(
      line,
      'duplicate_key',
      `Line ${line} has the key ${duplicateKey(text)} twice in one dictionary.`,
    );
  }
  // Only an escape can bring these in: the bytes are valid UTF-8.
  if (text.includes('\\u')) {
    if (anyText(value, (s) => s.includes('\u0000'))) return nul(line);
    if (anyText(value, (s) => /\p{Surrogate}/u.test(s))) {
      return syntaxFault(
        line,
        'lone_surrogate',
        `Line ${line} holds half of a surrogate pair (\\ud800 to \\udfff alone).`,
      );
    }
  }
  return { row: value as Row, text };
}

const nul = (line: number) =>
  syntaxFault(line, 'nul_character', `Line ${line} holds a NUL character (\\u0000), which cannot be stored.`);

function notDictionary(code: 'not_json' | 'not_a_dictionary', text: string, line: number): SyntaxFault {
  const hint = copyOf(text.trimStart().slice(0, 3));
  return syntaxFault(line, code, `Line ${line} is not a dictionary (HINT: line starts with: "${hint}…").`);
}

/** A short piece of a long string is a view that keeps all of it alive: this is a copy. */
export const copyOf = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** How many key-value pairs the text writes and how deep it nests; linear, and right for valid JSON. */
function scan(text: string): { pairs: number; depth: number } {
  let pairs = 0;
  let depth = 0;
  let open = 0;
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charCodeAt(i);
    if (char === 0x22) i = endOfString(text, i);
    else if (char === 0x3a) pairs += 1;
    else if (char === 0x7b || char === 0x5b) depth = Math.max(depth, (open += 1));
    else if (char === 0x7d || char === 0x5d) open -= 1;
  }
  return { pairs, depth };
}

/** Index of the closing quote; the end of the text where there is none. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}

function keysOf(value: unknown): number {
  if (value === null || typeof value !== 'object') return 0;
  if (Array.isArray(value)) return value.reduce((sum: number, inner) => sum + keysOf(inner), 0);
  let sum = 0;
  for (const inner of Object.values(value)) sum += 1 + keysOf(inner);
  return sum;
}

/** The first key that one dictionary of the text has twice; only called where the count says that there is one. */
function duplicateKey(text: string): string {
  const stack: (Set<string> | null)[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i]!;
    if (char === '{') stack.push(new Set());
    else if (char === '[') stack.push(null);
    else if (char === '}' || char === ']') stack.pop();
    else if (char === '"') {
      const end = endOfString(text, i);
      const keys = stack.at(-1);
      if (keys && /^\s*:/.test(text.slice(end + 1, end + 200))) {
        const key = JSON.parse(text.slice(i, end + 1)) as string;
        if (keys.has(key)) return copyOf(JSON.stringify(key.slice(0, 40)));
        keys.add(key);
      }
      i = end;
    }
  }
  return 'it writes';
}

function anyText(value: unknown, test: (text: string) => boolean): boolean {
  if (typeof value === 'string') return test(value);
  if (value === null || typeof value !== 'object') return false;
  return Object.entries(value).some(([key, inner]) => test(key) || anyText(inner, test));
}

/** 1-based place of the first byte that no UTF-8 text has there. */
function firstBadByte(bytes: Buffer): number {
  let good = 0;
  let bad = bytes.length;
  while (good < bad) {
    const middle = (good + bad + 1) >> 1;
    if (beginsWell(bytes, middle)) good = middle;
    else bad = middle - 1;
  }
  return good + 1;
}

/** True when the first `length` bytes begin some valid UTF-8: a character may be cut at the end. */
function beginsWell(bytes: Buffer, length: number): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
    return true;
  } catch {
    return false;
  }
}
