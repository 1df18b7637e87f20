import { createHash, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { chainHash, GENESIS } from './audit-chain.js';
import {
  type AuditExport,
  auditExportStatement,
  eventOfLine,
  exportLine,
  type SealedEvent,
} from './audit-export.js';
import { ExportCheck } from './audit-export-check.js';
import { keyIdOf, PAYLOAD_TYPE, preAuthEncoding, type Statement } from './dsse.js';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const another = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;

function envelope(statement: Statement): string {
  const payload = Buffer.from(JSON.stringify(statement));
  const sig = sign('sha256', preAuthEncoding(PAYLOAD_TYPE, payload), privateKey).toString('base64');
  const signatures = [
    { sig, keyid: keyIdOf(createPublicKey(publicKey.export({ type: 'spki', format: 'pem' }))) },
  ];
  return JSON.stringify({ payload: payload.toString('base64'), payloadType: PAYLOAD_TYPE, signatures });
}
const sealed = (event: Omit<SealedEvent, 'hash'>): SealedEvent => ({ ...event, hash: chainHash(event) });

function chain(length: number): SealedEvent[] {
  const rows: SealedEvent[] = [];
  for (let i = 1; i <= length; i += 1)
    rows.push(
      sealed({
        ...{
          id: `aud_${i}`,
          projectId: 'proj_a',
          seq: BigInt(i),
          actor: 'key_a',
          action: i % 2 ? 'a.b' : 'c.d',
        },
        ...{ targetType: 'job', targetId: 'job_a', facts: { n: i, text: 'ü\u2028\n' }, requestId: 'req_a' },
        ...{ at: '2026-01-01T00:00:00.000Z', prevHash: rows.at(-1)?.hash ?? GENESIS },
      }),
    );
  return rows;
}

/** Lines of an export of `rows`, its signature last. */
function exported(rows: SealedEvent[], change: Partial<AuditExport> = {}): string[] {
  const lines = rows.map((row) => `${exportLine(row)}\n`);
  const predicate: AuditExport = {
    ...{ project: 'proj_a', filter: {}, range: { from: 1, to: 6 }, events: rows.length },
    ...{ first: Number(rows[0]?.seq ?? 0), last: Number(rows.at(-1)?.seq ?? 0), contiguous: true },
    ...{ head: { number: 6, hash: rows.at(-1)?.hash ?? '' }, made_at: '2026-01-01T00:00:00.000Z' },
    ...change,
  };
  const sha256 = createHash('sha256').update(lines.join('')).digest('hex');
  return [...lines, `${envelope(auditExportStatement(sha256, predicate))}\n`];
}
function check(lines: string[], key = publicKey) {
  const checking = new ExportCheck(key);
  for (const line of lines) checking.read(Buffer.from(line));
  return checking.end();
}
const told = (lines: string[], key = publicKey) =>
  check(lines, key).faults.map(({ line, fault }) => `${line ?? 'file'}: ${fault}`);
const WHOLE = exported(chain(6));
const without = (...at: number[]) => WHOLE.filter((_, i) => !at.includes(i));
const filter = { action: ['a.b'] };
const PART = exported(
  chain(6).filter(({ action }) => action === 'a.b'),
  { filter, contiguous: false },
);

describe('a signed export of the audit chain', () => {
  it('is whole as written, and a line says all that its hash covers', () => {
    expect(check(WHOLE)).toMatchObject({ faults: [], events: 6, whole: true, signed: { project: 'proj_a' } });
    const [row] = chain(1);
    expect(eventOfLine(exportLine(row!))).toEqual(row);
  });

  it('names the line that was changed', () => {
    const edited = WHOLE.with(2, WHOLE[2]!.replace('"key_a"', '"key_b"'));
    expect(told(edited)).toEqual(['3: #3 was changed: its hash is that of another event']);
    const more = WHOLE.with(2, WHOLE[2]!.replace('}\n', ',"x":1}\n'));
    expect(told(more)[0]).toMatch(/^3: is not an event as the service writes it/);
    const time = WHOLE.with(2, WHOLE[2]!.replace(/"created_at":\d+/, '"created_at":1'));
    expect(told(time)).toHaveLength(1);
  });

  it('finds the line that was changed together with its hash, or every one behind it', () => {
    const rows = chain(6);
    const forged = sealed({ ...rows[2]!, actor: 'key_b' });
    const lines = WHOLE.with(2, `${exportLine(forged)}\n`);
    expect(told(lines)).toEqual(['4: #4 does not stand on the event before it: one of them was changed']);
    const last = WHOLE.with(5, `${exportLine(sealed({ ...rows[5]!, actor: 'key_b' }))}\n`);
    expect(told(last)).toEqual([
      'file: the lines are not those that were signed: one was changed together with its hash',
    ]);
  });

  it('names the numbers that are missing, wherever they were', () => {
    expect(told(without(2, 3))).toEqual([
      '3: #3 to #4 are missing',
      'file: 6 event(s) were signed, 4 are here',
    ]);
    expect(told(without(0))[0]).toBe('file: #1 is missing');
    expect(told(without(4, 5))[0]).toBe('file: #5 to #6 are missing');
    expect(told(without(0, 1, 2, 3, 4, 5))[0]).toBe('file: #1 to #6 are missing');
  });

  it('names lines out of order, twice and behind the signature', () => {
    const [a, b, c, ...rest] = WHOLE;
    expect(told([a!, c!, b!, ...rest])[0]).toBe('3: #2 stands behind #3: out of order');
    expect(told([a!, a!, b!, c!, ...rest])[0]).toBe('2: #1 stands behind #1: out of order');
    expect(told([...WHOLE, a!])).toEqual(['file: 1 line(s) after the signature were not signed']);
    expect(told([...WHOLE, ...PART])).toHaveLength(1);
  });

  it('knows a file that was cut off, between lines and within one', () => {
    expect(told(without(6))).toEqual(['file: the file ends without its signature: it was cut off']);
    expect(told([...without(5, 6), WHOLE[5]!.slice(0, 40)]).join()).toMatch(/6: is not an event.*cut off/);
    expect(told([...without(6), WHOLE[6]!.slice(0, 90)]).join()).toMatch(/cut off/);
    expect(told([])).toHaveLength(1);
  });

  it('knows another key, and a statement that was changed under its signature', () => {
    expect(told(WHOLE, another)[0]).toMatch(
      /^file: no signature .* names the key [0-9a-f]{64}.*secrets\/trusted/,
    );
    const seal = JSON.parse(WHOLE[6]!) as { payload: string };
    const statement = Buffer.from(seal.payload, 'base64').toString();
    for (const [from, to] of [
      ['"filter":{}', '"filter":{"actor":["x"]}'],
      ['"from":1', '"from":2'],
    ]) {
      const payload = Buffer.from(statement.replace(from!, to!)).toString('base64');
      expect(told(WHOLE.with(6, `${JSON.stringify({ ...seal, payload })}\n`))).toEqual([
        'file: the signature does not fit what it signs: filter, range, head or digest were changed',
      ]);
    }
    const other = envelope({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [],
      predicateType: 'x',
      predicate: {},
    });
    expect(told(WHOLE.with(6, `${other}\n`))).toEqual(['file: the signature is over something else: x']);
  });

  it('takes a filtered part for what it is: signed, and not whole', () => {
    expect(check(PART)).toMatchObject({ faults: [], events: 3, whole: false, signed: { filter } });
    expect(told(PART.filter((_, i) => i !== 1))).toEqual(['file: 3 event(s) were signed, 2 are here']);
    const range = exported(chain(6).slice(2, 5), { range: { from: 3, to: 5 } });
    expect(check(range)).toMatchObject({ faults: [], whole: false });
  });

  it('tells a record that was spoilt before it was exported from a file that was spoilt after', () => {
    const gap = exported(
      chain(6).filter((_, i) => i !== 2),
      { contiguous: false },
    );
    expect(told(gap)).toEqual([
      '3: #3 is missing',
      'file: the lines are those that were signed: the record was like this when it was exported',
    ]);
  });
});
