import { Inject, Injectable } from '@nestjs/common';
import { type Clock, unix } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { invalid } from '#kernel/errors.js';
import { Db } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import { BUCKET_RATIO } from './histogram.js';
import type { RecentTraffic, ServingTrafficQuery } from './traffic.contract.js';
import { seriesOf, SLOT_SECONDS, stepOf, trafficOf } from './traffic.js';
import { type StepOf, TrafficRepository } from './traffic.repository.js';

const HOUR = 3_600;
const DAY = 24 * HOUR;
const RATIO = Number(BUCKET_RATIO.toFixed(3));

/** Requests, how they ended and how long they took, by deployment. */
@Injectable()
export class ServingTrafficService {
  constructor(
    private readonly db: Db,
    private readonly rows: TrafficRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async of(
    ctx: Ctx,
    what: { version: string; deployment: string; createdAt: Date },
    query: ServingTrafficQuery,
  ) {
    const { version, deployment, createdAt } = what;
    const now = unix(this.clock.now());
    // nothing is counted ahead of time: points of the future would be empty ones, without end
    const until = Math.min(query.until ?? now, now);
    if (query.since !== undefined && query.since >= until)
      throw invalid(
        'invalid_value',
        "Invalid value for 'since': it must be before 'until', and before now.",
        {
          param: 'since',
        },
      );
    const since = slotStart(query.since ?? Math.max(0, until - DAY));
    const step = stepOf(until - since);
    const steps = await this.stepsOf(ctx, [deployment], { since, until, step });
    // days before it was made are no part of a long series: there may be thousands
    const from = step === DAY ? Math.max(since, unix(createdAt)) : since;
    return {
      object: 'serving_traffic' as const,
      ...{ deployment, version, since, until },
      ...trafficOf(steps),
      bucket_ratio: RATIO,
      step_seconds: step,
      series: seriesOf(steps, { from, to: until, step }),
    };
  }

  /** The last 24 hours of each deployment, by its id, in one query: what a list can show of a row. */
  async lastDay(ctx: Ctx, deployments: readonly string[]): Promise<Map<string, RecentTraffic>> {
    const until = unix(this.clock.now());
    const since = slotStart(until - DAY);
    const all = await this.stepsOf(ctx, deployments, { since, until, step: HOUR });
    const stepsBy = Map.groupBy(all, ({ deploymentId }) => deploymentId);
    return new Map(
      deployments.map((deployment) => {
        const steps = stepsBy.get(deployment) ?? [];
        const hours = seriesOf(steps, { from: since, to: until, step: HOUR });
        return [
          deployment,
          {
            object: 'serving_traffic' as const,
            ...{ deployment, since, until, ...trafficOf(steps), bucket_ratio: RATIO },
            by_hour: hours.map(({ requests, errors }) => ({ requests, errors })),
          },
        ];
      }),
    );
  }

  private stepsOf(
    ctx: Ctx,
    deploymentIds: readonly string[],
    { since, until, step }: { since: number; until: number; step: number },
  ): Promise<StepOf[]> {
    const time = { since: new Date(since * 1000), until: new Date(until * 1000), stepSeconds: step };
    return this.db.tx(ctx, (tx) => this.rows.steps(tx, { deploymentIds, ...time }));
  }
}

const slotStart = (seconds: number): number => Math.floor(seconds / SLOT_SECONDS) * SLOT_SECONDS;
