import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { keyName, metricValue, modelName, paramPairs, pieces, shortDigest } from './mlflow-limits.js';

describe('MLflow limits', () => {
  it('cuts into pieces that join to the whole', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 50 }), (items, size) => {
        const cut = pieces(items, size);
        expect(cut.flat()).toEqual(items);
        expect(cut.every((piece) => piece.length <= size && piece.length > 0)).toBe(true);
      }),
    );
  });

  it('makes model names without / and :, and keeps different names different', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 60 }),
        fc.string({ minLength: 1, maxLength: 60 }),
        (a, b) => {
          expect(modelName(a)).not.toMatch(/[/:]/);
          if (a !== b) expect(modelName(a)).not.toBe(modelName(b));
        },
      ),
    );
    expect(modelName('support-intents')).toBe('support-intents');
    expect(modelName('a/b')).not.toBe(modelName('a:b'));
  });

  it('keeps within what the server stores', () => {
    expect(paramPairs({ 'learning rate:x': 'v'.repeat(7000) })[0]).toMatchObject({ key: 'learning rate_x' });
    expect(paramPairs({ a: 'v'.repeat(7000) })[0]!.value).toHaveLength(6000);
    expect(keyName('train/loss')).toBe('train/loss');
    expect(shortDigest(`sha256:${'0123456789abcdef'.repeat(4)}`)).toBe(
      '0123456789abcdef0123456789abcdef0123',
    );
    expect([metricValue(Number.NaN), metricValue(-Infinity), metricValue(0.5)]).toEqual([
      'NaN',
      '-Infinity',
      0.5,
    ]);
  });
});
