import type { Command } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import type { Row } from '../list-cells.js';
import { LISTS } from '../lists.js';
import { pageOf, pageOptions, sayMore } from '../pages.js';
import type { Session } from '../session.js';
import { table } from '../text.js';
import { withNames } from '../with-names.js';

const STATE: [string, string] = ['--state <state>', 'only those in this state'];
const LIMIT = 20;

interface List {
  data: (Row & { id: string })[];
  has_more: boolean;
}

export function addLsCommand(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'ls [what]',
    about: 'List jobs (the default), pipelines, datasets, models, promotions or deployments',
    examples: ['luthier ls', 'luthier ls jobs --state running', 'luthier ls models --json'],
    options: [STATE, ...pageOptions(LIMIT)],
    run: (session, [what = 'jobs'], options) => list(session, what, options),
  });
}

/** The same list under the name of what it lists: `luthier job ls`. */
export function addLsOf(what: 'jobs' | 'models' | 'datasets', group: Command, host: Host): void {
  addCommand(group, host, {
    usage: 'ls',
    about: `List ${what}, newest first: the same as luthier ls ${what}`,
    examples: [`luthier ${group.name()} ls`, `luthier ${group.name()} ls --json`],
    options: [...(what === 'jobs' ? [STATE] : []), ...pageOptions(LIMIT)],
    run: (session, _args, options) => list(session, what, options),
  });
}

async function list(session: Session, what: string, options: Options): Promise<void> {
  const shown = Object.hasOwn(LISTS, what) ? LISTS[what] : undefined;
  if (!shown)
    throw new CliError(`cannot list ${what}`, EXIT.usage, `luthier ls ${Object.keys(LISTS).join('|')}`);
  const { expand = [], names = [] } = shown;
  const state = textOf(options, 'state');
  const query = { ...pageOf(options, LIMIT), ...(state ? { state: state as 'running' } : {}) };
  const read = (expanded: object) => {
    const params = { query: { ...query, ...(expanded as { 'expand[]'?: [] }) } };
    return answer(session.client.GET(shown.path as '/v1/jobs', { params }));
  };
  const page = (await withNames(session.json ? [] : names, read, expand)) as unknown as List;
  const first = state ? `in state ${state}` : `yet: ${shown.first}`;
  if (page.data.length === 0) session.say(`no ${what} ${'after' in query ? 'behind that one' : first}`);
  const columns = session.json ? {} : await shown.columns(session, page.data);
  const rows = page.data.map((row) => Object.values(columns).map((cell) => cell(row)));
  session.print(page, table(Object.keys(columns), rows));
  sayMore(session, page);
}
