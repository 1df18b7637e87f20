import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import { done, type Outcome } from '#kernel/outcome.js';
import { ArtifactFiles } from '#artifacts/artifact-files.service.js';
import type { Handler } from '#platform/handler.js';
import type { Logger } from '#platform/logger.js';
import { OBJECT_STORE, type ObjectStorePort } from '#platform/object-store.port.js';
import { CLOCK, LOGGER } from '#platform/tokens.js';
import { CacheSweep } from './cache-sweep.service.js';
import { ObjectSweep } from './object-sweep.service.js';

const PLACES = ['objects', 'staged', 'unneeded', 'caches'];
const EVERY_MS = 3600_000;

/**
 * Clears away, once an hour and at the start, what uploads and stagings killed half-way have left for a day, objects that no row needs
 * and copies that nobody uses. It has no row: the time of the last sweep is this process's own, and a second worker that sweeps too
 * does no harm.
 */
@Injectable()
export class StoreSweep implements Handler {
  readonly topic = 'store_sweep';
  private nextMs = 0;

  constructor(
    @Inject(OBJECT_STORE) private readonly store: ObjectStorePort,
    private readonly files: ArtifactFiles,
    @Inject(ObjectSweep) private readonly unneeded: Pick<ObjectSweep, 'run'>,
    @Inject(CacheSweep) private readonly caches: Pick<CacheSweep, 'run'>,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async due(): Promise<string[]> {
    const nowMs = this.clock.now().getTime();
    if (nowMs < this.nextMs) return [];
    this.nextMs = nowMs + EVERY_MS;
    return PLACES;
  }

  async step(place: string): Promise<Outcome> {
    try {
      if (place === 'unneeded') this.tell(place, await this.unneeded.run(), ({ deleted }) => deleted.count);
      else if (place === 'caches') this.tell(place, await this.caches.run(), ({ count }) => count);
      else this.tell(place, await this.leftovers(place), (count) => count);
    } catch (error) {
      this.log.warn({ err: error, place }, 'the store could not be swept; the next hour tries again');
    }
    return done();
  }

  private leftovers(place: string): Promise<number> {
    const nowMs = this.clock.now().getTime();
    return place === 'staged' ? this.files.sweep(nowMs) : this.store.sweep(nowMs);
  }

  private tell<T>(place: string, removed: T, count: (removed: T) => number): void {
    if (count(removed) > 0) this.log.info({ place, removed }, 'cleared away what nobody needs');
  }
}
