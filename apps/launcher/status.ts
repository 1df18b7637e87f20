import type { App } from './app.js';
import { readArgs } from './args.js';
import { isAlive } from './identity.js';
import { type State, isSupervised, readState } from './state.js';

/** Exit code 0 when the service is ready, 3 when not (as `systemctl status`). */
export async function status(app: App, args: string[]): Promise<number> {
  const options = readArgs(args, { json: { type: 'boolean' } });
  const seen = look(readState(app.paths.run));
  if (options.json)
    process.stdout.write(`${JSON.stringify({ data_dir: app.config.LUTHIER_DATA_DIR, ...seen })}\n`);
  else app.progress.say(toText(seen));
  return Promise.resolve(seen.phase === 'ready' ? 0 : 3);
}

interface Seen {
  phase: State['phase'];
  url: string | null;
  mlflow_url: string | null;
  admin_key_file: string | null;
  supervisor_pid: number | null;
  services: Record<string, { state: string; pid: number | null; restarts: number; log: string }>;
}

/** The recorded state, corrected by what is really alive. */
export function look(state: State | null): Seen {
  const up = state !== null && isSupervised(state);
  const services = Object.entries(state?.services ?? {}).map(([name, s]) => {
    const alive = s.who !== null && isAlive(s.who);
    const told = alive
      ? up
        ? s.state
        : 'orphaned'
      : up && s.state === 'restarting'
        ? 'restarting'
        : 'stopped';
    return [name, { state: told, pid: alive ? s.who!.pid : null, restarts: s.restarts, log: s.log }] as const;
  });
  return {
    phase: up ? state.phase : state?.phase === 'failed' ? 'failed' : 'stopped',
    url: up ? state.url : null,
    mlflow_url: up ? state.mlflowUrl : null,
    admin_key_file: state?.adminKeyFile ?? null,
    supervisor_pid: up ? state.supervisor.pid : null,
    services: Object.fromEntries(services),
  };
}

function toText(seen: Seen): string {
  const head = seen.url ? `${seen.phase}: ${seen.url}` : seen.phase;
  const rows = Object.entries(seen.services).map(
    ([name, s]) =>
      `  ${name.padEnd(9)} ${s.state.padEnd(10)} pid ${s.pid ?? '-'}, ${s.restarts} restarts, ${s.log}`,
  );
  return [head, ...rows].join('\n');
}
