import { setTimeout as sleep } from 'node:timers/promises';
import { answer } from '#client/client.js';
import type { paths } from '#client/schema.js';
import type { Session } from './session.js';
import { percent, table } from './text.js';

type Contamination =
  paths['/v1/evaluations/{id}/contamination']['get']['responses']['200']['content']['application/json'];

const POLL_MS = 500;

/** Waits until the training data has been looked through. */
export async function foundIn(session: Session, id: string): Promise<Contamination> {
  const params = { path: { id } };
  for (;;) {
    const found = await answer(session.client.GET('/v1/evaluations/{id}/contamination', { params }));
    if (found.status !== 'running') return found;
    await sleep(POLL_MS, undefined, { signal: session.signal });
  }
}

/** The share, the scores with and without, what was looked through, and each row with where training has it. */
export function contaminationText({ evaluation, status, error, report }: Contamination): string {
  if (!report) return `${evaluation}: ${status}${error ? `, ${error}` : ''}`;
  const { rows, contaminated_rows: count, share, scores, trained_on, contaminated } = report;
  const metrics = [...new Set(Object.values(scores).flatMap((one) => Object.keys(one ?? {})))]
    .filter((name) => !/latency|tokens|^rows$/.test(name))
    .map((name) => [
      name,
      ...[scores.all, scores.clean, scores.contaminated].map((one) => percent(one?.[name])),
    ]);
  const read = trained_on.map((one) => [one.dataset_version, one.split, one.rows, one.unread ?? 'read']);
  const named = contaminated.map((one) => [
    ...[one.line, one.kind, `${one.train.dataset_version} ${one.train.split}:${one.train.line}`],
    one.ngram ?? 'the whole row',
  ]);
  return [
    `${evaluation}: ${count} of ${rows} rows (${percent(share)}) were trained on: ${report.exact_rows} exactly, ${report.ngram_rows} by ${report.ngram_words} words in a row`,
    table(['METRIC', 'ALL ROWS', 'WITHOUT THEM', 'THEM ALONE'], metrics),
    read.length > 0
      ? table(['TRAINED ON', 'SPLIT', 'ROWS', ''], read)
      : 'Nothing is known of what this model was trained on.',
    ...(report.complete ? [] : ['Some training data could not be read: there may be more.']),
    ...(named.length > 0 ? [table(['LINE', 'KIND', 'TRAINED ON', 'WORDS'], named)] : []),
    ...(named.length < count ? [`The first ${named.length} are named.`] : []),
  ].join('\n\n');
}
