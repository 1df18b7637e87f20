import type { Comparison } from './compare.js';
import { type PairedResult, standingOf } from '#kernel/paired.js';
import { percent, table } from '../text.js';

const signed = (share: number): string => `${share >= 0 ? '+' : '-'}${Math.abs(share).toFixed(3)}`;
const interval = (one: PairedResult): string =>
  `${signed(one.difference)} (95 % ${signed(one.low)} to ${signed(one.high)})`;
const rowsFor = (one: Comparison): [string, PairedResult][] => [
  ['exact match', one.exact_match],
  ...(one.label_accuracy ? [['label accuracy', one.label_accuracy] as [string, PairedResult]] : []),
];

/** What the numbers allow to say, and no more. */
export function verdictOf(result: PairedResult): string {
  const { low, high, difference, rows, p } = result;
  const standing = standingOf(result);
  if (standing === null) {
    const width = Math.max(Math.abs(low), Math.abs(high)).toFixed(3);
    return `${rows} rows do not tell them apart (difference ${signed(difference)}, p ${p.toFixed(2)}): it may be up to ${width} either way.`;
  }
  const said = `The new model is ${standing} on these rows`;
  if (!standing.startsWith('probably')) return `${said}.`;
  return `${said}: with ${rows} of them the ${p < 0.05 ? 'interval' : 'exact test'} does not settle it (p ${p.toFixed(4)}).`;
}

export function comparisonText(one: Comparison): string {
  const cells = rowsFor(one).map(([name, result]) => [
    ...[name, percent(result.old), percent(result.new), interval(result), result.p.toFixed(4)],
    `${result.newOnly} / ${result.oldOnly}`,
  ]);
  return [
    `${one.old_model}  ->  ${one.new_model}, ${one.exact_match.rows} rows`,
    table(['', 'OLD', 'NEW', 'NEW - OLD', 'P', 'ONLY NEW / ONLY OLD RIGHT'], cells),
    verdictOf(one.label_accuracy ?? one.exact_match),
    ...one.warnings.map((warning) => `note: ${warning}`),
    ...leftOutText(one),
  ].join('\n');
}

const leftOutText = (one: Comparison): string[] => [
  ...Object.entries(one.left_out).map(([why, count]) => `left out: ${count} rows, ${why}`),
  ...(one.unanswered > 0 ? [`left out: ${one.unanswered} rows that OpenAI refused to answer`] : []),
];

export function comparisonMarkdown(one: Comparison): string {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const measures = rowsFor(one).map(([name, result]) =>
    [name, percent(result.old), percent(result.new), interval(result), result.p.toFixed(4)].join(' | '),
  );
  const wrong = one.answers
    .filter(({ new: answer, expected }) => answer?.trim() !== expected.trim())
    .slice(0, 20);
  return [
    `# ${one.old_model} and ${one.new_model} on the same rows`,
    '',
    `OpenAI job ${one.openai_job_id}; ${one.rows_from}; ${one.exact_match.rows} rows that both answered, temperature 0.`,
    '',
    '| measure | old | new | new - old | McNemar p |',
    '| --- | --- | --- | --- | --- |',
    ...measures.map((row) => `| ${row} |`),
    '',
    verdictOf(one.label_accuracy ?? one.exact_match),
    'Interval: Newcombe’s score interval for paired proportions; p: exact McNemar test, two-sided.'.replace(
      '’',
      "'",
    ),
    ...['', ...one.warnings, ...leftOutText(one)].map((text) => (text ? `- ${text}` : '')),
    ...(wrong.length > 0 ? ['', '| expected | old | new |', '| --- | --- | --- |'] : []),
    ...wrong.map(
      (row) =>
        `| ${[row.expected, row.old ?? '', row.new ?? ''].map((text) => cell(text.slice(0, 200))).join(' | ')} |`,
    ),
    '',
  ].join('\n');
}
