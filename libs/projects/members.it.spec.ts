import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { openTestDatabase, type TestDatabase } from '../../test/support/database.js';

const dir = 'prisma/migrations';
const migrations = readdirSync(dir)
  .filter((name) => /^\d/.test(name))
  .sort();
const sqlOf = (name: string) => readFileSync(`${dir}/${name}/migration.sql`, 'utf8');

let t: TestDatabase;
beforeAll(async () => {
  t = await openTestDatabase();
});
afterAll(() => t?.drop());

describe('an installation from before there were members', () => {
  it('keeps its keys: all of a project are one person, the owner', async () => {
    const client = new pg.Client({ connectionString: t.url });
    await client.connect();
    try {
      // as the role of the service, which row-level security binds too
      await client.query('CREATE SCHEMA before; SET search_path TO before');
      const members = migrations.findIndex((name) => name.endsWith('_reviews'));
      for (const name of migrations.slice(0, members)) await client.query(sqlOf(name));
      await client.query(`SELECT set_config('luthier.project', '*', false)`);
      for (const project of ['proj_a', 'proj_b']) {
        await client.query(`INSERT INTO project (id, name, declared_use) VALUES ($1, $1, '{}')`, [project]);
        for (const key of ['1', '2'])
          await client.query(
            `INSERT INTO api_key (id, project_id, name, sha256, hint, roles) VALUES ($1, $2, 'k', $1, 'h', '{admin}')`,
            [`key_${project}${key}`, project],
          );
      }
      await client.query(`SELECT set_config('luthier.project', '', false)`);
      await client.query(sqlOf(migrations[members]!));
      await client.query(`SELECT set_config('luthier.project', '*', false)`);
      const { rows } = await client.query(
        `SELECT k.project_id, m.name, count(*)::int AS keys FROM api_key k JOIN member m ON m.id = k.member_id
         AND m.project_id = k.project_id GROUP BY 1, 2 ORDER BY 1`,
      );
      expect(rows).toEqual([
        { project_id: 'proj_a', name: 'owner', keys: 2 },
        { project_id: 'proj_b', name: 'owner', keys: 2 },
      ]);
      const kept = await client.query(
        `SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = 'before.api_key'::regclass`,
      );
      expect(kept.rows).toEqual([{ relrowsecurity: true, relforcerowsecurity: true }]);
    } finally {
      await client.end();
    }
  });
});
