import { expect, it } from '@jest/globals';
import { byteRange } from './byte-range.js';

it.each([
  [undefined, null],
  ['bytes=0-3', { start: 0, end: 3 }],
  ['bytes=4-', { start: 4, end: 9 }],
  ['bytes=-3', { start: 7, end: 9 }],
  ['bytes=-30', { start: 0, end: 9 }],
  ['bytes=8-99', { start: 8, end: 9 }],
  ['bytes=5-2', null],
  ['bytes=-', null],
  ['bytes=0-1,4-5', null],
  ['items=0-1', null],
])('reads %s of ten bytes', (header, range) => {
  expect(byteRange(header, 10)).toEqual(range);
});

it.each(['bytes=10-', 'bytes=-0'])('answers 416 to %s', (header) => {
  expect(() => byteRange(header, 10)).toThrow(
    expect.objectContaining({ details: expect.objectContaining({ status: 416 }) }),
  );
});
