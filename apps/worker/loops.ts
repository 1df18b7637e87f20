import { Inject, Injectable } from '@nestjs/common';
import { systemCtx } from '#kernel/context.js';
import { COMPUTE, type ComputePort, type Seen } from '#jobs/compute.port.js';
import { JobsReconciler } from '#jobs/jobs.reconciler.js';
import { JobsRepository } from '#jobs/jobs.repository.js';
import type { Config } from '#platform/config.js';
import { Db } from '#platform/db.js';
import type { Logger } from '#platform/logger.js';
import { OBJECT_STORE, type ObjectStorePort } from '#platform/object-store.port.js';
import { CONFIG, LOGGER } from '#platform/tokens.js';
import { Register } from './register.js';

const SWEEP_MS = 500;
const TIDY_MS = 10_000;
const UPLOADS_MS = 3600_000;

/** What the worker does without being rung: the sweep, and one watcher per compute target. */
@Injectable()
export class Loops {
  private readonly abort = new AbortController();
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly db: Db,
    private readonly register: Register,
    private readonly rows: JobsRepository,
    private readonly reconciler: JobsReconciler,
    @Inject(OBJECT_STORE) private readonly store: ObjectStorePort,
    @Inject(COMPUTE) private readonly targets: Record<string, ComputePort>,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async start(): Promise<void> {
    for (const target of Object.values(this.targets)) {
      await this.syncSlots(target);
      void this.watch(target);
    }
    this.every(SWEEP_MS, 'sweep', () => this.register.sweep(this.log));
    this.every(TIDY_MS, 'tidy', () => this.reconciler.tidy());
    this.every(UPLOADS_MS, 'uploads', async () => void (await this.store.sweep?.(Date.now())));
  }

  /** At once, and again so long after each end; what goes wrong is told and tried again. */
  private every(pauseMs: number, name: string, work: () => Promise<void>): void {
    const tick = async () => {
      await work().catch((error: unknown) => this.log.warn({ err: error }, `${name}: will try again`));
      if (!this.abort.signal.aborted)
        this.timers.set(
          name,
          setTimeout(() => void tick(), pauseMs),
        );
    };
    void tick();
  }

  async stop(): Promise<void> {
    this.abort.abort();
    for (const timer of this.timers.values()) clearTimeout(timer);
    await this.register.idle();
  }

  private async syncSlots(target: ComputePort): Promise<void> {
    const { gpus } = await target.capabilities();
    const cpus = Array.from({ length: this.config.LUTHIER_CPU_SLOTS }, (_, i) => `cpu${i}`);
    await this.db.tx(systemCtx(), (tx) =>
      this.rows.syncSlots(tx, target.target, gpus.length > 0 ? gpus : cpus),
    );
  }

  /** The engine's own stream is a hint that shortens the wait; nothing relies on it. */
  private async watch(target: ComputePort): Promise<void> {
    while (!this.abort.signal.aborted) {
      try {
        for await (const seen of target.observe(null, this.abort.signal)) this.hint(seen);
      } catch (error) {
        this.log.debug({ err: error, target: target.target }, 'the event stream ended');
      }
      await new Promise((wake) => setTimeout(wake, 2_000).unref());
    }
  }

  private hint(seen: Seen): void {
    const body = /^lu-[0-9a-z]{8}-([0-9a-z]{26})-a\d+$/.exec(seen.handle.name)?.[1];
    if (!body || seen.phase !== 'exited') return;
    void this.register
      .answer('job', `job_${body}`)
      .catch((error: unknown) => this.log.error({ err: error }, 'a step met a bug'));
  }
}
