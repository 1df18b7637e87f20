// Compiles scan-line.as to scan-line.wasm.ts; needs the network. Its compiler weighs 100 MB, so that it is fetched here and is
// none of the packages that everybody installs.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const COMPILER = 'assemblyscript@0.28.20';
const source = new URL('./scan-line.as', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'luthier-scan-'));
try {
  copyFileSync(source, join(folder, 'scan-line.ts'));
  const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '-o', 'scan-line.wasm'];
  const asc = ['--yes', '--package', COMPILER, 'asc', 'scan-line.ts', ...options];
  execFileSync('npx', asc, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
  const sha256 = createHash('sha256').update(readFileSync(source)).digest('hex');
  const code = readFileSync(join(folder, 'scan-line.wasm')).toString('base64');
  const lines = [
    '// Generated from scan-line.as by generate.mjs; do not edit.',
    `export const SOURCE_SHA256 = '${sha256}';`,
    `export const COMPILED =\n  '${code}';`,
  ];
  writeFileSync(new URL('./scan-line.wasm.ts', import.meta.url), `${lines.join('\n')}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
