import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { breakEven } from '#sizing/energy.js';
import { JobsService } from './jobs.service.js';
import type { Usage } from './usage.js';
import { jobUsage } from './usage.contract.js';

@Controller()
export class UsageController {
  constructor(private readonly jobs: JobsService) {}

  @Route(jobUsage)
  async get(@Input() { ctx, params, query }: InputOf<typeof jobUsage>) {
    const job = await this.jobs.getJob(ctx, params.id);
    const usage = job.usage as Usage | null;
    const cost = usage?.cost ? usage.cost.units + usage.cost.nanos / 1e9 : null;
    const { price_per_1m: price, hour_price, tokens_per_second, watts } = query;
    const serving = {
      hourPrice: hour_price ?? null,
      tokensPerSecond: tokens_per_second ?? null,
      watts: watts ?? null,
    };
    const comparison = price === undefined ? null : breakEven(cost, { pricePerMillion: price, ...serving });
    return { object: 'job_usage' as const, job: job.id, usage, comparison };
  }
}
