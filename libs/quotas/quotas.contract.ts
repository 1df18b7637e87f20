import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';

const limit = (max: number) =>
  z.int().min(0).max(max).nullable().optional().meta({
    description: 'Null: no limit. Left out: the default of the installation.',
  });

export const setQuotaBody = z.strictObject({
  compute_seconds: limit(Number.MAX_SAFE_INTEGER),
  storage_bytes: limit(Number.MAX_SAFE_INTEGER),
  concurrent_jobs: limit(1_000_000),
});
export type SetQuota = z.output<typeof setQuotaBody>;

const one = z.looseObject({
  limit: z.int().nullable().meta({ description: 'Null: no limit.' }),
  source: z
    .enum(['project', 'installation'])
    .meta({ description: 'Whose limit it is: set for this project, or the default of the installation.' }),
  used: z.int(),
  reserved: z.int().meta({ description: 'Spoken for by what is unfinished.' }),
});
const time = z.int().meta({ description: 'Unix seconds.' });
export const quotaView = z.looseObject({
  object: z.literal('quota'),
  project: z.string(),
  revision: z.int(),
  period: z
    .looseObject({ starts_at: time, ends_at: time })
    .meta({ description: 'The calendar month, in UTC, that compute_seconds are counted in.' }),
  compute_seconds: one.meta({
    description:
      'Seconds of attempts times their slots: GPU seconds on a target with GPUs, seconds of CPU slots elsewhere. Reserved: what unfinished jobs are still expected to take.',
  }),
  storage_bytes: one.meta({
    description:
      'Bytes of files and artifacts, each counted for itself. Reserved: what pending uploads promise.',
  }),
  concurrent_jobs: one
    .extend({ waiting: z.int().meta({ description: 'Jobs that wait for a place.' }) })
    .meta({ description: 'Used: jobs that run. Reserved: jobs that are queued for a slot.' }),
  updated_at: time.nullable(),
});
export type QuotaView = z.output<typeof quotaView>;

const tag = 'quotas';
export const getQuotas = defineRoute({
  ...{ id: 'quotas_get', method: 'get', path: '/quotas', tag, roles: READERS },
  etag: true,
  summary: "Get the project's quotas: limit, used and reserved compute, storage and concurrent jobs",
});
export const putQuotas = defineRoute({
  ...{ id: 'quotas_set', method: 'put', path: '/quotas', tag, roles: [] },
  etag: true,
  body: setQuotaBody,
  errors: [412, 428],
  summary: 'Set all limits of the project; a limit below what is used refuses new work only',
  example: { compute_seconds: 360_000, storage_bytes: 107_374_182_400, concurrent_jobs: 4 },
});
