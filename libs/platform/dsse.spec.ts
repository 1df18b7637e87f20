import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type Envelope, preAuthEncoding, Signer, type Statement, verifyEnvelope } from './dsse.js';

const signer = new Signer(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
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
    expect(signer.verify(signer.sign(statement))).toEqual(statement);
    expect(signer.verify(signer.bundle(statement).dsseEnvelope)).toEqual(statement);
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
    expect(() => signer.verify(envelope)).toThrow();
  });

  it('refuses another key', () => {
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
    expect(() => verifyEnvelope(signed, stranger)).toThrow(/no signature/);
  });
});
