import { describe, expect, it } from '@jest/globals';
import { computeLines } from './compute-lines.js';

const act = {
  ...{ regulation: '(EU) 2024/1689', trainings: [], bases: [], flops: 2e20, at_least: false },
  compared_with: { flops: 1e21, is_assumed: false },
  ...{ ratio: 0.2, flag: 'near' as const },
  notes: [{ code: 'AI_ACT_RATIO_NEAR', node: null, text: 'Look at it.' }],
};

describe('the lines of training compute', () => {
  it('say the sum, the base and the share, then each note', () =>
    expect(computeLines(act)).toEqual([
      'EU AI Act, training compute: 2.00e+20 operations; base 1.00e+21 operations; ratio 20 %',
      '  AI_ACT_RATIO_NEAR: Look at it.',
    ]));
  it('say unknown, not zero', () => {
    const unknown = { ...act, flops: null, ratio: null, at_least: true, notes: [] };
    const compared_with = { flops: 1e23, is_assumed: true };
    expect(computeLines({ ...unknown, compared_with })).toEqual([
      'EU AI Act, training compute: not measured; base 1.00e+23 operations, assumed: the base is unknown; ratio unknown',
    ]);
    expect(computeLines({ ...act, at_least: true })[0]).toContain('ratio at least 20 %');
    expect(computeLines(null)).toEqual([]);
  });
});
