import { Inject, Injectable } from '@nestjs/common';
import { type Clock, unix } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { conflict, invalid, notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import { AuditService } from '#audit/audit.service.js';
import { anyOf } from '#platform/cursor.js';
import { Db, isUniqueViolation } from '#platform/db.js';
import type { Envelope } from '#platform/dsse.js';
import { failpoint } from '#platform/failpoints.js';
import { ring } from '#platform/outbox.js';
import { CLOCK } from '#platform/tokens.js';
import { type ModelRow, RegistryService, type VersionRow } from '#registry/registry.service.js';
import type { Asked, PromotionBody } from './deployments.contract.js';
import { DeploymentsEvidence } from './deployments.evidence.js';
import { DeploymentsRepository, type PromotionRow } from './deployments.repository.js';
import { promotionView, type StoredGates } from './deployments.view.js';
import { blocks, gatesOf, type Gate } from './gate.js';

interface Wanted {
  model: ModelRow;
  version: VersionRow;
  alias: string;
  asked: Asked;
  rollbackOf: string | null;
}

/** Requests to point an alias at a version. What carries them out is promotions.processor.ts. */
@Injectable()
export class PromotionsService {
  constructor(
    private readonly db: Db,
    private readonly rows: DeploymentsRepository,
    private readonly registry: RegistryService,
    private readonly evidence: DeploymentsEvidence,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Answers every gate; with none unmet the promotion runs. Throws conflict `promotion_in_progress` while another does. */
  async promote(ctx: Ctx, body: PromotionBody) {
    const { model, version } = await this.registry.resolveVersion(ctx, body.model, body.version);
    return promotionView(
      await this.request(ctx, { model, version, alias: body.alias, asked: body, rollbackOf: null }),
    );
  }

  /** Promotes what `id` replaced. Only the promotion that the alias stands on can be rolled back. */
  async rollback(ctx: Ctx, id: string) {
    const row = await this.find(ctx, id);
    const newest = await this.db.tx(ctx, (tx) => this.rows.newestSucceeded(tx, row.modelId, row.alias));
    if (row.state !== 'succeeded' || newest?.id !== row.id) {
      throw conflict(
        'promotion_not_current',
        `Promotion ${row.id} is ${row.state} and not what '${row.alias}' stands on now.`,
        { headers: { 'x-should-retry': 'false' } },
      );
    }
    if (!row.previousVersionId)
      throw invalid('nothing_to_roll_back', `Promotion ${row.id} replaced no version.`);
    const { model, version } = await this.registry.resolveVersion(ctx, row.modelId, row.previousVersionId);
    // what served before is the way out: it has no score to prove
    const asked = { max_quantization_drop: 1, max_kl: null, max_regression: null };
    return promotionView(
      await this.request(ctx, { model, version, alias: row.alias, asked, rollbackOf: row.id }),
    );
  }

  async get(ctx: Ctx, id: string) {
    return promotionView(await this.find(ctx, id));
  }

  async list(
    ctx: Ctx,
    query: PageQuery & Partial<Record<'state' | 'version' | 'model_id', readonly string[]>>,
  ) {
    const where = {
      projectId: ctx.projectId,
      state: anyOf(query.state),
      versionId: anyOf(query.version),
      modelId: anyOf(query.model_id),
    };
    const rows = await this.db.tx(ctx, (tx) => this.rows.listPromotions(tx, where, query));
    return pageOf(rows, query.limit, promotionView);
  }

  /** The newest that have ended, with the ids of those that their alias stands on now. */
  async ended(ctx: Ctx, limit: number): Promise<{ rows: PromotionRow[]; current: Set<string> }> {
    const where = { projectId: ctx.projectId, state: { not: 'running' } };
    return this.db.tx(ctx, async (tx) => {
      const rows = (await this.rows.listPromotions(tx, where, { limit, order: 'desc' })).slice(0, limit);
      const aliases = new Map(rows.map((row) => [`${row.modelId} ${row.alias}`, row]));
      const current = new Set<string>();
      for (const { modelId, alias } of aliases.values()) {
        const newest = await this.rows.newestSucceeded(tx, modelId, alias);
        if (newest) current.add(newest.id);
      }
      return { rows, current };
    });
  }

  private async request(ctx: Ctx, wanted: Wanted): Promise<PromotionRow> {
    const { model, alias } = wanted;
    // before the gates: a request that loses anyhow should not leave a decision behind
    const open = await this.db.tx(ctx, (tx) => this.rows.findOpen(tx, model.id, alias));
    if (open) throw inProgress(model, alias, open.id);
    const current = await this.registry.findAlias(ctx, model.name, alias);
    const previous = current?.alias?.versionId ?? null;
    const { evidence, decision } = await this.evidence.gather(ctx, { ...wanted, served: previous });
    const gates = gatesOf(evidence);
    failpoint('promote.gates');
    const now = this.clock.now();
    const promotion = {
      ...{ id: newId('prm_'), alias, requested_by: ctx.actor, requested_at: unix(now) },
      ...{ rollback_of: wanted.rollbackOf, replaces: previous },
    };
    const envelope = await this.evidence.seal(ctx, { ...wanted, promotion, decision, gates, evidence });
    try {
      return await this.insert(ctx, wanted, {
        ...{ id: promotion.id, gates, decisionId: decision.id, previous, envelope, now },
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw inProgress(model, alias);
      throw error;
    }
  }

  private insert(
    ctx: Ctx,
    wanted: Wanted,
    made: {
      id: string;
      gates: Gate[];
      decisionId: string;
      previous: string | null;
      envelope: Envelope;
      now: Date;
    },
  ): Promise<PromotionRow> {
    const { now } = made;
    const blocked = blocks(made.gates);
    const { evaluation, max_regression } = wanted.asked;
    const stored: StoredGates = {
      ...{ checks: made.gates, rollback_of: wanted.rollbackOf },
      asked: { ...(evaluation && { evaluation }), ...(max_regression !== undefined && { max_regression }) },
    };
    return this.db.tx(ctx, async (tx) => {
      const row = await this.rows.insertPromotion(tx, {
        id: made.id,
        projectId: ctx.projectId,
        modelId: wanted.model.id,
        versionId: wanted.version.id,
        alias: wanted.alias,
        previousVersionId: made.previous,
        state: blocked ? 'blocked' : 'running',
        gates: stored as unknown as object,
        decisionId: made.decisionId,
        envelope: made.envelope as unknown as object,
        nextStepAt: blocked ? null : now,
        requestedBy: ctx.actor,
        createdAt: now,
        finishedAt: blocked ? now : null,
      });
      await this.audit.append(tx, ctx, {
        action: blocked ? 'promotion.blocked' : 'promotion.requested',
        targetType: 'promotion',
        targetId: row.id,
        facts: {
          model: wanted.model.name,
          version: wanted.version.id,
          alias: wanted.alias,
          decision: made.decisionId,
          rollback_of: wanted.rollbackOf,
          unmet: made.gates.filter((gate) => gate.status === 'unmet').map((gate) => gate.name),
        },
      });
      if (!blocked) await ring(tx, 'promotion', row.id);
      failpoint('promote.in_tx');
      return row;
    });
  }

  private async find(ctx: Ctx, id: string): Promise<PromotionRow> {
    const row = await this.db.tx(ctx, (tx) => this.rows.findPromotion(tx, id));
    if (!row) throw notFound('promotion_not_found', `No promotion '${id.slice(0, 80)}'.`);
    return row;
  }
}

function inProgress(model: ModelRow, alias: string, id?: string) {
  const which = id ? ` (${id})` : '';
  return conflict(
    'promotion_in_progress',
    `Another promotion${which} of '${model.name}:${alias}' is under way; wait for its end.`,
    { headers: { 'x-should-retry': 'false' } },
  );
}
