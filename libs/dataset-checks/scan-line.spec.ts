import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FileChecker } from './checks.js';
import { findSensitive } from './check-sensitive.js';
import { ALL_SUSPECTS, type LineFacts, scanLines, SUSPECT } from './scan-line.js';
import { SOURCE_SHA256 } from './scan-line.wasm.js';

/** Knows no line at a glance, so that everything is read in full. */
const inFull = (block: Buffer): LineFacts[] =>
  scanLines(block).map((facts) => ({ ...facts, format: null, suspects: ALL_SUSPECTS }));
const scanLine = (line: Buffer): LineFacts => scanLines(line)[0]!;

function reportOf(bytes: Buffer, checker: FileChecker, chunkBytes = bytes.length) {
  for (let at = 0; at < bytes.length; at += chunkBytes) checker.push(bytes.subarray(at, at + chunkBytes));
  const report = checker.end();
  return checker.syntax ?? report;
}

const text = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: 'grapheme', maxLength: 90 }) },
  fc
    .array(
      fc.constantFrom(
        ...[
          '@',
          'a@b.org',
          '+49 30 1234567',
          '555-010-9999',
          '4111 1111 1111 1111',
          'sk-',
          '-',
          ' ',
          '1',
          '23',
        ],
        ...[
          'hf_',
          'ghp_',
          'github_pat_',
          'glpat-',
          'AKIA',
          'AIza',
          'xoxb-',
          'eyJ',
          '-----BEGIN PRIVATE KEY-----',
        ],
        ...[
          'abcdefghijklmnopqrstu',
          'ABCDEFGH12345678',
          '\n',
          '\\',
          '"',
          '\u{1f600}',
          'é',
          '.',
          '-----',
          'x',
          'I',
        ],
      ),
      { maxLength: 24 },
    )
    .map((parts) => parts.join('')),
);
const message = fc.record(
  {
    role: fc.constantFrom('user', 'assistant', 'system', 'developer', 'tool', 'bot'),
    content: fc.oneof({ weight: 9, arbitrary: text }, fc.constantFrom('', null, 7)),
    weight: fc.constantFrom(0, 1, 1, 2, 0.5),
    name: fc.oneof(fc.constant('Ann'), fc.integer()),
  },
  { requiredKeys: ['role', 'content'] },
);
const said = (role: string) => text.map((content) => ({ role, content }));
const talk = fc
  .tuple(
    fc.array(fc.oneof(message, said('user')), { maxLength: 4 }),
    fc.oneof({ weight: 4, arbitrary: said('assistant') }, message),
  )
  .map(([first, last]) => [...first, last]);
const row = fc.oneof(
  { weight: 3, arbitrary: fc.record({ messages: talk }) },
  fc.record({ messages: talk, tools: fc.constant([]), id: fc.nat() }, { requiredKeys: ['messages'] }),
  { weight: 2, arbitrary: fc.record({
    input: fc.record({ messages: fc.oneof(talk, fc.tuple(said('user'))) }),
    preferred_output: fc.tuple(said('assistant')),
    non_preferred_output: fc.tuple(fc.oneof(said('assistant'), message)),
  }) },
  fc.record({ prompt: text, completion: text }),
); // prettier-ignore

/** The row as some program would write it: keys in another order, white space, escapes. */
const written = fc.tuple(row, fc.boolean(), fc.constantFrom('plain', 'spaced', 'ascii', 'slash')).map(([value, reversed, way]) => {
  const keys = (one: unknown): unknown =>
    reversed && one !== null && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).reverse().map(([key, inner]) => [key, keys(inner)]))
      : Array.isArray(one) ? one.map(keys) : one;
  const json = JSON.stringify(keys(value));
  if (way === 'spaced') return JSON.stringify(keys(value), null, '\t').replaceAll('\n', ' ');
  if (way === 'ascii') return json.replace(/[\x80-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return way === 'slash' ? json.replaceAll('/', '\\/') : json;
}); // prettier-ignore

/** A few bytes changed, left out, put in or said twice. */
const damaged = fc
  .tuple(
    written,
    fc.array(
      fc.tuple(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(3),
        fc.constantFrom(...'{}[]",:\\ 01u@\r\0\x1f\xff\xc3'.split('')),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([line, changes]) => {
    let bytes = Buffer.from(line);
    for (const [place, drop, put] of changes) {
      const at = Math.floor(place * bytes.length);
      bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(put, 'latin1'), bytes.subarray(at + drop)]);
    }
    return bytes;
  });

