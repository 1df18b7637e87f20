/** Asks an identity provider: discovery documents, key sets, token endpoints. */
export const ISSUER_FETCH = 'ISSUER_FETCH';

export interface IssuerRequest {
  method: string;
  headers: Record<string, string>;
  // what openid-client and jose send: a form, or nothing
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/**
 * Fetches from providers that the installation trusts and from nowhere else; follows no redirect, and gives up on what is slow
 * or large. Throws `IssuerFetchRefused` for an address that is not trusted or not public, and any error for one that does not
 * answer.
 */
export type IssuerFetch = (url: string, request: IssuerRequest) => Promise<Response>;

/** The message says which origin, why, and which setting opens it. */
export class IssuerFetchRefused extends Error {
  override readonly name = 'IssuerFetchRefused';
}
