import { Inject, Injectable } from '@nestjs/common';
import { DeploymentsService } from '#deployments/deployments.service.js';
import { RecordSearch } from '#files/record-search.service.js';
import { JobsService } from '#jobs/jobs.service.js';
import type { Clock } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { heldContent } from '#licenses/held.js';
import { QuarantineService } from '#licenses/quarantine.service.js';
import { AuditService } from '#audit/audit.service.js';
import type { Tx } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import { type Affected, affectedOf, countsOf, quarantinedOf, rootsOf } from './affected.js';
import { LineageService } from './lineage.service.js';
import { type RecallRow, RecallsRepository } from './recalls.repository.js';

const LOOK_AGAIN_SECONDS = 2;
/** Only final states: what is starting may still load the file. */
const ENDED = new Set(['stopped', 'failed', 'blocked']);

/**
 * Carries a recall out, in one transaction: everything found is quarantined, its jobs are cancelled and what serves it is wished
 * to stop. The workers of jobs and deployments do the rest, whoever dies in between. Done again until nothing is left running,
 * so that what was just being written when the first look was taken is found too.
 */
@Injectable()
export class RecallsExecutor {
  constructor(
    readonly rows: RecallsRepository,
    readonly lineage: LineageService,
    readonly quarantine: QuarantineService,
    private readonly records: RecordSearch,
    private readonly jobs: JobsService,
    private readonly deployments: DeploymentsService,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(
    tx: Tx,
    ctx: Ctx,
    row: RecallRow,
    files: readonly string[],
  ): Promise<'draining' | 'drained' | 'stale'> {
    const now = this.clock.now();
    await this.quarantine.lock(tx, ctx, 'alone');
    const { affected, contents } = await this.reach(tx, ctx, row, files);
    const held = { recallId: row.id, reason: row.reason, at: now };
    const fresh = await this.quarantine.put(tx, ctx, { ...held, ids: quarantinedOf(affected) });
    await this.quarantine.put(tx, ctx, { ...held, ids: contents.map(heldContent) });
    const live = await this.jobs.cancelAllIn(tx, ctx, idsOf(affected.jobs));
    await this.deployments.stopIn(tx, ctx, idsOf(affected.deployments), `recall ${row.id}`);
    const up = affected.deployments.filter(({ state }) => !ENDED.has(state ?? '')).length;
    const first = row.executedAt === null;
    const drained = !first && live === 0 && up === 0;
    const applied = await this.rows.apply(tx, row, {
      state: 'executed',
      executedAt: row.executedAt ?? now,
      affected: affected as object,
      nextStepAt: drained ? null : new Date(now.getTime() + LOOK_AGAIN_SECONDS * 1000),
    });
    if (!applied) throw new StaleRecall();
    const action = first
      ? 'recall.executed'
      : drained
        ? 'recall.drained'
        : fresh > 0
          ? 'recall.extended'
          : null;
    if (action) await this.record(tx, ctx, row, action, { affected, fresh });
    return drained ? 'drained' : 'draining';
  }

  /** All that comes of the recalled thing, as the caller's transaction sees it, and the contents of files that may not come again. */
  async reach(
    tx: Tx,
    ctx: Ctx,
    row: Pick<RecallRow, 'kind' | 'subject'>,
    files: readonly string[],
  ): Promise<{ affected: Affected; contents: string[] }> {
    const versions = await this.records.versionsWith(tx, files);
    const nodes = await this.lineage.descendants(tx, ctx, rootsOf(row, versions));
    // of a version that holds a record in one split, the other splits are whole
    const whole = row.kind === 'record' ? [] : nodes.filter(({ kind }) => kind === 'dataset_version');
    const copies = await this.records.copiesOf(tx, ctx, { versions: idsOf(whole), files });
    const contents = [...new Set(copies.map(({ sha256 }) => sha256))];
    return { affected: affectedOf(nodes, idsOf(copies)), contents };
  }

  private record(
    tx: Tx,
    ctx: Ctx,
    row: RecallRow,
    action: string,
    of: { affected: Affected; fresh: number },
  ): Promise<void> {
    const facts = {
      subject: row.subject,
      reason: row.reason,
      quarantined: of.fresh,
      counts: countsOf(of.affected),
    };
    return this.audit.append(tx, ctx, { action, targetType: 'recall', targetId: row.id, facts });
  }
}

/** Undoes the transaction: the recall was released, or another worker owns it. */
export class StaleRecall extends Error {}

const idsOf = (things: readonly { id: string }[]): string[] => things.map(({ id }) => id);
