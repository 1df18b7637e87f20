import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** in-toto Statement v1: what `predicate` says about the things that `subject` names by digest. */
export interface Statement {
  _type: 'https://in-toto.io/Statement/v1';
  subject: { name: string; digest: { sha256: string } }[];
  predicateType: string;
  predicate: unknown;
}

/** DSSE envelope; `payload` and `sig` are base64, the signature is DER ECDSA over the pre-authentication encoding. */
export interface Envelope {
  payload: string;
  payloadType: string;
  signatures: { sig: string; keyid: string }[];
}

/** A Sigstore bundle (v0.3) signed with a bare key: the form that model-signing tools read and write. */
export interface Bundle {
  mediaType: string;
  verificationMaterial: { publicKey: { hint: string }; tlogEntries: unknown[] };
  dsseEnvelope: Envelope;
}

export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
export const BUNDLE_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** DI token of the installation's Signer. */
export const SIGNER = 'SIGNER';

/** DSSE's pre-authentication encoding: https://github.com/secure-systems-lab/dsse/blob/master/protocol.md */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

/** sha256 of the PEM: the key hint that the public model-signing tool writes and checks. */
export function keyIdOf(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'pem' }))
    .digest('hex');
}

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

  verify(envelope: Envelope): Statement {
    return verifyEnvelope(envelope, this.publicKey);
  }
}

/** What the envelope says, once its one signature is known to be `publicKey`'s. Throws SignatureError on anything else. */
export function verifyEnvelope(envelope: Envelope, publicKey: KeyObject): Statement {
  if (envelope?.payloadType !== PAYLOAD_TYPE) throw new SignatureError('the payload is no in-toto statement');
  if (typeof envelope.payload !== 'string' || !Array.isArray(envelope.signatures))
    throw new SignatureError('this is no DSSE envelope');
  const payload = Buffer.from(envelope.payload, 'base64');
  const encoded = preAuthEncoding(envelope.payloadType, payload);
  const good = envelope.signatures.some(
    ({ sig }) => typeof sig === 'string' && verify('sha256', encoded, publicKey, Buffer.from(sig, 'base64')),
  );
  if (!good) throw new SignatureError('no signature of the envelope is of this key');
  const statement = JSON.parse(payload.toString('utf8')) as Statement;
  if (statement._type !== 'https://in-toto.io/Statement/v1')
    throw new SignatureError('the payload is no in-toto Statement v1');
  return statement;
}

export class SignatureError extends Error {
  override readonly name = 'SignatureError';
}
