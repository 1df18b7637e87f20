import createFetchClient, { type Client } from 'openapi-fetch';
import { errorOf, Unreachable } from './errors.js';
import type { paths } from './schema.js';
import { requestKey } from './request-key.js';

export interface ClientOptions {
  /** Where the service is, without /v1. */
  baseUrl: string;
  /** Left out by a browser: its cookie opens. */
  apiKey?: string;
  /** Tries in all where the service says 503 with Retry-After. */
  tries?: number;
  signal?: AbortSignal;
}

export type Luthier = Client<paths>;

const MAX_WAIT_SECONDS = 60;

/**
 * The typed client of every operation in openapi.json. A refusal throws ApiError, silence throws Unreachable; 503 with
 * Retry-After is tried again, which the Idempotency-Key sent with every POST makes safe.
 */
export function createClient(options: ClientOptions): Luthier {
  const client = createFetchClient<paths>({
    baseUrl: options.baseUrl,
    headers: options.apiKey
      ? { authorization: `Bearer ${options.apiKey}`, 'user-agent': 'luthier-client' }
      : {},
    fetch: (request) => patient(request, options),
  });
  client.use({
    onRequest({ request }) {
      if (request.method === 'POST' && !request.headers.has('idempotency-key'))
        request.headers.set('idempotency-key', requestKey());
      return request;
    },
    async onResponse({ response }) {
      if (!response.ok) throw await errorOf(response);
    },
  });
  return client;
}

async function patient(request: Request, { tries = 5, signal }: ClientOptions): Promise<Response> {
  for (let left = tries; ; left -= 1) {
    const response = await send(left > 1 ? request.clone() : request, signal);
    const wait = retryAfter(response);
    if (response.status !== 503 || wait === null || left <= 1) return response;
    await response.body?.cancel();
    await sleep(wait * 1000, signal);
  }
}

async function send(request: Request, signal: AbortSignal | undefined): Promise<Response> {
  try {
    return await fetch(request, signal ? { signal: AbortSignal.any([signal, request.signal]) } : {});
  } catch (cause) {
    if (signal?.aborted || request.signal.aborted) throw cause;
    throw new Unreachable(request.url, cause);
  }
}

/** Also in a browser, which has no timers that can be aborted. */
function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((go, refuse) => {
    const timer = setTimeout(go, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      refuse(signal.reason as Error);
    });
  });
}

function retryAfter(response: Response): number | null {
  const text = response.headers.get('retry-after');
  return text !== null && /^\d{1,4}$/.test(text) ? Math.min(Number(text), MAX_WAIT_SECONDS) : null;
}

type Answered = { data?: unknown };
/** The answer of a call; the client has thrown already where there is none. */
export async function answer<R extends Answered>(call: Promise<R>): Promise<NonNullable<R['data']>> {
  const { data } = await call;
  return data as NonNullable<R['data']>;
}
