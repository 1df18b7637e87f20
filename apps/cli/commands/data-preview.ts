import { type Command, Option } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { resolveVersion, type Split } from '../data.js';
import type { Session } from '../session.js';
import { clean } from '../text.js';

export function addPreviewCommand(data: Command, host: Host): void {
  addCommand(data, host, {
    usage: 'preview <version>',
    about: 'Show the first rows of a dataset version as conversations, long texts cut',
    examples: ['luthier data preview tickets', 'luthier data preview tickets@2 --split test --limit 3'],
    options: [
      new Option('--split <split>', 'which rows (default train)').choices(['train', 'validation', 'test']),
      ['--limit <n>', 'so many rows (default 5)'],
    ],
    run: preview,
  });
}

async function preview(session: Session, [ref = '']: string[], options: Options): Promise<void> {
  const id = await resolveVersion(session, ref);
  const query = {
    split: (textOf(options, 'split') ?? 'train') as Split,
    limit: textOf(options, 'limit') ?? '5',
  };
  const seen = await answer(
    session.client.GET('/v1/dataset_versions/{id}/preview', { params: { path: { id }, query } }),
  );
  const rows = seen.rows.map((row, index) => `row ${index + 1}\n${rowText(row)}`);
  session.print(seen, [...rows, `${seen.rows.length} of ${seen.total_rows} ${seen.split} rows`].join('\n\n'));
}

/** Every turn under who says it; fields that are no turns by their names. */
export function rowText(row: Record<string, unknown>): string {
  return Object.entries(row)
    .flatMap(([name, value]) =>
      Array.isArray(value) && value.every(isTurn)
        ? [...(name === 'messages' ? [] : [`  ${name}:`]), ...value.map(turnText)]
        : [`  ${name}: ${typeof value === 'string' ? indented(value) : JSON.stringify(value)}`],
    )
    .map(clean)
    .join('\n');
}

interface Turn {
  role: string;
  content?: unknown;
}
const isTurn = (value: unknown): value is Turn =>
  typeof value === 'object' && value !== null && 'role' in value && typeof value.role === 'string';

function turnText({ role, content, ...rest }: Turn): string {
  const said = typeof content === 'string' ? indented(content) : JSON.stringify(content ?? null);
  const more = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : '';
  return `  ${role}: ${said}${more}`;
}

const indented = (text: string): string => text.replaceAll('\n', '\n    ');
