import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { JobFailure } from '#jobs/job-failure.js';
import { failpoint } from '#platform/failpoints.js';

export interface SupervisorStart {
  python: string;
  /** jobs/supervise.py */
  script: string;
  record: string;
  folder: string;
}

/**
 * Starts jobs/supervise.py, which outlives this process. Resolves when an attempt.json stands in the folder: this
 * supervisor's, or that of the twin which was there first. Its errors go to output.log.
 */
export async function startSupervisor({ python, script, record, folder }: SupervisorStart): Promise<void> {
  const log = openSync(join(folder, 'output.log'), 'a', 0o600);
  try {
    // -I -S: neither the caller's Python settings nor site-packages have a say in the supervisor
    const child = spawn(python, ['-I', '-S', script, record], {
      cwd: '/',
      detached: true,
      env: { LANG: 'C.UTF-8' },
      stdio: ['ignore', log, log, 'pipe'],
    });
    child.unref();
    failpoint('process.after_spawn');
    const failed = new Promise<never>((_, reject) =>
      child.once('error', (error) => reject(notStarted(python, error))),
    );
    const word = (await Promise.race([text(child.stdio[3] as Readable), failed])).trim();
    if (word === '') throw new Error(`the supervisor of ${folder} did not start: see its output.log`);
  } finally {
    closeSync(log);
  }
}

function notStarted(python: string, error: NodeJS.ErrnoException): Error {
  const missing = error.code === 'ENOENT' || error.code === 'EACCES';
  return missing ? new JobFailure('image_missing', `${python} cannot be run: ${error.code}.`) : error;
}
