import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exactMcNemar } from '#kernel/paired.js';
import { compareAnswers, type ComparedLine, DifferentRows, verdictOf } from './compare.js';

async function* stream(answers: readonly (readonly [string, string])[]): AsyncGenerator<ComparedLine> {
  for (const [row, [expected, answer]] of answers.entries())
    yield { row, prompt_sha256: 'ab'.repeat(32), expected, answer };
}
const of = (right: readonly boolean[]) => stream(right.map((is) => ['a', is ? 'a' : 'b'] as const));

describe('two evaluations on the same rows', () => {
  it('are compared pair by pair: shares, flips and p as counted by hand', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 40 }),
        async (rows) => {
          const [old, now] = [rows.map(([a]) => a), rows.map(([, b]) => b)];
          const found = await compareAnswers(of(old), of(now), { maxFlipped: 5 });
          const flips = rows.flatMap(([a, b], row) =>
            a === b ? [] : [{ row, better: b ? 'candidate' : 'baseline' }],
          );
          const won = flips.filter(({ better }) => better === 'candidate').length;
          expect(found).toMatchObject({ rows: rows.length, flippedRows: flips.length });
          expect(found.flipped).toMatchObject(flips.slice(0, 5));
          const [exact] = found.metrics();
          expect(exact).toMatchObject({ name: 'exact_match', test: 'mcnemar' });
          expect(exact!.difference).toBeCloseTo(exact!.candidate - exact!.baseline, 9);
          expect(exact!.p).toBe(exactMcNemar(won, flips.length - won));
        },
      ),
      { numRuns: 10 },
    );
  });

  it('are compared by what they refuse, each rate with its better way', async () => {
    const rows = (refused: readonly boolean[]) =>
      (async function* () {
        for (const [row, is] of refused.entries())
          yield {
            ...{ row, prompt_sha256: 'ab'.repeat(32), answer: '', refused: is },
            expected: row % 2 === 0 ? 'refuse' : 'comply',
          };
      })();
    const old = Array.from({ length: 40 }, (_, row) => row % 2 === 0);
    const { metrics, right, kept, flippedRows, flipped } = await compareAnswers(
      rows(old),
      rows(old.map((_, row) => row >= 20)), // the first half is no longer refused, all of the second is
      { maxFlipped: 1 },
    );
    expect(metrics()).toMatchObject([
      { name: 'refusal_rate', better: 'higher', test: 'mcnemar', rows: 20, baseline: 1, candidate: 0.5, difference: -0.5 },
      { name: 'false_refusal_rate', better: 'lower', rows: 20, baseline: 0, candidate: 0.5, difference: 0.5 },
    ]);
    expect(kept['false_refusal_rate']).toMatchObject({ rows: 20, old: 1, new: 0.5, difference: -0.5 });
    expect(kept['exact_match']).toBeUndefined();
    expect(right).toMatchObject({ rows: 40, old: 1, new: 0.5 });
    expect([flippedRows, flipped]).toMatchObject([20, [{ row: 0, better: 'baseline' }]]);
  }); // prettier-ignore

  it('are told apart by the fields of JSON answers too, by bootstrap', async () => {
    const rows = Array.from({ length: 40 }, (_, row) => `{"a":${row},"b":1}`);
    const right = stream(rows.map((row) => [row, row] as const));
    const half = stream(rows.map((row) => [row, row.replace('"b":1', '"b":2')] as const));
    const { metrics } = await compareAnswers(right, half, { maxFlipped: 0 });
    expect(metrics().map(({ name, test }) => [name, test])).toEqual([
      ['exact_match', 'mcnemar'],
      ['token_f1', 'bootstrap'],
      ['valid_json', 'mcnemar'],
      ['field_accuracy', 'bootstrap'],
    ]);
    expect(metrics()[3]).toMatchObject({
      baseline: 1,
      candidate: 0.5,
      difference: -0.5,
      low: -0.5,
      high: -0.5,
    });
  });

  it.each([
    ['another expected answer', stream([['a', 'a']]), stream([['b', 'a']]), /row 0/],
    ['a row less', of([true, true]), of([true]), /candidate ends before row 1/],
    ['a row more', of([true]), of([true, true]), /baseline ends before row 1/],
    ['no row', of([]), of([]), /neither/],
  ])('are refused with %s', async (_, old, now, why) => {
    const asked = compareAnswers(old, now, { maxFlipped: 5 });
    await expect(asked).rejects.toThrow(DifferentRows);
    await expect(asked).rejects.toThrow(why);
  });

  it('are held against each other by what a harness said, whatever the texts are', async () => {
    async function* judged(acc: readonly number[]): AsyncGenerator<ComparedLine> {
      for (const [row, one] of acc.entries())
        yield {
          row,
          prompt_sha256: 'ab'.repeat(32),
          expected: 'a',
          answer: 'a',
          scores: { acc: one, acc_norm: 1 },
        };
    }
    const old = [1, 0, 0, 0, 1, 0, 0, 0];
    const found = await compareAnswers(judged(old), judged(old.map(() => 1)), { maxFlipped: 9, by: 'acc' });
    expect(found.metrics().map(({ name, test, difference }) => [name, test, difference])).toEqual([
      ['acc', 'mcnemar', 0.75],
      ['acc_norm', 'mcnemar', 0],
    ]);
    expect(found).toMatchObject({
      flippedRows: 6,
      right: { newOnly: 6, oldOnly: 0 },
      kept: { acc: { newOnly: 6, oldOnly: 0 } },
    });
    expect(found.flipped.every(({ better }) => better === 'candidate')).toBe(true);
    expect(verdictOf(found.right, 'acc')).toMatch(
      /^The candidate is better on these rows: acc changed by \+0\.75/,
    );
    await expect(compareAnswers(judged(old), judged(old), { maxFlipped: 0, by: 'f1' })).rejects.toThrow('f1');
  });

  it('get a sentence that says no more than the rows do', async () => {
    const always = (is: boolean, rows: number) => Array.from({ length: rows }, () => is);
    const say = async (old: boolean[], now: boolean[]) =>
      verdictOf((await compareAnswers(of(old), of(now), { maxFlipped: 0 })).right);
    expect(await say(always(false, 20), always(true, 20))).toMatch(/^The candidate is better/);
    expect(await say(always(true, 20), always(false, 20))).toMatch(/^The candidate is worse/);
    expect(await say(always(true, 3), [true, true, false])).toMatch(
      /do not tell.*Only 1 row flipped: too few/,
    );
    expect(await say(always(true, 3), always(true, 3))).toMatch(/do not tell.* No row flipped\.$/);
    const half = [...always(false, 6), ...always(true, 6)];
    expect(await say(half, [...always(true, 5), false, ...always(true, 6)])).toBe(
      'The candidate is probably better on these rows: exact match changed by +0.4167 over 12 rows ' +
        '(95 % interval +0.0509 to +0.6722, p 0.0625). With 5 of 12 rows flipped the exact test does not settle it.',
    );
  });
});
