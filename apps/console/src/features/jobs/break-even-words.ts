import { count, figure } from '../../pieces/figures.js';
import type { Schemas } from '../../api/client.js';

type Comparison = NonNullable<Schemas['JobUsage']['comparison']>;

/** Where training once and serving oneself meets paying by the token, in sentences. */
export function evenWords(made: Comparison | null, currency: string | null): string[] {
  if (!made) return ['Enter what a provider asks for a million tokens to put serving yourself beside it.'];
  if (made.own_cost_per_1m === null)
    return ['Enter the price of an hour and the tokens per second of what would serve the model instead.'];
  const own = `Serving yourself costs ${amount(made.own_cost_per_1m, currency)} for a million tokens.`;
  if (!made.pays_off) return [own, 'At this speed and these prices it never pays off.'];
  if (made.break_even_tokens === null)
    return [own, 'What this training cost is not known, so there is no break-even.'];
  const tokens = made.break_even_tokens;
  return [own, `It is even after ${count(tokens)} ${tokens === 1 ? 'token' : 'tokens'}.`];
}

/** What the sentences rest on and nobody has measured. */
export const ASSUMED = [
  'the machine serves at this speed for all of the hour that is paid for; every idle hour moves the break-even further away',
  'tokens that go in and tokens that come out cost the same',
  'of what was spent before, this training with all its attempts alone is counted: no merge, quantisation, evaluation or other training',
];

const amount = (value: number, currency: string | null): string =>
  `${figure(value)}${currency === null ? '' : ` ${currency}`}`;
