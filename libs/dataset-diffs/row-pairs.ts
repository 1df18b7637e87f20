import { hash } from 'node:crypto';
import { parseRow, type Row } from '#dataset-checks/check-json.js';
import type { Named } from './side.js';

export interface Candidate {
  line: number;
  /** Names what the row asks, or null where it is no row that asks. */
  asks: string | null;
  /** Names the rows around the run of differing rows that it stands in, with its place in it; null at no row of both. */
  place: string | null;
}
const MOST = 100_000;

/** Rows of one side that the other lacks, with what they may be known by; the first `most` of them. */
export class Candidates {
  readonly all: Candidate[] = [];
  isWhole = true;
  private run: Candidate[] = [];
  private last = '';

  constructor(private readonly most = MOST) {}

  see({ line, bytes, high, low }: Named, isMarked: boolean): void {
    if (!isMarked) {
      this.close(`${high}.${low}`);
      return;
    }
    if (this.all.length + this.run.length >= this.most) {
      this.isWhole = false;
      return;
    }
    const parsed = parseRow(bytes, line);
    this.run.push({ line, asks: 'code' in parsed ? null : askedBy(parsed.row), place: null });
  }

  end(): void {
    this.close('');
  }

  private close(next: string): void {
    const around = this.last === '' && next === '' ? null : `${this.last} ${next} ${this.run.length}`;
    for (const [at, one] of this.run.entries())
      this.all.push({ ...one, place: around === null || !this.isWhole ? null : `${around} ${at}` });
    this.run = [];
    this.last = next;
  }
}

/** All of a row but its answer, as a name: `{messages: [… assistant]}`, `{prompt, completion}`, `{input, preferred_output, …}`. */
function askedBy(row: Row): string | null {
  const asked = row['prompt'] ?? row['input'] ?? questions(row['messages']);
  return asked === undefined || asked === null ? null : hash('sha256', JSON.stringify(asked), 'base64');
}

function questions(messages: unknown): unknown[] | null {
  if (!Array.isArray(messages)) return null;
  const isAnswer = (one: unknown) => (one as { role?: unknown } | null)?.role === 'assistant';
  const asked = isAnswer(messages.at(-1)) ? messages.slice(0, -1) : messages;
  return asked.length > 0 ? asked : null;
}

/** Which row became which, the new line first: those that ask the same, then those at the same place; each is paired once. */
export function pairs(before: readonly Candidate[], now: readonly Candidate[]): Map<number, number> {
  const became = new Map<number, number>();
  const taken = new Set<number>();
  for (const by of ['asks', 'place'] as const) {
    const free = new Map<string, number[]>();
    for (const one of before) {
      const key = one[by];
      if (key !== null && !taken.has(one.line)) push(free, key, one.line);
    }
    for (const lines of free.values()) lines.reverse();
    for (const one of now) {
      const key = one[by];
      if (key === null || became.has(one.line)) continue;
      const line = free.get(key)?.pop();
      if (line === undefined) continue;
      became.set(one.line, line);
      taken.add(line);
    }
  }
  return became;
}

function push(into: Map<string, number[]>, key: string, line: number): void {
  const there = into.get(key);
  if (there) there.push(line);
  else into.set(key, [line]);
}
