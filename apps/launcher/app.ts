import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import {
  type Config,
  type Environment,
  type Paths,
  loadConfig,
  paths,
  readEnvironment,
  unknownSettings,
} from '#platform/config.js';
import { type Progress, progressOn } from './progress.js';
import { readOrNull } from './private-file.js';
import { root } from './root.js';

/** What every command works with. */
export interface App {
  env: Environment;
  config: Config;
  paths: Paths;
  progress: Progress;
  signal: AbortSignal;
}

export interface AppOptions {
  signal: AbortSignal;
  json: boolean;
}

/** Reads the settings (with .env of the clone) and warns of names that no setting has. */
export function openApp(options: AppOptions): App {
  const env = readEnvironment(join(root, '.env'));
  const config = loadConfig(env);
  const progress = progressOn(options.json ? process.stderr : process.stdout);
  for (const name of unknownSettings(env)) progress.say(`! no setting is called ${name}; see .env.example`);
  return { env, config, paths: paths(config), progress, signal: options.signal };
}

/** Hash of the build and of everything the service is told: a running one that differs is restarted. */
export function fingerprint(app: Pick<App, 'config'>, extra: readonly string[]): string {
  const build =
    readOrNull(join(root, 'dist/.luthier-stamp')) ?? readFileSync(join(root, 'package-lock.json'), 'utf8');
  return createHash('sha256')
    .update(build)
    .update(JSON.stringify(app.config, Object.keys(app.config).sort()))
    .update(JSON.stringify(extra))
    .digest('hex')
    .slice(0, 16);
}
