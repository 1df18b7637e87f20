import { z } from 'zod';
import type { Answers } from './answers.js';
import { id, time, text, once } from './fields.js';

const Integration = z.looseObject({
  object: z.literal('integration'),
  type: z.literal('wandb'),
  base_url: text,
  api_key_hint: text.meta({ description: 'The last four characters of the key.' }),
  updated_by: text,
  created_at: time,
  updated_at: time,
});
const DeletedIntegration = z.looseObject({
  object: z.literal('integration.deleted'),
  type: text,
  deleted: z.literal(true),
});
const endpoint = {
  id: id('we_'),
  object: z.literal('webhook_endpoint'),
  name: text,
  description: text.nullable(),
  url: text,
  event_types: z.array(text),
  format: z.enum(['standard', 'cloudevents']),
  enabled: z.boolean(),
  disabled_reason: text.nullable(),
  signing_secret_hint: text,
  old_secret_until: time.nullable(),
  failing_since: time.nullable(),
  revision: z.int(),
  created_at: time,
  updated_at: time,
};
const WebhookEndpoint = z.looseObject(endpoint);
const WebhookEndpointWithSecret = z.looseObject({
  ...endpoint,
  signing_secret: once,
});
const WebhookEndpointTest = z.looseObject({
  object: z.literal('webhook_endpoint.test'),
  webhook_endpoint_id: text,
  event_type: text,
  success: z.literal(true),
  status_code: z.int(),
  response: text.nullable(),
  latency_ms: z.int(),
});
const WebhookDelivery = z.looseObject({
  id: id('whd_'),
  object: z.literal('webhook_delivery'),
  endpoint: text,
  event: z.looseObject({
    id: text,
    type: text,
    data: z.looseObject({ id: text, object: text }),
    created_at: time,
  }),
  state: z.enum(['pending', 'delivered', 'dead']),
  attempts: z.int(),
  next_attempt_at: time.nullable(),
  last: z.looseObject({
    status: z.int().nullable(),
    error: text.nullable(),
    response: text.nullable(),
    latency_ms: z.int().nullable(),
  }),
  history: z.array(
    z.looseObject({ at: time, status: z.int().nullable(), error: text.nullable(), latency_ms: z.int() }),
  ),
  created_at: time,
  finished_at: time.nullable(),
});
const WebhookEventTypes = z.looseObject({ object: z.literal('list'), data: z.array(text) });

/** Webhooks and integrations. */
export const WEBHOOKS_ANSWERS: Answers = {
  components: {
    WebhookEndpoint,
    Integration,
    DeletedIntegration,
    WebhookEndpointWithSecret,
    WebhookEndpointTest,
    WebhookDelivery,
    WebhookEventTypes,
  },
  operations: {
    integrations_wandb_get: 'Integration',
    integrations_wandb_put: 'Integration',
    integrations_wandb_delete: 'DeletedIntegration',
    webhook_endpoints_create: 'WebhookEndpointWithSecret',
    webhook_endpoints_list: '[WebhookEndpoint]',
    webhook_endpoints_get: 'WebhookEndpoint',
    webhook_endpoints_patch: 'WebhookEndpoint',
    webhook_endpoints_update: 'WebhookEndpoint',
    webhook_endpoints_rotate_secret: 'WebhookEndpointWithSecret',
    webhook_endpoints_test: 'WebhookEndpointTest',
    webhook_event_types_list: 'WebhookEventTypes',
    webhook_endpoints_deliveries: '[WebhookDelivery]',
    webhook_deliveries_get: 'WebhookDelivery',
    webhook_deliveries_redeliver: 'WebhookDelivery',
  },
};
