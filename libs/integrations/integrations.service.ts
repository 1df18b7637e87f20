import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import { type Clock, unix } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { invalid, notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { Db, type Tx } from '#platform/db.js';
import { Egress, EGRESS, EgressError } from '#platform/egress.js';
import { ring } from '#platform/outbox.js';
import { SecretBox } from '#platform/secret-box.js';
import { CLOCK } from '#platform/tokens.js';
import type { PutWandb, WandbIntegration } from './integrations.contract.js';
import { type IntegrationRow, IntegrationsRepository, type RunRow } from './integrations.repository.js';
import type { AskedRun } from './run-config.js';
import type { TrackerServer } from './run-tracker.port.js';

const TYPE = 'wandb';
/** The bell of one run. */
export const RUN_TOPIC = 'integration.run';

/** The project's account at W&B, and which jobs are mirrored there. The key comes in, and goes out to W&B alone. */
@Injectable()
export class IntegrationsService {
  constructor(
    private readonly db: Db,
    private readonly rows: IntegrationsRepository,
    private readonly audit: AuditService,
    private readonly box: SecretBox,
    @Inject(EGRESS) private readonly egress: Egress,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  put(ctx: Ctx, body: PutWandb) {
    const baseUrl = this.checked(body.base_url);
    const { projectId } = ctx;
    const now = this.clock.now();
    return this.db.tx(ctx, async (tx) => {
      const row = await this.rows.put(tx, {
        ...{ projectId, type: TYPE, baseUrl, secret: this.box.seal(body.api_key, ownerOf(projectId)) },
        ...{ hint: body.api_key.slice(-4), updatedBy: ctx.member, createdAt: now, updatedAt: now },
      });
      await this.record(tx, ctx, 'integration.set', { base_url: baseUrl, key_hint: row.hint });
      return integrationView(row);
    });
  }

  async get(ctx: Ctx) {
    const row = await this.db.tx(ctx, (tx) => this.rows.find(tx, ctx.projectId, TYPE));
    if (!row) throw notFound('integration_not_found', `This project has no W&B key. ${ADVICE}`);
    return integrationView(row);
  }

  async remove(ctx: Ctx) {
    await this.db.tx(ctx, async (tx) => {
      if (!(await this.rows.remove(tx, ctx.projectId, TYPE)))
        throw notFound('integration_not_found', 'This project has no W&B key.');
      await this.record(tx, ctx, 'integration.removed', {});
    });
    return { object: 'integration.deleted' as const, type: TYPE, deleted: true as const };
  }

  /** Throws invalid `integration_not_configured` where the project has no key for what a job asks for. */
  async assertReady(ctx: Ctx, asked: readonly WandbIntegration[], param = 'integrations[0]'): Promise<void> {
    if (asked.length === 0 || (await this.db.tx(ctx, (tx) => this.rows.find(tx, ctx.projectId, TYPE))))
      return;
    throw invalid('integration_not_configured', `This project has no W&B key. ${ADVICE}`, {
      param,
    });
  }

  /** One run for each, from `first` on, in the transaction that makes the job. */
  async enlist(
    tx: Tx,
    job: { id: string; projectId: string },
    asked: readonly WandbIntegration[],
    first = 0,
  ): Promise<void> {
    if (asked.length === 0) return;
    const now = this.clock.now();
    const runs = asked.map(({ type, wandb }, i) => ({
      ...{ id: newId('irun_'), projectId: job.projectId, jobId: job.id, position: first + i, type },
      asked: {
        ...{ project: wandb.project, name: wandb.name ?? null, entity: wandb.entity ?? null },
        tags: wandb.tags ?? [],
      } satisfies AskedRun,
      ...{ nextStepAt: now, createdAt: now },
    }));
    await this.rows.insertRuns(tx, runs);
    for (const { id } of runs) await ring(tx, RUN_TOPIC, id);
  }

  /** The runs of a job, in the order that it names them. */
  runsOf(ctx: Ctx, jobId: string): Promise<RunRow[]> {
    return this.db.tx(ctx, (tx) => this.rows.runsOf(tx, jobId));
  }

  /** Null: the project has no key, or none that this installation can open. */
  async server(ctx: Ctx): Promise<TrackerServer | null> {
    const row = await this.db.tx(ctx, (tx) => this.rows.find(tx, ctx.projectId, TYPE));
    if (!row) return null;
    try {
      return { baseUrl: row.baseUrl, key: this.box.open(row.secret, ownerOf(ctx.projectId)) };
    } catch {
      return null;
    }
  }

  private checked(text: string): string {
    try {
      const url = this.egress.check(text);
      if (url.search) throw new EgressError('refused', 'The URL must have no query (?…).');
    } catch (error) {
      if (!(error instanceof EgressError)) throw error;
      throw invalid('invalid_value', error.message, { param: 'base_url' });
    }
    return text.replace(/\/+$/, '');
  }

  private record(tx: Tx, ctx: Ctx, action: string, facts: Record<string, unknown>): Promise<void> {
    return this.audit.append(tx, ctx, { action, targetType: 'integration', targetId: TYPE, facts });
  }
}

const ownerOf = (projectId: string): string => `${projectId}/${TYPE}`;

const ADVICE = 'An admin sets it: luthier integration set wandb, or PUT /v1/integrations/wandb.';

const integrationView = (row: IntegrationRow) => ({
  object: 'integration' as const,
  type: row.type,
  base_url: row.baseUrl,
  api_key_hint: `…${row.hint}`,
  updated_by: row.updatedBy,
  created_at: unix(row.createdAt),
  updated_at: unix(row.updatedAt),
});
