import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { COMPUTE, type Capabilities, type ComputePort, type Seen } from '#jobs/compute.port.js';
import { LOOK_SECONDS } from '#compute-targets/compute-target.js';
import { ComputeTargetsService } from '#compute-targets/compute-targets.service.js';
import { TargetCheckProcessor } from '#compute-targets/target-check.processor.js';
import { JobsReconciler } from '#jobs/jobs.reconciler.js';
import type { Config } from '#platform/config.js';
import type { Logger } from '#platform/logger.js';
import { CONFIG, LOGGER } from '#platform/tokens.js';
import { Register } from './register.js';

const SWEEP_MS = 500;
const TARGET_RETRY_MS = 2_000;
const TIDY_MS = 10_000;
/** How long a package that was installed meanwhile, or a target that came or went, may go unnoticed. */
const LOOK_MS = LOOK_SECONDS * 1000;

/** What the worker does without being rung: the sweep, a watcher per compute target, and clearing up. */
@Injectable()
export class Loops {
  private readonly abort = new AbortController();
  private readonly silent = new Set<string>();

  constructor(
    private readonly register: Register,
    private readonly reconciler: JobsReconciler,
    private readonly looks: ComputeTargetsService,
    private readonly checks: TargetCheckProcessor,
    @Inject(COMPUTE) private readonly targets: Record<string, ComputePort>,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async start(): Promise<void> {
    const all = Object.values(this.targets);
    await Promise.all(all.map((target) => this.look(target)));
    for (const target of all) {
      void this.watch(target);
      void this.every(TIDY_MS, `tidy ${target.target}`, () => this.tidy(target));
      void this.every(LOOK_MS, `look at ${target.target}`, async () => {
        if (await this.look(target)) await this.reconciler.noteEnvironment(target);
      });
    }
    void this.every(SWEEP_MS, 'sweep', () => this.register.sweep(this.log));
  }

  async stop(): Promise<void> {
    this.abort.abort();
    await this.register.idle();
  }

  /** At once, and again so long after each end; what goes wrong is told and tried again. */
  private async every(pauseMs: number, name: string, work: () => unknown): Promise<void> {
    const { signal } = this.abort;
    while (!signal.aborted) {
      try {
        await work();
      } catch (error) {
        this.log.warn({ err: error }, `${name}: will try again`);
      }
      await pause(pauseMs, signal);
    }
  }

  private async tidy(target: ComputePort): Promise<void> {
    if (this.silent.has(target.target)) return;
    await this.reconciler.tidy(target);
    await this.checks.tidy(target);
  }

  /** Gives the target the slots it has now: none while it does not answer, so that its jobs wait. */
  private async look(target: ComputePort): Promise<boolean> {
    const name = target.target;
    const has = await this.ask(target);
    await this.looks.noteLook(name, has);
    if (has instanceof Error) {
      await this.reconciler.syncSlots(name, []);
      return false;
    }
    const slots = has.gpus.length > 0 ? has.gpus : cpuSlots(this.config.LUTHIER_CPU_SLOTS);
    await this.reconciler.noteTarget(name, has, slots.length);
    await this.reconciler.syncSlots(name, slots);
    return true;
  }

  /** What the target has, or why it did not answer; each turn from one to the other is logged once. */
  private async ask(target: ComputePort): Promise<Capabilities | Error> {
    const name = target.target;
    try {
      const has = await target.capabilities();
      if (this.silent.delete(name)) this.log.info({ target: name }, 'compute target is back');
      return has;
    } catch (error) {
      if (!this.silent.has(name))
        this.log.warn({ err: error, target: name }, 'compute target is unavailable');
      this.silent.add(name);
      return error instanceof Error ? error : new Error(String(error));
    }
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
