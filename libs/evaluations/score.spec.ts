import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fieldAccuracy, rowScores, scoresOf, tokenF1 } from './score.js';

const line = (expected: string, answer: string, latency_ms = 10, output_tokens = 2) => ({
  ...{ expected, answer, latency_ms, output_tokens },
});

describe('scores of the kept answers', () => {
  it.each([
    ['the cat sat', 'the cat sat', 1],
    ['The cat, sat.', 'the CAT sat', 1],
    ['a b c d', 'a b', 2 / 3],
    ['a a b', 'a b b', 2 / 3],
    ['a', 'b', 0],
    ['', '', 1],
    ['', 'x', 0],
    ['x', '...', 0],
    ['Größe über', 'größe ÜBER', 1],
  ])('token F1 of %j and %j is %d', (expected, answer, f1) => {
    expect(tokenF1(expected, answer)).toBeCloseTo(f1, 12);
  });

  it.each([
    ['the same, keys in another order', '{"a":1,"b":[2,3]}', '{"b":[2,3],"a":1.0}', 1, 1],
    ['one of three fields wrong', '{"a":1,"b":[2,3]}', '{"a":1,"b":[2,4]}', 1, 2 / 3],
    ['a field invented', '{"a":1}', '{"a":1,"x":2}', 1, 1 / 2],
    ['a list where an object was', '{"0":1}', '[1]', 1, 0],
    ['a text where a number was', '{"a":1}', '{"a":"1"}', 1, 0],
    ['a key that every object inherits', '{"constructor":1}', '{}', 1, 0],
    ['no JSON', '{"a":1}', 'a is 1', 0, 0],
    ['null', '{"a":null}', '{}', 1, 0],
    ['empty', '{}', '{}', 1, 1],
  ])('JSON, %s', (_, expected, answer, valid, fields) => {
    expect(rowScores({ expected, answer })).toMatchObject({ valid_json: valid, field_accuracy: fields });
  });

  it('tells the rates of what was refused, and of how many rows, whatever the answers say', async () => {
    const asked = (expected: string, refused: boolean) => ({ ...line(expected, 'refuse'), refused });
    const found = await scoresOf([asked('refuse', true), asked('refuse', false), asked('comply', false)]);
    expect(found).toMatchObject({ refusal_rate: 0.5, refuse_rows: 2, false_refusal_rate: 0, comply_rows: 1, rows: 3 });
    expect(found).not.toHaveProperty('exact_match');
    expect(await scoresOf([asked('comply', true)])).not.toHaveProperty('refusal_rate');
  }); // prettier-ignore

  it('knows no JSON metric where the expected answer is a word or a bare number', () => {
    for (const expected of ['refund', '42', 'null', '"x"'])
      expect(rowScores({ expected, answer: expected })).toEqual({
        exact_match: 1,
        token_f1: expect.any(Number),
        valid_json: null,
        field_accuracy: null,
      });
  });

  it('takes the percentiles as the recipe does, and JSON metrics over the JSON rows alone', async () => {
    const rows = [line('a', 'a', 30), line('{"k":1}', '{"k":2}', 10), line('b', 'c', 20), line('d', 'd', 40)];
    expect(await scoresOf(rows)).toEqual({
      ...{ exact_match: 0.5, token_f1: expect.closeTo(2.5 / 4, 12), valid_json: 1, field_accuracy: 0 },
      ...{ rows: 4, latency_p50_ms: 30, latency_p95_ms: 40, output_tokens: 8 },
      tokens_per_second_of_a_request: 80,
    });
    expect(await scoresOf([line('a', 'a', 0)])).not.toHaveProperty('tokens_per_second_of_a_request');
    expect(await scoresOf([])).toBeNull();
  });

  it('stays between 0 and 1, is 1 for the expected answer itself, and turns about for F1', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.oneof(fc.string(), fc.json()), (a, b) => {
        for (const score of Object.values(rowScores({ expected: a, answer: b }))) {
          if (score === null) continue;
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
        }
        expect(Object.values(rowScores({ expected: a, answer: a }))).not.toContain(0);
        expect(tokenF1(a, b)).toBeCloseTo(tokenF1(b, a), 12);
      }),
    );
    fc.assert(fc.property(fc.jsonValue(), (value) => expect(fieldAccuracy(value, value)).toBe(1)));
  });

  it('bears a nesting that would overflow the stack', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(rowScores({ expected: deep, answer: deep })).toMatchObject({ valid_json: 1, field_accuracy: 1 });
  });
});
