// Prisma's own migration engine (the wasm build from npm) over @prisma/adapter-pg: no binary download.
// usage: node prisma/migrate.mjs deploy | dev <name> | status     (reads DATABASE_URL or DATABASE_URL_FILE)
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';

const here = dirname(fileURLToPath(import.meta.url));
const schemaDir = join(here, 'schema');
const baseDir = resolve(here, 'migrations');
const snapshotFile = join(baseDir, 'schema.snapshot.json');
const filters = { externalTables: [], externalEnums: [] };
const MIGRATION_LOCK = 7411001; // advisory lock: two starts at once apply the migrations one after the other

async function loadEngine() {
  globalThis.PRISMA_WASM_PANIC_REGISTRY ??= { set_message: (m) => console.error(m) };
  const dir = dirname(fileURLToPath(import.meta.resolve('@prisma/schema-engine-wasm')));
  const bg = await import(pathToFileURL(join(dir, 'schema_engine_bg.js')).href);
  const bytes = await readFile(join(dir, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': bg });
  bg.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return bg.SchemaEngine;
}

async function schemaFiles() {
  const names = (await readdir(schemaDir)).filter((n) => n.endsWith('.prisma')).sort();
  return Promise.all(names.map(async (n) => [n, await readFile(join(schemaDir, n), 'utf8')]));
}

async function migrationsList() {
  await mkdir(baseDir, { recursive: true });
  const dirs = (await readdir(baseDir, { withFileTypes: true })).filter((d) => d.isDirectory());
  const lock = await readFile(join(baseDir, 'migration_lock.toml'), 'utf8').catch(() => null);
  return {
    baseDir,
    shadowDbInitScript: '',
    lockfile: { path: 'migration_lock.toml', content: lock },
    migrationDirectories: await Promise.all(
      dirs
        .map((d) => d.name)
        .sort()
        .map(async (path) => ({
          path,
          migrationFile: {
            path: 'migration.sql',
            content: { tag: 'ok', value: await readFile(join(baseDir, path, 'migration.sql'), 'utf8') },
          },
        })),
    ),
  };
}

// @prisma/adapter-pg splits a script at every semicolon, also within $$ bodies: send it whole, as psql does.
class WholeScripts extends PrismaPg {
  constructor(url) {
    super({ connectionString: url });
    this.url = url;
  }
  async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      const client = new pg.Client({ connectionString: this.url });
      await client.connect();
      try {
        await client.query(script);
      } finally {
        await client.end();
      }
    };
    return adapter;
  }
}

async function open(url) {
  const SchemaEngine = await loadEngine();
  const adapter = bindMigrationAwareSqlAdapterFactory(new WholeScripts(url));
  return SchemaEngine.new({ datamodels: await schemaFiles() }, () => {}, adapter);
}

/** Applies what is missing, one start at a time; answers the names applied. */
export async function deploy(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const engine = await open(url);
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: await migrationsList(),
      filters,
    });
    return appliedMigrationNames;
  } finally {
    await client.end();
  }
}

// The wasm engine has no PostgreSQL shadow database and panics on a 'url' diff target, so the diff is
// datamodel -> datamodel: the schema as of the last migration is kept beside the migrations.
const datamodel = (files) => ({
  tag: 'schemaDatamodel',
  files: files.map(([path, content]) => ({ path, content })),
  configDir: schemaDir,
});

/** Writes the next migration from the difference to the last snapshot; null when there is none. */
export async function dev(url, name) {
  const engine = await open(url);
  const files = await schemaFiles();
  const old = await readFile(snapshotFile, 'utf8').then(JSON.parse, () => null);
  const diff = await engine.diff({
    from: old === null ? { tag: 'empty' } : datamodel(old),
    to: datamodel(files),
    script: true,
    shadowDatabaseUrl: null,
    exitCode: true,
    filters,
  });
  if (diff.exitCode === 0) return null;
  const dir = `${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}_${name}`;
  await mkdir(join(baseDir, dir), { recursive: true });
  await writeFile(join(baseDir, dir, 'migration.sql'), diff.stdout);
  await writeFile(join(baseDir, 'migration_lock.toml'), 'provider = "postgresql"\n');
  await writeFile(snapshotFile, `${JSON.stringify(files, null, 1)}\n`);
  return dir;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = process.env.DATABASE_URL_FILE;
  const url = process.env.DATABASE_URL ?? (file ? readFileSync(file, 'utf8').trim() : undefined);
  if (!url) {
    console.error('migrate: set DATABASE_URL or DATABASE_URL_FILE to the database to migrate');
    process.exit(2);
  }
  const [command, name] = process.argv.slice(2);
  if (command === 'dev') console.log('created', await dev(url, name ?? 'change'));
  else if (command === 'status') {
    const engine = await open(url);
    const list = await migrationsList();
    console.log(
      JSON.stringify(
        await engine.diagnoseMigrationHistory({
          migrationsList: list,
          filters,
          optInToShadowDatabase: false,
        }),
        null,
        1,
      ),
    );
  } else if (command === 'deploy')
    console.log('applied', (await deploy(url)).join(' ') || 'nothing: up to date');
  else {
    console.error('usage: node prisma/migrate.mjs deploy | dev <name> | status');
    process.exit(2);
  }
  process.exit(0);
}
