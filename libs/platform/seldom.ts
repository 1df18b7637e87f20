import type { Logger } from '#platform/logger.js';

const EVERY_MS = 60_000;

/** Logs a fault that comes again and again: the first, then at most one a minute, with the number left out. */
export class Seldom {
  private nextMs = 0;
  private left = 0;

  constructor(
    private readonly log: Logger,
    private readonly message: string,
    private readonly nowMs: () => number = Date.now,
  ) {}

  warn(error: unknown): void {
    if (this.nowMs() < this.nextMs) {
      this.left += 1;
      return;
    }
    this.nextMs = this.nowMs() + EVERY_MS;
    this.log.warn({ err: error, left_out: this.left }, this.message);
    this.left = 0;
  }

  /** The fault is over: the next one is news again. */
  over(): void {
    this.nextMs = 0;
  }
}
