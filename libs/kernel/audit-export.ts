import { type ChainedEvent, chainHash, GENESIS } from './audit-chain.js';
import type { Statement } from './dsse.js';

export const AUDIT_EXPORT_PREDICATE = 'https://luthier.dev/audit-export/v1';

export type SealedEvent = ChainedEvent & { hash: string };

/** What is signed about an export; the digest of its lines is the statement's subject. */
export interface AuditExport {
  project: string;
  /** What the events had to match, as it was asked; empty for all. */
  filter: { actor?: string[]; action?: string[]; target_id?: string[] };
  /** The numbers that were looked through, both ends included; `to` is 0 where the chain was empty. */
  range: { from: number; to: number };
  events: number;
  first: number | null;
  last: number | null;
  /** Every number of the range is there, unchanged and on the hash of the one before. Never true of what a filter left. */
  contiguous: boolean;
  /** The newest event of the chain when the export began. */
  head: { number: number; hash: string } | null;
  /** RFC 3339. */
  made_at: string;
}

export const auditView = (row: SealedEvent) => ({
  id: row.id,
  object: 'audit_event' as const,
  seq: Number(row.seq),
  actor: row.actor,
  action: row.action,
  target: { type: row.targetType, id: row.targetId },
  facts: row.facts,
  request_id: row.requestId,
  created_at: Math.floor(Date.parse(row.at) / 1000),
  at: row.at,
  prev_hash: row.prevHash,
  hash: row.hash,
});

/** One line of an export: the event as the API shows it and its project, so that all that `hash` covers is there. */
export const exportLine = (row: SealedEvent): string =>
  JSON.stringify({ ...auditView(row), project: row.projectId });

/** The event of a line; null where the line is not exactly what `exportLine` writes. */
export function eventOfLine(line: string): SealedEvent | null {
  try {
    const view = JSON.parse(line) as ReturnType<typeof auditView> & { project: string };
    const row: SealedEvent = {
      ...{ id: view.id, projectId: view.project, seq: BigInt(view.seq), actor: view.actor },
      ...{ action: view.action, targetType: view.target.type, targetId: view.target.id, facts: view.facts },
      ...{ requestId: view.request_id, at: view.at, prevHash: view.prev_hash, hash: view.hash },
    };
    return exportLine(row) === line ? row : null;
  } catch {
    return null;
  }
}

/** Whether events follow each other without a gap, told from one to the next; the first of a chain stands on nothing. */
export class Continuity {
  private before: { seq: bigint; hash: string } | null = null;

  /** `from`: the number that should come first. */
  constructor(private readonly from: bigint) {}

  /** What is wrong with this one as the next; null where nothing is. */
  fault({ seq, prevHash, hash }: SealedEvent): string | null {
    const { before } = this;
    this.before = { seq, hash };
    const due = before === null ? this.from : before.seq + 1n;
    if (seq > due) return seq === due + 1n ? `#${due} is missing` : `#${due} to #${seq - 1n} are missing`;
    if (seq < due) return `#${seq} stands where #${due} should`;
    const onto = before?.hash ?? (seq === 1n ? GENESIS : prevHash);
    return prevHash === onto
      ? null
      : `#${seq} does not stand on the event before it: one of them was changed`;
  }
}

/** The event is what its own hash says. */
export const isSealed = (event: SealedEvent): boolean => chainHash(event) === event.hash;

export const auditExportStatement = (sha256: string, predicate: AuditExport): Statement => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: `audit-${predicate.project}.jsonl`, digest: { sha256 } }],
  predicateType: AUDIT_EXPORT_PREDICATE,
  predicate,
});
