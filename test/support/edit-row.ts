import pg from 'pg';
import type { TestDatabase } from './database.js';

/** As somebody with the database in hand would edit one row: past triggers and row-level security. */
export async function editRow(t: TestDatabase, sql: string, values: unknown[]): Promise<void> {
  const admin = new URL(process.env['LUTHIER_TEST_DATABASE_URL']!);
  admin.pathname = new URL(t.url).pathname;
  const client = new pg.Client({ connectionString: admin.href });
  await client.connect();
  try {
    await client.query('SET session_replication_role = replica');
    const { rowCount } = await client.query(sql, values);
    if (rowCount !== 1) throw new Error(`${rowCount} rows were edited`);
  } finally {
    await client.end();
  }
}
