import { unix } from '#kernel/clock.js';
import { sign } from './signature.js';

export const FORMATS = ['standard', 'cloudevents'] as const;
export type Format = (typeof FORMATS)[number];

export interface SentEvent {
  id: string;
  projectId: string;
  type: string;
  data: { id: string; object: string };
  createdAt: Date;
}

export interface Message {
  /** The event's id: the same at every attempt, so that a receiver knows what it has had. */
  id: string;
  contentType: string;
  body: string;
}

/** One body for Standard Webhooks and OpenAI's clients, or a structured CloudEvent 1.0. */
export function messageOf(format: Format, event: SentEvent): Message {
  return format === 'standard'
    ? { id: event.id, contentType: 'application/json', body: JSON.stringify(standard(event)) }
    : { id: event.id, contentType: 'application/cloudevents+json', body: JSON.stringify(cloudEvent(event)) };
}

const standard = ({ id, type, data, createdAt }: SentEvent) => ({
  ...{ id, object: 'event', type, data },
  created_at: unix(createdAt),
  timestamp: createdAt.toISOString(),
});

/** https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md */
const cloudEvent = ({ id, projectId, type, data, createdAt }: SentEvent) => ({
  specversion: '1.0',
  id,
  source: `/projects/${projectId}`,
  type: `luthier.${type}.v1`,
  subject: data.id,
  time: createdAt.toISOString(),
  datacontenttype: 'application/json',
  data,
});

/** Headers of one attempt: the time is this attempt's, and each secret signs. */
export function headersOf(
  { id, contentType, body }: Message,
  { secrets, now }: { secrets: readonly string[]; now: Date },
): Record<string, string> {
  const timestamp = unix(now);
  return {
    'content-type': contentType,
    'user-agent': 'Luthier-Webhooks/1',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': secrets.map((secret) => sign(secret, { id, timestamp, body })).join(' '),
  };
}
