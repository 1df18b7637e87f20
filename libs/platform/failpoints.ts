import { writeSync } from 'node:fs';

/**
 * Kills this process with SIGKILL when the fault suite has armed the point by name, so that a crash between any two steps can
 * be tested. LUTHIER_FAILPOINT is `name`, `name@3` for its third hit, or `name:stop` to stop there (SIGSTOP) until SIGCONT.
 * Armed once at boot by config; unarmed it costs one comparison.
 */
let armed: string | undefined;
let hitsLeft = 0;
let signal: 'SIGKILL' | 'SIGSTOP' = 'SIGKILL';

export function armFailpoint(spec: string | undefined): void {
  const [, name, hit, stop] = /^([a-z0-9_.]+)(?:@(\d+))?(:stop)?$/.exec(spec ?? '') ?? [];
  armed = name;
  hitsLeft = Number(hit ?? 1);
  signal = stop ? 'SIGSTOP' : 'SIGKILL';
}

export function failpoint(name: string): void {
  if (armed !== name) return;
  hitsLeft -= 1;
  if (hitsLeft > 0) return;
  armed = undefined;
  writeSync(2, `${reached(name)}\n`); // the proof that it was hit: written before the process can no longer write
  process.kill(process.pid, signal);
}

/** What a process says on stderr when it dies or stops at the armed point. */
export const reached = (name: string): string => `failpoint ${name} reached`;
