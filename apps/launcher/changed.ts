import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `// Concerns: libs/jobs, apps/worker` in a test file; a file without it is concerned by every change. */
const CONCERNS = /^\/\/ Concerns: (.+)$/m;

/**
 * The long tests that what has changed since the commit before concerns: a file that the test names, the test's own folder or
 * what all tests stand on. Null where there is no commit before: then all are.
 */
export function concernedLongTests(root: string): string[] | null {
  const changed = changedFiles(root);
  if (!changed) return null;
  return git(root, ['ls-files', '--cached', '--others', '--exclude-standard', 'test/*.long.ts'])!.filter(
    (file) => concerns(file, readFileSync(join(root, file), 'utf8'), changed),
  );
}

export function concerns(file: string, text: string, changed: readonly string[]): boolean {
  const named = CONCERNS.exec(text)?.[1]
    ?.split(',')
    .map((name) => name.trim());
  if (!named) return changed.length > 0;
  const own = file.slice(0, file.lastIndexOf('/'));
  const folders = [...named, own, 'test/support', 'prisma', 'package-lock.json'];
  return changed.some((path) => folders.some((folder) => path === folder || path.startsWith(`${folder}/`)));
}

function changedFiles(root: string): string[] | null {
  if (!git(root, ['rev-parse', '--verify', '--quiet', 'HEAD~1'])) return null;
  return git(root, ['diff', '--name-only', 'HEAD~1']);
}

function git(cwd: string, args: string[]): string[] | null {
  try {
    const lines = execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return lines.split('\n').filter((line) => line !== '');
  } catch {
    return null;
  }
}
