import { describe, expect, it } from '@jest/globals';
import { acrossOf, axesOf, linesAcross, shownOf } from './parallel.js';

const run = (id: string, r: number, data: string, loss: number | null, isPriced = true) =>
  ({
    ...{ id, seed: 7, target: 'process', spec: { params: { adapter: { r } }, dataset_version: data } },
    result: { metrics: loss === null ? {} : { valid_loss: loss } },
    usage: isPriced ? { watt_hours: 12, slot_seconds: 60 * r, cost: null } : null,
  }) as never;
const [one, other] = [`dsv_${'0'.repeat(26)}`, `dsv_${'0'.repeat(20)}3k9f2a`];
const axes = axesOf([run('a', 8, one, 0.5), run('b', 16, other, 0.25), run('c', 32, one, null, false)], []);

describe('parallel coordinates', () => {
  it('have an axis for each setting that differs, for what was counted and for what was measured', () =>
    expect(axes.map(({ name }) => name)).toEqual([
      ...['adapter.r', 'dataset_version', 'Energy', 'Slot time', 'valid_loss (of the training)'],
    ]));

  it('set numbers by their size, other values apart, and what does not differ into the middle', () => {
    expect(axes.map(({ places }) => places)).toEqual([
      [0, 1 / 3, 1],
      [0, 1, 0],
      [0.5, 0.5, null],
      [0, 1, null],
      [1, 0, null],
    ]);
    expect(axes[0]!.ticks).toEqual([
      { at: 0, words: '8' },
      { at: 1, words: '32' },
    ]);
    expect(axes[1]!.words[1]).toBe(other);
    expect(axes[2]!.ticks).toEqual([{ at: 0.5, words: '12 Wh' }]);
  });

  it('are at most six of what they were told, and six of what came of it', () => {
    const many = Array.from({ length: 20 }, (_, at) => ({ ...axes[at < 10 ? 0 : 4]!, key: String(at) }));
    expect(shownOf(many).map(({ key }) => key)).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
      '10',
      '11',
      '12',
      '13',
      '14',
      '15',
    ]);
  });

  it('end a line where a run has no value', () => {
    expect(linesAcross(axes, 0)).toHaveLength(1);
    expect(linesAcross(axes, 0)[0]!.map(([, y]) => y)).toEqual([100, 100, 50, 100, 0]);
    expect(linesAcross(axes, 2)).toEqual([
      [
        [10, 0],
        [30, 100],
      ],
    ]);
    expect([0, 1].map((at) => acrossOf(at, 2))).toEqual([25, 75]);
  });
});
