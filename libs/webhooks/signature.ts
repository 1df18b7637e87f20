import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A new secret of Standard Webhooks: `whsec_` and the base64 of its bytes. */
export const newSecret = (): string => `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;

/** Its last four characters, to tell one from another. */
export const hintOf = (secret: string): string => `${PREFIX}…${secret.slice(-4)}`;

/** One signature of Standard Webhooks, `v1,<base64>`: HMAC-SHA256 over `id.timestamp.body`. `timestamp`: Unix seconds. */
export function sign(secret: string, message: { id: string; timestamp: number; body: string }): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const { id, timestamp, body } = message;
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}
