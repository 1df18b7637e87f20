import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, listQuery, repeatable } from '#platform/schemas.js';
import { isKnownPattern, TYPE_NAMES } from './events.js';
import { FORMATS } from './message.js';

const eventTypes = z
  .array(
    z.string().max(100).refine(isKnownPattern, {
      error: 'is no event type of GET /v1/webhook_event_types and no wildcard such as job.* or * for some',
    }),
  )
  .min(1)
  .max(100)
  .refine((types) => new Set(types).size === types.length, { error: 'names a type twice' })
  .meta({ description: 'Event types; `job.*` is every type that begins so, `*` every type there is.' });
const settings = {
  name: z.string().trim().min(1).max(100),
  url: z.string().min(1).max(2000).meta({ description: 'https; called without following redirects.' }),
  event_types: eventTypes,
  description: z.string().max(500).nullable(),
  format: z.enum(FORMATS).meta({ description: 'standard: Standard Webhooks; cloudevents: CloudEvents 1.0.' }),
};

export const createEndpointBody = z.strictObject({
  ...settings,
  description: settings.description.default(null),
  format: settings.format.default('standard'),
  enabled: z
    .boolean()
    .default(true)
    .meta({ description: 'False: it is made switched off, and nothing is sent.' }),
});
export type CreateEndpoint = z.output<typeof createEndpointBody>;

export const updateEndpointBody = z.strictObject({
  ...z.strictObject(settings).partial().shape,
  enabled: z
    .boolean()
    .optional()
    .meta({ description: 'False: what waits is kept, and new events are not sent.' }),
});
export type UpdateEndpoint = z.output<typeof updateEndpointBody>;

export const rotateBody = z.strictObject({
  keep_old_secret_active_for_24_hours: z
    .boolean()
    .default(false)
    .meta({ description: 'True: for 24 hours each delivery is signed with both secrets.' }),
});
export const testBody = z.strictObject({
  event_type: z
    .string()
    .max(100)
    .refine((type) => TYPE_NAMES.includes(type), {
      error: 'is no event type of GET /v1/webhook_event_types',
    }),
});

export const DELIVERY_STATES = ['pending', 'delivered', 'dead'] as const;

const tag = 'webhooks';
const one = { tag, params: idParam };
const example = {
  name: 'CI',
  url: 'https://ci.example.com/hooks/luthier',
  event_types: ['fine_tuning.job.*', 'promotion.succeeded'],
};
export const createEndpoint = defineRoute({
  ...{ id: 'webhook_endpoints_create', method: 'post', path: '/webhook_endpoints', tag, roles: [] },
  body: createEndpointBody,
  secrets: ['signing_secret'],
  errors: [409],
  summary: 'Create a webhook endpoint; the answer holds its signing secret, shown this once',
  example,
});
export const listEndpoints = defineRoute({
  ...{ id: 'webhook_endpoints_list', method: 'get', path: '/webhook_endpoints', tag, roles: READERS },
  query: z.strictObject(listQuery),
  summary: 'List the webhook endpoints of the project, newest first',
});
export const getEndpoint = defineRoute({
  ...{ id: 'webhook_endpoints_get', method: 'get', path: '/webhook_endpoints/:id', ...one, roles: READERS },
  etag: true,
  summary: 'Get a webhook endpoint, with how it fares',
});
const change = { ...one, roles: [], etag: 'optional', body: updateEndpointBody, errors: [409, 412] } as const;
export const patchEndpoint = defineRoute({
  ...{ id: 'webhook_endpoints_patch', method: 'patch', path: '/webhook_endpoints/:id', ...change },
  summary: 'Change a webhook endpoint, switch it on or off; with If-Match only the revision that was read',
  example: { enabled: false },
});
export const updateEndpoint = defineRoute({
  ...{ id: 'webhook_endpoints_update', method: 'post', path: '/webhook_endpoints/:id', ...change },
  summary: "The same as PATCH, as OpenAI's clients ask for it",
  example: { name: 'CI of the model team' },
});
export const deleteEndpoint = defineRoute({
  ...{ id: 'webhook_endpoints_delete', method: 'delete', path: '/webhook_endpoints/:id', ...one, roles: [] },
  summary: 'Delete a webhook endpoint with its deliveries; what waits is not sent',
});
export const rotateSecret = defineRoute({
  ...{ id: 'webhook_endpoints_rotate_secret', method: 'post', ...one, roles: [] },
  path: '/webhook_endpoints/:id/rotate_secret',
  body: rotateBody,
  secrets: ['signing_secret'],
  summary: 'Give a webhook endpoint a new signing secret, shown this once',
  example: { keep_old_secret_active_for_24_hours: true },
});
export const testEndpoint = defineRoute({
  ...{ id: 'webhook_endpoints_test', method: 'post', path: '/webhook_endpoints/:id/test', ...one, roles: [] },
  body: testBody,
  errors: [422],
  summary: 'Send a signed sample of an event type now, once, and say what the receiver answers',
  example: { event_type: 'fine_tuning.job.succeeded' },
});
export const listEventTypes = defineRoute({
  ...{ id: 'webhook_event_types_list', method: 'get', path: '/webhook_event_types', tag, roles: READERS },
  summary: 'List every event type',
});
export const listDeliveries = defineRoute({
  ...{ id: 'webhook_endpoints_deliveries', method: 'get', ...one, roles: READERS },
  path: '/webhook_endpoints/:id/deliveries',
  query: z.strictObject({ ...listQuery, state: repeatable(z.enum(DELIVERY_STATES)) }),
  summary: 'List the deliveries to a webhook endpoint, newest first',
});
export const getDelivery = defineRoute({
  ...{ id: 'webhook_deliveries_get', method: 'get', path: '/webhook_deliveries/:id', ...one, roles: READERS },
  summary: 'Get a delivery with its attempts and what the receiver said last',
});
export const redeliver = defineRoute({
  ...{ id: 'webhook_deliveries_redeliver', method: 'post', ...one, roles: [] },
  path: '/webhook_deliveries/:id/redeliver',
  errors: [409],
  summary: 'Send a delivery that has ended once more, with the same webhook-id, for up to a day',
});
