import { Inject, Injectable, Optional } from '@nestjs/common';
import { type Clock, unix, unixOrNull } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import type { AppError } from '#kernel/errors.js';
import { AuditService } from '#audit/audit.service.js';
import type { Config } from '#platform/config.js';
import { Db, type Tx } from '#platform/db.js';
import { assertRevision } from '#platform/if-match.js';
import { ring } from '#platform/outbox.js';
import { CLOCK, CONFIG } from '#platform/tokens.js';
import {
  dayOf,
  exceeded,
  type Limits,
  limitsOf,
  monthOf,
  refusal,
  type Resource,
  type Usage,
} from './quota.js';
import type { QuotaView, SetQuota } from './quotas.contract.js';
import { type QuotaRow, QuotasRepository } from './quotas.repository.js';

type Defaults = Pick<
  Config,
  'LUTHIER_QUOTA_COMPUTE_HOURS' | 'LUTHIER_QUOTA_STORAGE_GIB' | 'LUTHIER_QUOTA_CONCURRENT_JOBS'
>;
/** What may be refused; concurrent jobs wait instead. */
type Amounts = Partial<Record<'compute_seconds' | 'storage_bytes', number>>;

/** Jobs that are told of at once when limits change; the others look again by themselves. */
const MOST_RUNG = 100;

/**
 * What a project may use, and what it uses. Whoever counts holds the project's audit chain, which every create ends in anyway: two
 * creates cannot both take what is left for one, and there is no second lock to take in another order.
 */
@Injectable()
export class QuotasService {
  private readonly defaults: Limits;

  constructor(
    private readonly db: Db,
    private readonly rows: QuotasRepository,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Optional() @Inject(CONFIG) config?: Defaults,
  ) {
    const hours = config?.LUTHIER_QUOTA_COMPUTE_HOURS;
    const gib = config?.LUTHIER_QUOTA_STORAGE_GIB;
    this.defaults = {
      compute_seconds: hours === undefined ? null : hours * 3600,
      storage_bytes: gib === undefined ? null : gib * 1024 ** 3,
      concurrent_jobs: config?.LUTHIER_QUOTA_CONCURRENT_JOBS ?? null,
    };
  }

  get(ctx: Ctx): Promise<QuotaView> {
    return this.db.tx(ctx, async (tx) => this.view(tx, ctx, await this.rows.find(tx, ctx.projectId)));
  }

  /** All limits at once; what is left out goes back to the default. Throws 428 and 412 as every change of what was read. */
  set(ctx: Ctx, ifMatch: string | undefined, limits: SetQuota): Promise<QuotaView> {
    return this.db.tx(ctx, async (tx) => {
      await this.audit.hold(tx, ctx.projectId);
      const before = await this.rows.find(tx, ctx.projectId);
      assertRevision(before.revision, ifMatch);
      await this.rows.set(tx, ctx.projectId, {
        ...{ limits, revision: before.revision + 1, updatedAt: this.clock.now() },
      });
      const facts = { before: before.limits, after: limits };
      await this.audit.append(tx, ctx, { action: 'quota.changed', ...targetOf(ctx), facts });
      await this.ringWaiting(tx, ctx.projectId, MOST_RUNG);
      return this.view(tx, ctx, await this.rows.find(tx, ctx.projectId));
    });
  }

  /** A transaction that may be refused by `admit`; the first refusal of a day is put on record. */
  async tx<T>(ctx: Ctx, work: (tx: Tx) => Promise<T>): Promise<T> {
    try {
      return await this.db.tx(ctx, work);
    } catch (error) {
      const resource = exceeded(error);
      // a refusal stands whether or not it can be written down
      if (resource) await this.tell(ctx, resource, error as AppError).catch(() => undefined);
      throw error;
    }
  }

  /** In the transaction of the create, before its rows. Throws limited `insufficient_quota`. */
  async admit(tx: Tx, projectId: string, wanted: Amounts): Promise<void> {
    const refused = await this.refusalOf(tx, projectId, wanted);
    if (refused) throw refused;
  }

