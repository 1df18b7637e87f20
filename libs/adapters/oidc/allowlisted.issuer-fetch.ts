import { type IssuerFetch, IssuerFetchRefused } from '#access/issuer-fetch.port.js';

const TIMEOUT_MS = 5_000;
/** Key sets of the large providers are below 20 KB. */
const MAX_BYTES = 256 * 1024;

/** Fetches from the origins of these URLs alone, over https; plain http is for a provider on this machine. */
export function allowlistedFetch(trusted: readonly string[]): IssuerFetch {
  const origins = new Set(trusted.map((url) => new URL(url).origin));
  return async (url, { method, headers, body, signal }) => {
    const target = new URL(url);
    const plain = target.protocol === 'http:' && isLoopback(target.hostname);
    if (!origins.has(target.origin) || (target.protocol !== 'https:' && !plain))
      throw new IssuerFetchRefused(target.origin);
    const deadline = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(target, {
      method,
      headers,
      body: (body ?? null) as string | URLSearchParams | null,
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
    const bytes = await capped(response);
    // null bodies have statuses of their own
    const empty = response.status === 204 || response.status === 304;
    return new Response(empty ? null : bytes, { status: response.status, headers: response.headers });
  };
}

async function capped(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += (chunk as Uint8Array).length;
    if (size > MAX_BYTES) throw new Error(`an identity provider sent more than ${MAX_BYTES} bytes`);
    chunks.push(chunk as Uint8Array);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

const isLoopback = (host: string) =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
