import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CliBench } from '../../../test/support/cli-run.js';
import { addDataCommands } from './data.js';
import { addLsCommand } from './ls.js';
import { addMemberCommands } from './members.js';

const COUNT = 130;
const all = Array.from({ length: COUNT }, (_, index) => ({
  ...{ id: `x_${index}`, name: `name ${index}`, slug: `slug-${index}`, state: 'ready', hub_id: 'a/b' },
  ...{ roles: [], revoked_at: null, created_at: 1, hint: 'lu-…', email: null, notify: 'all', aliases: {} },
}));
const bench = new CliBench(({ query }) => {
  const from = all.findIndex(({ id }) => id === query.get('after')) + 1;
  const data = all.slice(from, from + Number(query.get('limit')));
  const has_more = from + data.length < COUNT;
  return { body: { object: 'list', data, first_id: data[0]?.id, last_id: data.at(-1)?.id, has_more } };
});
const ls = (...args: string[]) => bench.run(addLsCommand, ['ls', ...args]);
const rows = (out: string) => out.trim().split('\n').length - 1;
beforeAll(() => bench.open());
afterAll(() => bench.close());

it('says how to read on, and reads on, to the end', async () => {
  const first = await ls('models');
  expect([rows(first.out), first.err]).toEqual([20, '… more: --limit N (at most 100), or --after x_19\n']);
  const long = await ls('models', '--limit', '100', '--after', 'x_19');
  expect([rows(long.out), long.err]).toEqual([100, '… more: --after x_119\n']);
  const last = await ls('models', '--after', 'x_119');
  expect([rows(last.out), last.err]).toEqual([10, '']);
  expect((await ls('models', '--after', 'x_129')).err).toBe('no models behind that one\n');
});

it('leaves JSON as the service says it', async () => {
  const { out, err } = await ls('models', '--json');
  expect([JSON.parse(out), err]).toMatchObject([{ has_more: true, last_id: 'x_19' }, '']);
});

it.each([
  ['member', addMemberCommands],
  ['key', addMemberCommands],
  ['base', addDataCommands],
])('shows all of what is short by its nature: %s', async (what, add) => {
  const shown = await bench.run(add, [what, 'ls']);
  expect([rows(shown.out), shown.err]).toEqual([COUNT, '']);
  const json = JSON.parse((await bench.run(add, [what, 'ls', '--json'])).out);
  expect(json).toMatchObject({ object: 'list', first_id: 'x_0', last_id: 'x_129', has_more: false });
  expect(json.data).toHaveLength(COUNT);
});

it.each(['constructor', 'toString', 'things'])('cannot list %s', async (what) => {
  expect(await ls(what)).toMatchObject({ code: 2, message: `cannot list ${what}` });
});
