import type { operations } from '#client/schema.js';
import { figure } from './eval-figures.js';
import { percent } from './text.js';

export type Judgement = operations['judgements_get']['responses'][200]['content']['application/json'];

/** What a judgement has come to, in a few lines. */
export function judgementText(one: Judgement): string {
  const { result, stopped, failure } = one;
  return [
    `${one.id} ${one.state}: ${one.evaluation}${one.baseline ? ` against ${one.baseline}` : ''}, by ${one.judge.model} at ${one.judge.host}`,
    result?.kind === 'grade' &&
      `grade ${figure(result.mean)} of 10 (95 % interval ${figure(result.low)} to ${figure(result.high)}) over ${result.rows} rows`,
    result?.kind === 'pairwise' &&
      `wins ${percent(result.win_rate)} (95 % interval ${percent(result.low)} to ${percent(result.high)}) over ${result.rows} rows: ${result.wins} won, ${result.losses} lost, ${result.ties} neither; sign test p ${figure(result.p)}`,
    result?.kind === 'pairwise' &&
      `what was shown first won ${percent(result.first_shown_share)} of the verdicts`,
    result && result.unparsable > 0 && `${result.unparsable} rows without a verdict that could be read`,
    stopped && `stopped before its last row: the budget ${stopped} is used up`,
    failure && `failed: ${failure}`,
    `${one.calls} calls, ${one.prompt_tokens} tokens read and ${one.completion_tokens} written`,
  ]
    .filter(Boolean)
    .join('\n');
}
