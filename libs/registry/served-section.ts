import type { ServedFigures } from '#serving-usage/serving-usage.js';

/** What serving the version has taken so far, for behind its card: measured after the card was signed, so no part of that file. */
export function servedSection(usage: ServedFigures): string {
  if (usage.requests === 0) return '';
  const { requests, prompt_tokens, output_tokens, basis, source, cost } = usage;
  const lines = [
    `${requests} requests, ${prompt_tokens} input and ${output_tokens} output tokens since it was registered.`,
    usage.watt_hours_per_1k_tokens === null
      ? `Energy of 1,000 tokens: unknown. ${source}.`
      : `Energy of 1,000 tokens: ${usage.watt_hours_per_1k_tokens.toPrecision(3)} Wh, ${basis}${carbonOf(usage)}. ${source}.`,
    ...(cost?.per_1k_tokens == null || cost.per_1k_tokens_busy === null
      ? []
      : [
          `Cost of 1,000 tokens: ${cost.per_1k_tokens.toPrecision(3)}${cost.currency ? ` ${cost.currency}` : ''} by the time it was up, ${cost.per_1k_tokens_busy.toPrecision(3)} by the time it was busy, at ${cost.price_per_hour} an hour.`,
        ]),
    'This section is counted live and stands outside of the signed card.',
  ];
  return `\n## Served\n\n${lines.join('\n')}\n`;
}

const carbonOf = ({ kg_co2e_per_1k_tokens: carbon }: ServedFigures): string =>
  carbon === null ? '' : `, ${(carbon * 1000).toPrecision(3)} g CO2e`;
