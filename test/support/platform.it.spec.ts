import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from './database.js';

let t: TestDatabase;
beforeAll(async () => {
  t = await openTestDatabase();
});
afterAll(() => t.drop());

it('hides the rows of another project even from a query that forgets to filter', async () => {
  await t.db.tx({ projectId: '*' }, async (tx) => {
    for (const id of ['proj_a', 'proj_b'])
      await tx.project.create({ data: { id, name: id, declaredUse: {} } });
    await tx.member.create({ data: { id: 'mem_a', projectId: 'proj_a', name: 'a' } });
    await tx.apiKey.create({
      data: {
        id: 'key_a',
        projectId: 'proj_a',
        memberId: 'mem_a',
        name: 'a',
        sha256: 'x',
        hint: 'x',
        roles: [],
      },
    });
  });
  expect(await t.db.tx({ projectId: 'proj_b' }, (tx) => tx.apiKey.findMany())).toEqual([]);
  expect(await t.db.tx({ projectId: 'proj_a' }, (tx) => tx.apiKey.findMany())).toHaveLength(1);
  expect(await t.db.client.apiKey.findMany()).toEqual([]);
});
