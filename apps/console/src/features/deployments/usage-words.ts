import type { Schemas } from '../../api/client.js';
import { count, duration, figure } from '../../pieces/figures.js';
import type { UsageSearch, Window } from './search.js';

export type Usage = Schemas['ServingUsage'];
const HOURS: Record<Exclude<Window, 'all'>, number> = { day: 24, week: 168, month: 720 };
export const WINDOW_WORDS: Record<Window, string> = {
  ...{ day: 'Last 24 hours', week: 'Last 7 days', month: 'Last 30 days', all: 'Since it began' },
};

/** The beginning of a whole hour, so that the question stays the same for an hour. */
export function usageQuery({ window = 'all', in: input, out, hour }: UsageSearch, now: number) {
  const from = window === 'all' ? undefined : (Math.floor(now / 3600) - HOURS[window]) * 3600;
  return {
    ...(from === undefined ? {} : { since: from }),
    ...(input === undefined ? {} : { price_in_per_1m: input }),
    ...(input === undefined || out === undefined ? {} : { price_out_per_1m: out }),
    ...(hour === undefined ? {} : { hour_price: hour }),
  };
}

export const money = (amount: number | null | undefined, currency: string | null): string =>
  amount == null ? 'unknown' : `${figure(amount)}${currency ? ` ${currency}` : ''}`;

/** What serving took, by name; what is not known is said with what would make it known. */
export function usageRows(of: Usage): [name: string, value: string][] {
  const { cost, requests, uncounted_requests: cut } = of;
  const per1k = (text: string) => (of.prompt_tokens + of.output_tokens === 0 ? '—' : text);
  const carbon = (kg: number | null) => (kg === null ? 'unknown' : `${figure(kg)} kg CO₂e`);
  return [
    ['Requests', cut > 0 ? `${count(requests)}, ${count(cut)} cut off` : count(requests)],
    ['Input tokens', count(of.prompt_tokens)],
    ['Output tokens', count(of.output_tokens)],
    ['Tokens a second', of.tokens_per_busy_second === null ? '—' : figure(of.tokens_per_busy_second)],
    ['Busy', duration(of.busy_seconds)],
    ['Up', duration(of.up_seconds)],
    ['Energy', of.watt_hours === null ? 'unknown' : `${figure(of.watt_hours)} Wh, ${of.basis}`],
    [
      'Energy of 1,000 tokens',
      per1k(of.watt_hours_per_1k_tokens === null ? 'unknown' : `${figure(of.watt_hours_per_1k_tokens)} Wh`),
    ],
    ['Carbon', carbon(of.kg_co2e)],
    ['Cost while it was up', cost ? money(cost.up, cost.currency) : 'unknown'],
    ['Cost of 1,000 tokens', per1k(cost ? money(cost.per_1k_tokens, cost.currency) : 'unknown')],
    ['The same at full load', per1k(cost ? money(cost.per_1k_tokens_busy, cost.currency) : 'unknown')],
  ];
}

/** Which settings would tell what is unknown here. */
export function toKnow(of: readonly Usage[]): string[] {
  return [
    ...(of.some(({ cost }) => cost === null)
      ? ['The cost needs the price of an hour: enter it above, or set LUTHIER_CPU_HOUR_PRICE.']
      : []),
    ...(of.some(({ kg_co2e, watt_hours }) => kg_co2e === null && watt_hours !== null)
      ? ['Carbon needs LUTHIER_GRID_KG_CO2E_PER_KWH.']
      : []),
  ];
}

/** Beside a price per token: who is cheaper at this volume, and from which on. */
export function comparisonOf({ comparison: made, cost }: Usage): string[] {
  if (!made) return [];
  const currency = cost?.currency ?? null;
  const provider = `A provider would have asked ${money(made.provider_cost, currency)} for these tokens.`;
  if (made.own_cost === null) return [provider, 'Enter the price of an hour to put your machine beside it.'];
  const own = `Your machine cost ${money(made.own_cost, currency)} while it was up.`;
  if (made.cheaper === null)
    return [provider, own, 'Nothing was served: there is no mix of tokens to compare.'];
  const who = made.cheaper === 'own' ? 'your own machine' : 'the provider';
  const even = made.break_even_tokens_per_hour;
  return [
    provider,
    own,
    `At this volume ${who} is cheaper.`,
    ...(even === null
      ? []
      : [
          `From ${count(even)} tokens an hour on your own is; measured: ${count(made.measured_tokens_per_hour ?? 0)}.`,
        ]),
    ...(made.reachable === false
      ? [`Out of reach: at the speed that was measured it serves ${count(made.most_tokens_per_hour ?? 0)}.`]
      : []),
  ];
}
