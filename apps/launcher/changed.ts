import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `// Concerns: libs/jobs, apps/worker` in a test file; a file without it is concerned by every change. */
const CONCERNS = /^\/\/ Concerns: (.+)$/m;

const DAY_SECONDS = 86_400;

/**
 * The long tests that what has changed in the last day of commits concerns: a file that the test names, the test's own folder or
 * what all tests stand on. A push may hold many commits, and a clone does not tell which were there before. Null where all of
 * the history is younger: then all are.
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

export function changedFiles(root: string): string[] | null {
  const newest = Number(git(root, ['log', '-1', '--format=%ct'])?.[0]);
  if (!newest) return null;
  const before = git(root, ['rev-list', '-1', `--before=${newest - DAY_SECONDS}`, 'HEAD'])?.[0];
  return before ? git(root, ['diff', '--name-only', before]) : null;
}

function git(cwd: string, args: string[]): string[] | null {
  try {
    const lines = execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return lines.split('\n').filter((line) => line !== '');
  } catch {
    return null;
  }
}
