import { randomBytes } from 'node:crypto';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import { DEPLOYMENT_DEFAULTS, type DeploymentDefaults } from '#deployments/defaults.js';
import type { DeploymentRow } from '#deployments/deployments.service.js';
import type { Logger } from '#platform/logger.js';
import { CLOCK, LOGGER } from '#platform/tokens.js';
import { type CountedHour, hourOf, ServingUsageService } from '#serving-usage/serving-usage.service.js';
import type { Ending } from '#serving-usage/traffic.js';
import type { Tokens } from './engine-request.js';
import { TrafficSlots } from './traffic-slots.js';

/** What a process that is killed loses at most. */
export const FLUSH_MS = 5_000;

interface Busy {
  /** Requests with the engine now. */
  open: number;
  /** Up to when their time is counted. */
  until: number;
}

/** One request at an engine: it ends once. */
export interface Metered {
  /** Of a stream; the first call counts. */
  firstToken(): void;
  /** The engine began to answer; with the tokens that it told, or with null where it told none. */
  answered(tokens: Tokens | null, ending?: Ending): void;
  /** It was refused, or never reached the engine: its time and its end count, as usage it does not. */
  dropped(ending: Ending): void;
}

/**
 * Counts requests, tokens and busy time by deployment and hour, and how requests ended and how long they took by five minutes, in memory;
 * every five seconds what changed is written.
 */
@Injectable()
export class ServingMeter implements OnModuleInit, OnModuleDestroy {
  /** Rows of this process alone: what it writes is all it has counted, and needs no adding up. */
  private readonly writer = `api:${randomBytes(8).toString('hex')}`;
  private readonly hours = new Map<string, CountedHour>();
  private readonly changed = new Set<string>();
  private readonly busy = new Map<string, Busy>();
  private readonly traffic = new TrafficSlots();
  private timer: NodeJS.Timeout | undefined;
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly usage: ServingUsageService,
    @Inject(DEPLOYMENT_DEFAULTS) private readonly defaults: DeploymentDefaults,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.flush(), FLUSH_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  now(): Date {
    return this.clock.now();
  }

  /** The engine is asked now, for a caller who asked at `came`. */
  begin(row: DeploymentRow, came = this.now()): Metered {
    const busy = this.busyOf(row.id);
    this.settle(row);
    busy.open += 1;
    let hasEnded = false;
    let firstTokenMs: number | null = null;
    const end = (ending: Ending, tokens: Tokens | null): CountedHour | null => {
      if (hasEnded) return null;
      hasEnded = true;
      this.settle(row);
      busy.open -= 1;
      this.traffic.add(row, this.now(), { ending, tokens, ms: this.since(came), firstTokenMs });
      return this.hourOf(row);
    };
    return {
      firstToken: () => (firstTokenMs ??= this.since(came)),
      answered: (tokens, ending = 'answered') => {
        const hour = end(ending, tokens);
        if (hour) addTo(hour, tokens);
      },
      dropped: (ending) => void end(ending, null),
    };
  }

  /** A request for a deployment whose engine was never asked. */
  missed(row: DeploymentRow, came: Date, ending: Ending): void {
    this.traffic.add(row, this.now(), { ending, tokens: null, ms: this.since(came), firstTokenMs: null });
  }

  /** Writes what changed; what cannot be written is kept and written with the next. One after the other, never throws. */
  flush(): Promise<void> {
    this.last = this.last.then(() => this.write());
    return this.last;
  }

  private async write(): Promise<void> {
    for (const hour of [...this.hours.values()]) this.settle(rowOf(hour));
    const keys = [...this.changed];
    this.changed.clear();
    const slots = this.traffic.take();
    if (keys.length + slots.length === 0) return;
    try {
      await this.usage.counted(
        this.writer,
        keys.map((key) => ({ ...this.hours.get(key)! })),
        slots,
      );
      this.forget();
    } catch (error) {
      for (const key of keys) this.changed.add(key);
      this.traffic.putBack(slots);
      this.log.warn({ err: error, hours: keys.length }, 'usage of deployments could not be written; kept');
    }
  }

  /** An hour that is long over and written needs no memory, an idle engine none either. A clock set back finds its hour again. */
  private forget(): void {
    this.traffic.forget(this.now());
    const now = hourOf(this.now()).getTime();
    for (const [key, { hour, deploymentId }] of this.hours) {
      if (this.changed.has(key) || now - hour.getTime() <= 3_600_000) continue;
      this.hours.delete(key);
      if (this.busy.get(deploymentId)?.open === 0) this.busy.delete(deploymentId);
    }
  }

  /** The time of open requests up to now; several at once count once. */
  private settle(row: Pick<DeploymentRow, 'id' | 'versionId' | 'projectId'>): void {
    const busy = this.busyOf(row.id);
    const now = this.clock.now().getTime();
    const ms = Math.max(0, now - busy.until);
    busy.until = now;
    if (busy.open > 0 && ms > 0) this.hourOf(row).busyMs += ms;
  }

  private since(came: Date): number {
    return Math.max(0, this.now().getTime() - came.getTime());
  }

  private busyOf(id: string): Busy {
    const known = this.busy.get(id) ?? { open: 0, until: this.clock.now().getTime() };
    this.busy.set(id, known);
    return known;
  }

  private hourOf(row: Pick<DeploymentRow, 'id' | 'versionId' | 'projectId'>): CountedHour {
    const hour = hourOf(this.clock.now());
    const key = `${row.id} ${hour.getTime()}`;
    const none = { requests: 0, uncounted: 0, promptTokens: 0, outputTokens: 0, busyMs: 0 };
    const of = { deploymentId: row.id, versionId: row.versionId, projectId: row.projectId };
    const known = this.hours.get(key) ?? { ...of, hour, ...none, cpus: this.defaults.threads };
    this.hours.set(key, known);
    this.changed.add(key);
    return known;
  }
}

const rowOf = ({ deploymentId: id, versionId, projectId }: CountedHour) => ({ id, versionId, projectId });

function addTo(hour: CountedHour, tokens: Tokens | null): void {
  hour.requests += 1;
  if (tokens === null) hour.uncounted += 1;
  hour.promptTokens += tokens?.prompt ?? 0;
  hour.outputTokens += tokens?.output ?? 0;
}
