import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { systemCtx } from '#kernel/context.js';
import { COMPUTE, type ComputePort, type Seen } from '#jobs/compute.port.js';
import { JobsOrphans } from '#jobs/jobs.orphans.js';
import { JobsRepository } from '#jobs/jobs.repository.js';
import type { Config } from '#platform/config.js';
import { Db } from '#platform/db.js';
import type { Logger } from '#platform/logger.js';
import { CONFIG, LOGGER } from '#platform/tokens.js';
import { Register } from './register.js';

const SWEEP_MS = 500;
const TARGET_RETRY_MS = 2_000;
const ORPHANS_MS = 10_000;

/** What the worker does without being rung: the sweep, and one watcher per compute target. */
@Injectable()
export class Loops {
  private readonly abort = new AbortController();
  private readonly silent = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Db,
    private readonly register: Register,
    private readonly rows: JobsRepository,
    private readonly orphans: JobsOrphans,
    @Inject(COMPUTE) private readonly targets: Record<string, ComputePort>,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async start(): Promise<void> {
    const all = Object.values(this.targets);
    await Promise.all(all.map((target) => this.look(target)));
    for (const target of all) {
      void this.watch(target);
      void this.clear(target);
    }
    const tick = async () => {
      await this.register.sweep(this.log);
      if (!this.abort.signal.aborted) this.timer = setTimeout(() => void tick(), SWEEP_MS);
    };
    void tick();
  }

  async stop(): Promise<void> {
    this.abort.abort();
    clearTimeout(this.timer);
    await this.register.idle();
  }

  /** Gives the target the slots it has now: none while it does not answer, so that its jobs wait. */
  private async look(target: ComputePort): Promise<boolean> {
    const name = target.target;
    let slots: string[] = [];
    try {
      const { gpus } = await target.capabilities();
      slots = gpus.length > 0 ? gpus : cpuSlots(this.config.LUTHIER_CPU_SLOTS);
      if (this.silent.delete(name)) this.log.info({ target: name }, 'compute target is back');
    } catch (error) {
      if (!this.silent.has(name))
        this.log.warn({ err: error, target: name }, 'compute target is unavailable');
      this.silent.add(name);
    }
    await this.db.tx(systemCtx(), (tx) => this.rows.syncSlots(tx, name, slots));
    return slots.length > 0;
  }

  /** The engine's own stream is a hint that shortens the wait; nothing relies on it but that its end means a new look. */
  private async watch(target: ComputePort): Promise<void> {
    const { signal } = this.abort;
    while (!signal.aborted) {
      try {
        if (await this.look(target)) for await (const seen of target.observe(null, signal)) this.hint(seen);
      } catch (error) {
        this.log.debug({ err: error, target: target.target }, 'the event stream ended');
      }
      await pause(TARGET_RETRY_MS, signal);
    }
  }

  /** Removes what attempts that have ended left at the target. */
  private async clear(target: ComputePort): Promise<void> {
    const { signal } = this.abort;
    while (!signal.aborted) {
      try {
        if (!this.silent.has(target.target)) await this.orphans.clear(target);
      } catch (error) {
        this.log.warn({ err: error, target: target.target }, 'orphans: will try again');
      }
      await pause(ORPHANS_MS, signal);
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

const cpuSlots = (count: number): string[] => Array.from({ length: count }, (_, i) => `cpu${i}`);
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