const line = fc.oneof({ weight: 5, arbitrary: written.map((one) => Buffer.from(one)) }, damaged);
/** Behind these the file has its format and its preview, so that the line under test is read at a glance. */
const before = (like: Buffer) => {
  const chat = '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}\n';
  const pair =
    '{"input":{"messages":[{"role":"user","content":"a"}]},"preferred_output":[{"role":"assistant","content":"b"}],"non_preferred_output":[{"role":"assistant","content":"c"}]}\n';
  const completion = '{"prompt":"a","completion":"b"}\n';
  const head = like.subarray(0, 30).toString('latin1');
  return Buffer.from(
    (/output|input/.test(head) ? pair : /prompt|completion/.test(head) ? completion : chat).repeat(5),
  );
};

const CHAT_LINE = '{"messages":[{"role":"user","content":"a?"},{"role":"assistant","content":"b"}]}';
/** What is said of a line, wherever it stands. */
const whatOf = ({ format, messages, suspects, high, low }: LineFacts) => [
  format,
  messages,
  suspects,
  high,
  low,
];

describe('lines of a block', () => {
  it('are found where they stand, and read as each one alone', () => {
    const lines = fc.array(
      fc.oneof(
        { weight: 3, arbitrary: line.map((one) => Buffer.from(one.toString('latin1').replaceAll('\n', ''), 'latin1')) },
        fc.constantFrom('', '\r', ' ', '\t\r', '{', '"', '{"messages":[{"role":"user","content":"\\', '12345').map((one) => Buffer.from(one)),
        fc.integer({ min: 0, max: 140 }).map((length) => Buffer.alloc(length, '1')),
      ),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(lines, fc.constantFrom('\n', '\r\n'), (texts, feed) => {
        const block = Buffer.concat(texts.flatMap((one, i) => (i === 0 ? [one] : [Buffer.from(feed), one])));
        const found = scanLines(block);
        expect(found.map(({ from, to }) => block.toString('latin1', from, to))).toEqual(
          block.toString('latin1').split('\n').map((one) => one.replace(/\r$/, '')),
        );
        for (const facts of found)
          expect(whatOf(facts)).toEqual(
            whatOf(scanLine(Buffer.concat([block.subarray(facts.from, facts.to), Buffer.from('\r')]))),
          );
      }),
      { numRuns: 2500 },
    );
  });

  it('end at every place of a block of 64, and what stands behind one is not taken for its own', () => {
    for (let length = 0; length < 200; length += 1) {
      const filled = CHAT_LINE.replace('?', '.'.repeat(length));
      const lines = [filled, filled.slice(0, -1), `${'.'.repeat(length)}555-010`, '9999 ann', '@example.org', filled];
      const found = scanLines(Buffer.from(lines.join('\n')));
      expect(found.map(({ format }) => format)).toEqual(['chat', null, null, null, null, 'chat']);
      expect(found.map(({ suspects }) => suspects)).toEqual([0, 0, 0, 0, 0, 0]);
      expect(found.map(({ to, from }) => to - from)).toEqual(lines.map((one) => one.length));
    }
  });

  it('are more than one table holds', () => {
    const found = scanLines(Buffer.from('a\r\n'.repeat(5000)));
    expect(found).toHaveLength(5001);
    expect(found.map(({ from }) => from)).toEqual(found.map((_, i) => i * 3));
    expect(new Set(found.slice(0, -1).map(({ low }) => low)).size).toBe(1);
  });
}); // prettier-ignore

it('a chunk of any size gives the same report', () => {
  const rows = Array.from({ length: 1200 }, (_, i) => i % 1100).map((i) =>
    CHAT_LINE.replace('?', `${i} ${'é'.repeat((i * 97) % 900)}${i % 50 ? '' : ' a@b.org'}`),
  );
  const bytes = Buffer.from(`\ufeff${rows.join('\r\n')}`);
  expect(bytes.length).toBeGreaterThan(900_000);
  const whole = reportOf(bytes, new FileChecker(inFull));
  expect(whole).toMatchObject({
    rows: 1200,
    duplicates: { count: 100 },
    sensitive: { counts: { email: 24 } },
  });
  for (const size of [bytes.length, 262_145, 65_536, 4099])
    expect(reportOf(bytes, new FileChecker(), size)).toEqual(whole);
});

