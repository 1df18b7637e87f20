import { BullModule, getQueueToken } from '@nestjs/bullmq';
import { type DynamicModule, Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import {
  createPostgresBackend,
  type Queue as BullQueue,
  runMigrations,
  setDefaultBackendFactory,
} from 'bullmq';
import pg from 'pg';
import { systemClock } from '#kernel/clock.js';
import type { Config } from '#platform/config.js';
import { Db } from '#platform/db.js';
import type { Logger } from '#platform/logger.js';
import { type Bell, DOORBELL, Queue } from '#platform/queue.js';
import { RedisConnections } from '#platform/redis.js';
import { CLOCK, CONFIG, LOGGER } from '#platform/tokens.js';

class DbLifetime implements OnApplicationShutdown {
  constructor(private readonly db: Db) {}
  onApplicationShutdown() {
    return this.db.close();
  }
}

/** What every process stands on: settings, log, clock, database, doorbell. */
@Global()
@Module({})
export class PlatformModule {
  static with(config: Config, logger: Logger): DynamicModule {
    const redis = config.REDIS_URL ? new RedisConnections(config.REDIS_URL) : null;
    const providers = [
      { provide: RedisConnections, useValue: redis },
      { provide: CONFIG, useValue: config },
      { provide: LOGGER, useValue: logger },
      { provide: CLOCK, useValue: systemClock },
      { provide: Db, useFactory: () => new Db(databaseUrl(config)) },
      { provide: DbLifetime, useFactory: (db: Db) => new DbLifetime(db), inject: [Db] },
      {
        provide: Queue,
        useFactory: (bull: BullQueue<Bell>) =>
          config.REDIS_URL ? new Queue(bull, logger) : new Queue(bull, logger, () => makeQueueStore(config)),
        inject: [getQueueToken(DOORBELL)],
      },
    ];
    return {
      module: PlatformModule,
      imports: [bullRoot(config, redis), BullModule.registerQueue({ name: DOORBELL })],
      providers,
      exports: [CONFIG, LOGGER, CLOCK, Db, Queue, BullModule],
    };
  }
}

/** BullMQ on Redis where REDIS_URL is set, else on its PostgreSQL backend: each object opens a pool of its own, so few. */
function bullRoot(config: Config, redis: RedisConnections | null): DynamicModule {
  if (redis) return BullModule.forRoot(redis.options);
  setDefaultBackendFactory(createPostgresBackend as never);
  return BullModule.forRoot({
    connection: { connectionString: databaseUrl(config), max: 3, migrate: true },
  });
}

async function makeQueueStore(config: Config): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl(config) });
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
}

function databaseUrl(config: Config): string {
  if (!config.DATABASE_URL)
    throw new Error('DATABASE_URL is not set: the launcher starts a database and sets it');
  return config.DATABASE_URL;
}
