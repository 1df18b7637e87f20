import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { preAuthEncoding } from '#kernel/dsse.js';
import { type Envelope, Signer, type Statement, Verifier, verifyEnvelope } from './dsse.js';

const signer = new Signer(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
const verifier = new Verifier([signer.publicKey]);
const statement: Statement = {
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'adapter', digest: { sha256: 'a'.repeat(64) } }],
  predicateType: 'https://example.org/test/v1',
  predicate: { note: 'größer' },
};

describe('DSSE', () => {
  it('encodes as the protocol document shows', () => {
    // The example of the DSSE protocol document.
    const encoded = preAuthEncoding('http://example.com/HelloWorld', Buffer.from('hello world'));
    expect(encoded.toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  });

  it('gives back what was signed', () => {
    expect(verifier.verify(signer.sign(statement))).toEqual(statement);
    expect(verifier.verify(signer.bundle(statement).dsseEnvelope)).toEqual(statement);
  });

  const signed = signer.sign(statement);
  const other = { ...statement, predicate: {} };
  it.each<[string, Envelope]>([
    ['another payload', { ...signed, payload: Buffer.from(JSON.stringify(other)).toString('base64') }],
    ['another payload type', { ...signed, payloadType: 'application/json' }],
    ['no signature', { ...signed, signatures: [] }],
    ['a signature of another text', { ...signed, signatures: signer.sign(other).signatures }],
    ['a signature that is no base64', { ...signed, signatures: [{ sig: '!', keyid: '' }] }],
    ['no envelope', {} as Envelope],
  ])('refuses %s', (_what, envelope) => {
    expect(() => verifier.verify(envelope)).toThrow();
  });

  it('refuses another key', () => {
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
    expect(() => verifyEnvelope(signed, stranger)).toThrow(/no signature/);
  });

  it('takes an old key for what it has signed, and says which key it does not know', () => {
    const next = new Signer(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
    const both = new Verifier([next.publicKey, signer.publicKey]);
    expect(both.verify(signed)).toEqual(statement);
    expect(both.verify(next.sign(other))).toEqual(other);
    expect(() => new Verifier([next.publicKey]).verify(signed)).toThrow(
      `names the key '${signer.keyId.slice(0, 12)}', which is not trusted`,
    );
  });

  it("refuses a stranger's signature under the id of a trusted key", () => {
    const stranger = new Signer(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
    const { sig } = stranger.sign(statement).signatures[0]!;
    expect(() => verifier.verify({ ...signed, signatures: [{ sig, keyid: signer.keyId }] })).toThrow(
      /no signature/,
    );
  });
});
