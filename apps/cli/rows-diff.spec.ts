import { describe, expect, it } from '@jest/globals';
import { rowsDiff } from './rows-diff.js';

describe('rowsDiff', () => {
  it('counts rows as bags, whatever their order', () => {
    expect(rowsDiff(['a', 'b', 'b', ''], ['b', 'a', 'c'], 5)).toEqual({
      ...{ added: 1, removed: 1, same: 2 },
      rows: [
        { mark: '-', row: 'b' },
        { mark: '+', row: 'c' },
      ],
    });
    expect(rowsDiff(['a'], [], 0)).toEqual({ added: 0, removed: 1, same: 0, rows: [] });
  });
});
