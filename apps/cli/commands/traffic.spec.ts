import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CliBench } from '../../../test/support/cli-run.js';
import { servesOf } from '../serves.js';
import { addTrafficCommand } from './traffic.js';

const version = (number: number) => ({
  id: `mv_${number}`,
  model: 'bot',
  version: number,
  aliases: ['live'],
});
const deployments = Array.from({ length: 150 }, (_, at) => ({
  ...{ id: `dep_${at}`, kind: 'alias', state: 'stopped', desired: 'stopped', version: version(at) },
}));
const promotions = deployments.map(({ id, version: of }) => ({
  ...{ id: `pr_${id}`, alias: 'live', deployment: id, version: of.id, state: 'succeeded', finished_at: 1 },
}));
const quantiles = { count: 0, p50_seconds: null, p95_seconds: null };
const traffic = {
  ...{ requests: 3, error_rate: 0, latency: quantiles, first_token: quantiles, endings: {} },
  ...{ prompt_tokens: 1, output_tokens: 1, bucket_ratio: 1.1 },
};
const bench = new CliBench(({ path, query }) => {
  if (path.endsWith('/traffic')) return { body: traffic };
  if (path.startsWith('/v1/model_versions/')) return { body: version(1) };
  const asked = query.getAll('version');
  if (asked.length > 20) return { status: 400, body: { error: { message: 'at most 20' } } };
  const all: { id: string }[] =
    path === '/v1/deployments' ? deployments : promotions.filter((one) => asked.includes(one.version));
  const at = all.findIndex(({ id }) => id === query.get('after')) + 1;
  const most = Math.min(Number(query.get('limit')), 100);
  return { body: { object: 'list', data: all.slice(at, at + most), has_more: at + most < all.length } };
});
beforeAll(() => bench.open());
afterAll(() => bench.close());

it('tells of all deployments of a version, beyond a page of them', async () => {
  const { code, out } = await bench.run(addTrafficCommand, ['traffic', 'mv_1', '--json']);
  expect([code, JSON.parse(out).data.length]).toEqual([0, 150]);
});

it('knows what each serves, of however many versions they are', async () => {
  const serves = await servesOf(bench.session(), deployments);
  expect(new Set(serves.values())).toEqual(new Set(['live']));
});
