import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import pg from 'pg';
import { Db } from '#platform/db.js';

// The role of the service: not a superuser, so that row-level security binds in tests as it does in use.
const ROLE = 'luthier_test';

export interface TestDatabase {
  url: string;
  db: Db;
  drop(): Promise<void>;
}

/** A fresh, migrated database of its own, cloned from a template that the first caller makes. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const admin = process.env['LUTHIER_TEST_DATABASE_URL'];
  if (!admin) throw new Error('LUTHIER_TEST_DATABASE_URL is not set: run the tests through `npm test`');
  const template = await ensureTemplate(admin);
  const name = `lut_${randomBytes(6).toString('hex')}`;
  await withClient(admin, (client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER ${ROLE}`),
  );
  const url = asRole(admin, name);
  const db = new Db(url, 10);
  return {
    url,
    db,
    async drop() {
      await db.close();
      await withClient(admin, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

async function ensureTemplate(admin: string): Promise<string> {
  const template = `lut_template_${migrationsHash()}`;
  await withClient(admin, async (client) => {
    await client.query('SELECT pg_advisory_lock(74110)');
    const there = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (there.rowCount) return;
    await client.query(
      `DO $$ BEGIN CREATE ROLE ${ROLE} LOGIN PASSWORD '${ROLE}'; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
    );
    await client.query(`DROP DATABASE IF EXISTS ${template}_making`);
    await client.query(`CREATE DATABASE ${template}_making OWNER ${ROLE}`);
    await promisify(execFile)(process.execPath, ['prisma/migrate.mjs', 'deploy'], {
      env: { ...process.env, DATABASE_URL: asRole(admin, `${template}_making`) },
    });
    await client.query(`ALTER DATABASE ${template}_making RENAME TO ${template}`);
  });
  return template;
}

function migrationsHash(): string {
  const dir = 'prisma/migrations';
  const hash = createHash('sha256');
  for (const name of readdirSync(dir).sort()) {
    if (/^\d/.test(name)) hash.update(name).update(readFileSync(`${dir}/${name}/migration.sql`));
  }
  return hash.digest('hex').slice(0, 12);
}

function asRole(admin: string, database: string): string {
  const url = new URL(admin);
  url.pathname = `/${database}`;
  url.username = ROLE;
  url.password = ROLE;
  return url.href;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
