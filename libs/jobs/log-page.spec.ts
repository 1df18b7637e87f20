import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { redact } from '#platform/logger.js';
import { LONGEST_WAIT_BYTES, pageOf, shownOf } from './log-page.js';

/** All pages of `fullBytes`, one behind the other, as a client reads them of a program that has ended. */
function pages(bytes: Buffer, fullBytes: number): string[] {
  const read: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const page = pageOf(bytes.subarray(at, at + fullBytes), { fullBytes, isOver: true });
    if (page.length === 0) break;
    read.push(page.toString('utf8'));
    at += page.length;
  }
  return read;
}
const live = (text: string): string =>
  pageOf(Buffer.from(text), { fullBytes: 1 << 20, isOver: false }).toString();

describe('a page of output', () => {
  it('ends with a line where it is full, so that a secret is in one page', () => {
    const text = 'step 1\nLUTHIER_KEY=sk-lu-0123456789\nstep 2\r90 %\rdone\n';
    expect(pages(Buffer.from(text), 40)).toEqual([
      'step 1\nLUTHIER_KEY=sk-lu-0123456789\n',
      'step 2\r90 %\rdone\n',
    ]);
  });

  it('waits for the end of a line that goes on, and holds what is there once the program has ended', () => {
    expect(live('a\n10 %\rwaiting for')).toBe('a\n10 %\r');
    expect(live('HF_TOKEN=hf_ab')).toBe('');
    expect(pages(Buffer.from('a\nwaiting for'), 1024)).toEqual(['a\nwaiting for']);
  });

  it('shows a line that does not end while it is written, up to a blank where it has one', () => {
    expect(live('x'.repeat(LONGEST_WAIT_BYTES))).toHaveLength(LONGEST_WAIT_BYTES);
    const words = 'step '.repeat(LONGEST_WAIT_BYTES / 5 + 1);
    expect(live(`${words}hf_ab`)).toBe(words);
  });

  it('goes on with a line that is longer than a page', () => {
    expect(pages(Buffer.from('x'.repeat(25)), 10)).toEqual(['x'.repeat(10), 'x'.repeat(10), 'x'.repeat(5)]);
  });

  it('never cuts a character, and leaves nothing out', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 4, max: 40 }), (text, size) => {
        const bytes = Buffer.from(text);
        expect(pages(bytes, size).join('')).toBe(bytes.toString('utf8'));
      }),
    );
  });

  it('sends bytes that are no text too', () => {
    const bytes = Buffer.from([0x80, 0x80, 0x80, 0x80, 0x80]);
    expect(pageOf(bytes, { fullBytes: 1024, isOver: true })).toHaveLength(5);
  });
});

describe('what is shown of a page', () => {
  const shown = (text: string, offset: number): string => {
    const bytes = Buffer.from(text);
    return shownOf(bytes.subarray(0, offset), bytes.subarray(offset), redact);
  };
  const SECRETS =
    'é 1\nHF_TOKEN is hf_abcdefghijklmnop\npassword=hunter2secret\npostgres://me:swordfish@host/db\ndone\n';

  it('has no part of a secret, at whatever byte it begins', () => {
    for (let at = 0; at <= Buffer.byteLength(SECRETS); at += 1)
      for (const word of ['ijklmnop', '2secret', 'fish'])
        expect([at, shown(SECRETS, at)]).not.toEqual([at, expect.stringContaining(word)]);
  });

  it('says that something was cut, and what stands behind it', () => {
    const at = SECRETS.indexOf('abcdef') + 1; // a byte more than characters: é
    expect(shown(SECRETS, at)).toBe('…\npassword=…\npostgres://me:…@host/db\ndone\n');
    expect(shown('password=hunter2secret', 'password=hunter2'.length)).toBe('…');
    expect(shown('a\nb\n', 2)).toBe('b\n');
    expect(shown('a\n', 2)).toBe('');
  });
});
