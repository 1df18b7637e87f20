import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import { again, done, type Outcome } from '#kernel/outcome.js';
import type { Handler } from '#platform/handler.js';
import type { Logger } from '#platform/logger.js';
import { CLOCK, LOGGER } from '#platform/tokens.js';
import { RegistryMirror } from './registry.mirror.js';

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 300_000;

/** Keeps the tracker like the registry. While it is down everything waits together: one try tells for all. */
@Injectable()
export class MirrorProcessor implements Handler {
  readonly topic = 'mirror';
  private pauseMs = 0;
  private resumeAtMs = 0;

  constructor(
    private readonly mirror: RegistryMirror,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async due(limit: number): Promise<string[]> {
    return this.clock.now().getTime() < this.resumeAtMs ? [] : this.mirror.due(limit);
  }

  async step(versionId: string): Promise<Outcome> {
    const waitMs = this.resumeAtMs - this.clock.now().getTime();
    if (waitMs > 0) return again(waitMs / 1000);
    try {
      await this.mirror.mirror(versionId);
      this.pauseMs = 0;
      return done();
    } catch (error) {
      this.pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, this.pauseMs * 2));
      this.resumeAtMs = this.clock.now().getTime() + this.pauseMs;
      this.log.warn({ err: error, version: versionId }, 'the mirror waits: the tracker did not take it');
      return again(this.pauseMs / 1000);
    }
  }
}
