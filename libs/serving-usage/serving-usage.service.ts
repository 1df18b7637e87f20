import { Inject, Injectable } from '@nestjs/common';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { JOB_DEFAULTS, type JobDefaults } from '#jobs/defaults.js';
import { Db, type Tx } from '#platform/db.js';
import { compareWith, figuresOf } from './serving-usage.js';
import type { ServingUsageQuery } from './serving-usage.contract.js';
import { type CountedHour, ServingUsageRepository, type TakenEnergy } from './serving-usage.repository.js';
import { type CountedSlot, TrafficRepository } from './traffic.repository.js';

export type { CountedHour, CountedSlot, TakenEnergy };

/** Tokens, time and energy of what is served, by deployment and hour. */
@Injectable()
export class ServingUsageService {
  constructor(
    private readonly db: Db,
    private readonly rows: ServingUsageRepository,
    private readonly traffic: TrafficRepository,
    @Inject(JOB_DEFAULTS) private readonly defaults: JobDefaults,
  ) {}

  /** All that `writer` has counted of these hours and five minutes, in place of what it said before. */
  counted(writer: string, hours: readonly CountedHour[], slots: readonly CountedSlot[]): Promise<void> {
    return this.db.tx(systemCtx(), async (tx) => {
      await this.rows.setCounted(tx, writer, hours);
      await this.traffic.setCounted(tx, writer, slots);
    });
  }

  /** In the caller's fenced transaction. */
  taken(
    tx: Tx,
    of: { deploymentId: string; versionId: string; projectId: string; at: Date },
    energy: TakenEnergy,
  ): Promise<void> {
    const { at, ...deployment } = of;
    return this.rows.addTaken(tx, { ...deployment, hour: hourOf(at) }, energy);
  }

  /** Of one deployment, or of all that served the version. */
  async of(ctx: Ctx, what: { version: string; deployment: string | null }, query: ServingUsageQuery) {
    const { version, deployment } = what;
    const { price_in_per_1m: input, price_out_per_1m: output } = query;
    const { cpuHourPrice: price = null, kgCo2ePerKwh = null } = this.defaults;
    const where = deployment ? { deploymentId: deployment } : { versionId: version };
    const totals = await this.db.tx(ctx, (tx) =>
      this.rows.totals(tx, { ...where, since: dateOf(query.since), until: dateOf(query.until) }),
    );
    const hourPrice = query.hour_price ?? (price && price.nanosPerHour / 1e9);
    const rates = { hourPrice, currency: price?.currency ?? null, kgCo2ePerKwh };
    return {
      object: 'serving_usage' as const,
      ...{ version, deployment, since: query.since ?? null, until: query.until ?? null },
      ...figuresOf(totals, rates),
      comparison:
        input === undefined
          ? null
          : compareWith(totals, { inputPer1m: input, outputPer1m: output ?? input }, hourPrice),
    };
  }
}

export const hourOf = (at: Date): Date => new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000);
const dateOf = (seconds: number | undefined): Date | null =>
  seconds === undefined ? null : new Date(seconds * 1000);
