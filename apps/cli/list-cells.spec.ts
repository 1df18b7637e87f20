import { expect, it } from '@jest/globals';
import { aliases, errorRate, p95, requests, type Row, versionCount } from './list-cells.js';

it('says which version each alias names, by its id where it is an old one', () => {
  const versions = [{ id: 'mv_2', version: 2 }];
  expect(aliases({ aliases: { production: 'mv_2', old: 'mv_1' }, versions })).toBe(
    'production → 2, old → mv_1',
  );
  expect(aliases({ aliases: {} })).toBe('-');
});

it('says how many versions a dataset has', () => {
  expect(versionCount({ versions: [{ number: 3 }, { number: 2 }] })).toBe('3');
  expect(versionCount({ versions: [] })).toBe('empty');
  expect(versionCount({})).toBe('-');
});

it('says what a deployment was asked in a day, and nothing where that may not be read', () => {
  const traffic = { requests: 12, error_rate: 0.25, latency: { p95_seconds: 0.34 } };
  const cells = (row: Row) => [requests, errorRate, p95].map((cell) => cell(row));
  expect(cells({ traffic })).toEqual(['12', '25 %', '340 ms']);
  expect(cells({ traffic: { requests: 0, error_rate: null, latency: { p95_seconds: null } } })).toEqual([
    ...['0', '-', '-'],
  ]);
  expect(cells({})).toEqual(['-', '-', '-']);
});
