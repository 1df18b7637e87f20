import { type IssuerFetch, IssuerFetchRefused } from '#access/issuer-fetch.port.js';
import { type Egress, type EgressAnswer, EgressError } from '#platform/egress.js';

const TIMEOUT_MS = 5_000;
/** Key sets of the large providers are below 20 KB. */
const MAX_BYTES = 256 * 1024;

/** Asks the origins of these URLs alone, and them by the egress client: a provider inside needs its LUTHIER_EGRESS_ALLOW. */
export function egressIssuerFetch(egress: Egress, trusted: readonly string[]): IssuerFetch {
  const origins = new Set(trusted.map((url) => new URL(url).origin));
  return async (url, { method, headers, body }) => {
    const { origin } = new URL(url);
    if (!origins.has(origin))
      throw new IssuerFetchRefused(`${origin} is not among LUTHIER_OIDC_TRUSTED_ISSUERS`);
    const answer = await egress
      .send({
        ...{ url, method: method === 'POST' ? 'POST' : 'GET', headers },
        ...(body === undefined || body === null
          ? {}
          : { body: Buffer.from((body as string | URLSearchParams).toString()) }),
        ...{ connectMs: TIMEOUT_MS, totalMs: TIMEOUT_MS, maxBytes: MAX_BYTES },
      })
      .catch((error: unknown) => {
        if (error instanceof EgressError && error.fault === 'refused')
          throw new IssuerFetchRefused(`${origin}: ${error.message.replace(/\.$/, '')}`);
        throw error;
      });
    if (answer.truncated) throw new Error(`an identity provider sent more than ${MAX_BYTES} bytes`);
    return responseOf(answer);
  };
}

function responseOf({ status, headers, body }: EgressAnswer): Response {
  const own = new Headers();
  for (const [name, value] of Object.entries(headers))
    for (const one of [value ?? []].flat()) own.append(name, one);
  // null bodies have statuses of their own
  const empty = status === 204 || status === 304;
  return new Response(empty ? null : new Uint8Array(body), { status, headers: own });
}
