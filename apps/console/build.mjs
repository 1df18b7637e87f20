// Builds the console into dist/console, or takes the last build from the cache where nothing that it is made of has changed.
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const out = at('dist/console');
const cache = at('node_modules/.cache/luthier-console');

function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path)
    .filter((name) => name !== 'node_modules')
    .sort();
  return names.flatMap((name) => filesOf(join(path, name)));
}

/** Types leave no trace in a build: libs/client/schema.ts is only types. */
function digest() {
  const hash = createHash('sha256').update(process.version);
  const sources = ['apps/console', 'libs/client', 'package-lock.json'].flatMap((path) => filesOf(at(path)));
  for (const file of sources.filter((name) => !/\.spec\.ts$|client\/schema\.ts$/.test(name)))
    hash
      .update(file.slice(at('').length))
      .update('\0')
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex');
}

/** Files are sent as they lie: what shrinks lies there shrunk too. */
function compress(folder) {
  for (const file of filesOf(folder).filter((name) => /\.(js|css|svg)$/.test(name))) {
    const bytes = readFileSync(file);
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
    writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }));
  }
}

const stamp = join(cache, 'stamp');
const now = digest();
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== now) {
  await build({
    configFile: at('apps/console/vite.config.ts'),
    logLevel: process.argv.includes('--verbose') ? 'info' : 'warn',
  });
  compress(join(out, 'assets'));
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  cpSync(out, join(cache, 'built'), { recursive: true });
  writeFileSync(stamp, now);
} else if (!existsSync(out)) cpSync(join(cache, 'built'), out, { recursive: true });
