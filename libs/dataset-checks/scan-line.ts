import type { Format } from './check-rows.js';
import { COMPILED } from './scan-line.wasm.js';

/** What one line is and may hold. */
export interface LineFacts {
  /** Where the line stands in its block, without its `\n` or `\r\n`. */
  from: number;
  to: number;
  /** The format of a line that has neither fault nor warning, if it is UTF-8; null: only the full check can say. */
  format: Format | null;
  messages: number;
  /** Which patterns of check-sensitive.ts may match; one that is not named here does not. */
  suspects: number;
  /** xxHash64 of the bytes, in two signed halves: no number that V8 must allocate. */
  high: number;
  low: number;
}

export const SUSPECT = { email: 1, secret: 2, number: 4 } as const;
export const ALL_SUSPECTS = 7;

const FORMAT = [null, 'chat', 'preference', 'completion'] as const;
// As in scan-line.as: how many words it says of a line and of how many lines at once, where the block goes, and what may be read
// behind it.
const WORDS = 6;
const BLOCK = WORDS * 4 * 1024 + 64;
const PAST = 128;
const PAGE = 65_536;

interface Program {
  memory: { buffer: ArrayBuffer; grow(pages: number): void };
  begin(length: number): void;
  more(): number;
}
// Node has it; @types/node leaves its types to the browser's.
declare const WebAssembly: {
  Module: new (code: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};
let program: Program | null = null;
let bytesIn: Uint8Array;
let factsOut: Int32Array;

/**
 * Reads whole lines of any length, of which the last comes without its line feed. The program and its memory are the process's:
 * nothing else runs between filling and reading.
 */
export function scanLines(block: Uint8Array): LineFacts[] {
  program ??= start();
  const size = BLOCK + block.length + PAST;
  if (size > bytesIn.length) view(program, Math.ceil((size - bytesIn.length) / PAGE));
  bytesIn.set(block, BLOCK);
  program.begin(block.length);
  const lines: LineFacts[] = [];
  for (let count = program.more(); count > 0; count = program.more())
    for (let i = 0; i < count; i += 1) lines.push(factsAt(i * WORDS));
  return lines;
}

function factsAt(at: number): LineFacts {
  const code = factsOut[at + 2]!;
  return {
    from: factsOut[at]!,
    to: factsOut[at + 1]!,
    format: FORMAT[code & 3]!,
    messages: factsOut[at + 3]!,
    suspects: code >> 4,
    high: factsOut[at + 5]!,
    low: factsOut[at + 4]!,
  };
}

function start(): Program {
  const compiled = new WebAssembly.Module(Buffer.from(COMPILED, 'base64'));
  const made = new WebAssembly.Instance(compiled).exports as Program;
  view(made, 8);
  return made;
}

function view({ memory }: Program, morePages: number): void {
  memory.grow(morePages);
  bytesIn = new Uint8Array(memory.buffer);
  factsOut = new Int32Array(memory.buffer, 0, BLOCK / 4);
}
