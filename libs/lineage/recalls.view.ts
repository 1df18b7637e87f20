import { unix } from '#kernel/clock.js';
import { type Affected, affectedOf, countsOf, type Scan } from './affected.js';
import type { RecallRow } from './recalls.repository.js';

type Shown = Omit<RecallRow, 'id' | 'projectId' | 'nextStepAt'> & {
  id: string | null;
  nextStepAt?: Date | null;
};

/** A recall as the API shows it. `id` is null for a dry run that was answered at once and stored nowhere. */
export function recallView(row: Shown) {
  const affected = (row.affected as Affected | null) ?? affectedOf([], []);
  const scan = row.scan as unknown as Scan | null;
  return {
    id: row.id,
    object: 'recall' as const,
    subject: { kind: row.kind, id: row.subject },
    reason: row.reason,
    dry_run: row.dryRun,
    state: row.state,
    /** Whether everything that ran or served has ended. */
    drained: row.state === 'executed' && row.nextStepAt === null,
    affected,
    counts: countsOf(affected),
    scan: scan && { files: scan.files, found: scan.found, unreadable: scan.unreadable },
    requested_by: row.requestedBy,
    created_at: unix(row.createdAt),
    executed_at: row.executedAt && unix(row.executedAt),
    released_at: row.releasedAt && unix(row.releasedAt),
    released_by: row.releasedBy,
    release_reason: row.releaseReason,
  };
}
