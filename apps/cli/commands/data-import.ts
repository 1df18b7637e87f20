import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { answer } from '#client/client.js';
import type { operations } from '#client/schema.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { uploadFile } from '../data.js';
import { CliError, EXIT } from '../exits.js';
import type { Session } from '../session.js';
import { line } from '../text.js';

type Body = operations['datasets_import']['requestBody']['content']['application/json'];
type Operation = operations['operations_get']['responses'][200]['content']['application/json'];
type Conversion = NonNullable<Operation['metadata']['conversion']>;

const ASK_EVERY_MS = 500;
const SHAPES = ['auto', 'chat', 'completion', 'preference', 'unpaired', 'alpaca', 'sharegpt', 'columns'];

export function addImportCommand(data: Command, host: Host): void {
  addCommand(data, host, {
    usage: 'import <source>',
    about:
      'Make a version of CSV, TSV, Parquet, JSON or JSONL rows: a file, or hf://datasets/owner/name@revision',
    examples: [
      'luthier data import alpaca.json --dry-run',
      'luthier data import tickets.csv --column user=text --column assistant=category --name tickets --license CC-BY-4.0',
      'luthier data import hf://datasets/tatsu-lab/alpaca@main --name alpaca --validation-fraction 0.05 --seed 7',
      'luthier data import hf://datasets/owner/name@main --path data/part.parquet --name part --license MIT',
    ],
    options: [
      ['--name <dataset>', 'dataset that the version belongs to; needed unless --dry-run'],
      new Option('--shape <shape>', 'what a row looks like').choices(SHAPES).default('auto'),
      new Option(
        '--column <role=column>',
        'user, assistant, system, prompt, chosen or rejected; may be given again',
      ).argParser(collect),
      ['--system <text>', 'a system message for every row that has none'],
      new Option('--format <format>', 'by the name when left out').choices([
        'jsonl',
        'json',
        'csv',
        'tsv',
        'parquet',
      ]),
      ['--split <name>', 'split of a Hub data set; train when left out'],
      ['--path <file>', 'one file of a Hub data set'],
      ['--skip-faults', 'leave rows out that cannot be converted, instead of refusing all'],
      ['--validation-fraction <share>', 'hold this share of the rows out; duplicates stay together'],
      ['--seed <n>', 'which rows; 0 when left out'],
      [
        '--license <id>',
        "SPDX id, Hub tag or LicenseRef; left out: the card's, or for a file the project's default",
      ],
      ['--declared-by <person>', 'who declares the license; required for LicenseRef-own-data'],
      ['--attribution <text>', 'the credit that the license asks for'],
      ['--dry-run', 'show the conversion and keep nothing'],
    ],
    run: importCommand,
  });
}

async function importCommand(session: Session, [source = '']: string[], options: Options): Promise<void> {
  const body = bodyOf(options, await fromOf(session, source, options));
  let operation: Operation = await answer(session.client.POST('/v1/datasets/import', { body }));
  const path = { id: operation.id };
  while (!operation.done) {
    await sleep(ASK_EVERY_MS, undefined, { signal: session.signal });
    operation = await answer(session.client.GET('/v1/operations/{id}', { params: { path } }));
  }
  const { conversion } = operation.metadata;
  if (conversion) session.say(conversionText(conversion));
  if (operation.error) throw new CliError(operation.error.message, EXIT.failed, hintOf(operation.error.code));
  const version = operation.response?.dataset_version;
  session.print(operation, version ? `${version}  ${body.name}` : 'Nothing was kept: this was a dry run.');
}

const hintOf = (code: string): string | null =>
  code === 'conversion_faults' ? 'mend the rows, or leave them out with --skip-faults' : null;

async function fromOf(session: Session, source: string, options: Options): Promise<Body['from']> {
  if (!source.startsWith('hf:'))
    return { type: 'file', file: (await uploadFile(session, source, 'user_data')).id };
  const [, repo, revision] = /^hf:\/\/datasets\/([^/@]+\/[^/@]+)(?:@(.+))?$/.exec(source) ?? [];
  if (!repo) throw new CliError(`not a source: ${source}`, EXIT.usage, 'hf://datasets/owner/name@revision');
  const [split, path] = [textOf(options, 'split'), textOf(options, 'path')];
  return {
    type: 'hub',
    repo,
    revision: revision ?? 'main',
    split: split ?? 'train',
    ...(path ? { path } : {}),
  };
}

function bodyOf(options: Options, from: Body['from']): Body {
  const columns = columnsOf(options['column']);
  const fraction = numberOf(options, 'validationFraction');
  const texts = {
    name: 'name',
    system: 'system',
    license: 'license',
    declared_by: 'declaredBy',
    attribution: 'attribution',
  };
  const given = Object.entries(texts).flatMap(([field, name]) => {
    const value = textOf(options, name);
    return value ? [[field, value]] : [];
  });
  return {
    from,
    format: (textOf(options, 'format') ?? 'auto') as 'auto',
    shape: (columns ? 'columns' : (textOf(options, 'shape') ?? 'auto')) as 'auto',
    ...(columns ? { columns } : {}),
    ...(fraction === undefined ? {} : { validation_fraction: fraction }),
    seed: numberOf(options, 'seed') ?? 0,
    on_fault: options['skipFaults'] === true ? 'skip' : 'refuse',
    dry_run: options['dryRun'] === true,
    ...(Object.fromEntries(given) as object),
  };
}

function columnsOf(given: Options[string]): Record<string, string> | undefined {
  if (!Array.isArray(given) || given.length === 0) return undefined;
  return Object.fromEntries(
    given.map((text) => {
      const [, role, column] = /^(user|assistant|system|prompt|chosen|rejected)=(.+)$/s.exec(text) ?? [];
      if (!role)
        throw new CliError(
          `not a column: ${text}`,
          EXIT.usage,
          '--column user=text --column assistant=label',
        );
      return [role, column!];
    }),
  );
}

function numberOf(options: Options, name: string): number | undefined {
  const value = textOf(options, name);
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value.trim() !== '' && Number.isFinite(number)) return number;
  throw new CliError(`not a number: ${value}`, EXIT.usage);
}

function conversionText(found: Conversion): string {
  const lines = [
    `${found.format}, shape ${found.shape}: ${found.because}`,
    `${found.rows_converted} of ${found.rows_read} rows become ${found.becomes} lines`,
    ...found.rules.map(({ text, rows }) => `  ${rows} rows: ${line(text)}`),
  ];
  if (found.split)
    lines.push(
      `  train ${found.split.train}, validation ${found.split.validation}, seed ${found.split.seed}`,
    );
  for (const { row, from, to } of found.preview)
    lines.push(`row ${row}  ${line(JSON.stringify(from), 200)}`, `    ->  ${line(JSON.stringify(to), 200)}`);
  lines.push(...found.faults.slice(0, 10).map(({ message }) => `fault: ${line(message, 300)}`));
  if (found.fault_count > 10)
    lines.push(`and ${found.fault_count - Math.min(10, found.faults.length)} more faults`);
  return lines.join('\n');
}

const collect = (value: string, before: unknown): string[] => [
  ...(Array.isArray(before) ? (before as string[]) : []),
  value,
];
