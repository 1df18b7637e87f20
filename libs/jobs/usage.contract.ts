import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam } from '#platform/schemas.js';
import { BASES } from '#sizing/energy.js';
import { money } from './estimate.contract.js';

export const usageView = z.looseObject({
  attempts: z.int().meta({ description: 'That were ended and counted, failed ones too.' }),
  slot_seconds: z.number(),
  watt_hours: z.number().nullable(),
  basis: z.enum(BASES).nullable().meta({
    description:
      'measured: by counters of CPU and GPU; modelled: from CPU seconds and stated watts; mixed: both.',
  }),
  cpu_watt_hours: z.number(),
  gpu_watt_hours: z.number().nullable(),
  share_of_machine: z.number().nullable().meta({
    description:
      "CPU counters count the whole machine: the attempt's share of its CPU time, which is 1 where it was alone.",
  }),
  source: z.string(),
  kg_co2e: z.number().nullable().meta({ description: 'Null unless LUTHIER_GRID_KG_CO2E_PER_KWH is set.' }),
  cost: money.nullable().meta({ description: 'Null unless the price of an hour is set.' }),
});

export const jobUsageView = z.looseObject({
  object: z.literal('job_usage'),
  job: z.string(),
  usage: usageView.nullable().meta({ description: 'Null until an attempt has ended.' }),
  comparison: z
    .looseObject({
      price_per_1m: z.number(),
      own_cost_per_1m: z.number().nullable(),
      pays_off: z.boolean().nullable(),
      break_even_tokens: z.int().nullable(),
      watt_hours_per_1k_tokens: z.number().nullable(),
    })
    .nullable()
    .meta({
      description:
        'With a price per token, where price_per_1m is given; in the currency of the installation.',
    }),
});

const positive = (max: number) => z.coerce.number().positive().max(max);
export const jobUsage = defineRoute({
  ...{ id: 'jobs_usage', method: 'get', path: '/jobs/:id/usage', tag: 'jobs', roles: READERS },
  params: idParam,
  query: z.strictObject({
    price_per_1m: positive(1e6)
      .optional()
      .meta({ description: 'What a provider asks for a million tokens.' }),
    hour_price: positive(1e6)
      .optional()
      .meta({ description: 'Of an hour of what would serve the model instead.' }),
    tokens_per_second: positive(1e9).optional().meta({ description: 'That it would serve.' }),
    watts: positive(1e7).optional().meta({ description: 'That it takes while it serves.' }),
  }),
  summary:
    'Energy, carbon and cost of a job with all its attempts, and where it breaks even with a price per token',
});
