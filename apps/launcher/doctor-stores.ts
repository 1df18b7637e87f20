import { existsSync } from 'node:fs';
import pg from 'pg';
import { Redis } from 'ioredis';
import type { App } from './app.js';
import type { Finding } from './doctor.js';
import { clusterFolder } from './postgres-files.js';

type With<T extends keyof App['config']> = { config: Pick<App['config'], T> };
const TIMEOUT_MS = 5000;
const OLDEST_POSTGRES = 15;

/** The outside database answers and is new enough; of the embedded one, that its folder can be read. */
export async function postgres({ config }: With<'DATABASE_URL' | 'LUTHIER_DATA_DIR'>): Promise<Finding> {
  const name = 'postgres';
  const why = 'it holds every job: nothing runs without it';
  const { DATABASE_URL: url, LUTHIER_DATA_DIR: folder } = config;
  if (!url) {
    try {
      const where = existsSync(folder) ? clusterFolder(folder) : 'not made yet';
      return { name, level: 'ok', found: `embedded, ${where}` };
    } catch (error) {
      const fix = `LUTHIER_DATA_DIR=/another/folder luthier up, or restore ${folder} from a backup`;
      return { name, level: 'fail', found: (error as Error).message, why, fix };
    }
  }
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: TIMEOUT_MS });
  const place = hostOf(url);
  try {
    await client.connect();
    const { rows } = await client.query<{ v: string }>("SELECT current_setting('server_version_num') AS v");
    const major = Math.floor(Number(rows[0]!.v) / 10_000);
    if (major >= OLDEST_POSTGRES) return { name, level: 'ok', found: `PostgreSQL ${major} at ${place}` };
    return {
      ...{ name, level: 'fail', found: `PostgreSQL ${major} at ${place}` },
      why: `the tables need ${OLDEST_POSTGRES} or later`,
      fix: 'upgrade the server, or unset DATABASE_URL for the embedded one',
    };
  } catch (error) {
    const fix = 'start it, correct DATABASE_URL, or unset it for the embedded one';
    return { name, level: 'fail', found: `${place}: ${messageOf(error)}`, why, fix };
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The queue store answers and evicts nothing. */
export async function redis({ config }: With<'REDIS_URL'>): Promise<Finding> {
  const name = 'redis';
  const { REDIS_URL: url } = config;
  if (!url) return { name, level: 'ok', found: 'REDIS_URL is not set: the queue lives in PostgreSQL' };
  const client = new Redis(url, { lazyConnect: true, connectTimeout: TIMEOUT_MS, retryStrategy: () => null });
  client.on('error', () => undefined); // told by what the calls throw
  const place = hostOf(url);
  try {
    await client.connect();
    const policy = (await client.config('GET', 'maxmemory-policy'))[1] ?? 'unknown';
    if (policy === 'noeviction') return { name, level: 'ok', found: `${place}, noeviction` };
    return {
      ...{ name, level: 'fail', found: `${place} has maxmemory-policy ${policy}` },
      why: 'a full store drops queue keys: jobs then start late, by the sweep alone',
      fix: `redis-cli -u "$REDIS_URL" CONFIG SET maxmemory-policy noeviction, and the same line in redis.conf`,
    };
  } catch (error) {
    if (/NOPERM|unknown command/i.test(messageOf(error)))
      return {
        ...{ name, level: 'warn', found: `${place} answers, and does not tell its maxmemory-policy` },
        why: 'with any other policy than noeviction a full store drops queue keys',
        fix: 'ask who runs it for maxmemory-policy noeviction',
      };
    return {
      ...{ name, level: 'fail', found: `${place}: ${messageOf(error)}` },
      why: 'it is the queue: jobs do not start',
      fix: 'start it, correct REDIS_URL, or unset it: the queue then lives in PostgreSQL',
    };
  } finally {
    client.disconnect();
  }
}

/** Without the password. */
function hostOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host || 'a socket'}${pathname}`;
}

function messageOf(error: unknown): string {
  const { code, message, errors } = error as NodeJS.ErrnoException & { errors?: NodeJS.ErrnoException[] };
  return message || errors?.[0]?.message || code || 'it does not answer';
}
