import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, limit, wholeNumber } from '#platform/schemas.js';

export const jobEvents = defineRoute({
  id: 'jobs_events',
  method: 'get',
  path: '/jobs/:id/events',
  tag: 'jobs',
  roles: READERS,
  params: idParam,
  query: z.strictObject({
    limit: limit(100, 20),
    after: z.string().max(120).optional(),
    order: z.enum(['asc', 'desc']).prefault('asc'),
  }),
  summary: 'List what happened in a job',
});
export const jobStream = defineRoute({
  id: 'jobs_events_stream',
  method: 'get',
  path: '/jobs/:id/events/stream',
  tag: 'jobs',
  roles: READERS,
  params: idParam,
  produces: 'text/event-stream',
  query: z.strictObject({ after: z.string().max(120).optional() }),
  summary: 'Follow the events of a job (SSE; resume with Last-Event-ID); ends after the final one',
});
const step = z
  .string()
  .regex(/^[0-9]{1,9}$/, 'must be a step, digits alone')
  .transform(Number);
export const jobMetrics = defineRoute({
  id: 'jobs_metrics',
  method: 'get',
  path: '/jobs/:id/metrics',
  tag: 'jobs',
  roles: READERS,
  params: idParam,
  query: z.strictObject({
    key: z.string().max(64).optional(),
    of: z.enum(['training', 'system']).prefault('training').meta({
      description:
        '`system`: what its programs used (`system/cpu_percent`, `system/gpu0/memory_bytes` …), read every few seconds; `step` is the whole seconds since its first attempt was started, waits and later attempts included. Else what its recipe told, by step.',
    }),
    from_step: step.optional().meta({ description: 'The first step to tell of.' }),
    to_step: step.optional().meta({ description: 'The last step to tell of.' }),
    points: wholeNumber(10, 5000).prefault('1000').meta({
      description:
        'At most so many points of each key. Where there are more, each point stands for a span of equal length: `value` is its mean, `min` and `max` its extremes, `count` its number of points, `step` and `at` those of the last.',
    }),
  }),
  summary: 'Get the metric history of a job, thinned where it is long, with its extremes kept',
});
export const jobLogs = defineRoute({
  id: 'jobs_logs',
  method: 'get',
  path: '/jobs/:id/logs',
  tag: 'jobs',
  roles: READERS,
  params: idParam,
  produces: 'text/plain',
  query: z.strictObject({
    offset: z
      .string()
      .regex(/^\d{1,12}$/)
      .transform(Number)
      .optional(),
  }),
  summary: "Get the output of a job's newest attempt, from a byte offset",
});
