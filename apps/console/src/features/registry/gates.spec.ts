import { expect, it } from '@jest/globals';
import { gateOrder } from './gates.js';

it('puts the gates that are not met first and keeps the order of the others', () => {
  const gates = (['passed', 'skipped', 'unmet', 'passed', 'unmet'] as const).map((status, at) => ({
    status,
    at,
  }));
  expect(gateOrder(gates).map(({ at }) => at)).toEqual([2, 4, 0, 3, 1]);
});
