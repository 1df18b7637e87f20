import type { paths } from '#client/schema.js';
import { percent, table } from './text.js';
import type { Evaluation } from './views.js';

export type Parity =
  paths['/v1/evaluations/{id}/parity']['get']['responses']['200']['content']['application/json'];

/** A parity report for people: every prompt in a line, the first differing token of those that differ. */
export function parityText(one: Evaluation, report: Parity, onlyWrong: boolean): string {
  const { parity_rows, parity_mismatches, parity_logprob_max_abs, greedy_agreement } = one.metrics ?? {};
  const parts = [
    `${parity_mismatches ?? '?'} of ${parity_rows ?? '?'} prompts are read otherwise by ${report.engine.name} (${report.engine.file_type}) than by training`,
    `log-probabilities at most ${(parity_logprob_max_abs ?? 0).toFixed(3)} nats apart (${report.tolerance} is explained by the precision)`,
    greedy_agreement !== undefined && `the same greedy answer in ${percent(greedy_agreement)}`,
  ];
  const shown = onlyWrong ? report.prompts.filter(({ status }) => status !== 'same') : report.prompts;
  const side = (id: number | null, text: string | null) =>
    id === null ? '(nothing)' : `${id} ${JSON.stringify(text ?? '')}`;
  const rows = shown.map(({ prompt, status, tokens, difference: found, note }) => [
    prompt,
    status,
    tokens,
    found ? found.position : '',
    found ? side(found.trained_id, found.trained_text) : '',
    found ? side(found.served_id, found.served_text) : '',
    found?.note ?? note ?? '',
  ]);
  const head = ['PROMPT', '', 'TOKENS', 'FIRST', 'TRAINING', 'ENGINE', 'WHY'];
  return `${one.name} (${one.id}, ${one.state})\n${parts.filter(Boolean).join(', ')}\n\n${table(head, rows)}`;
}
