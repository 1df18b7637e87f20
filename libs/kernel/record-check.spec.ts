import { describe, expect, it } from '@jest/globals';
import { aKey, aRecord } from '../../test/support/a-record.js';
import type { RecordFile } from './promotion-record.js';
import { differences, recordFaults } from './record-check.js';
import { recordInPage, recordPage } from './record-page.js';

const signer = aKey();
const file = aRecord({ signer });
const pem = signer.publicKeyPem();
const copy = (): RecordFile => structuredClone(file);

describe('a record', () => {
  it('verifies with the public key alone, and with the key in itself', () => {
    expect(recordFaults(file, pem)).toEqual([]);
    expect(recordFaults(file)).toEqual([]);
  });
  it("does not verify with a stranger's key, nor when a stranger signed all of it", () => {
    expect(recordFaults(file, aKey().publicKeyPem()).map(({ at }) => at)).toContain('envelope');
    expect(recordFaults(aRecord(), pem).map(({ at }) => at)).toEqual(
      expect.arrayContaining(['envelope', 'decision_envelope', 'key_id']),
    );
  });
  it('names what was given as a key and is none', () => {
    expect(recordFaults(file, 'no key')).toEqual([{ at: 'public_key', fault: 'is no public key in PEM' }]);
    expect(recordFaults({ ...file, public_key: null })).toHaveLength(1);
  });

  const leaves = pathsOf(file.record);
  it('has many fields', () => expect(leaves.length).toBeGreaterThan(120));
  it.each(leaves)('names %s when that was changed', (path) => {
    const changed = copy();
    change(changed.record as never, path);
    expect(recordFaults(changed, pem).map(({ at }) => at)).toEqual([
      `record.${path}`.replace(/\.(\d+)(?=\.|$)/g, '[$1]'),
    ]);
  });
  it.each(Object.keys(file.record))('names %s when it was left out', (name) => {
    const changed = copy();
    delete (changed.record as never as Record<string, unknown>)[name];
    expect(recordFaults(changed, pem).length).toBeGreaterThan(0);
  });
  it('names what was added', () => {
    const changed = copy();
    Object.assign(changed.record.decision, { note: 'approved by counsel' });
    expect(recordFaults(changed, pem)).toEqual([
      { at: 'record.decision.note', fault: 'shows "approved by counsel", signed was nothing' },
    ]);
  });

  it.each<[string, (changed: RecordFile) => void, string]>([
    ['the id', (one) => (one.id = 'prm_other'), 'id'],
    ['the key id', (one) => (one.key_id = '0'.repeat(64)), 'key_id'],
    ['the signed bytes', (one) => (one.envelope.payload = flipped(one.envelope.payload)), 'envelope'],
    [
      'the signature',
      (one) => (one.envelope.signatures[0]!.sig = flipped(one.envelope.signatures[0]!.sig)),
      'envelope',
    ],
    [
      "the decision's bytes",
      (one) => (one.decision_envelope.payload = flipped(one.decision_envelope.payload)),
      'decision_envelope',
    ],
    ['the whole decision', (one) => (one.decision_envelope = otherDecision()), 'decision_envelope'],
    ['the record, by the signed decision', (one) => (one.envelope = one.decision_envelope), 'envelope'],
  ])('names %s when that was changed', (_what, alter, at) => {
    const changed = copy();
    alter(changed);
    expect(recordFaults(changed, pem).map((fault) => fault.at)).toContain(at);
  });
});

describe('a page', () => {
  it('gives back the file that it was made from, and is made again from it byte for byte', () => {
    const page = recordPage(file);
    expect(recordInPage(page)).toEqual(file);
    expect(recordPage(recordInPage(page)!)).toBe(page);
  });
  it('differs in the line in which a byte was changed', () => {
    const page = recordPage(file);
    const changed = page.replace('saas-app', 'internal');
    const faults = differences(changed.split('\n'), recordPage(recordInPage(changed)!).split('\n'), 'line');
    expect(faults).toHaveLength(1);
    expect(faults[0]!.fault).toContain('internal');
  });
  it.each(['<p>none</p>', '<pre id="record-file">{</pre>', ''])('%j holds no record', (page) => {
    expect(recordInPage(page)).toBeNull();
  });
});

function otherDecision() {
  return aRecord({ signer, use: { ...file.record.use, purpose: 'internal' } as never }).decision_envelope;
}
function flipped(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  bytes[bytes.length >> 1]! ^= 1;
  return bytes.toString('base64');
}
function pathsOf(value: unknown, at = ''): string[] {
  if (value === null || typeof value !== 'object') return [at];
  return Object.entries(value).flatMap(([key, one]) => pathsOf(one, at === '' ? key : `${at}.${key}`));
}
function change(root: Record<string, any>, path: string): void {
  const keys = path.split('.');
  const last = keys.pop()!;
  let at = root;
  for (const key of keys) at = at[key] as Record<string, any>;
  at[last] =
    typeof at[last] === 'number' ? at[last] + 1 : typeof at[last] === 'boolean' ? !at[last] : `${at[last]} `;
}
