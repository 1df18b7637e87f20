import { createHash, type KeyObject } from 'node:crypto';
import {
  AUDIT_EXPORT_PREDICATE,
  type AuditExport,
  Continuity,
  eventOfLine,
  isSealed,
  type SealedEvent,
} from './audit-export.js';
import { type Envelope, keyIdOf, SignatureError, verifyEnvelope } from './dsse.js';

export interface ExportFault {
  /** Counted from 1; null where it is about the file. */
  line: number | null;
  fault: string;
}

export interface ExportReport {
  faults: ExportFault[];
  /** Event lines read. */
  events: number;
  /** What the signature says; null where there is none of this key. */
  signed: AuditExport | null;
  /** The chain from its first event to its head: nothing between is missing. */
  whole: boolean;
}

const MOST_FAULTS = 20;

/** Reads an export line by line and holds it against its signature; keeps one line, whatever the length of the file. */
export class ExportCheck {
  private readonly faults: ExportFault[] = [];
  /** Count where nothing was filtered out. */
  private readonly gaps: ExportFault[] = [];
  private readonly sha256 = createHash('sha256');
  private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  private continuity: Continuity | null = null;
  private envelope: Envelope | null = null;
  private project: string | null = null;
  private first: bigint | null = null;
  private last = 0n;
  private isDisordered = false;
  private line = 0;
  private events = 0;
  private unsigned = 0;

  constructor(private readonly key: KeyObject) {}

  /** A line with its line feed, which only a line that was cut off lacks. */
  read(bytes: Buffer): void {
    this.line += 1;
    if (this.envelope) return void (this.unsigned += 1);
    const text = this.textOf(bytes);
    if (this.isSignature(text)) return;
    this.sha256.update(bytes);
    this.events += 1;
    const event = text === null ? null : eventOfLine(text);
    if (event) return this.hold(event);
    this.note('is not an event as the service writes it: it was changed or cut off');
    this.continuity = null;
  }

  end(): ExportReport {
    const signed = this.envelope ? this.signedBy(this.envelope) : null;
    const of = signed?.predicate ?? null;
    if (!this.envelope) this.tell('the file ends without its signature: it was cut off');
    if (signed) this.holdAgainst(signed.predicate, this.sha256.digest('hex') === signed.sha256);
    if (this.unsigned > 0) this.tell(`${this.unsigned} line(s) after the signature were not signed`);
    const { faults, events } = this;
    const isAll = of?.contiguous === true && of.range.from === 1 && of.range.to === (of.head?.number ?? 0);
    return { faults: faults.slice(0, MOST_FAULTS), events, signed: of, whole: faults.length === 0 && isAll };
  }

  private hold(event: SealedEvent): void {
    const { seq, projectId } = event;
    this.continuity ??= new Continuity(seq);
    this.project ??= projectId;
    this.first ??= seq;
    const gap = this.continuity.fault(event);
    if (seq <= this.last) {
      this.isDisordered = true;
      this.note(`#${seq} stands behind #${this.last}: out of order`);
    } else if (gap && this.gaps.length < MOST_FAULTS) this.gaps.push({ line: this.line, fault: gap });
    if (!isSealed(event)) this.note(`#${seq} was changed: its hash is that of another event`);
    if (projectId !== this.project) this.note(`#${seq} is of another project`);
    this.last = seq;
  }

  private holdAgainst(of: AuditExport, isSame: boolean): void {
    const isFiltered = Object.keys(of.filter).length > 0;
    if (!isFiltered && !this.isDisordered) this.faults.push(...this.gaps, ...this.endsMissing(of));
    if (isSame) {
      if (!isFiltered && !of.contiguous && this.faults.length === 0) this.tell('the record has a gap');
      if (this.faults.length > 0)
        this.tell('the lines are those that were signed: the record was like this when it was exported');
      return;
    }
    if (this.events !== of.events) this.tell(`${of.events} event(s) were signed, ${this.events} are here`);
    if (this.faults.length === 0)
      this.tell('the lines are not those that were signed: one was changed together with its hash');
  }

  private endsMissing({ first, last }: AuditExport): ExportFault[] {
    if (first === null || last === null) return [];
    const none = this.first === null;
    const start = none || this.first! > first ? span(first, none ? last : Number(this.first) - 1) : null;
    const end = !none && this.last < last ? span(Number(this.last) + 1, last) : null;
    return [start, end].filter((one) => one !== null).map((fault) => ({ line: null, fault }));
  }

  private signedBy(envelope: Envelope): { predicate: AuditExport; sha256: string } | null {
    try {
      const { subject, predicateType, predicate } = verifyEnvelope(envelope, this.key);
      if (predicateType === AUDIT_EXPORT_PREDICATE)
        return { predicate: predicate as AuditExport, sha256: subject[0]?.digest.sha256 ?? '' };
      this.tell(`the signature is over something else: ${predicateType}`);
    } catch (error) {
      if (!(error instanceof SignatureError || error instanceof SyntaxError)) throw error;
      this.tell(this.whoseKey(envelope, error.message));
    }
    return null;
  }

  private whoseKey({ signatures }: Envelope, fault: string): string {
    const given = keyIdOf(this.key);
    const named = Array.isArray(signatures) ? signatures[0]?.keyid : undefined;
    return named === given
      ? 'the signature does not fit what it signs: filter, range, head or digest were changed'
      : `${fault}: it names the key ${String(named)}, and the one that was given is ${given}; keys from before a rotation stay in secrets/trusted`;
  }

  private isSignature(text: string | null): boolean {
    if (text === null || !text.includes('"payloadType"')) return false;
    try {
      const read = JSON.parse(text) as Partial<Envelope> | null;
      if (typeof read?.payloadType !== 'string') return false;
      this.envelope = read as Envelope;
      return true;
    } catch {
      return false;
    }
  }

  /** Without its line feed; null where it has none or is no UTF-8. */
  private textOf(bytes: Buffer): string | null {
    if (bytes.at(-1) !== 10) return null;
    try {
      return this.decoder.decode(bytes.subarray(0, -1));
    } catch {
      return null;
    }
  }

  private note(fault: string): void {
    if (this.faults.length < MOST_FAULTS) this.faults.push({ line: this.line, fault });
  }

  private tell(fault: string): void {
    this.faults.push({ line: null, fault });
  }
}

const span = (from: number, to: number): string =>
  from === to ? `#${from} is missing` : `#${from} to #${to} are missing`;
