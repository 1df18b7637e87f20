import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, renameSync } from 'node:fs';
import { delay } from './failure.js';
import { openLog, sizeOf } from './exec.js';
import { type Identity, identify, isAlive, signalIfSame } from './identity.js';
import { groupMembers } from './leftovers.js';

/** How to run one long-lived process. */
export interface ServiceSpec {
  name: string;
  program: string;
  args: string[];
  env: Readonly<Record<string, string>>;
  cwd: string;
  log: string;
  uid?: number;
  gid?: number;
  /** What asks it to finish its work and leave. */
  stopSignal: 'SIGTERM' | 'SIGINT';
  graceSeconds: number;
  readySeconds: number;
  /** Whether it answers now; called until true. */
  ready: (running: Running) => Promise<boolean>;
  /** A running one that an earlier supervisor left. */
  adopt?: () => Identity | null;
}

/** A process that was started or adopted. */
export interface Running {
  who: Identity;
  exited: Promise<string>;
  /** Where in the service's log its own output begins, bytes. */
  logStart: number;
}

const LOG_LIMIT_BYTES = 20e6;

/** Starts the service in a process group of its own, its output appended to its log. */
export async function launch(spec: ServiceSpec): Promise<Running> {
  const left = spec.adopt?.() ?? null;
  if (left) return { who: left, exited: watch(left), logStart: 0 };
  if (sizeOf(spec.log) > LOG_LIMIT_BYTES) renameSync(spec.log, `${spec.log}.1`);
  const fd = openLog(spec.log);
  const logStart = sizeOf(spec.log);
  try {
    const child = spawn(spec.program, spec.args, {
      cwd: spec.cwd,
      env: spec.env,
      uid: spec.uid,
      gid: spec.gid,
      detached: true,
      stdio: ['ignore', fd, fd],
    });
    const exited = exitOf(child);
    if (!child.pid) throw new Error(`${spec.name}: ${await exited}`);
    // it may have ended already, and then there is nothing left to identify
    return { who: identify(child.pid) ?? { pid: child.pid, start: 'ended' }, exited, logStart };
  } finally {
    closeSync(fd);
  }
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(signal ? `killed by ${signal}` : `exit ${code}`));
  });
}

async function watch(who: Identity): Promise<string> {
  while (isAlive(who)) await delay(500);
  return 'gone (it was adopted, so its exit code is unknown)';
}

/** Asks the service to stop, waits its grace, then kills its whole group. */
export async function stopService(spec: ServiceSpec, running: Running): Promise<void> {
  const group = groupMembers(running.who.pid);
  signalIfSame(running.who, spec.stopSignal, 'process');
  await within(running.exited, spec.graceSeconds);
  signalIfSame(running.who, 'SIGKILL', 'group');
  for (const member of group) signalIfSame(member, 'SIGKILL', 'process');
  await within(running.exited, 5);
}

async function within(event: Promise<unknown>, seconds: number): Promise<void> {
  const timer = new AbortController();
  await Promise.race([event, delay(seconds * 1000, timer.signal)]);
  timer.abort();
}

/** Waits until the service answers. Resolves to null, or to why it never did. */
export async function untilReady(
  spec: ServiceSpec,
  running: Running,
  signal: AbortSignal,
): Promise<string | null> {
  const deadline = Date.now() + spec.readySeconds * 1000;
  const state: { gone: string | null } = { gone: null };
  void running.exited.then((why) => (state.gone = why));
  while (Date.now() < deadline && !signal.aborted) {
    if (state.gone) return `${spec.name} ended: ${state.gone}`;
    if (await spec.ready(running).catch(() => false)) return null;
    await delay(100, signal);
  }
  return signal.aborted ? 'interrupted' : `${spec.name} did not answer within ${spec.readySeconds} s`;
}
