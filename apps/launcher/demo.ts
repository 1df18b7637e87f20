import { existsSync } from 'node:fs';
import type { App } from './app.js';
import { plainEnv } from './child-env.js';
import { exec } from './exec.js';
import { Failure, Interrupted } from './failure.js';
import { program, root } from './root.js';
import { setup } from './setup.js';
import { ensureRunning } from './start.js';
import { stopEverything } from './stop.js';

/** Sets up, starts the service detached and lets the command line run the main job over HTTP. */
export async function demo(app: App, args: string[]): Promise<number> {
  const tools = await setup(app, { mlflow: !app.config.MLFLOW_TRACKING_URI, dev: false });
  const { state, started } = await ensureRunning(app, tools);
  if (!existsSync(state.adminKeyFile)) {
    throw new Failure(
      `the first admin key is not in ${state.adminKeyFile}`,
      'put an admin key there, or name its file: LUTHIER_ADMIN_KEY_FILE=/path npm run demo',
    );
  }
  try {
    return await exec(process.execPath, ['--no-warnings', program('cli'), 'demo', ...args], {
      cwd: root,
      env: {
        ...plainEnv(app.env),
        TERM: app.env['TERM'],
        NO_COLOR: app.env['NO_COLOR'],
        LUTHIER_BASE_URL: state.url,
        LUTHIER_API_KEY_FILE: state.adminKeyFile,
      },
      signal: app.signal,
    });
  } catch (error) {
    if (started && error instanceof Interrupted) {
      await app.progress.step('interrupted: stopping the service', () => stopEverything(app));
    }
    throw error;
  }
}
