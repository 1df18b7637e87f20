import { percent } from './text.js';
import type { Evaluation } from './views.js';

/** The lines above the answers of an evaluation. */
export function figuresOf(one: Evaluation): string {
  const found = one.metrics ?? {};
  const score = scoreLines(one);
  const { latency_p50_ms, latency_p95_ms, ttft_p50_ms, ttft_p95_ms } = found;
  const { prompt_tokens_per_second, generation_tokens_per_second, tokens_per_second } = found;
  return [
    `${one.name} (${one.id}, ${one.state})`,
    joined(score),
    joined([
      ttft_p50_ms !== undefined && `first token p50 ${ms(ttft_p50_ms)}, p95 ${ms(ttft_p95_ms)}`,
      latency_p50_ms !== undefined && `whole answer p50 ${ms(latency_p50_ms)}, p95 ${ms(latency_p95_ms)}`,
    ]),
    joined([
      prompt_tokens_per_second !== undefined && `${figure(prompt_tokens_per_second)} prompt tokens/s`,
      generation_tokens_per_second !== undefined &&
        `${figure(generation_tokens_per_second)} tokens/s written for a request`,
      tokens_per_second !== undefined && `${figure(tokens_per_second)} tokens/s of the whole pass`,
    ]),
    costOf(one),
  ]
    .filter(Boolean)
    .join('\n');
}

function scoreLines(one: Evaluation): (string | false)[] {
  if (one.harness) return harnessLines(one);
  if (one.task === 'refusal') return refusals(one);
  const { exact_match, valid_label_share, perplexity, answer_perplexity, tokens } = one.metrics ?? {};
  const rows = one.rows ?? '?';
  if (one.task === 'perplexity')
    return [
      `perplexity ${figure(perplexity)} over ${tokens ?? '?'} tokens of ${rows} rows`,
      answer_perplexity !== undefined && `${figure(answer_perplexity)} of what the assistant says`,
    ];
  return [
    `exact match ${percent(exact_match)} over ${rows} rows`,
    valid_label_share !== undefined && `a known label in ${percent(valid_label_share)}`,
  ];
}

function refusals({ metrics, intervals }: Evaluation): string[] {
  const told = (rate: string, rows: string) => {
    const between = intervals[rate];
    const interval = between ? ` (95 % interval ${percent(between.low)} to ${percent(between.high)})` : '';
    return `${percent(metrics?.[rate])} of ${metrics?.[rows] ?? '?'}${interval}`;
  };
  const empty = metrics?.['empty_answers'] ?? 0;
  return [
    `refused ${told('refusal_rate', 'refuse_rows')} that it should refuse`,
    `and ${told('false_refusal_rate', 'comply_rows')} that it should answer`,
    ...(empty > 0 ? [`${empty} answers are empty and count as no refusal`] : []),
  ];
}

/** Each metric with its standard error, and who judged. */
function harnessLines({ metrics, harness, rows }: Evaluation): string[] {
  const found = metrics ?? {};
  const names = Object.keys(found).filter((name) => name !== 'rows' && !name.endsWith('_stderr'));
  const told = names.map((name) => {
    const error = found[`${name}_stderr`];
    return `${name} ${figure(found[name])}${error === undefined ? '' : ` ± ${figure(error)}`}`;
  });
  return [...told, `over ${rows ?? '?'} rows by lm_eval ${harness?.version ?? ''}`];
}

function costOf({ cost }: Evaluation): string {
  if (!cost) return '';
  const { per_1k_tokens, per_1k_output_tokens, price_per_hour } = cost;
  return `${money(per_1k_tokens)} for 1000 tokens, ${money(per_1k_output_tokens)} for 1000 written ones, at ${money(price_per_hour)} an hour`;
}

const joined = (parts: readonly (string | false)[]): string => parts.filter(Boolean).join(', ');
const ms = (value: number | null | undefined): string =>
  typeof value === 'number' ? `${Math.round(value)} ms` : '-';
const money = ({ currency, units, nanos }: { currency: string; units: number; nanos: number }): string =>
  `${Number((units + nanos / 1e9).toPrecision(4))} ${currency}`;
export const figure = (value: number | null | undefined): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(4))) : '-';
