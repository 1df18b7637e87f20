import { expect, it } from '@jest/globals';
import { ApiError } from '#client/errors.js';
import { withNames } from './with-names.js';

/** Answers with what was expanded, for a key that may read but some of it. */
async function readBy(may: readonly string[], names: readonly string[], beside: readonly string[]) {
  const asked: string[][] = [];
  const told = await withNames(
    names,
    async ({ 'expand[]': expand = [] }) => {
      asked.push([...expand]);
      if (expand.some((one) => !may.includes(one))) throw new ApiError(403, { message: 'no' }, null);
      return [...expand];
    },
    beside,
  );
  return { told, asked: asked.length };
}

it('lets go of names first, then of what stands beside them, where a key may read neither', async () => {
  const of = (...may: string[]) => readBy(may, ['version'], ['traffic']);
  expect(await of('version', 'traffic')).toEqual({ told: ['traffic', 'version'], asked: 1 });
  expect(await of('traffic')).toEqual({ told: ['traffic'], asked: 2 });
  expect(await of()).toEqual({ told: [], asked: 3 });
  expect(await readBy([], [], [])).toEqual({ told: [], asked: 1 });
});
