import type { Outcome } from '#kernel/outcome.js';

/** Background work on one kind of row. The worker's register fails at boot on a missing or double topic. */
export interface Handler {
  readonly topic: string;
  /** One idempotent step on the row `id`: claim, load, act, apply. `again` means the row carries its own next_step_at. */
  step(id: string): Promise<Outcome>;
  /** Rows whose next_step_at has come: the sweep that makes a lost doorbell harmless. */
  due(limit: number): Promise<string[]>;
}
