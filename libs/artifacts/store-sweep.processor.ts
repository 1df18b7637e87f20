import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import { done, type Outcome } from '#kernel/outcome.js';
import type { Handler } from '#platform/handler.js';
import type { Logger } from '#platform/logger.js';
import { OBJECT_STORE, type ObjectStorePort } from '#platform/object-store.port.js';
import { CLOCK, LOGGER } from '#platform/tokens.js';
import { ArtifactFiles } from './artifact-files.service.js';

const PLACES = ['objects', 'staged'];
const EVERY_MS = 3600_000;

/**
 * Clears away, once an hour and at the start, what uploads and stagings killed half-way have left for a day. It has no row:
 * the time of the last sweep is this process's own, and a second worker that sweeps too does no harm.
 */
@Injectable()
export class StoreSweep implements Handler {
  readonly topic = 'store_sweep';
  private nextMs = 0;

  constructor(
    @Inject(OBJECT_STORE) private readonly store: ObjectStorePort,
    private readonly files: ArtifactFiles,
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
    const nowMs = this.clock.now().getTime();
    try {
      const removed = await (place === 'staged' ? this.files.sweep(nowMs) : this.store.sweep(nowMs));
      if (removed > 0) this.log.info({ place, removed }, 'cleared away what dead uploads had left');
    } catch (error) {
      this.log.warn({ err: error, place }, 'the store could not be swept; the next hour tries again');
    }
    return done();
  }
}
