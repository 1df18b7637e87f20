import { expect, it } from '@jest/globals';
import { queueWords, servingWords } from './strip-words.js';

const read = (length: number, more = false) => ({ data: { data: Array(length), has_more: more } });
it.each([
  [queueWords({ reserved: 1, waiting: 0 }, read(9)), '1 queued, 9 waiting for other jobs'],
  [queueWords({ reserved: 0, waiting: 2 }, read(3)), '0 queued, 1 waiting for other jobs, 2 for quota'],
  [queueWords({ reserved: 0, waiting: 0 }, read(100, true)), '0 queued, 100 or more waiting for other jobs'],
  [queueWords({ reserved: 0, waiting: 0 }, read(0)), '0 queued'],
  [
    queueWords({ reserved: 0, waiting: 2 }, { error: new Error('no answer') }),
    '0 queued, waiting for other jobs: not known, 2 for quota',
  ],
  [queueWords({ reserved: 0, waiting: 0 }, {}), '0 queued, waiting for other jobs: …'],
])('counts every job that does not run yet: %s', (said, wanted) => expect(said).toBe(wanted));

it('tells what serves an alias from previews', () => {
  const desired = 'serving';
  const [alias, preview] = [
    { kind: 'alias' as const, desired },
    { kind: 'preview' as const, desired },
  ];
  const ending = { ...alias, desired: 'stopped' }; // what was promoted before drains
  expect(servingWords([alias, preview, preview, ending], false)).toEqual({
    ...{ value: '1 alias', below: 'and 2 previews of versions' },
  });
  expect(servingWords([alias, alias], false)).toEqual({ value: '2 aliases', below: 'ready for calls' });
  expect(servingWords([], false).value).toBe('0 aliases');
});
