import { describe, expect, it } from '@jest/globals';
import { nextTry, wants } from './mail-retry.js';
import { addressOf, htmlOf, messageIdOf, type Notice, oneLine, subjectOf, textOf } from './mail-text.js';

const HOSTILE = `x\r\nBcc: all@example.org\r\n\r\n<script>alert(1)</script><img src="http://e/x.gif">\u202Eevil\u200b\u0000\u2028y`;
const notice = (text: string): Notice => ({
  title: text,
  facts: [[text, text]],
  quote: text,
  command: text,
  path: '/v1/reviews/rev_1',
});
const BASE = 'https://luthier.example.org';
const tagsOf = (page: string) => page.match(/<\/?[a-z!][^>]*>/gi) ?? [];

describe('a mail about names and texts of strangers', () => {
  const { text, html, subject } = {
    text: textOf([notice(HOSTILE)], BASE),
    html: htmlOf([notice(HOSTILE)], BASE),
    subject: subjectOf([notice(HOSTILE)]),
  };

  it('has a subject of one line, however it is written', () => {
    expect(subject).not.toMatch(/[\p{Cc}\u2028\u202E\u200b]/u);
    expect(subject).toMatch(/^\[Luthier\] x/);
    expect([...subjectOf([notice('é'.repeat(5000))])].length).toBeLessThan(170);
  });

  it('holds in its text no line that a quotation did not bring, and those behind a mark', () => {
    expect(text).not.toMatch(/^Bcc/m);
    expect(text).toMatch(/^ {2}> Bcc: all@example\.org$/m);
    expect(text).not.toMatch(/(?![\n])[\p{Cc}\u202E\u200b]/u);
    expect(text).toContain('⟨U+202E⟩');
  });

  it('holds in its HTML the same marks as with plain names; no picture, no link, nothing fetched', () => {
    expect(tagsOf(html)).toEqual(tagsOf(htmlOf([notice('plain')], BASE)));
    expect(tagsOf(html).filter((tag) => /\s/.test(tag))).toEqual(['<!doctype html>', '<html lang="en">']);
    expect(html).not.toMatch(/<(script|img|a|link|style|iframe|form)\b/i);
  });

  it('names many in one, and cuts what is too long', () => {
    const many = Array.from({ length: 60 }, (_, i) => notice(`n${i}`));
    expect(subjectOf(many)).toBe('[Luthier] 60 license review notices');
    expect(textOf(many, BASE)).toContain('And 10 more: luthier review ls');
    expect(textOf([notice('x'.repeat(100_000))], BASE).length).toBeLessThan(5000);
    expect(oneLine('a\n\n b')).toBe('a b');
  });

  it('leads nowhere where the installation has no address', () => {
    expect(textOf([notice('x')], null)).not.toContain('/v1/');
    expect(htmlOf([notice('x')], null)).not.toContain('/v1/');
  });
});

it.each([
  ['Luthier <luthier@example.org>', 'luthier@example.org'],
  ['luthier@example.org', 'luthier@example.org'],
])('the address of %s', (mailbox, address) => {
  expect(addressOf(mailbox)).toBe(address);
  expect(messageIdOf('mail_1', mailbox)).toBe('<mail_1@example.org>');
});

describe('when a mail is tried again', () => {
  const firstTriedAt = new Date('2026-11-24T00:00:00Z');
  const after = (attempts: number, random: number, now = firstTriedAt) =>
    nextTry({ firstTriedAt, attempts, now, random })?.getTime();
  const seconds = (at: number | undefined) => (at! - firstTriedAt.getTime()) / 1000;

  it.each([
    [1, 0.5, 30],
    [1, 0, 15],
    [1, 1, 45],
    [2, 0.5, 60],
    [5, 0.5, 480],
    [9, 0.5, 7200],
    [4000, 0.5, 7200],
  ])('after try %i at %f: %i s', (attempts, random, expected) => {
    expect(seconds(after(attempts, random))).toBe(expected);
  });

  it('ends after a day', () => {
    const late = new Date(firstTriedAt.getTime() + 23.5 * 3600 * 1000);
    expect(after(12, 0.5, late)).toBeUndefined();
    expect(after(12, 0.5, new Date(firstTriedAt.getTime() + 21 * 3600 * 1000))).toBeDefined();
  });

  it('comes to between 12 and 40 tries in that day', () => {
    for (const random of [0, 1]) {
      let [now, attempts] = [firstTriedAt, 0];
      for (let next: Date | null = now; next; next = nextTry({ firstTriedAt, attempts, now, random })) {
        now = next;
        attempts += 1;
      }
      expect(attempts).toBeGreaterThan(12);
      expect(attempts).toBeLessThan(40);
    }
  });
});

it.each([
  ['all', false, true],
  ['all', true, true],
  ['assigned', false, false],
  ['assigned', true, true],
  ['none', true, false],
])('%s, personal %s: %s', (notify, personal, wanted) => {
  expect(wants(notify, personal)).toBe(wanted);
});
