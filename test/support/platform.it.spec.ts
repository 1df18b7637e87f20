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

it('rehearses work: its writes are seen within and by nobody afterwards, side by side and one in another', async () => {
  const all = { projectId: '*' };
  const add = (id: string) =>
    t.db.tx(all, (tx) => tx.project.create({ data: { id, name: id, declaredUse: {} } }));
  const names = () => t.db.tx(all, async (tx) => (await tx.project.findMany()).map(({ id }) => id).sort());
  await add('proj_kept');
  const seen = await t.db.rehearse(all, async () => {
    await Promise.all(['proj_1', 'proj_2', 'proj_3'].map(add));
    await expect(add('proj_kept')).rejects.toThrow(/Unique/); // a savepoint: the rest goes on
    await t.db.tx(all, async (tx) => {
      await expect(t.db.tx({ projectId: 'proj_1' }, (own) => own.project.findMany())).resolves.toBeDefined();
      await t.db.tx(all, () => add('proj_4'));
      await tx.project.create({ data: { id: 'proj_5', name: 'proj_5', declaredUse: {} } });
    });
    return names();
  });
  expect(seen).toEqual(
    expect.arrayContaining(['proj_1', 'proj_2', 'proj_3', 'proj_4', 'proj_5', 'proj_kept']),
  );
  const after = await names();
  expect(after.filter((id) => /^proj_(\d|kept)$/.test(id))).toEqual(['proj_kept']);
  await expect(
    t.db.rehearse(all, async () => {
      await add('proj_6');
      throw new Error('as thrown');
    }),
  ).rejects.toThrow('as thrown');
  expect(await names()).toEqual(after);
});
