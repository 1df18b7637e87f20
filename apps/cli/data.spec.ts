import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { CliBench } from '../../test/support/cli-run.js';
import { resolveVersion } from './data.js';

const COUNT = 250;
const versions = Array.from({ length: COUNT }, (_, index) => ({
  id: `dsv_${COUNT - index}`,
  number: COUNT - index,
}));
const bench = new CliBench(({ path, query }) => {
  if (path === '/v1/datasets') return { body: { data: [{ id: 'ds_1', name: 'support' }], has_more: false } };
  const from = versions.findIndex(({ id }) => id === query.get('after')) + 1;
  const data = versions.slice(from, from + Number(query.get('limit')));
  return { body: { object: 'list', data, has_more: from + data.length < COUNT } };
});
const asked = () => bench.asked.filter(({ path }) => path.endsWith('/versions'));
beforeAll(() => bench.open());
beforeEach(() => void (bench.asked.length = 0));
afterAll(() => bench.close());

it('finds a version of a dataset that has hundreds', async () => {
  expect(await resolveVersion(bench.session(), 'support@1')).toBe('dsv_1');
  await expect(resolveVersion(bench.session(), 'support@251')).rejects.toThrow('no dataset version');
});

it('asks for the newest alone where no number is said', async () => {
  expect(await resolveVersion(bench.session(), 'support')).toBe('dsv_250');
  expect(asked().map(({ query }) => query.get('limit'))).toEqual(['1']);
});
