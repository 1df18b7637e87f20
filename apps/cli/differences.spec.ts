import { describe, expect, it } from '@jest/globals';
import { cell, differences } from './differences.js';

describe('differences', () => {
  it('names only what differs, nested fields by their path', () => {
    const a = { base: 'x', trainer: { epochs: 1, lr: 0.1 }, tags: ['a'] };
    const b = { base: 'x', trainer: { epochs: 2, lr: 0.1 }, tags: ['b'], seed: 7 };
    expect(differences(a, b)).toEqual([
      { field: 'trainer.epochs', a: 1, b: 2 },
      { field: 'tags', a: ['a'], b: ['b'] },
      { field: 'seed', a: null, b: 7 },
    ]);
    expect(differences(a, a)).toEqual([]);
  });

  it('prints what is not there as a dash and numbers short', () => {
    expect([null, undefined, 0.123456789, 'x', ['a']].map(cell)).toEqual([
      '-',
      '-',
      '0.123457',
      'x',
      '["a"]',
    ]);
  });
});
