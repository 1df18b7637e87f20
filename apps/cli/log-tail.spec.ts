import { expect, it } from '@jest/globals';
import { endOf, isCount } from './log-tail.js';

it.each([
  ['a\nb\nc\n', 2, 'b\nc\n'],
  ['a\nb\nc', 2, 'b\nc'],
  ['a\nb\n', 9, 'a\nb\n'],
  ['a\n', 0, ''],
  ['', 3, ''],
])('keeps of %j the last %i lines', (text, lines, kept) => expect(endOf(text, lines)).toBe(kept));

it('takes a number of lines alone', () =>
  expect(['0', '20', '-1', 'x', ''].map(isCount)).toEqual([true, true, false, false, false]));
