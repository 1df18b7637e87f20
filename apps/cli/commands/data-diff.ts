import type { Command } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { type DatasetVersion, resolveVersion, type Split } from '../data.js';
import { cell, differences } from '../differences.js';
import { CliError, EXIT } from '../exits.js';
import { getText } from '../get.js';
import { type RowsDiff, rowsDiff } from '../rows-diff.js';
import type { Session } from '../session.js';
import { line, table } from '../text.js';

const SPLITS = ['train', 'validation', 'test'] as const;

export function addDiffCommand(data: Command, host: Host): void {
  addCommand(data, host, {
    usage: 'diff <a> <b>',
    about:
      'Compare two dataset versions: what is declared of them, and the rows that came and went (whole lines; a changed row went and came)',
    examples: [
      'luthier data diff tickets@1 tickets@2',
      'luthier data diff tickets@1 tickets --limit 20 --json',
    ],
    options: [['--limit <n>', 'at most so many rows of each split shown (default 5)']],
    run: diff,
  });
}

async function diff(session: Session, refs: string[], options: Options): Promise<void> {
  const limit = Number(textOf(options, 'limit') ?? 5);
  if (!Number.isInteger(limit) || limit < 0) throw new CliError('--limit is no whole number', EXIT.usage);
  const [a, b] = (await Promise.all(refs.map((ref) => versionOf(session, ref)))) as [
    DatasetVersion,
    DatasetVersion,
  ];
  const facts = differences(factsOf(a), factsOf(b));
  const splits: Partial<Record<Split, RowsDiff>> = {};
  for (const split of SPLITS) {
    const [left, right] = [a.splits[split], b.splits[split]];
    if (left?.sha256 === right?.sha256) continue;
    session.say(`reading ${split}`);
    splits[split] = rowsDiff(await rowsOf(session, left), await rowsOf(session, right), limit);
  }
  session.print(
    { object: 'dataset_diff', a: a.id, b: b.id, differences: facts, splits },
    diffText(facts, splits) || `${refs[0]} and ${refs[1]} hold the same`,
  );
}

async function versionOf(session: Session, ref: string): Promise<DatasetVersion> {
  const id = await resolveVersion(session, ref);
  return answer(session.client.GET('/v1/dataset_versions/{id}', { params: { path: { id } } }));
}

const factsOf = ({ format, license, source, attribution, generated_by, derived_from }: DatasetVersion) => ({
  format,
  license: license.declared,
  declared_by: license.declared_by,
  source,
  attribution,
  generated_by,
  derived_from,
});

const rowsOf = async (session: Session, split: { file_id: string } | undefined): Promise<string[]> =>
  split ? (await getText(session, `/v1/files/${split.file_id}/content`)).split('\n') : [];

function diffText(facts: ReturnType<typeof differences>, splits: Partial<Record<Split, RowsDiff>>): string {
  const declared = facts.map((one) => [one.field, cell(one.a), cell(one.b)]);
  return [
    ...(declared.length > 0 ? [table(['DECLARED', 'A', 'B'], declared)] : []),
    ...Object.entries(splits).flatMap(([split, one]) => [
      `${split}: ${one.added} rows came, ${one.removed} went, ${one.same} stay`,
      ...one.rows.map(({ mark, row }) => `  ${mark} ${line(row, 200)}`),
    ]),
  ].join('\n');
}
