import { Inject, Injectable } from '@nestjs/common';
import { RecordSearch } from '#files/record-search.service.js';
import type { Clock } from '#kernel/clock.js';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { again, done, type Outcome } from '#kernel/outcome.js';
import { Db } from '#platform/db.js';
import { failpoint } from '#platform/failpoints.js';
import type { Handler } from '#platform/handler.js';
import { CLOCK } from '#platform/tokens.js';
import type { Scan } from './affected.js';
import { RecallsExecutor, StaleRecall } from './recalls.executor.service.js';
import type { RecallRow } from './recalls.repository.js';

const CLAIM_SECONDS = 60;
const RENEW_MS = 15_000;
const FILES_AT_ONCE = 50;

/** Looks for a record file by file, then carries its recall out; looks after executed recalls until nothing runs any more. */
@Injectable()
export class RecallsProcessor implements Handler {
  readonly topic = 'recall';

  constructor(
    private readonly db: Db,
    private readonly executor: RecallsExecutor,
    private readonly records: RecordSearch,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  due(limit: number): Promise<string[]> {
    return this.db.tx(systemCtx(), (tx) => this.executor.rows.due(tx, this.clock.now(), limit));
  }

  async step(id: string): Promise<Outcome> {
    const row = await this.db.tx(systemCtx(), (tx) =>
      this.executor.rows.claim(tx, id, this.clock.now(), CLAIM_SECONDS),
    );
    if (!row) return done();
    const ctx = systemCtx(row.projectId, `recall:${id}`);
    try {
      return row.state === 'scanning' ? await this.scan(ctx, row) : await this.carryOut(ctx, row);
    } catch (error) {
      if (error instanceof StaleRecall) return done();
      throw error;
    }
  }

  /** Some files; the row remembers how far it came. A record that no file holds any more ends it. */
  private async scan(ctx: Ctx, claimed: RecallRow): Promise<Outcome> {
    let row = claimed;
    const scan = row.scan as unknown as Scan;
    const files = await this.records.filesAfter(ctx, scan.after, FILES_AT_ONCE);
    if (files.length === 0) return this.carryOut(ctx, row);
    const known = new Map<string, boolean | null>();
    for (const file of files) {
      let renewedMs = Date.now();
      const keepClaim = async () => {
        if (Date.now() - renewedMs < RENEW_MS) return;
        renewedMs = Date.now();
        row = await this.note(ctx, row, scan);
      };
      const held = known.get(file.sha256) ?? (await this.records.holds(file.sha256, row.subject, keepClaim));
      known.set(file.sha256, held);
      if (held) scan.found.push(file.id);
      if (held === null) scan.unreadable.push(file.id);
      scan.after = file.id;
      scan.files += 1;
      row = await this.note(ctx, row, scan);
      failpoint('recall.scanned');
    }
    await this.db.tx(ctx, (tx) => this.executor.rows.apply(tx, row, { nextStepAt: this.clock.now() }));
    return again(0);
  }

  private async carryOut(ctx: Ctx, row: RecallRow): Promise<Outcome> {
    const files = (row.scan as unknown as Scan | null)?.found ?? [];
    if (row.dryRun) {
      await this.db.tx(ctx, async (tx) => {
        const { affected } = await this.executor.reach(tx, ctx, row, files);
        const found = { state: 'found', affected: affected as object, nextStepAt: null };
        await this.executor.rows.apply(tx, row, found);
      });
      return done();
    }
    const state = await this.db.tx(ctx, (tx) => this.executor.execute(tx, ctx, row, files));
    failpoint('recall.step');
    return state === 'drained' ? done() : again(2);
  }

  /** Keeps how far the search came, and the claim with it. */
  private async note(ctx: Ctx, row: RecallRow, scan: Scan): Promise<RecallRow> {
    const nextStepAt = new Date(this.clock.now().getTime() + CLAIM_SECONDS * 1000);
    const data = { scan: scan as object, nextStepAt };
    if (!(await this.db.tx(ctx, (tx) => this.executor.rows.apply(tx, row, data)))) throw new StaleRecall();
    return { ...row, nextStepAt };
  }
}
