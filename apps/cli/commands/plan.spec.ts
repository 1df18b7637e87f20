import { describe, expect, it } from '@jest/globals';
import { textOfPlan } from './plan.js';

const range = (value: number) => ({ value, low: value / 2, high: 2 * value });
const row = { count: 1, gpu_memory_mb: 24_564, energy_kwh: null, cost: null };
const made = {
  tokens: { value: 24_000, basis: 'formula' },
  warnings: ['the license wants attribution'],
  unavailable_reason: null,
  gpus: [
    {
      ...{ ...row, name: 'GeForce RTX 4090', verdict: 'fits', memory_mb: range(10_240), seconds: range(120) },
      ...{
        energy_kwh: range(0.012),
        cost: { currency: 'EUR', units: 0, nanos: 250_000_000 },
        unavailable: [],
      },
    },
    {
      ...{ ...row, name: 'Tesla T4', count: 2, verdict: 'tight', memory_mb: range(10_240), seconds: null },
      unavailable: [{ what: 'seconds', reason: 'Tesla T4 has no bfloat16: its speed is not known.' }],
    },
    {
      ...{
        ...row,
        name: 'GeForce RTX 4070',
        verdict: 'does_not_fit',
        memory_mb: range(20_480),
        seconds: null,
      },
      unavailable: [{ what: 'seconds', reason: 'It does not fit.' }],
    },
    {
      ...{ ...row, name: 'L4', verdict: null, memory_mb: null, seconds: null },
      unavailable: [{ what: 'memory_mb', reason: 'hidden_size is not known.' }],
    },
  ],
};

describe('luthier plan', () => {
  it('is a table with a reason under it for what is not known', () => {
    const lines = textOfPlan(made).split('\n');
    expect(lines[0]).toMatch(/^GPU +VERDICT +MEMORY OF EACH +TIME +ENERGY +COST$/);
    expect(lines[1]).toMatch(
      /^GeForce RTX 4090 +fits +10\.0 \(5\.0-20\.0\) of 24\.0 GiB .*0\.012 kWh +0\.25 EUR$/,
    );
    expect(lines[2]).toMatch(/^2 x Tesla T4 +tight .* - +- +-$/);
    expect(lines[3]).toMatch(/^GeForce RTX 4070 +does not fit /);
    expect(lines[4]).toMatch(/^L4 +not known +- +- +- +-$/);
    expect(lines.slice(5)).toEqual([
      '24000 tokens (formula). Energy is modelled, not measured.',
      'no time: Tesla T4 has no bfloat16: its speed is not known. (Tesla T4)',
      'no memory: hidden_size is not known. (L4)',
      'the license wants attribution',
    ]);
  });
});
