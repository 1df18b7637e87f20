import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { answer } from '#client/client.js';
import type { operations } from '#client/schema.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { resolveVersion, type Split } from '../data.js';
import { cell } from '../differences.js';
import { CliError, EXIT } from '../exits.js';
import type { Session } from '../session.js';
import { line, table } from '../text.js';

type Diff = operations['dataset_versions_diff']['responses'][200]['content']['application/json'];
type Rows = Pick<Diff, 'data' | 'has_more'>;
const ASK_EVERY_MS = 1_000;
const MOST_ROWS = 100;

export function addDiffCommand(data: Command, host: Host): void {
  addCommand(data, host, {
    usage: 'diff <a> <b>',
    about:
      'Compare two dataset versions: what is declared of them, and the rows that changed, came and went (whole lines, in any order)',
    examples: [
      'luthier data diff tickets@1 tickets@2',
      'luthier data diff tickets@1 tickets --limit 20 --json',
    ],
    options: [['--limit <n>', `at most so many rows of each split shown (default 5, most ${MOST_ROWS})`]],
    run: diff,
  });
}

async function diff(session: Session, refs: string[], options: Options): Promise<void> {
  const limit = Number(textOf(options, 'limit') ?? 5);
  if (!Number.isInteger(limit) || limit < 0 || limit > MOST_ROWS)
    throw new CliError(`--limit is no whole number from 0 to ${MOST_ROWS}`, EXIT.usage);
  const [a, b] = (await Promise.all(refs.map((ref) => resolveVersion(session, ref)))) as [string, string];
  const first = await ask(session, { a, b, split: 'train' }, limit);
  const splits: Partial<Record<Split, Rows & NonNullable<Diff['splits']>[Split]>> = {};
  for (const [name, counts] of Object.entries(first.splits ?? {})) {
    const split = name as Split;
    if (counts.changed + counts.added + counts.removed === 0) continue;
    const page = split === 'train' ? first : await ask(session, { a, b, split }, limit);
    splits[split] = { ...counts, data: page.data.slice(0, limit), has_more: page.has_more };
  }
  session.print(
    { object: 'dataset_diff', a, b, differences: first.declared, splits, is_paired: first.is_paired },
    diffText(first.declared, splits) || `${refs[0]} and ${refs[1]} hold the same`,
  );
}

async function ask(
  session: Session,
  { a, b, split }: { a: string; b: string; split: Split },
  limit: number,
): Promise<Diff> {
  const query = { against: a, split, limit: String(Math.max(1, limit)) };
  for (let said = false; ; said = true) {
    const params = { path: { id: b }, query };
    const found = (await answer(session.client.GET('/v1/dataset_versions/{id}/diff', { params }))) as Diff;
    if (found.status === 'ready') return found;
    if (!said) session.say('rows are being compared');
    await sleep(ASK_EVERY_MS, undefined, { signal: session.signal });
  }
}

function diffText(
  declared: Diff['declared'],
  splits: Record<
    string,
    (Rows & { added: number; removed: number; changed: number; same: number }) | undefined
  >,
): string {
  const facts = declared.map((one) => [one.field, cell(one.before), cell(one.now)]);
  return [
    ...(facts.length > 0 ? [table(['DECLARED', 'A', 'B'], facts)] : []),
    ...Object.entries(splits).flatMap(([split, one]) => [
      `${split}: ${one!.changed} rows changed, ${one!.added} came, ${one!.removed} went, ${one!.same} stay`,
      ...one!.data.flatMap(({ before, now }) => [...marked('-', before), ...marked('+', now)]),
    ]),
  ].join('\n');
}

const marked = (mark: string, side: Diff['data'][number]['now']): string[] =>
  side ? [`  ${mark} ${line(side.row ? JSON.stringify(side.row) : `line ${side.line}, no row`, 200)}`] : [];
