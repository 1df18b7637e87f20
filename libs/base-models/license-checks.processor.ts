import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import { systemCtx } from '#kernel/context.js';
import { AppError } from '#kernel/errors.js';
import { done, failed, type Outcome } from '#kernel/outcome.js';
import { Db } from '#platform/db.js';
import type { Handler } from '#platform/handler.js';
import { CLOCK } from '#platform/tokens.js';
import type { BaseModelRow } from './base-models.repository.js';
import { BaseModelsService } from './base-models.service.js';
import { LicenseChecksRepository } from './license-checks.repository.js';
import { LicenseChecks } from './license-checks.service.js';

/** DI token: after how many days a publisher is asked again; 0 asks nobody. */
export const LICENSE_CHECK_DAYS = 'LICENSE_CHECK_DAYS';
const DAY_MS = 86_400_000;

/** Staying current: once a month the publisher of every imported revision is asked for its terms. */
@Injectable()
export class LicenseWatch implements Handler {
  readonly topic = 'license_check';

  constructor(
    private readonly db: Db,
    private readonly rows: LicenseChecksRepository,
    private readonly baseModels: BaseModelsService,
    private readonly checks: LicenseChecks,
    @Inject(LICENSE_CHECK_DAYS) private readonly everyDays: number,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async due(limit: number): Promise<string[]> {
    const { everyDays } = this;
    if (everyDays === 0) return [];
    return this.db.tx(systemCtx(), (tx) => this.rows.due(tx, this.clock.now(), { everyDays, limit }));
  }

  async step(id: string): Promise<Outcome> {
    const row = await this.baseModels.resolve(systemCtx(), id);
    if (this.dueAt(row) > this.clock.now()) return done();
    const ctx = systemCtx(row.projectId, `license-check:${id}`);
    // a day for a hub that does not answer, and for a worker that dies meanwhile
    const claim = { seen: row.termsCheckAt, next: this.in(1) };
    if (!(await this.db.tx(ctx, (tx) => this.rows.claim(tx, id, claim)))) return done();
    try {
      await this.checks.check(ctx, id);
    } catch (error) {
      if (error instanceof AppError) return failed(error.message); // asked again tomorrow
      throw error;
    }
    await this.db.tx(ctx, (tx) => this.rows.put(tx, id, this.in(this.everyDays)));
    return done();
  }

  private dueAt({ termsCheckAt, createdAt }: BaseModelRow): Date {
    return termsCheckAt ?? new Date(createdAt.getTime() + this.everyDays * DAY_MS);
  }

  private in(days: number): Date {
    return new Date(this.clock.now().getTime() + days * DAY_MS);
  }
}
