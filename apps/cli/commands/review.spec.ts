import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CliBench } from '../../../test/support/cli-run.js';
import { addReviewCommands } from './review.js';

const review = {
  ...{ id: 'rev_1', object: 'review', state: 'open', severity: 'needs-review', gate: 'G2', revision: 1 },
  ...{ subject: { type: 'training', id: 'job_1', model: null }, approvals: [], required_approvals: 1 },
  findings: [
    {
      code: 'UNKNOWN',
      verdict: 'needs-review',
      node: 'dsv_1',
      license_id: null,
      clause: null,
      remedy: 'ask',
    },
  ],
  ...{ blast_radius: { artifacts: 0, versions: 0, deployments: 0 }, grant: null, conditions: null },
  ...{ holds_for: 'question', expires_at: null, drain_at: null, deadline: null, timeline: [] },
};
const bench = new CliBench(({ method, path }) => {
  if (path.startsWith('/v1/dataset_versions/'))
    return { status: 500, body: { error: { message: 'It broke', code: 'internal_error' } } };
  return { body: method === 'POST' ? { ...review, state: 'approved', revision: 2 } : review };
});
const run = (...args: string[]) => bench.run(addReviewCommands, ['review', ...args]);
beforeAll(() => bench.open());
afterAll(() => bench.close());

it.each([['approve'], ['reject', '--comment', 'no'], ['comment', 'wait']])(
  'shows a stored answer by its ids where the names cannot be read: %s',
  async (verb, ...more) => {
    const said = await run(verb, 'rev_1', ...more);
    expect(said).toMatchObject({ code: 0, message: '', out: expect.stringMatching(/approved[^]*dsv_1/) });
  },
);

it('fails where nothing was answered', async () => {
  expect(await run('show', 'rev_1')).toMatchObject({ code: 7, out: '' });
});

it.each([
  ['revoke', '--reason', 'changed', '--deadline', '1h'],
  ['link', '--for', 'Jane', '--days', '3d'],
  ['waive', '--grant', '/nonexistent/grant.pdf'],
])('sends nothing where what is given cannot be read: %s', async (verb, ...more) => {
  bench.asked.length = 0;
  const said = await run(verb, 'rev_1', ...more);
  expect(said).toMatchObject({ code: 2, message: expect.stringMatching(/is no number|cannot be read/) });
  expect(bench.asked.filter(({ method }) => method === 'POST')).toEqual([]);
});

it('says how to read on where there are more', async () => {
  const page = { object: 'list', data: [review], first_id: 'rev_1', last_id: 'rev_1', has_more: true };
  const before = bench.answer;
  bench.answer = () => ({ body: page });
  const [shown, json] = [await run('ls', '--after', 'rev_0'), await run('ls', '--json')];
  bench.answer = before;
  expect(shown.err).toContain('… more: --limit N (at most 100), or --after rev_1\n');
  expect(bench.asked.at(-2)!.query.get('after')).toBe('rev_0');
  expect([JSON.parse(json.out), json.err]).toEqual([page, expect.not.stringContaining('more')]);
});
