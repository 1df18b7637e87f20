import type { Money } from '#jobs/estimate.contract.js';
import { costOf, type GpuPrice } from '#jobs/estimate-time.js';

/** What the slot of the job cost while it answered; loading the model is not in it, as it is not for a server that stays up. */
export interface EvaluationCost {
  price_per_hour: Money;
  seconds: number;
  total: Money;
  /** Of prompt and answer together. */
  per_1k_tokens: Money;
  per_1k_output_tokens: Money;
}

/** Null without a price, and where the metrics do not tell the time or the tokens. */
export function costOfPass(metrics: Record<string, number>, price: GpuPrice | null): EvaluationCost | null {
  const { answering_seconds: seconds = 0, prompt_tokens: read = 0, output_tokens: said = 0 } = metrics;
  if (price === null || !(seconds > 0) || !(said > 0) || !(read > 0)) return null;
  return {
    price_per_hour: costOf(3600, price),
    seconds,
    total: costOf(seconds, price),
    per_1k_tokens: costOf((seconds * 1000) / (read + said), price),
    per_1k_output_tokens: costOf((seconds * 1000) / said, price),
  };
}
