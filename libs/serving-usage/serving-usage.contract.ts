import { z } from 'zod';
import { BASES } from '#sizing/energy.js';

const positive = (max: number) => z.coerce.number().positive().max(max);
const moment = z.coerce.number().int().min(0).max(4_102_444_800);

export const servingUsageQuery = z
  .strictObject({
    since: moment.optional().meta({ description: 'Unix seconds; the hour that holds it counts as a whole.' }),
    until: moment.optional().meta({ description: 'Unix seconds; the hour that holds it counts as a whole.' }),
    price_in_per_1m: positive(1e6).optional().meta({
      description: 'What a provider asks for a million input tokens, in the currency of the installation.',
    }),
    price_out_per_1m: positive(1e6)
      .optional()
      .meta({ description: 'For a million output tokens; left out: the same.' }),
    hour_price: positive(1e6).optional().meta({
      description: 'Of an hour of what serves; left out: LUTHIER_CPU_HOUR_PRICE.',
    }),
  })
  .refine(({ since, until }) => since === undefined || until === undefined || since < until, {
    error: "it must be before 'until'",
    path: ['since'],
  })
  .refine(
    ({ price_in_per_1m: input, price_out_per_1m: output }) => output === undefined || input !== undefined,
    {
      error: "it needs 'price_in_per_1m' beside it",
      path: ['price_out_per_1m'],
    },
  );
export type ServingUsageQuery = z.output<typeof servingUsageQuery>;

const known = (description: string) => z.number().nullable().meta({ description });
export const servingUsageView = z.looseObject({
  object: z.literal('serving_usage'),
  version: z.string(),
  deployment: z.string().nullable().meta({ description: 'Null for all deployments of a version together.' }),
  since: z.int().nullable(),
  until: z.int().nullable(),
  requests: z.int(),
  uncounted_requests: z.int().meta({
    description: 'Among them those whose tokens the engine never told: streams that were cut off.',
  }),
  prompt_tokens: z.int(),
  output_tokens: z.int(),
  busy_seconds: z.number().meta({ description: 'While at least one request was with the engine.' }),
  up_seconds: z.number(),
  tokens_per_busy_second: known('Input and output together.'),
  watt_hours: known('Null where nothing was served, or a GPU had no counter.'),
  basis: z.enum(BASES).nullable(),
  source: z.string(),
  watt_hours_per_1k_tokens: known('Input and output together.'),
  kg_co2e: known('Null unless LUTHIER_GRID_KG_CO2E_PER_KWH is set.'),
  kg_co2e_per_1k_tokens: z.number().nullable(),
  cost: z
    .looseObject({
      currency: z.string().nullable(),
      price_per_hour: z.number(),
      up: z.number(),
      busy: z.number(),
      per_1k_tokens: known('By the time that the engine was up, idle hours too.'),
      per_1k_tokens_busy: known('By the time that it was busy alone: at full load.'),
    })
    .nullable()
    .meta({ description: 'Null unless the price of an hour is set or asked with.' }),
  comparison: z
    .looseObject({
      input_price_per_1m: z.number(),
      output_price_per_1m: z.number(),
      provider_cost: z.number(),
      own_cost: z.number().nullable(),
      cheaper: z.enum(['own', 'provider']).nullable(),
      measured_tokens_per_hour: z.int().nullable(),
      break_even_tokens_per_hour: z.int().nullable().meta({
        description: 'From this volume on, input and output as measured, the own machine is cheaper.',
      }),
      most_tokens_per_hour: z.int().nullable(),
      reachable: z.boolean().nullable().meta({ description: 'Whether the measured speed gets there.' }),
      assumptions: z.array(z.string()),
    })
    .nullable()
    .meta({ description: 'With a price per token, where price_in_per_1m is given.' }),
});
