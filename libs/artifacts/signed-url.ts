import { createHmac, timingSafeEqual } from 'node:crypto';

/** DI token of the installation's SignedUrls: the filesystem store signs with it, the objects door verifies with it. */
export const SIGNED_URLS = 'SIGNED_URLS';

export interface SignedObject {
  sha256: string;
  filename: string;
}

/** Query of a signed URL as it arrives; every field is untrusted text. */
export interface SignedQuery {
  expires: string;
  filename: string;
  signature: string;
}

/** Expiring links to single objects, for a store that has no links of its own. The key never leaves this class. */
export class SignedUrls {
  constructor(
    private readonly key: Uint8Array,
    private readonly nowMs: () => number,
    private readonly baseUrl = '',
  ) {
    if (key.length < 32) throw new Error('the key of signed URLs must have at least 32 bytes');
  }

  /** `/v1/objects/<sha256>?expires=…&filename=…&signature=…`, valid for `expiresSeconds`. */
  sign({ sha256, filename }: SignedObject, expiresSeconds: number): string {
    const expires = String(Math.floor(this.nowMs() / 1000) + expiresSeconds);
    const signature = this.mac(sha256, expires, filename).toString('hex');
    return `${this.baseUrl}/v1/objects/${sha256}?${new URLSearchParams({ expires, filename, signature }).toString()}`;
  }

  /** The object the link opens, or null when it is altered, malformed or past its time. */
  verify(sha256: string, query: SignedQuery): SignedObject | null {
    if (!/^[0-9a-f]{64}$/.test(sha256) || !/^\d{1,12}$/.test(query.expires)) return null;
    const given = Buffer.from(query.signature, 'hex');
    const right = this.mac(sha256, query.expires, query.filename);
    if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
    return Number(query.expires) * 1000 > this.nowMs() ? { sha256, filename: query.filename } : null;
  }

  private mac(sha256: string, expires: string, filename: string): Buffer {
    // JSON keeps the three fields apart: no two different triples give one text.
    return createHmac('sha256', this.key)
      .update(JSON.stringify(['luthier-object-v1', sha256, expires, filename]))
      .digest();
  }
}
