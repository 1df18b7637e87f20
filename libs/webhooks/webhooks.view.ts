import { unix, unixOrNull } from '#kernel/clock.js';
import type { DeliveryRow } from './deliveries.repository.js';
import type { EndpointRow } from './webhooks.repository.js';

/** OpenAI's fields, and ours. The secret is in none of them. */
export const endpointView = (row: EndpointRow) => ({
  id: row.id,
  object: 'webhook_endpoint' as const,
  name: row.name,
  description: row.description,
  url: row.url,
  event_types: row.eventTypes,
  format: row.format,
  enabled: row.enabled,
  disabled_reason: row.disabledReason,
  signing_secret_hint: row.secretHint,
  old_secret_until: unixOrNull(row.oldSecretUntil),
  failing_since: unixOrNull(row.failingSince),
  revision: row.revision,
  created_at: unix(row.createdAt),
  updated_at: unix(row.updatedAt),
});

interface Attempt {
  at: string;
  status: number | null;
  error: string | null;
  latency_ms: number;
}

export const deliveryView = (row: DeliveryRow) => ({
  id: row.id,
  object: 'webhook_delivery' as const,
  endpoint: row.endpointId,
  event: {
    id: row.eventId,
    type: row.event.type,
    data: row.event.data,
    created_at: unix(row.event.createdAt),
  },
  state: row.state,
  attempts: row.attempts,
  next_attempt_at: unixOrNull(row.nextStepAt),
  last: { status: row.status, error: row.error, response: row.response, latency_ms: row.latencyMs },
  history: (row.history as unknown as Attempt[]).map(({ at, ...rest }) => ({
    at: unix(new Date(at)),
    ...rest,
  })),
  created_at: unix(row.createdAt),
  finished_at: unixOrNull(row.finishedAt),
});
