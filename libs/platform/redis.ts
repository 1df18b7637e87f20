import type { OnModuleDestroy } from '@nestjs/common';
import { createIORedisClient, RedisConnection } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';

type Asked = RedisOptions & { url?: string };

const LONGEST_PAUSE_MS = 2_000;
const EITHER = {
  connectTimeout: 5_000,
  retryStrategy: (tries: number) => Math.min(tries * 100, LONGEST_PAUSE_MS),
};
/** Refused at once while Redis is away, and a silent one is left after 5 s: nobody who rings may be held up. */
const PRODUCER = { enableOfflineQueue: false, socketTimeout: 5_000 };

/**
 * Makes BullMQ's connections to Redis. Queue and worker share one set of options in Nest's module, but need two kinds of
 * connection: BullMQ asks for endless retries where it consumes, and those wait for Redis; the others are producers.
 */
export class RedisConnections implements OnModuleDestroy {
  private readonly producers: Redis[] = [];

  constructor(private readonly url: string) {
    RedisConnection.clientFactory = ({ url: _, ...options }: Asked) => {
      const consumes = options.maxRetriesPerRequest === null;
      const client = new Redis(url, { ...options, ...EITHER, ...(consumes ? {} : PRODUCER) });
      client.on('error', () => undefined); // BullMQ reports them; once it no longer listens, ioredis would write to stderr
      if (!consumes) this.producers.push(client);
      return createIORedisClient(client);
    };
  }

  get options() {
    return { connection: { url: this.url } };
  }

  /** Before BullMQ says its goodbyes, which a producer whose Redis is away refuses. Who consumes is closed by its owner. */
  onModuleDestroy(): void {
    for (const client of this.producers) if (client.status !== 'ready') client.disconnect();
  }
}
