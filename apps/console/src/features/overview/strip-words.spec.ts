import { expect, it } from '@jest/globals';
import { queueWords, servingWords } from './strip-words.js';

it.each([
  [
    queueWords({ reserved: 1, waiting: 0 }, { count: 9, hasMore: false }),
    '1 queued, 9 waiting for other jobs',
  ],
  [
    queueWords({ reserved: 0, waiting: 2 }, { count: 3, hasMore: false }),
    '0 queued, 1 waiting for other jobs, 2 for quota',
  ],
  [
    queueWords({ reserved: 0, waiting: 0 }, { count: 100, hasMore: true }),
    '0 queued, 100 or more waiting for other jobs',
  ],
  [queueWords({ reserved: 0, waiting: 0 }, undefined), '0 queued'],
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
