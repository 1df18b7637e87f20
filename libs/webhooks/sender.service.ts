import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import { type EgressAnswer, Egress, EGRESS, EgressError } from '#platform/egress.js';
import { CLOCK } from '#platform/tokens.js';
import { type Format, headersOf, messageOf, type SentEvent } from './message.js';
import { retryAfterSeconds } from '#kernel/retry-after.js';
import { SecretBox } from '#platform/secret-box.js';
import type { EndpointRow } from './webhooks.repository.js';

const CONNECT_MS = 5_000;
const TOTAL_MS = 15_000;
const KEPT_BYTES = 4096;

/** What came of one attempt. */
export interface Attempted {
  /** Null: there was no answer, and `error` says why. */
  status: number | null;
  error: string | null;
  /** The head of the answer's body, fit to be shown. */
  response: string | null;
  latencyMs: number;
  retryAfterSeconds: number | null;
}

/** Signs an event and sends it, once. Never throws for what the receiver does. */
@Injectable()
export class Sender {
  constructor(
    @Inject(EGRESS) private readonly egress: Egress,
    private readonly box: SecretBox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async send(endpoint: EndpointRow, event: SentEvent): Promise<Attempted> {
    const now = this.clock.now();
    const secrets = this.secretsOf(endpoint, now);
    if (!secrets) return UNSIGNED;
    const message = messageOf(endpoint.format as Format, event);
    const headers = headersOf(message, { secrets, now });
    const startedMs = performance.now();
    const latency = () => Math.round(performance.now() - startedMs);
    try {
      const answer = await this.egress.send({
        ...{ url: endpoint.url, method: 'POST', headers, body: Buffer.from(message.body) },
        ...{ connectMs: CONNECT_MS, totalMs: TOTAL_MS, maxBytes: KEPT_BYTES },
      });
      const after = answer.headers['retry-after'];
      const error = isSuccess(answer.status) ? null : told(answer);
      const seen = { status: answer.status, error, response: excerptOf(answer), latencyMs: latency() };
      return { ...seen, retryAfterSeconds: retryAfterSeconds(after, now) };
    } catch (error) {
      if (!(error instanceof EgressError)) throw error;
      const { fault, message: why } = error;
      const seen = { status: null, error: `${fault}: ${why}`, response: null, latencyMs: latency() };
      return { ...seen, retryAfterSeconds: null };
    }
  }

  /** The newest first; the one before it while its overlap lasts. Null where the key file is not the one that sealed them. */
  private secretsOf(endpoint: EndpointRow, now: Date): string[] | null {
    const { id, secret, oldSecret, oldSecretUntil } = endpoint;
    const isOverlap = oldSecret !== null && oldSecretUntil !== null && oldSecretUntil > now;
    try {
      return [secret, ...(isOverlap ? [oldSecret] : [])].map((sealed) => this.box.open(sealed, id));
    } catch {
      return null;
    }
  }
}

const UNSIGNED: Attempted = {
  status: null,
  error: "secret: the endpoint's secret does not open with the webhook key of this installation; rotate it",
  response: null,
  latencyMs: 0,
  retryAfterSeconds: null,
};

export const isSuccess = (status: number | null): boolean => status !== null && status >= 200 && status < 300;

const told = ({ status }: EgressAnswer): string =>
  status >= 300 && status < 400
    ? `answered ${status}: redirects are not followed, give the endpoint its final URL`
    : `answered ${status}`;

/** Text without what a terminal or a database would trip over: control and direction characters as escapes. */
function excerptOf({ headers, body, truncated }: EgressAnswer): string {
  const coding = headers['content-encoding'];
  if (coding !== undefined && coding !== 'identity') return `(${body.length} bytes, encoded)`;
  const odd = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu;
  const text = body.toString('utf8').replace(odd, (mark) => {
    if (mark === '\n' || mark === '\t') return mark;
    return `\\u{${mark.codePointAt(0)!.toString(16)}}`;
  });
  return truncated ? `${text}…` : text;
}
