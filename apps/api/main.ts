import 'reflect-metadata';
import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { releaseBootGarbage } from '#platform/boot-garbage.js';
import { loadConfig, paths } from '#platform/config.js';
import { armFailpoint } from '#platform/failpoints.js';
import { createLogger } from '#platform/logger.js';
import { ProjectsService } from '#projects/projects.service.js';
import { ApiModule } from './api.module.js';
import { createApp } from './http/app.js';
import { expandOf } from './http/expand.js';

async function main(): Promise<void> {
  const config = loadConfig();
  armFailpoint(config.LUTHIER_FAILPOINT);
  const log = createLogger('api', config.LUTHIER_LOG_LEVEL);
  const app = await createApp(await ApiModule.with(config, log), log);
  const missing = expandOf(app).missing();
  if (missing.length > 0) throw new Error(`no slice expands ${missing.join('; ')}`);
  const firstKey = await app.get(ProjectsService).createFirst();
  if (firstKey) writeSecret(config.LUTHIER_ADMIN_KEY_FILE ?? paths(config).adminKey, firstKey);
  await app.listen(config.LUTHIER_PORT, config.LUTHIER_HOST);
  log.info({ url: await app.getUrl() }, 'api is ready');
  releaseBootGarbage();
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'api stops');
    setTimeout(() => process.exit(0), 10_000).unref(); // open event streams do not end by themselves
    await app.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
}

function writeSecret(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.tmp`, `${text}\n`, { mode: 0o600 });
  chmodSync(`${path}.tmp`, 0o600);
  renameSync(`${path}.tmp`, path);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.stack : error);
  process.exit(1);
});
