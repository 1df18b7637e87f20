import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { armFailpoint } from '#platform/failpoints.js';
import { releaseBootGarbage } from '#platform/boot-garbage.js';
import { loadConfig } from '#platform/config.js';
import { createLogger, NestLogger } from '#platform/logger.js';
import { OutboxRelay } from '#platform/outbox.js';
import { Loops } from './loops.js';
import { WorkerModule } from './worker.module.js';

async function main(): Promise<void> {
  const config = loadConfig();
  armFailpoint(config.LUTHIER_FAILPOINT);
  const log = createLogger('worker', config.LUTHIER_LOG_LEVEL);
  const app = await NestFactory.createApplicationContext(await WorkerModule.with(config, log), {
    logger: new NestLogger(log),
  });
  const loops = app.get(Loops);
  await loops.start();
  app.get(OutboxRelay).start();
  log.info('worker is ready');
  setTimeout(releaseBootGarbage, 10_000).unref(); // behind the first round of every loop
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'worker stops; attempts go on and are adopted by the next one');
    setTimeout(() => process.exit(0), 25_000).unref();
    app.get(OutboxRelay).stop();
    await loops.stop();
    await app.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.stack : error);
  process.exit(1);
});
