import { expect, it } from '@jest/globals';
import { type Day, daysIn, partsOf } from './days.js';

const of = (id: string, version: string) => ({ id, version });

it('asks once for each version, twenty in one question', () => {
  const all = Array.from({ length: 41 }, (_, at) => of(`dep_${at}`, `mv_${10 + (at % 21)}`));
  expect(partsOf(all).map(({ length }) => length)).toEqual([20, 1]);
});

it('lets no part that failed speak for those that were read', () => {
  const traffic = { requests: 3 };
  const error = new Error('no answer');
  const read = { data: { data: [{ id: 'dep_1', traffic }] }, error: null } as unknown as Day;
  const dayOf = daysIn([['mv_1', 'mv_2'], ['mv_3']], [read, { error }]);
  expect(dayOf(of('dep_1', 'mv_1'))).toEqual({ data: traffic, error: null });
  expect(dayOf(of('dep_2', 'mv_2'))).toBeUndefined();
  expect(dayOf(of('dep_3', 'mv_3'))).toEqual({ data: undefined, error });
  const kept = daysIn([['mv_1']], [{ ...read, error }]);
  expect(kept(of('dep_1', 'mv_1'))).toEqual({ data: traffic, error });
});
