import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import type { Clock } from '#kernel/clock.js';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { done, type Outcome } from '#kernel/outcome.js';
import { Db } from '#platform/db.js';
import { failpoint } from '#platform/failpoints.js';
import type { Handler } from '#platform/handler.js';
import type { Logger } from '#platform/logger.js';
import { CLOCK, LOGGER } from '#platform/tokens.js';
import { clearAttempt } from './attempt-folders.js';
import { type Amount, NOTHING, plus, type Policy, policyOf } from './retention.js';
import { type EndedJob, type Releasable, RetentionRepository } from './retention.repository.js';
import { RetentionService } from './retention.service.js';

const EVERY_MS = 3600_000;
const BATCH = 50;

/** Sweeps each project once an hour: lets checkpoints go, and clears what ended jobs have left on the disk. */
@Injectable()
export class RetentionProcessor implements Handler {
  readonly topic = 'retention';

  constructor(
    private readonly db: Db,
    private readonly rows: RetentionRepository,
    private readonly retention: RetentionService,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  due(limit: number): Promise<string[]> {
    const before = new Date(this.clock.now().getTime() - EVERY_MS);
    return this.db.tx(systemCtx(), (tx) => this.rows.due(tx, before, limit));
  }

  /** Each thing is done and written down by itself: a sweep that is killed is begun again, and goes on where it was. */
  async step(projectId: string): Promise<Outcome> {
    const ctx = systemCtx(projectId, 'retention');
    const row = await this.db.tx(ctx, (tx) => this.rows.find(tx, projectId));
    const policy = policyOf(row.policy);
    const checkpoints = await this.releaseAll(ctx, policy);
    const attempt_folders = await this.clearAll(ctx, policy);
    const swept = { checkpoints, attempt_folders };
    await this.db.tx(ctx, async (tx) => {
      const target = { targetType: 'retention', targetId: projectId };
      if (checkpoints.count + attempt_folders.count > 0)
        await this.audit.append(tx, ctx, { action: 'retention.swept', ...target, facts: swept });
      await this.rows.setSwept(tx, projectId, this.clock.now(), swept);
    });
    return done();
  }

  private async releaseAll(ctx: Ctx, policy: Policy): Promise<Amount> {
    let released = NOTHING;
    for (;;) {
      const found = await this.db.tx(ctx, (tx) =>
        this.retention.releasable(tx, ctx.projectId, policy, { take: BATCH }),
      );
      const before = released.count;
      for (const one of found) {
        if (await this.release(ctx, policy, one)) released = plus(released, one.bytes);
        failpoint('retention.released');
      }
      if (released.count === before) return released;
    }
  }

  /** Asked again under the checkpoint's lock: someone may have begun to use it. */
  private release(ctx: Ctx, policy: Policy, { id }: Releasable): Promise<boolean> {
    return this.db.tx(ctx, async (tx) => {
      await this.rows.lockCheckpoint(tx, id);
      const [one] = await this.retention.releasable(tx, ctx.projectId, policy, { take: 1, id });
      if (!one) return false;
      await this.rows.release(tx, one, this.clock.now());
      const { jobId: job, step, artifactId: artifact, bytes } = one;
      await this.audit.append(tx, ctx, {
        action: 'checkpoint.deleted',
        targetType: 'checkpoint',
        targetId: id,
        facts: { by: 'retention', job, step, artifact, bytes },
      });
      return true;
    });
  }

  private async clearAll(ctx: Ctx, policy: Policy): Promise<Amount> {
    let cleared = NOTHING;
    let after = '';
    for (;;) {
      const found = await this.db.tx(ctx, (tx) =>
        this.retention.ended(tx, ctx.projectId, policy, { take: BATCH, after }),
      );
      for (const job of found) {
        const bytes = await this.clear(ctx, job);
        if (bytes !== null && bytes > 0) cleared = plus(cleared, bytes);
      }
      after = found.at(-1)?.id ?? '';
      if (found.length < BATCH) return cleared;
    }
  }

  /** The bytes go first: a row that says so too early would leave them for ever. */
  private async clear(ctx: Ctx, { id, attempts }: EndedJob): Promise<number | null> {
    try {
      let bytes = 0;
      for (const number of attempts) bytes += await clearAttempt(this.retention.attemptFolder(id, number));
      failpoint('retention.cleared');
      await this.db.tx(ctx, (tx) => this.rows.setCleared(tx, id, this.clock.now()));
      return bytes;
    } catch (error) {
      this.log.warn(
        { err: error, job: id },
        'the folders of an ended job could not be cleared; the next sweep tries again',
      );
      return null;
    }
  }
}
