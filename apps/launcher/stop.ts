import type { App } from './app.js';
import { readArgs } from './args.js';
import { delay } from './failure.js';
import { endAll, groupMembers, workingIn } from './leftovers.js';
import { type Identity, isAlive, signalIfSame } from './identity.js';
import { isSupervised, orphans, readState, writeState } from './state.js';

export async function stop(app: App, args: string[]): Promise<number> {
  readArgs(args, {});
  const before = readState(app.paths.run);
  if (!before || (!isSupervised(before) && orphans(before).length === 0 && jobsLeft(app) === 0)) {
    app.progress.say('Nothing runs.');
    return 0;
  }
  await app.progress.step('stopping', () => stopEverything(app));
  return 0;
}

/** stopAll, and then the trainers and model servers, which outlive a mere restart of the service. */
export async function stopEverything(app: App): Promise<void> {
  await stopAll(app);
  await stopJobs(app);
}

/** Trainers save a checkpoint on SIGTERM; their jobs go on from it at the next start. */
export const stopJobs = (app: App): Promise<void> => endAll(workingIn(workplaces(app)), JOB_GRACE_SECONDS);

const jobsLeft = (app: App) => workingIn(workplaces(app)).length;
const workplaces = (app: App) => [app.paths.jobs, app.paths.run, app.paths.mlflow];
const JOB_GRACE_SECONDS = 30;
// The supervisor gives worker and api 30 s, then PostgreSQL 20 s.
const SUPERVISOR_GRACE_SECONDS = 70;

/** Asks the supervisor to stop all; what outlives it is stopped by its recorded identity, PostgreSQL last. */
export async function stopAll(app: App): Promise<void> {
  const state = readState(app.paths.run);
  if (!state) return;
  if (signalIfSame(state.supervisor, 'SIGTERM', 'process')) {
    await gone([state.supervisor], SUPERVISOR_GRACE_SECONDS);
    signalIfSame(state.supervisor, 'SIGKILL', 'process');
    await gone([state.supervisor], 5);
  }
  const after = readState(app.paths.run) ?? state;
  const left = orphans(after);
  await end(
    left.filter(([name]) => name !== 'postgres').map(([, who]) => who),
    'SIGTERM',
  );
  await end(
    left.filter(([name]) => name === 'postgres').map(([, who]) => who),
    'SIGINT',
  );
  if (left.length > 0 || after.phase === 'stopping')
    writeState(app.paths.run, { ...after, phase: 'stopped' });
}

/** Stops what a killed supervisor left behind, but leaves PostgreSQL to be adopted. */
export async function reap(app: App): Promise<void> {
  const state = readState(app.paths.run);
  if (!state || isSupervised(state)) return;
  const left = orphans(state).filter(([name]) => name !== 'postgres');
  await end(
    left.map(([, who]) => who),
    'SIGTERM',
  );
}

async function end(all: Identity[], signal: NodeJS.Signals): Promise<void> {
  const members = all.flatMap((who) => groupMembers(who.pid));
  for (const who of all) signalIfSame(who, signal, 'process');
  await gone(all, 20);
  for (const who of [...all, ...members]) signalIfSame(who, 'SIGKILL', 'process');
  await gone(all, 5);
}

async function gone(all: Identity[], seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (all.some(isAlive) && Date.now() < deadline) await delay(50);
}
