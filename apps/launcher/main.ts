import { ConfigError } from '#platform/config.js';
import { type App, openApp } from './app.js';
import { bench } from './bench.js';
import { check } from './check.js';
import { demo } from './demo.js';
import { doctor } from './doctor.js';
import { Failure, Interrupted } from './failure.js';
import { licenseCases } from './license-cases.js';
import { settingsCommand } from './settings-command.js';
import { setup } from './setup.js';
import { start, superviseDetached } from './start.js';
import { status } from './status.js';
import { stop } from './stop.js';
import { test, testLong } from './test.js';

// Each answers with the exit code of the program.
const COMMANDS: Record<string, (app: App, args: string[]) => Promise<number>> = {
  start,
  stop,
  status,
  doctor,
  demo,
  test,
  check,
  bench,
  'test:long': testLong,
  'license:cases': licenseCases,
  settings: settingsCommand,
  supervise: superviseDetached,
  setup: async (app, args) => {
    const llmcompressor = args.includes('--llmcompressor');
    const lmEval = args.includes('--lm-eval');
    await setup(app, { mlflow: !app.config.MLFLOW_TRACKING_URI, dev: false, llmcompressor, lmEval });
    return 0;
  },
};

async function main([name = '', ...args]: string[]): Promise<number> {
  const abort = new AbortController();
  // A terminal sends Ctrl-C to the whole group and the bootstrap hands it on: the same wish may come twice.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => abort.abort(signal));
  try {
    const command = COMMANDS[name];
    if (!command) throw new Failure(`there is no command ${name}`, 'node apps/launcher/bootstrap.mjs help');
    const code = await command(openApp({ signal: abort.signal, json: args.includes('--json') }), args);
    return code;
  } catch (error) {
    if (error instanceof Interrupted) return abort.signal.reason === 'SIGTERM' ? 143 : 130;
    const known = error instanceof Failure || error instanceof ConfigError;
    process.stderr.write(`${known ? error.message : ((error as Error).stack ?? String(error))}\n`);
    return 1;
  }
}

process.exit(await main(process.argv.slice(2)));
