import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import type { Capabilities } from '#jobs/compute.port.js';
import { JOB_DEFAULTS, type JobDefaults } from '#jobs/defaults.js';
import type { Clock } from '#kernel/clock.js';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { Db, type Tx } from '#platform/db.js';
import { diskOf } from '#platform/disk.js';
import { redact } from '#platform/logger.js';
import { ring } from '#platform/outbox.js';
import { CLOCK } from '#platform/tokens.js';
import { abilitiesOf } from './compute-target.js';
import type { ComputeTargetView } from './compute-targets.contract.js';
import { ComputeTargetsRepository, type TargetRow } from './compute-targets.repository.js';
import { targetView } from './target-view.js';

const LONGEST_FAULT = 1000;

/** Where jobs run, for people: they belong to no project, and of what waits there only the count is told. */
@Injectable()
export class ComputeTargetsService {
  constructor(
    private readonly db: Db,
    private readonly rows: ComputeTargetsRepository,
    private readonly audit: AuditService,
    @Inject(JOB_DEFAULTS) private readonly jobs: Pick<JobDefaults, 'target' | 'jobsDir'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Every target that a worker has looked at, by name. */
  list(): Promise<ComputeTargetView[]> {
    return this.db.tx(systemCtx(), async (tx) => this.views(tx, await this.rows.targets(tx)));
  }

  /** Throws `compute_target_not_found` where no worker has looked at one of that name. */
  get(name: string): Promise<ComputeTargetView> {
    return this.db.tx(systemCtx(), (tx) => this.view(tx, name));
  }

  /** Asks a worker for a self-test; one that is still owed is answered for instead. */
  async check(ctx: Ctx, name: string): Promise<ComputeTargetView> {
    await this.db.tx(ctx, async (tx) => {
      const [row] = await this.rows.targets(tx, name);
      if (!row) throw unknown(name);
      const id = newId('check_');
      if (!(await this.rows.ask(tx, name, id, this.clock.now()))) return;
      await ring(tx, 'compute_target', name);
      const of = { targetType: 'compute_target', targetId: name };
      await this.audit.append(tx, ctx, {
        action: 'compute_target.check_requested',
        ...of,
        facts: { check: id },
      });
    });
    return this.get(name);
  }

  /** What a worker found when it asked the target: what it has, or the error in place of an answer. */
  async noteLook(name: string, found: Capabilities | Error): Promise<void> {
    const disk = await diskOf(this.jobs.jobsDir);
    const look = {
      lookedAt: this.clock.now(),
      diskFreeBytes: disk && BigInt(disk.freeBytes),
      diskTotalBytes: disk && BigInt(disk.totalBytes),
      ...(found instanceof Error
        ? { fault: redact(found.message).slice(0, LONGEST_FAULT) }
        : { fault: null, abilities: abilitiesOf(found) as object }),
    };
    await this.db.tx(systemCtx(), (tx) => this.rows.noteLook(tx, name, look));
  }

  private async view(tx: Tx, name: string): Promise<ComputeTargetView> {
    const [view] = await this.views(tx, await this.rows.targets(tx, name));
    if (!view) throw unknown(name);
    return view;
  }

  private async views(tx: Tx, rows: TargetRow[]): Promise<ComputeTargetView[]> {
    const names = rows.map(({ target }) => target);
    const checks = new Map((await this.rows.checks(tx, names)).map((check) => [check.target, check]));
    return rows.map((row) =>
      targetView(row, {
        check: checks.get(row.target) ?? null,
        now: this.clock.now(),
        isDefault: row.target === this.jobs.target,
      }),
    );
  }
}

const unknown = (name: string) =>
  notFound('compute_target_not_found', `No compute target '${name}': GET /v1/compute_targets lists them.`);
