import { describe, expect, it } from '@jest/globals';
import { found, type Item } from './finding.js';
import { Chords, isBusy } from './keys.js';

describe('g and a letter', () => {
  it('go together within a second or so', () => {
    const chords = new Chords();
    expect([chords.press('g', 0), chords.press('j', 900)]).toEqual([null, 'j']);
    expect([chords.press('g', 5_000), chords.press('j', 6_500), chords.press('j', 6_600)]).toEqual([
      null,
      null,
      null,
    ]);
    expect([chords.press('g', 9_000), chords.press('g', 9_100), chords.press('g', 9_200)]).toEqual([
      null,
      'g',
      null,
    ]);
  });
});

it('keys of the page rest while something is typed and behind an open window', () => {
  const on = (tagName: string) => ({ target: { tagName } as unknown as EventTarget });
  const page = (window: object | null) => ({ querySelector: () => window }) as unknown as ParentNode;
  expect(isBusy(on('BUTTON'), page(null))).toBe(false);
  expect(isBusy(on('TEXTAREA'), page(null))).toBe(true);
  expect(isBusy(on('BUTTON'), page({}))).toBe(true);
});

describe('finding', () => {
  const items: Item[] = [
    { id: '1', label: 'Jobs', hint: 'g j' },
    { id: '2', label: 'finetune job_01abc', hint: 'running' },
    { id: '3', label: 'License review' },
  ];
  it('wants every word, and prefers the beginning', () => {
    expect(found(items, 'job', 9).map(({ id }) => id)).toEqual(['1', '2']);
    expect(found(items, 'job running', 9).map(({ id }) => id)).toEqual(['2']);
    expect(found(items, 'nothing', 9)).toEqual([]);
  });

  it('takes less than 100 ms for 10,000 things', () => {
    const many = Array.from({ length: 10_000 }, (_, at) => ({
      id: `${at}`,
      label: `finetune job_${at}`,
      hint: 'running',
    }));
    const started = performance.now();
    expect(found(many, 'job 99 run', 12)).toHaveLength(12);
    expect(performance.now() - started).toBeLessThan(100);
  });
});
