import { describe, expect, it } from '@jest/globals';
import {
  flagOf,
  given,
  manyOf,
  numberOf,
  oneOf,
  readSearch,
  textOf,
  textsOf,
  writeSearch,
} from './search.js';

describe('the query of an address', () => {
  it('is plain text, and comes back as it was', () => {
    const search = { state: ['running', 'queued'], q: 'a b&c=d', log: true, smooth: 0.6, tab: undefined };
    const text = writeSearch(search);
    expect(text).toBe('?state=running&state=queued&q=a+b%26c%3Dd&log=1&smooth=0.6');
    const raw = readSearch(text);
    expect(manyOf(raw, 'state', ['running', 'queued', 'failed'])).toEqual(['running', 'queued']);
    expect([textOf(raw, 'q'), flagOf(raw, 'log'), numberOf(raw, 'smooth', [0, 1])]).toEqual([
      'a b&c=d',
      true,
      0.6,
    ]);
    expect(writeSearch({})).toBe('');
  });

  it('takes what it does not know for nothing', () => {
    const raw = readSearch('?state=nope&tab=__proto__&smooth=9&q=&hide=a&hide=a');
    expect(manyOf(raw, 'state', ['running'])).toBeUndefined();
    expect(oneOf(raw, 'tab', ['charts'])).toBeUndefined();
    expect(numberOf(raw, 'smooth', [0, 1])).toBeUndefined();
    expect(numberOf(raw, 'none', [0, 1])).toBeUndefined();
    expect(textOf(raw, 'q')).toBeUndefined();
    expect(textsOf(raw, 'hide')).toEqual(['a', 'a']);
    expect(given({ a: undefined, b: 1 })).toEqual({ b: 1 });
  });
});
