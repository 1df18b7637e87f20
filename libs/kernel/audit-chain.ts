import { createHash } from 'node:crypto';

/** What an audit row says; `hash` covers all of it and the hash before it. */
export interface ChainedEvent {
  id: string;
  projectId: string;
  seq: bigint;
  actor: string;
  action: string;
  targetType: string;
  targetId: string;
  facts: unknown;
  requestId: string;
  at: string;
  prevHash: string;
}

export const GENESIS = '0'.repeat(64);

/** sha256 over the canonical JSON of the event (keys sorted at every depth). */
export function chainHash(event: ChainedEvent): string {
  const { id, projectId, actor, action, targetType, targetId, facts, requestId, at, prevHash } = event;
  const seq = event.seq.toString();
  const body = { id, projectId, seq, actor, action, targetType, targetId, facts, requestId, at, prevHash };
  return createHash('sha256').update(canonicalJson(body)).digest('hex');
}

export interface ChainReport {
  ok: boolean;
  checked: number;
  /** The first row that breaks the chain, and how. */
  broken?: { seq: string; why: string };
}

/** Walks batches of events in order of `seq` and stops at the first that is missing, out of order or changed. */
export async function verifyChain(
  batches: AsyncIterable<Iterable<ChainedEvent & { hash: string }>>,
): Promise<ChainReport> {
  let prev = GENESIS;
  let next = 1n;
  let checked = 0;
  for await (const batch of batches) {
    for (const event of batch) {
      const seq = event.seq.toString();
      if (event.seq !== next)
        return { ok: false, checked, broken: { seq, why: `expected seq ${next}: rows are missing` } };
      if (event.prevHash !== prev)
        return { ok: false, checked, broken: { seq, why: 'prev_hash is not the hash before it' } };
      if (chainHash(event) !== event.hash)
        return { ok: false, checked, broken: { seq, why: 'the row was changed after it was written' } };
      prev = event.hash;
      next += 1n;
      checked += 1;
    }
  }
  return { ok: true, checked };
}

/** JSON with sorted keys: PostgreSQL's jsonb gives keys back in its own order. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(',')}}`;
}
