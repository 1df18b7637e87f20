import { createHash } from 'node:crypto';
import { AppError } from '#kernel/errors.js';

const MINUTE_SECONDS = 60;
/** Full buckets say nothing that a new one would not; above so many the full ones go. */
const MAX_BUCKETS = 10_000;

interface Bucket {
  tokens: number;
  at: number;
}

/** Tokens by name: `perMinute` of them at first, filled up evenly. In memory, so every process has its own; 0: without limit. */
export class Buckets {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    readonly perMinute: number,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** Whole tokens that are left; `take` of them go where there are so many. */
  take(
    name: string,
    take: number,
  ): { allowed: boolean; left: number; fullSeconds: number; waitSeconds: number } {
    const rate = this.perMinute / MINUTE_SECONDS;
    const now = this.nowMs();
    const known = this.buckets.get(name);
    const filled = known ? known.tokens + ((now - known.at) / 1000) * rate : this.perMinute;
    const before = Math.min(this.perMinute, filled);
    const allowed = before >= Math.max(1, take);
    const tokens = allowed ? before - take : before;
    this.buckets.set(name, { tokens, at: now });
    if (this.buckets.size > MAX_BUCKETS) this.forgetFull(now, rate);
    return {
      allowed,
      left: Math.floor(tokens),
      fullSeconds: Math.ceil((this.perMinute - tokens) / rate),
      waitSeconds: Math.max(1, Math.ceil((1 - tokens) / rate)),
    };
  }

  private forgetFull(now: number, rate: number): void {
    for (const [name, { tokens, at }] of this.buckets)
      if (tokens + ((now - at) / 1000) * rate >= this.perMinute) this.buckets.delete(name);
    // where none is full, the oldest goes: whoever fills the table gains at most one more burst
    for (const name of this.buckets.keys()) {
      if (this.buckets.size <= MAX_BUCKETS) return;
      this.buckets.delete(name);
    }
  }
}

export interface RateLimits {
  /** Requests of one key, or of one session, in a minute. */
  perKey: number;
  /** Requests without a valid key from one address in a minute. */
  failedPerAddress: number;
}
export const NO_LIMITS: RateLimits = { perKey: 0, failedPerAddress: 0 };

type Headers = Record<string, string>;
const MAX_KNOWN = 10_000;

/** Requests per key, and failed authentications per address. */
export class RateLimit {
  private readonly keys: Buckets;
  private readonly addresses: Buckets;
  /** Digests of credentials that have opened: a stranger at the same address does not lock them out. */
  private readonly opened = new Set<string>();

  constructor(limits: RateLimits, nowMs?: () => number) {
    this.keys = new Buckets(limits.perKey, nowMs);
    this.addresses = new Buckets(limits.failedPerAddress, nowMs);
  }

  /** Throws limited `rate_limit_exceeded` before the database is asked about a key that nobody knows. */
  assertMayTry(address: string, credential: string | undefined): void {
    if (this.addresses.perMinute === 0) return;
    if (credential !== undefined && this.opened.has(digest(credential))) return;
    const { allowed, waitSeconds } = this.addresses.take(address, 0);
    if (!allowed)
      throw limited('Too many requests without a valid API key from this address.', {
        'retry-after': String(waitSeconds),
      });
  }

  failed(address: string): void {
    if (this.addresses.perMinute > 0) this.addresses.take(address, 1);
  }

  /** Counts one request of a caller; answers the headers that tell where it stands. Throws limited with the same headers. */
  count(caller: string, credential: string | undefined): Headers {
    if (credential !== undefined && this.addresses.perMinute > 0) this.remember(digest(credential));
    const { perMinute } = this.keys;
    if (perMinute === 0) return {};
    const { allowed, left, fullSeconds, waitSeconds } = this.keys.take(caller, 1);
    const headers = {
      'x-ratelimit-limit-requests': String(perMinute),
      'x-ratelimit-remaining-requests': String(left),
      'x-ratelimit-reset-requests': asReset(fullSeconds),
      'ratelimit-policy': `"requests";q=${perMinute};w=${MINUTE_SECONDS}`,
      ratelimit: `"requests";r=${left};t=${fullSeconds}`,
    };
    if (allowed) return headers;
    throw limited(
      `Rate limit reached: ${perMinute} requests per minute and key. Try again in ${waitSeconds} s.`,
      {
        ...headers,
        'retry-after': String(waitSeconds),
      },
    );
  }

  private remember(name: string): void {
    if (this.opened.has(name)) return;
    if (this.opened.size >= MAX_KNOWN) this.opened.delete(this.opened.values().next().value!);
    this.opened.add(name);
  }
}

/** `1s`, `6m0s`, as OpenAI writes it. */
export const asReset = (seconds: number): string =>
  seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;

const digest = (credential: string): string => createHash('sha256').update(credential).digest('base64');
const limited = (message: string, headers: Headers) =>
  new AppError('limited', 'rate_limit_exceeded', message, { headers });
