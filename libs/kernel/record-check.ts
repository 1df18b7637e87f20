import { createPublicKey, type KeyObject } from 'node:crypto';
import { type Envelope, keyIdOf, payloadDigest, type Statement, verifyEnvelope } from './dsse.js';
import { type PromotionRecord, RECORD_PREDICATE, type RecordFile } from './promotion-record.js';

/** One thing in a record that is not as it was signed. */
export interface RecordFault {
  /** Path in the file, `record.decision.verdict`. */
  at: string;
  fault: string;
}

/**
 * Holds a record against its signatures, with nothing but the public key: everything shown is what was signed, and the license
 * decision under it is the one that it names. Without `trusted` the key in the file itself is taken, which proves that the
 * record is whole, not who made it. An empty answer: nothing was changed.
 */
export function recordFaults(file: RecordFile, trusted?: string): RecordFault[] {
  const key = keyOf(file, trusted);
  if ('at' in key) return [key];
  const faults: RecordFault[] = [];
  const record = opened(file.envelope, key.key, 'envelope', faults);
  const decision = opened(file.decision_envelope, key.key, 'decision_envelope', faults);
  if (file.key_id !== key.id)
    faults.push({ at: 'key_id', fault: `is ${short(file.key_id)}, the key's is ${short(key.id)}` });
  if (record) faults.push(...signedFaults(file, record));
  if (record?.predicateType === RECORD_PREDICATE && decision)
    faults.push(...decisionFaults(record.predicate as PromotionRecord, file, decision));
  return faults;
}

function keyOf(file: RecordFile, trusted?: string): { key: KeyObject; id: string } | RecordFault {
  const pem = trusted ?? file.public_key;
  if (!pem) return { at: 'public_key', fault: 'there is none in the file; give one' };
  try {
    const key = createPublicKey(pem);
    return { key, id: keyIdOf(key) };
  } catch {
    return { at: 'public_key', fault: 'is no public key in PEM' };
  }
}

function opened(envelope: Envelope, key: KeyObject, at: string, faults: RecordFault[]): Statement | null {
  try {
    return verifyEnvelope(envelope, key);
  } catch (error) {
    faults.push({ at, fault: (error as Error).message });
    return null;
  }
}

function signedFaults(file: RecordFile, { predicateType, predicate, subject }: Statement): RecordFault[] {
  const faults = differences(file.record, predicate, 'record');
  const signed = predicate as PromotionRecord;
  if (predicateType !== RECORD_PREDICATE)
    faults.push({ at: 'envelope', fault: `signs a ${predicateType}, not a promotion record` });
  if (file.id !== signed.promotion?.id)
    faults.push({ at: 'id', fault: `is ${String(file.id)}, signed was ${String(signed.promotion?.id)}` });
  const digests = subject.map((one) => one.digest.sha256);
  const wanted = (signed.artifacts ?? []).map((one) => one.sha256);
  if (digests.join() !== wanted.join())
    faults.push({ at: 'envelope', fault: 'its subjects are not the artifacts of the record' });
  return faults;
}

function decisionFaults(record: PromotionRecord, file: RecordFile, statement: Statement): RecordFault[] {
  const { predicate, subject } = statement;
  const signed = predicate as {
    id?: string;
    project?: string;
    decision?: { verdict?: string; gate?: string };
  };
  const wanted: [string, unknown, unknown][] = [
    ['sha256', payloadDigest(file.decision_envelope), record.decision.sha256],
    ['id', signed.id, record.decision.id],
    ['project', signed.project, record.project],
    ['gate', signed.decision?.gate, record.decision.gate],
    ['verdict', signed.decision?.verdict, record.decision.verdict],
    ['subject', subject[0]?.digest.sha256, record.artifacts[0]?.sha256],
  ];
  return wanted
    .filter(([, said, shown]) => said !== shown)
    .map(([what, said, shown]) => ({
      at: 'decision_envelope',
      fault: `its ${what} is ${short(said)}, the record names ${short(shown)}`,
    }));
}

/** Every place where two JSON values differ, by path. */
export function differences(shown: unknown, signed: unknown, at: string): RecordFault[] {
  if (Object.is(shown, signed)) return [];
  if (!isObject(shown) || !isObject(signed) || Array.isArray(shown) !== Array.isArray(signed))
    return [{ at, fault: `shows ${short(shown)}, signed was ${short(signed)}` }];
  const keys = new Set([...Object.keys(shown), ...Object.keys(signed)]);
  return [...keys].flatMap((key) =>
    differences(shown[key], signed[key], Array.isArray(signed) ? `${at}[${key}]` : `${at}.${key}`),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object';

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