  /** The same as an answer. */
  async refusalOf(tx: Tx, projectId: string, wanted: Amounts): Promise<AppError | null> {
    const limits = await this.limits(tx, projectId);
    const asked = (Object.keys(wanted) as (keyof Amounts)[]).filter((resource) => limits[resource] !== null);
    if (asked.length === 0) return null;
    await this.audit.hold(tx, projectId);
    for (const resource of asked) {
      const usage = await this.usage(tx, projectId, resource);
      const refused = refusal(resource, { ...usage, limit: limits[resource], wanted: wanted[resource]! });
      if (refused) return refused;
    }
    return null;
  }

  /** A refusal where more than so many bytes come; null where there is no limit. For streams, which are checked again when they have come. */
  async storageLeft(ctx: Ctx): Promise<number | null> {
    return this.db.tx(ctx, async (tx) => {
      const { storage_bytes: limit } = await this.limits(tx, ctx.projectId);
      if (limit === null) return null;
      const { used, reserved } = await this.rows.storage(tx, ctx.projectId, this.clock.now());
      return Math.max(0, limit - used - reserved);
    });
  }

  /**
   * Whether the job may be queued now: a place is free that no older job waits for. It is the caller's once its transaction has
   * committed the job as queued; the caller holds the job's row.
   */
  async hasPlace(tx: Tx, { id, projectId }: { id: string; projectId: string }): Promise<boolean> {
    const { concurrent_jobs: limit } = await this.limits(tx, projectId);
    if (limit === null) return true;
    await this.audit.hold(tx, projectId);
    const { used, reserved, waiting } = await this.rows.places(tx, projectId, id);
    return used + reserved + waiting < limit;
  }

  /** Has the jobs that have waited longest look again, in the transaction that frees places. */
  async ringWaiting(tx: Tx, projectId: string, places: number): Promise<void> {
    for (const id of await this.rows.waiting(tx, projectId, places)) await ring(tx, 'job', id);
  }

  private async limits(tx: Tx, projectId: string): Promise<Limits> {
    return limitsOf((await this.rows.find(tx, projectId)).limits, this.defaults);
  }

  private usage(tx: Tx, projectId: string, resource: keyof Amounts): Promise<Usage> {
    const now = this.clock.now();
    if (resource === 'storage_bytes') return this.rows.storage(tx, projectId, now);
    return this.rows.compute(tx, projectId, { since: monthOf(now).startsAt, now });
  }

  private async tell(ctx: Ctx, resource: Resource, { details }: AppError): Promise<void> {
    const today = dayOf(this.clock.now());
    await this.db.tx(ctx, async (tx) => {
      if ((await this.rows.find(tx, ctx.projectId)).exceededOn[resource] === today) return;
      await this.audit.hold(tx, ctx.projectId);
      const { exceededOn } = await this.rows.find(tx, ctx.projectId);
      if (exceededOn[resource] === today) return;
      await this.rows.setExceededOn(tx, ctx.projectId, { ...exceededOn, [resource]: today });
      const facts = details['quota'] as Record<string, unknown>;
      await this.audit.append(tx, ctx, { action: 'quota.exceeded', ...targetOf(ctx), facts });
    });
  }

  private async view(tx: Tx, { projectId }: Ctx, row: QuotaRow): Promise<QuotaView> {
    const { startsAt, endsAt } = monthOf(this.clock.now());
    const limits = limitsOf(row.limits, this.defaults);
    const limit = (resource: Resource) => ({
      limit: limits[resource],
      source: row.limits[resource] === undefined ? ('installation' as const) : ('project' as const),
    });
    return {
      object: 'quota',
      project: projectId,
      revision: row.revision,
      period: { starts_at: unix(startsAt), ends_at: unix(endsAt) },
      compute_seconds: {
        ...limit('compute_seconds'),
        ...(await this.usage(tx, projectId, 'compute_seconds')),
      },
      storage_bytes: { ...limit('storage_bytes'), ...(await this.usage(tx, projectId, 'storage_bytes')) },
      concurrent_jobs: { ...limit('concurrent_jobs'), ...(await this.rows.places(tx, projectId)) },
      updated_at: unixOrNull(row.updatedAt),
    };
  }
}

const targetOf = ({ projectId }: Ctx) => ({ targetType: 'quota', targetId: projectId });
