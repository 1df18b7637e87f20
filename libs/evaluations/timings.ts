import type { AnswerLine } from '#jobs/recipe-output.contract.js';

export type Timed = Pick<
  AnswerLine,
  'latency_ms' | 'ttft_ms' | 'prompt_tokens' | 'cached_tokens' | 'output_tokens'
>;

/** Sums up the clocks of answers, line by line; what older files lack is left out of the figures, never guessed. */
export class Timings {
  private readonly latencies: number[] = [];
  private readonly firsts: number[] = [];
  private readonly sums = { prompt: 0, read: 0, readMs: 0, output: 0, later: 0, laterMs: 0 };

  get rows(): number {
    return this.latencies.length;
  }

  add({ latency_ms, ttft_ms, prompt_tokens, cached_tokens = 0, output_tokens }: Timed): void {
    if (latency_ms === undefined || output_tokens === undefined) return;
    const { sums } = this;
    this.latencies.push(latency_ms);
    sums.output += output_tokens;
    if (ttft_ms === undefined) return;
    this.firsts.push(ttft_ms);
    sums.later += Math.max(0, output_tokens - 1);
    sums.laterMs += Math.max(0, latency_ms - ttft_ms);
    if (prompt_tokens === undefined) return;
    sums.prompt += prompt_tokens;
    sums.read += Math.max(0, prompt_tokens - cached_tokens);
    sums.readMs += ttft_ms;
  }

  /** Percentiles in ms, tokens, and tokens per second as one asker sees them; nothing where no row has a clock. */
  metrics(): Record<string, number> {
    if (this.rows === 0) return {};
    const { sums } = this;
    const waited = this.latencies.reduce((sum, one) => sum + one, 0);
    return {
      ...percentiles('latency', this.latencies),
      ...(this.firsts.length === this.rows ? percentiles('ttft', this.firsts) : {}),
      output_tokens: sums.output,
      ...(sums.prompt > 0 ? { prompt_tokens: sums.prompt } : {}),
      ...rate('tokens_per_second_of_a_request', sums.output, waited),
      ...(sums.read > 0 ? rate('prompt_tokens_per_second', sums.read, sums.readMs) : {}),
      ...(sums.later > 0 ? rate('generation_tokens_per_second', sums.later, sums.laterMs) : {}),
    };
  }
}

function percentiles(name: string, values: readonly number[]): Record<string, number> {
  const ordered = values.toSorted((a, b) => a - b);
  return { [`${name}_p50_ms`]: percentile(ordered, 0.5), [`${name}_p95_ms`]: percentile(ordered, 0.95) };
}

const rate = (name: string, tokens: number, ms: number): Record<string, number> =>
  ms > 0 ? { [name]: (tokens * 1000) / ms } : {};

/** As jobs/lib/answering.py reckons it; of a sorted list that is not empty. */
const percentile = (ordered: readonly number[], part: number): number =>
  ordered[Math.min(ordered.length - 1, Math.floor(part * ordered.length))]!;
