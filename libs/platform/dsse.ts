import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import { type Envelope, keyIdOf, PAYLOAD_TYPE, preAuthEncoding, type Statement } from '#kernel/dsse.js';

export { SignatureError, Verifier, verifyEnvelope } from '#kernel/dsse.js';
export type { Envelope, Statement } from '#kernel/dsse.js';

/** A Sigstore bundle (v0.3) signed with a bare key: the form that model-signing tools read and write. */
export interface Bundle {
  mediaType: string;
  verificationMaterial: { publicKey: { hint: string }; tlogEntries: unknown[] };
  dsseEnvelope: Envelope;
}

export const BUNDLE_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** DI token of the installation's Signer: for what decides and registers, never for what serves. */
export const SIGNER = 'SIGNER';
/** DI token of the Verifier, which holds public keys only. */
export const VERIFIER = 'VERIFIER';

/** Signs in-toto statements with the installation's ECDSA P-256 key, which lives outside the database. */
export class Signer {
  readonly publicKey: KeyObject;
  readonly keyId: string;

  constructor(private readonly privateKey: KeyObject) {
    this.publicKey = createPublicKey(privateKey);
    this.keyId = keyIdOf(this.publicKey);
  }

  publicKeyPem(): string {
    return this.publicKey.export({ type: 'spki', format: 'pem' }) as string;
  }

  sign(statement: Statement): Envelope {
    const payload = Buffer.from(JSON.stringify(statement));
    const sig = sign('sha256', preAuthEncoding(PAYLOAD_TYPE, payload), this.privateKey).toString('base64');
    return {
      payload: payload.toString('base64'),
      payloadType: PAYLOAD_TYPE,
      signatures: [{ sig, keyid: this.keyId }],
    };
  }

  /** The same, as a Sigstore bundle. */
  bundle(statement: Statement): Bundle {
    return {
      mediaType: BUNDLE_TYPE,
      verificationMaterial: { publicKey: { hint: this.keyId }, tlogEntries: [] },
      dsseEnvelope: this.sign(statement),
    };
  }
}
