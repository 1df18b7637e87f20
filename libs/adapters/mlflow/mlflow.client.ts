import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';

export interface MlflowOptions {
  /** The server's root, e.g. `http://127.0.0.1:5000`; user and password in it become Basic authentication. */
  baseUrl: string;
  token?: string;
  timeoutMs?: number;
  /** Tries of one call in all; only connection faults, timeouts, 429 and 5xx are tried again. */
  tries?: number;
}

/** An answer of MLflow that is no success. `code` is its error_code, or `UNREACHABLE` when there was no answer. */
export class MlflowError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'MlflowError';
  }
  get retryable(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** What fetch sends; Node's types give it no name of its own. */
export type Bytes = NonNullable<RequestInit['body']>;

interface Call {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';
  path: string;
  query?: Record<string, string | number | undefined>;
  json?: unknown;
  bytes?: () => Bytes;
  timeoutMs?: number;
  /** 1 for a call that makes something without a name of its own: a lost answer is looked up, not sent again. */
  tries?: number;
}

/** REST 2.0 of an MLflow server: authentication, timeouts, retries, typed answers. Knows no endpoint. */
export class MlflowClient {
  private readonly root: string;
  private readonly headers: Record<string, string> = {};

  constructor(private readonly options: MlflowOptions) {
    const url = new URL(options.baseUrl);
    if (options.token) this.headers['authorization'] = `Bearer ${options.token}`;
    else if (url.username) this.headers['authorization'] = basic(url);
    url.username = '';
    url.password = '';
    this.root = url.href.replace(/\/+$/, '');
  }

  /** One JSON call under /api/2.0; the answer is parsed by `schema`. Throws MlflowError. */
  async json<S extends z.ZodType>(call: Omit<Call, 'bytes'>, schema: S): Promise<z.output<S>> {
    const response = await this.send({ ...call, path: `/api/2.0/${call.path}` });
    const text = await response.text();
    return schema.parse(text ? (JSON.parse(text) as unknown) : {});
  }

  /** As `json`, null where MLflow says that there is no such thing. */
  async find<S extends z.ZodType>(call: Omit<Call, 'bytes'>, schema: S): Promise<z.output<S> | null> {
    try {
      return await this.json(call, schema);
    } catch (error) {
      if (error instanceof MlflowError && error.code === 'RESOURCE_DOES_NOT_EXIST') return null;
      throw error;
    }
  }

  /** Sends bytes (made anew for each try) or reads them; the caller consumes the body. */
  async raw(call: Call): Promise<Response> {
    return this.send({ ...call, path: `/api/2.0/${call.path}` });
  }

  /** True when the server answers its health check in time. */
  async health(): Promise<boolean> {
    try {
      await this.once({ method: 'GET', path: '/health', timeoutMs: 3_000 });
      return true;
    } catch {
      return false;
    }
  }

  private async send(call: Call): Promise<Response> {
    const tries = call.tries ?? this.options.tries ?? 3;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.once(call);
      } catch (error) {
        const again = error instanceof MlflowError && error.retryable && attempt < tries;
        if (!again) throw error;
        await sleep(100 * 2 ** attempt * (0.5 + Math.random()));
      }
    }
  }

  private async once(call: Call): Promise<Response> {
    const url = new URL(this.root + call.path);
    for (const [key, value] of Object.entries(call.query ?? {}))
      if (value !== undefined) url.searchParams.set(key, String(value));
    const init: RequestInit & { duplex?: 'half' } = {
      method: call.method,
      headers: {
        ...this.headers,
        ...(call.json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      signal: AbortSignal.timeout(call.timeoutMs ?? this.options.timeoutMs ?? 15_000),
      redirect: 'error',
    };
    if (call.json !== undefined) init.body = JSON.stringify(call.json);
    if (call.bytes) Object.assign(init, { body: call.bytes(), duplex: 'half' });
    const response = await reach(url, init);
    if (!response.ok) throw await refusal(response, call);
    return response;
  }
}

async function reach(url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    const why =
      cause instanceof Error ? (cause.cause as Error | undefined)?.message || cause.message : String(cause);
    throw new MlflowError(0, 'UNREACHABLE', `MLflow at ${url.origin} cannot be reached: ${why}`);
  }
}

async function refusal(response: Response, call: Call): Promise<MlflowError> {
  const text = await response.text().catch(() => '');
  let body: { error_code?: string; message?: string } = {};
  try {
    body = JSON.parse(text) as typeof body;
  } catch {
    // a proxy or the host check answers in plain text
  }
  const code = body.error_code ?? `HTTP_${response.status}`;
  const detail = (body.message ?? text).slice(0, 500);
  return new MlflowError(response.status, code, `MLflow: ${call.method} ${call.path}: ${code}: ${detail}`);
}

function basic(url: URL): string {
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
