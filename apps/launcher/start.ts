import { spawn } from 'node:child_process';
import { closeSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from './app.js';
import { readArgs } from './args.js';
import { consoleLink } from './console-link.js';
import { openLog, tail } from './exec.js';
import { Failure, Interrupted, delay } from './failure.js';
import { identify, isAlive } from './identity.js';
import { privateDir } from './private-file.js';
import { dataFolder } from './reachable.js';
import { program, root } from './root.js';
import { apiPort, serve, serviceFingerprint } from './serve.js';
import { type Toolbox, setup } from './setup.js';
import { type State, isSupervised, readState } from './state.js';
import { reap, stopAll, stopEverything, stopJobs } from './stop.js';

const STEP = 'starting';

/** Sets up what is missing and runs the service in the foreground, or detached. */
export async function start(app: App, args: string[]): Promise<number> {
  const options = readArgs(args, { detach: { type: 'boolean' }, json: { type: 'boolean' } });
  const tools = await setup(app, { mlflow: !app.config.MLFLOW_TRACKING_URI, dev: false });
  if (options.detach) {
    const { state } = await ensureRunning(app, tools);
    if (options.json) process.stdout.write(`${JSON.stringify(state)}\n`);
    else await announce(app, state, 'luthier stop');
    return 0;
  }
  const current = await reusable(app, tools);
  if (current) {
    await announce(app, current, 'luthier stop');
    app.progress.say('It was running already; this command leaves it to run.');
    return 0;
  }
  await foreground(app, tools);
  return 0;
}

/** The detached supervisor itself; its output goes to logs/supervisor.log. */
export async function superviseDetached(app: App, args: string[]): Promise<number> {
  const { tools } = readArgs(args, { tools: { type: 'string' } });
  const say = (line: string) => console.log(new Date().toISOString(), line);
  try {
    await serve(app, { tools: JSON.parse(tools ?? '') as Toolbox, onChange: () => undefined, say });
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    say(app.signal.aborted ? 'stopped before it was ready' : 'another supervisor runs already');
  }
  return 0;
}

/** Makes sure a detached service of this build and these settings is ready. */
export async function ensureRunning(app: App, tools: Toolbox): Promise<{ state: State; started: boolean }> {
  const current = await reusable(app, tools);
  if (current?.phase === 'ready') return { state: current, started: false };
  if (!current) await apiPort(app);
  const who = current?.supervisor ?? launchSupervisor(app, tools);
  const started = !current;
  try {
    const state = await app.progress.step(STEP, (note) => follow(app, who, note));
    return { state, started };
  } catch (error) {
    if (started && error instanceof Interrupted) await stopEverything(app);
    throw error;
  }
}

/** The running service where it may stay as it is; one of another build or other settings is stopped first. */
async function reusable(app: App, tools: Toolbox): Promise<State | null> {
  const state = readState(app.paths.run);
  if (!state || !isSupervised(state)) {
    await reap(app); // before anybody asks who holds our port
    return null;
  }
  if (state.fingerprint === serviceFingerprint(app, tools) && ['starting', 'ready'].includes(state.phase))
    return state;
  await app.progress.step('stopping the running service: its build or settings changed', () => stopAll(app));
  return null;
}

function launchSupervisor(app: App, tools: Toolbox) {
  dataFolder(app.config.LUTHIER_DATA_DIR);
  privateDir(app.paths.logs);
  const fd = openLog(supervisorLog(app));
  const args = ['--no-warnings', program('launcher'), 'supervise', '--tools', JSON.stringify(tools)];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: app.env,
    detached: true,
    stdio: ['ignore', fd, fd],
  });
  closeSync(fd);
  child.unref();
  const who = child.pid ? identify(child.pid) : null;
  if (!who) throw new Failure('the supervisor could not be started');
  return who;
}

async function follow(app: App, launched: { pid: number; start: string }, note: (detail: string) => void) {
  const since = Date.now() - 60_000; // it may have been started by somebody else, shortly before
  while (true) {
    if (app.signal.aborted) throw new Interrupted();
    const state = readState(app.paths.run);
    if (state && isSupervised(state)) {
      note(describe(state));
      if (state.phase === 'ready') return state;
    } else if (!isAlive(launched)) {
      const told = state && Date.parse(state.startedAt) >= since ? state.fault : null;
      throw new Failure(told ?? `the service did not start:\n${tail(supervisorLog(app), 15)}`);
    }
    await delay(100, app.signal);
  }
}

async function foreground(app: App, tools: Toolbox): Promise<void> {
  await apiPort(app);
  const keyWasThere = existsSync(app.config.LUTHIER_ADMIN_KEY_FILE ?? app.paths.adminKey);
  let ready: ((state: State) => void) | undefined;
  let note: (detail: string) => void = () => undefined;
  const first = new Promise<State>((resolve) => (ready = resolve));
  const serving = serve(app, {
    tools,
    say: (line) => app.progress.say(line),
    onChange: (state) => {
      note(describe(state));
      if (state.phase === 'ready') ready?.(structuredClone(state));
    },
  });
  const state = await app.progress.step(STEP, (tell) => {
    note = tell;
    return Promise.race([first, serving.then(() => null)]);
  });
  note = () => undefined;
  if (state) {
    await announce(app, state, 'Ctrl-C or luthier stop');
    if (!keyWasThere && !app.config.LUTHIER_ADMIN_KEY_FILE && existsSync(state.adminKeyFile))
      app.progress.say(
        `  First admin key, shown only now: ${readFileSync(state.adminKeyFile, 'utf8').trim()}`,
      );
  }
  await serving;
  await stopJobs(app);
  app.progress.say('Stopped.');
}

async function announce(app: App, state: State, stopBy: string): Promise<void> {
  const rows = [
    ['Console', await consoleLink(state)],
    ['', 'signs one browser in, within ten minutes; luthier open makes another'],
    ['API', state.url],
    ['Reference', `${state.url}/docs`],
    ['MLflow', state.mlflowUrl],
    ['Admin key', state.adminKeyFile],
    ['Logs', join(app.paths.logs, '*.log')],
    ['Stop', stopBy],
  ];
  app.progress.say(`Luthier is ready: ${state.url}`);
  for (const [name, value] of rows) if (value) app.progress.say(`  ${name!.padEnd(10)} ${value}`);
}

const describe = (state: State): string =>
  Object.entries(state.services)
    .map(([name, s]) => `${name} ${s.state}`)
    .join(', ');

const supervisorLog = (app: App) => join(app.paths.logs, 'supervisor.log');
