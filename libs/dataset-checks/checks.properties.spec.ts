import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DuplicateFinder } from './check-duplicates.js';
import { parseRow } from './check-json.js';
import { LineSplitter } from './check-lines.js';
import { FileChecker } from './checks.js';
import { scanLines } from './scan-line.js';

/** Cuts `bytes` at the places that `cuts` (0 to 1) name. */
function cutAt(bytes: Buffer, cuts: number[]): Buffer[] {
  const places = [...cuts.map((cut) => Math.floor(cut * bytes.length)), 0, bytes.length].sort(
    (a, b) => a - b,
  );
  return places.slice(1).map((end, i) => bytes.subarray(places[i], end));
}
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
/** Bytes in which line ends, quotes and byte order marks are common. */
const bytes = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...['\n', '\r\n', '\r', '"', '\\', '{', '}', ':', ',', ' ', '\ufeff', '{"a":1}'].map((s) =>
          Buffer.from(s),
        ),
      ),
      fc.uint8Array({ maxLength: 6 }).map((a) => Buffer.from(a)),
    ),
    { maxLength: 40 },
  )
  .map((parts) => Buffer.concat(parts));

/** The plain way, for a whole buffer. */
function linesOf(whole: Buffer): string[] {
  const parts = whole.toString('latin1').split('\n');
  if (parts.at(-1) === '') parts.pop();
  return parts.map((part, i) =>
    i === 0 ? part.replace(/\r$/, '').replace(/^\xef\xbb\xbf/, '') : part.replace(/\r$/, ''),
  );
}

describe('lines', () => {
  it('are the same however the bytes come, and none is lost or made', () => {
    fc.assert(
      fc.property(bytes, cuts, (whole, places) => {
        const splitter = new LineSplitter();
        const seen = [
          ...cutAt(whole, places).flatMap((part) => copied(splitter.push(part))),
          ...copied(splitter.end()),
        ];
        expect(seen.map((line) => line.text)).toEqual(linesOf(whole));
        expect(seen.map((line) => line.number)).toEqual(seen.map((_, i) => i + 1));
      }),
      { numRuns: 2000 },
    );
  });

  it('over the limit are told of once, and those around them are whole', () => {
    fc.assert(
      fc.property(bytes, cuts, fc.integer({ min: 1, max: 8 }), (whole, places, max) => {
        const splitter = new LineSplitter(max);
        const seen = [
          ...cutAt(whole, places).flatMap((part) => copied(splitter.push(part))),
          ...copied(splitter.end()),
        ];
        const raw = whole.toString('latin1').split('\n');
        if (raw.at(-1) === '') raw.pop();
        const expected = linesOf(whole).map((text, i) => (raw[i]!.length > max ? null : text));
        expect(seen.map((line) => line.text)).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });
});

const copied = (lines: Iterable<{ number: number; bytes: Buffer | null }>) =>
  [...lines].map(({ number, bytes: own }) => ({ number, text: own?.toString('latin1') ?? null }));

describe('the checker', () => {
  it('never throws, and says the same however the bytes come', () => {
    fc.assert(
      fc.property(bytes, cuts, (whole, places) => {
        const run = (parts: Buffer[]) => {
          const checker = new FileChecker();
          for (const part of parts) checker.push(part);
          const report = checker.end();
          return { syntax: checker.syntax, report: checker.syntax ? null : report };
        };
        const once = run([whole]);
        expect(run(cutAt(whole, places))).toEqual(once);
        if (once.report) expect(once.report.lines).toBe(linesOf(whole).length);
      }),
      { numRuns: 2000 },
    );
  });

  it('never throws on rows of any JSON, and counts every one', () => {
    const messages = fc.array(
      fc.record(
        {
          role: fc.oneof(fc.constantFrom('user', 'assistant', 'tool'), fc.jsonValue()),
          content: fc.jsonValue(),
          weight: fc.jsonValue(),
          tool_calls: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
    );
    const row = fc.oneof(
      fc.record({ messages: fc.oneof(messages, fc.jsonValue()) }),
      fc.record({ input: fc.jsonValue(), preferred_output: fc.oneof(messages, fc.jsonValue()) }),
      fc.dictionary(fc.string(), fc.jsonValue()),
    );
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), (rows) => {
        const text = rows.map((one) => JSON.stringify(one)).join('\n');
        const checker = new FileChecker();
        checker.push(Buffer.from(text));
        const report = checker.end();
        if (text.includes('\\u')) return; // NUL and half pairs are refused; see the tables
        expect(checker.syntax).toBeNull();
        expect(report.rows).toBe(rows.length);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('one line of JSON', () => {
  const json = fc.jsonValue({ noUnicodeString: false });

  it('comes out as it went in, and a key written twice anywhere is found', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json, { minKeys: 1 }), fc.nat(), (value, pick) => {
        const text = JSON.stringify(value);
        fc.pre(!/\\u/.test(text));
        expect(parseRow(Buffer.from(text), 1)).toEqual({ row: JSON.parse(text) as unknown, text });
        const keys = Object.keys(value);
        const key = JSON.stringify(keys[pick % keys.length]);
        const twice = `{"outer":[${text.slice(0, -1)},${key}:0}]}`;
        expect(parseRow(Buffer.from(twice), 1)).toMatchObject({ code: 'duplicate_key' });
      }),
      { numRuns: 1000 },
    );
  });
});

it('duplicates: the finder agrees with a map, also while it grows and once it is full', () => {
  const finder = new DuplicateFinder(6000);
  const first = new Map<string, number>();
  for (let line = 1; line <= 20_000; line += 1) {
    const text = `row ${(line * 7919) % 9000}`;
    const known = first.get(text);
    expect(finder.earlier(scanLines(Buffer.from(text))[0]!, line)).toBe(known ?? null);
    if (known === undefined && first.size < 6000) first.set(text, line);
  }
  expect(finder.isComplete).toBe(false);
});
