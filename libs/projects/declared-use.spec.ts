import { expect, it } from '@jest/globals';
import { useOfToday } from './declared-use.js';

const confirmedAt = new Date('2026-01-01T00:00:00Z');
const after = (days: number, ms = 0) => ({
  ...{ confirmedAt, maxAgeDays: 35, now: new Date(confirmedAt.getTime() + days * 86_400_000 + ms) },
});
const use = { commercial: true, product_mau: 5, all_products_mau_at: { '2024-01': 7 } };

it('leaves figures out one moment after their time, and says which', () => {
  expect(useOfToday(use, after(35))).toBe(use);
  expect(useOfToday(use, after(35, 1))).toEqual({
    ...{ commercial: true, all_products_mau_at: { '2024-01': 7 } },
    unconfirmed_figures: ['product_mau'],
  });
});
it('changes no use that has none', () => {
  const plain = { commercial: true };
  expect(useOfToday(plain, after(400))).toBe(plain);
});
