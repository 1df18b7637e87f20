// Writes the passwords of docker/compose.yaml, each made at random: `node docker/make-secrets.mjs [folder]`. What is there
// stays. Compose mounts each file as it is and the containers run as different users, so the folder is closed and the
// files are readable.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2] ?? join(import.meta.dirname, 'secrets');
const secret = () => randomBytes(24).toString('hex');

/** The text of a file, made now unless it was before. */
function keep(name, make) {
  const path = join(folder, name);
  if (!existsSync(path)) writeFileSync(path, make(), { mode: 0o444, flag: 'wx' });
  return readFileSync(path, 'utf8').trim();
}

mkdirSync(folder, { recursive: true, mode: 0o700 });
keep('postgres_password', secret); // of the superuser, which Luthier never uses
const database = keep('database_password', secret);
keep('database_url', () => `postgresql://luthier:${database}@postgres:5432/luthier`);
const queue = keep('queue_password', secret);
keep('redis_url', () => `redis://:${queue}@valkey:6379`);
keep('valkey.conf', () => `requirepass ${queue}\nappendonly yes\nmaxmemory-policy noeviction\n`);
const [accessKey, secretKey] = [keep('s3_access_key', secret), keep('s3_secret_key', secret)];
const actions = ['Admin', 'Read', 'List', 'Tagging', 'Write'];
const identity = { name: 'luthier', credentials: [{ accessKey, secretKey }], actions };
keep('s3.json', () => JSON.stringify({ identities: [identity] }));
console.log(`secrets are in ${folder}`);
