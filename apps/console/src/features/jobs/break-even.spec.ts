import { expect, it } from '@jest/globals';
import { evenWords } from './break-even-words.js';

const made = (of: object) =>
  ({
    ...{ price_per_1m: 10, own_cost_per_1m: 8, pays_off: true, break_even_tokens: 5_000_000 },
    ...{ watt_hours_per_1k_tokens: null, ...of },
  }) as NonNullable<Parameters<typeof evenWords>[0]>;
const own = 'Serving yourself costs 8 EUR for a million tokens.';

it.each([
  [null, ['Enter what a provider asks for a million tokens to put serving yourself beside it.']],
  [
    made({ own_cost_per_1m: null, pays_off: null, break_even_tokens: null }),
    ['Enter the price of an hour and the tokens per second of what would serve the model instead.'],
  ],
  [
    made({ pays_off: false, break_even_tokens: null }),
    [own, 'At this speed and these prices it never pays off.'],
  ],
  [
    made({ break_even_tokens: null }),
    [own, 'What this training cost is not known, so there is no break-even.'],
  ],
  [made({}), [own, 'It is even after 5,000,000 tokens.']],
])('says no more of a break-even than is known: %j', (comparison, wanted) =>
  expect(evenWords(comparison, 'EUR')).toEqual(wanted),
);

it('names no currency where none is known', () => {
  expect(evenWords(made({ break_even_tokens: null }), null)[0]).toBe(
    'Serving yourself costs 8 for a million tokens.',
  );
});
