import type { components } from '#client/schema.js';
import { duration, table } from './text.js';

type ServingUsage = components['schemas']['ServingUsage'];
const money = (amount: number, currency: string | null): string =>
  `${Number(amount.toPrecision(4))}${currency ? ` ${currency}` : ''}`;
const orUnknown = (text: string | null): string => text ?? 'unknown';

/** What serving took, a line each, and what is unknown with the setting that makes it known. */
export function textOfServed(usage: ServingUsage): string {
  const { cost, requests, uncounted_requests: cut } = usage;
  const rows = [
    ['requests', cut > 0 ? `${requests} (${cut} cut off, their tokens not counted)` : String(requests)],
    ['input tokens', String(usage.prompt_tokens)],
    ['output tokens', String(usage.output_tokens)],
    ['busy', duration(usage.busy_seconds)],
    ['up', duration(usage.up_seconds)],
    [
      'energy',
      orUnknown(usage.watt_hours === null ? null : `${usage.watt_hours.toPrecision(3)} Wh (${usage.basis})`),
    ],
    [
      'energy of 1,000 tokens',
      orUnknown(
        usage.watt_hours_per_1k_tokens === null
          ? null
          : `${usage.watt_hours_per_1k_tokens.toPrecision(3)} Wh`,
      ),
    ],
    [
      'carbon',
      usage.kg_co2e === null
        ? 'unknown (LUTHIER_GRID_KG_CO2E_PER_KWH)'
        : `${usage.kg_co2e.toPrecision(3)} kg CO2e`,
    ],
    [
      'cost of 1,000 tokens',
      cost?.per_1k_tokens == null
        ? 'unknown (--hour-price, LUTHIER_CPU_HOUR_PRICE)'
        : `${money(cost.per_1k_tokens, cost.currency)} by the time it was up, ${money(cost.per_1k_tokens_busy ?? 0, cost.currency)} by the time it was busy`,
    ],
  ];
  const what = usage.deployment ?? usage.version;
  return [table(['WHAT', what], rows), usage.source, ...comparison(usage)].join('\n');
}

function comparison({ comparison: made, cost }: ServingUsage): string[] {
  if (!made) return [];
  const currency = cost?.currency ?? null;
  const lines = [`a provider would have asked ${money(made.provider_cost, currency)} for these tokens`];
  if (made.own_cost === null)
    return [...lines, 'say --hour-price to compare it with what the machine costs here'];
  lines.push(`the machine cost ${money(made.own_cost, currency)} while it was up`);
  if (made.cheaper === null) return [...lines, 'nothing was served yet: no mix of tokens to compare'];
  lines.push(
    made.cheaper === 'own'
      ? 'at this volume your own machine is cheaper'
      : 'at this volume the provider is cheaper',
    `even from ${made.break_even_tokens_per_hour} tokens an hour on; measured: ${made.measured_tokens_per_hour ?? 0}`,
  );
  if (made.reachable === false)
    lines.push(`out of reach: at the measured speed it serves ${made.most_tokens_per_hour} at most`);
  return [...lines, ...made.assumptions.map((one) => `  assumed: ${one}`)];
}
