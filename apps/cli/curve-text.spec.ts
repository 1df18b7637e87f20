import { describe, expect, it } from '@jest/globals';
import { chart, short } from './chart.js';
import { curvesTable, curvesText, lossesOf } from './curve-text.js';

const line = (ys: number[]) => ys.map((y, x) => ({ x, y }));

describe('a chart of characters', () => {
  it('goes from corner to corner, and marks what comes second', () => {
    const drawn = chart(
      [
        { name: 'a', points: line([4, 2, 0]) },
        { name: 'b', points: [{ x: 2, y: 4 }] },
      ],
      { width: 13, height: 2 },
    );
    expect(drawn.split('\n')).toEqual(['   ⠤⠒ a   o b', '4 ┤⠉⠒⠤⢄⡀    o', '0 ┤    ⠈⠉⠒⠢⠤⣀', '   0        2']);
  });

  it('draws one point and a flat line, and keeps to its width', () => {
    for (const points of [line([1]), line([1, 1, 1])]) {
      const rows = chart([{ name: 'a', points }], { width: 30, height: 4 }).split('\n');
      expect(rows).toHaveLength(6);
      expect(rows.some((row) => /[⠁-⣿]/.test(row))).toBe(true);
      for (const row of rows) expect(row.length).toBeLessThanOrEqual(30);
    }
  });

  it('writes figures short', () =>
    expect([0, 0.12345, 1234567, 0.0000123, -5].map(short)).toEqual([
      '0',
      '0.1235',
      '1.2e+6',
      '1.2e-5',
      '-5',
    ]));
});

describe('curves', () => {
  const points = [
    ...[3, 2, 1].map((value, step) => ({ key: 'train_loss', step, value })),
    { key: 'valid_loss', step: 2, value: 1.5 },
    { key: 'grad_norm', step: 0, value: 9 },
  ];

  it('are the losses first, together', () => {
    expect(lossesOf(['grad_norm', 'valid_loss', 'train_loss'])).toEqual(['train_loss', 'valid_loss']);
    expect(lossesOf(['reward'])).toEqual(['reward']);
    const [losses, norm] = curvesText(points, { width: 40, height: 5 }).split('\n\n');
    expect(losses).toMatch(/train_loss 1 +o valid_loss 1\.5/);
    expect(norm).toContain('grad_norm 9');
  });

  it('are a row for each step where no terminal is', () =>
    expect(curvesTable(points).split('\n')).toEqual([
      'STEP  TRAIN_LOSS  VALID_LOSS  GRAD_NORM',
      '0     3           -           9',
      '1     2           -           -',
      '2     1           1.5         -',
    ]));
});
