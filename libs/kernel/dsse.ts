import { createHash, type KeyObject, verify } from 'node:crypto';

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

export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

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

/** What the envelope says, once its one signature is known to be `publicKey`'s. Throws SignatureError on anything else. */
export function verifyEnvelope(envelope: Envelope, publicKey: KeyObject): Statement {
  if (envelope?.payloadType !== PAYLOAD_TYPE) throw new SignatureError('the payload is no in-toto statement');
  if (typeof envelope.payload !== 'string' || !Array.isArray(envelope.signatures))
    throw new SignatureError('this is no DSSE envelope');
  const payload = Buffer.from(envelope.payload, 'base64');
  const encoded = preAuthEncoding(envelope.payloadType, payload);
  const good = envelope.signatures.some(
    (one) =>
      typeof one?.sig === 'string' && verify('sha256', encoded, publicKey, Buffer.from(one.sig, 'base64')),
  );
  if (!good) throw new SignatureError('no signature of the envelope is of this key');
  return statementIn(payload);
}

function statementIn(payload: Buffer): Statement {
  const statement = JSON.parse(payload.toString('utf8')) as Statement;
  if (statement._type !== 'https://in-toto.io/Statement/v1')
    throw new SignatureError('the payload is no in-toto Statement v1');
  return statement;
}

/** sha256 of the signed bytes: names one statement exactly. */
export const payloadDigest = (envelope: Envelope): string =>
  createHash('sha256').update(Buffer.from(envelope.payload, 'base64')).digest('hex');

export class SignatureError extends Error {
  override readonly name = 'SignatureError';
}

/** Checks signatures with public keys alone, each found by its id: an old key stays good for what it has signed. */
export class Verifier {
  private readonly keys: ReadonlyMap<string, KeyObject>;

  constructor(publicKeys: readonly KeyObject[]) {
    this.keys = new Map(publicKeys.map((key) => [keyIdOf(key), key]));
  }

  get keyIds(): string[] {
    return [...this.keys.keys()];
  }

  /** Null for a key that is not trusted. */
  publicKeyPem(keyId: string | undefined): string | null {
    return (
      (this.keys.get(keyId ?? '')?.export({ type: 'spki', format: 'pem' }) as string | undefined) ?? null
    );
  }

  /** Throws SignatureError unless a trusted key, the one that the envelope names, has signed it. */
  verify(envelope: Envelope): Statement {
    const named = Array.isArray(envelope?.signatures) ? envelope.signatures.map((one) => one?.keyid) : [];
    const key = named.map((id) => this.keys.get(id)).find((one) => one !== undefined);
    if (!key)
      throw new SignatureError(
        `it names the key '${String(named[0]).slice(0, 12)}', which is not trusted here`,
      );
    return verifyEnvelope(envelope, key);
  }
}