describe('a line known at a glance', () => {
  it('gives the report that reading it in full gives', () => {
    let glances = 0;
    fc.assert(
      fc.property(line, fc.array(line, { maxLength: 3 }), fc.integer({ min: 1, max: 1500 }), (first, more, chunkBytes) => {
        const bytes = Buffer.concat([before(first), ...[first, ...more].flatMap((one) => [one, Buffer.from('\n')])]);
        if (scanLine(first).format) glances += 1;
        expect(reportOf(bytes, new FileChecker(), chunkBytes)).toEqual(reportOf(bytes, new FileChecker(inFull)));
      }),
      { numRuns: 2500 },
    );
    expect(glances).toBeGreaterThan(500);
  }); // prettier-ignore

  it.each([
    ['a wrong byte', '\xff', 'invalid_utf8'],
    ['a cut character', '\xc3', 'invalid_utf8'],
    ['a return', '\r', 'not_json'],
    ['a control character', '\x1f', 'not_json'],
    ['a NUL', '\0', 'nul_character'],
    ['an escaped NUL', '\\u0000', 'nul_character'],
    ['half of a pair', '\\ud83dx', 'lone_surrogate'],
    ['a wrong escape', '\\x', 'not_json'],
  ])('is refused for %s', (_name, put, code) => {
    const known = '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b?"}]}\n';
    const checker = new FileChecker();
    checker.push(Buffer.from(known.repeat(6) + known.replace('?', put), 'latin1'));
    expect(checker.syntax).toMatchObject({ line: 7, code });
  });

  it('never lacks a suspect that the patterns find, wherever it stands', () => {
    const pieces = fc.array(fc.oneof(text, fc.string({ unit: 'binary-ascii', maxLength: 40 })), { maxLength: 6 });
    fc.assert(
      fc.property(pieces, fc.nat(140), (parts, shift) => {
        const whole = ' '.repeat(shift) + parts.join('');
        const suspects = scanLines(Buffer.from(whole)).reduce((all, facts) => all | facts.suspects, 0);
        expect(findSensitive(whole, suspects)).toEqual(findSensitive(whole));
      }),
      { numRuns: 2500 },
    );
  }); // prettier-ignore

  // Made here from parts, so that no scanner takes this file for a leak.
  it.each([
    ['555-0109999', SUSPECT.number],
    ['+49 30 12345678', SUSPECT.number],
    ['4111-1111-1111-1111', SUSPECT.number],
    ['ann@example.org', SUSPECT.email],
    ...[
      'sk-',
      'lu-',
      'hf_',
      'gho_',
      'ghr_',
      'pat-',
      'pat_',
      'AKIA',
      'ASIA',
      'AIza',
      'xoxp',
      'eyJh',
      '--BE',
    ].map((begin): [string, number] => [begin, SUSPECT.secret]),
  ])('tells %s at every place of a block', (what, suspect) => {
    for (let at = 1; at < 200; at += 1) {
      expect(scanLine(Buffer.from('.'.repeat(at) + what + '.'.repeat(at % 7))).suspects & suspect).toBe(
        suspect,
      );
      expect(scanLine(Buffer.from('.'.repeat(at + what.length))).suspects).toBe(0);
    }
  });

  it.each([
    ['a long answer', { messages: [{ role: 'user', content: 'x'.repeat(100) }, { role: 'assistant', content: 'é\n"' }] }, 'chat'],
    ['a name and a weight', { messages: [{ role: 'user', name: 'A', content: '' }, { weight: 1, role: 'assistant', content: 'b' }] }, 'chat'],
    ['tools', { messages: [{ role: 'user', content: 'a' }, { role: 'assistant', content: 'b' }], tools: [] }, null],
    ['no text', { messages: [{ role: 'assistant', content: '' }] }, null],
    ['a pair', { prompt: '', completion: 'b' }, 'completion'],
  ])('is no guess: %s', (_name, value, format) => {
    expect(scanLine(Buffer.from(JSON.stringify(value))).format).toBe(format);
  }); // prettier-ignore
});

it.each([
  ['', 0xef46db37, 0x51d8e999],
  ['a', 0xd24ec4f1, 0xa98c6e5b],
  ['abc', 0x44bc2cf5, 0xad770999],
  ['Nobody inspects the spammish repetition', 0xfbcea83c, 0x8a378bf1],
])('names bytes by xxHash64: %j', (bytes, high, low) => {
  const facts = scanLine(Buffer.from(bytes));
  expect([facts.high >>> 0, facts.low >>> 0]).toEqual([high, low]);
});

it('reads a line of 8 MB, and a short one after it', () => {
  const long = Buffer.from(`{"prompt":"${'x'.repeat(8 * 1024 * 1024 - 40)}","completion":"y"}`);
  expect(scanLine(long)).toMatchObject({ format: 'completion', messages: 2, suspects: 0 });
  expect(scanLine(Buffer.from('{"prompt":"x'))).toMatchObject({ format: null });
});

it('is compiled from the source beside it', () => {
  const source = readFileSync(new URL('./scan-line.as', import.meta.url));
  expect(createHash('sha256').update(source).digest('hex')).toBe(SOURCE_SHA256);
});
