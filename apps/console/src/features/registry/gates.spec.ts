import { expect, it } from '@jest/globals';
import { gateOrder, isWorse } from './gates.js';

it('puts the gates that are not met first and keeps the order of the others', () => {
  const gates = (['passed', 'skipped', 'unmet', 'passed', 'unmet'] as const).map((status, at) => ({
    status,
    at,
  }));
  expect(gateOrder(gates).map(({ at }) => at)).toEqual([2, 4, 0, 3, 1]);
});

it('tells a version that is worse where nobody set a limit', () => {
  const gate = (over: object) => ({ kind: 'regression', status: 'skipped' as const, evidence: {}, ...over });
  expect(isWorse(gate({ evidence: { verdict: 'worse' } }))).toBe(true);
  expect([isWorse(gate({ evidence: { verdict: 'better' } })), isWorse(gate({}))]).toEqual([false, false]);
  expect(isWorse({ ...gate({ evidence: { verdict: 'worse' } }), status: 'unmet' })).toBe(false);
});
