import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import { JOB_DEFAULTS, type JobDefaults } from '#jobs/defaults.js';
import { type Clock, unix, unixOrNull } from '#kernel/clock.js';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { idBody } from '#kernel/ids.js';
import { Db, type Tx } from '#platform/db.js';
import { assertRevision } from '#platform/if-match.js';
import { ring } from '#platform/outbox.js';
import { CLOCK } from '#platform/tokens.js';
import { bytesBelow, clearable } from './attempt-folders.js';
import { ObjectSweep } from './object-sweep.service.js';
import { type Amount, endedBefore, NOTHING, plus, type Policy, policyOf } from './retention.js';
import type { RetentionPlan, RetentionView, SetRetention } from './retention.contract.js';
import {
  type EndedJob,
  type Releasable,
  RetentionRepository,
  type RetentionRow,
} from './retention.repository.js';

const SHOWN = 100;
/** A plan that names more is not read. */
const MOST = 10_000;

/** What a project keeps for how long, and what would go now. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly db: Db,
    private readonly rows: RetentionRepository,
    private readonly audit: AuditService,
    private readonly objects: ObjectSweep,
    @Inject(JOB_DEFAULTS) private readonly jobs: Pick<JobDefaults, 'jobsDir'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  get(ctx: Ctx): Promise<RetentionView> {
    return this.db.tx(ctx, async (tx) => view(ctx, await this.rows.find(tx, ctx.projectId)));
  }

  /** All rules at once; what is left out goes back to its default. Throws 428 and 412 as every change of what was read. */
  set(ctx: Ctx, ifMatch: string | undefined, policy: SetRetention): Promise<RetentionView> {
    return this.db.tx(ctx, async (tx) => {
      await this.audit.hold(tx, ctx.projectId);
      const before = await this.rows.find(tx, ctx.projectId);
      assertRevision(before.revision, ifMatch);
      const own = Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== undefined));
      const to = { policy: own, revision: before.revision + 1, updatedAt: this.clock.now() };
      await this.rows.set(tx, ctx.projectId, to);
      const facts = { before: policyOf(before.policy), after: policyOf(own) };
      await this.audit.append(tx, ctx, { action: 'retention.changed', ...targetOf(ctx), facts });
      return view(ctx, await this.rows.find(tx, ctx.projectId));
    });
  }

  /** What a sweep would take away now; touches nothing. */
  async plan(ctx: Ctx): Promise<RetentionPlan> {
    const { policy, checkpoints, ended } = await this.db.tx(ctx, async (tx) => {
      const policy = policyOf((await this.rows.find(tx, ctx.projectId)).policy);
      const checkpoints = await this.releasable(tx, ctx.projectId, policy, { take: MOST });
      return { policy, checkpoints, ended: await this.ended(tx, ctx.projectId, policy, { take: MOST }) };
    });
    const folders = await this.folderBytes(ended);
    return {
      object: 'retention_plan',
      project: ctx.projectId,
      hold: policy.hold,
      checkpoints: {
        ...sumOf(checkpoints),
        data: checkpoints.slice(0, SHOWN).map(({ jobId, step, artifactId, bytes }) => ({
          ...{ job: jobId, step, artifact: artifactId, bytes },
        })),
      },
      attempt_folders: { ...sumOf(folders), data: folders.slice(0, SHOWN) },
      deleted_files: await this.deletedFiles(ctx),
      unneeded_objects: { ...(await this.objects.waiting()), delete_after_days: this.objects.graceDays },
    };
  }

  /** Has the worker sweep the project and the store now. */
  async sweepSoon(ctx: Ctx): Promise<RetentionView> {
    return this.db.tx(ctx, async (tx) => {
      await this.rows.setSwept(tx, ctx.projectId, null);
      await ring(tx, 'retention', ctx.projectId);
      for (const place of ['unneeded', 'caches']) await ring(tx, 'store_sweep', place);
      await this.audit.append(tx, ctx, { action: 'retention.requested', ...targetOf(ctx), facts: {} });
      return view(ctx, await this.rows.find(tx, ctx.projectId));
    });
  }

  /** Checkpoints that the policy lets go and nothing needs; of one (`id`) whether it is such still. */
  async releasable(
    tx: Tx,
    projectId: string,
    policy: Policy,
    of: { take: number; id?: string },
  ): Promise<Releasable[]> {
    const before = endedBefore(policy.checkpoint_days, this.clock.now());
    if (before === null || policy.hold !== null) return [];
    const { keep_last_checkpoints: last, keep_best_checkpoints: best } = policy;
    return this.rows.releasable(tx, projectId, { ...of, before, last, best });
  }

  /** Ended jobs whose folders the policy lets go. */
  async ended(
    tx: Tx,
    projectId: string,
    policy: Policy,
    of: { take: number; after?: string },
  ): Promise<EndedJob[]> {
    const before = endedBefore(policy.attempt_folder_days, this.clock.now());
    if (before === null || policy.hold !== null) return [];
    return this.rows.endedJobs(tx, projectId, { take: of.take, after: of.after ?? '', before });
  }

  attemptFolder(jobId: string, number: number): string {
    return join(this.jobs.jobsDir, idBody(jobId), `a${number}`);
  }

  private async folderBytes(ended: readonly EndedJob[]): Promise<{ job: string; bytes: number }[]> {
    const found: { job: string; bytes: number }[] = [];
    for (const { id, attempts } of ended) {
      let bytes = 0;
      for (const number of attempts) {
        for (const path of await clearable(this.attemptFolder(id, number))) bytes += await bytesBelow(path);
      }
      if (bytes > 0) found.push({ job: id, bytes });
    }
    return found;
  }

  private async deletedFiles(ctx: Ctx): Promise<Amount> {
    const files = await this.db.tx(ctx, (tx) => this.rows.deletedFiles(tx, ctx.projectId));
    // of all projects: another's file may have the same bytes
    const unneeded = await this.objects.unneeded(
      systemCtx(),
      files.map(({ sha256 }) => sha256),
    );
    return sumOf(files.filter(({ sha256 }) => unneeded.has(sha256)));
  }
}

const sumOf = (all: readonly { bytes: number }[]): Amount =>
  all.reduce<Amount>((sum, { bytes }) => plus(sum, bytes), NOTHING);
const targetOf = ({ projectId }: Ctx) => ({ targetType: 'retention', targetId: projectId });

function view({ projectId }: Ctx, row: RetentionRow): RetentionView {
  return {
    object: 'retention',
    project: projectId,
    revision: row.revision,
    ...policyOf(row.policy),
    swept_at: unixOrNull(row.sweptAt),
    last_sweep: row.lastSweep,
    updated_at: row.updatedAt && unix(row.updatedAt),
  };
}
