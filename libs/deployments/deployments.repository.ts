import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { pageArgs } from '#platform/cursor.js';
import { Prisma, type Tx } from '#platform/db.js';
import { ring } from '#platform/outbox.js';

export type DeploymentRow = Prisma.DeploymentGetPayload<object>;
export type PromotionRow = Prisma.PromotionGetPayload<object>;
type AliasKey = { modelId: string; alias: string; versionId: string; decisionId: string };
type Table = 'deployment' | 'promotion';

@Injectable()
export class DeploymentsRepository {
  /**
   * Takes a due row for `seconds`. Its new next_step_at is the fence: a write of this step names it, and a wish written in
   * between sets another, so that a stale step applies nothing.
   */
  private async claim(tx: Tx, table: Table, id: string, now: Date, seconds: number): Promise<boolean> {
    const until = new Date(now.getTime() + seconds * 1000);
    const name = Prisma.raw(`"${table}"`);
    const count = await tx.$executeRaw`
      UPDATE ${name} SET next_step_at = ${until} WHERE id = (
        SELECT id FROM ${name} WHERE id = ${id} AND next_step_at <= ${now} FOR UPDATE SKIP LOCKED)`;
    return count === 1;
  }
  private async due(tx: Tx, table: Table, now: Date, limit: number): Promise<string[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM ${Prisma.raw(`"${table}"`)} WHERE next_step_at <= ${now} ORDER BY next_step_at LIMIT ${limit}`;
    return rows.map((row) => row.id);
  }

  async claimDeployment(tx: Tx, id: string, now: Date, seconds: number): Promise<DeploymentRow | null> {
    return (await this.claim(tx, 'deployment', id, now, seconds)) ? this.findDeployment(tx, id) : null;
  }
  dueDeployments(tx: Tx, now: Date, limit: number): Promise<string[]> {
    return this.due(tx, 'deployment', now, limit);
  }
  insertDeployment(tx: Tx, data: Prisma.DeploymentUncheckedCreateInput): Promise<DeploymentRow> {
    return tx.deployment.create({ data });
  }
  findDeployment(tx: Tx, id: string): Promise<DeploymentRow | null> {
    return tx.deployment.findUnique({ where: { id } });
  }
  findPreview(tx: Tx, versionId: string): Promise<DeploymentRow | null> {
    return tx.deployment.findFirst({ where: { versionId, kind: 'preview' }, orderBy: { id: 'desc' } });
  }
  /** What serves an alias: the deployment of the promotion that put this version on this decision there. */
  async findForAlias(
    tx: Tx,
    { modelId, alias, versionId, decisionId }: AliasKey,
  ): Promise<DeploymentRow | null> {
    const promotion = await tx.promotion.findFirst({ where: { modelId, alias, versionId, decisionId } });
    if (!promotion?.deploymentId) return null;
    return tx.deployment.findFirst({
      where: { id: promotion.deploymentId, versionId, decisionId, kind: 'alias', desired: 'serving' },
    });
  }
  /**
   * What serves for an alias whose row names something else. A promotion moves the alias and ends what it replaces in one
   * transaction, so one snapshot that shows both was made by somebody else.
   */
  async findStrays(tx: Tx, modelId: string, alias: string): Promise<string[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT d.id FROM model_alias a
      JOIN promotion p ON p.model_id = a.model_id AND p.alias = a.alias AND p.state = 'succeeded'
      JOIN deployment d ON d.id = p.deployment_id AND d.desired = 'serving'
      WHERE a.model_id = ${modelId} AND a.alias = ${alias}
        AND (d.version_id, d.decision_id) IS DISTINCT FROM (a.version_id, a.decision_id)`;
    return rows.map((row) => row.id);
  }
  findReadyAlias(tx: Tx, versionId: string): Promise<DeploymentRow | null> {
    return tx.deployment.findFirst({
      where: { versionId, kind: 'alias', desired: 'serving', state: 'ready' },
      orderBy: { id: 'desc' },
    });
  }
  ofVersion(tx: Tx, versionId: string): Promise<DeploymentRow[]> {
    return tx.deployment.findMany({ where: { versionId } });
  }
  servingAmong(tx: Tx, ids: readonly string[]): Promise<DeploymentRow[]> {
    return tx.deployment.findMany({ where: { id: { in: [...ids] }, desired: 'serving' } });
  }
  async listDeployments(
    tx: Tx,
    where: Prisma.DeploymentWhereInput,
    page: PageQuery,
  ): Promise<DeploymentRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, {
      table: 'deployment',
      prefix: 'dep_',
    });
    return arrange(await tx.deployment.findMany({ where: { ...where, ...within }, orderBy, take }));
  }
  findDeployments(tx: Tx, ids: string[]): Promise<DeploymentRow[]> {
    return tx.deployment.findMany({ where: { id: { in: ids } } });
  }
  /** Applies a step; 'stale': somebody wished something else meanwhile, or another worker owns the row. */
  async applyDeployment(
    tx: Tx,
    row: DeploymentRow,
    data: Prisma.DeploymentUncheckedUpdateManyInput,
  ): Promise<'applied' | 'stale'> {
    const { count } = await tx.deployment.updateMany({
      where: { id: row.id, nextStepAt: row.nextStepAt, desired: row.desired },
      data,
    });
    return count === 1 ? 'applied' : 'stale';
  }
  /** A wish, and the bell for it. */
  async wish(tx: Tx, id: string, data: Prisma.DeploymentUncheckedUpdateManyInput, at: Date): Promise<void> {
    await tx.deployment.updateMany({ where: { id }, data: { ...data, nextStepAt: at } });
    await ring(tx, 'deployment', id);
  }
  /** A refused preview, so that another may take its place; its worker ends what may still run. */
  async giveWay(tx: Tx, id: string): Promise<void> {
    await tx.deployment.updateMany({ where: { id, state: 'failed' }, data: { desired: 'stopped' } });
  }
  /** At most one write in `everySeconds`, so that a busy model does not write a row for each request. */
  async touch(tx: Tx, id: string, now: Date, everySeconds: number): Promise<void> {
    const before = new Date(now.getTime() - everySeconds * 1000);
    await tx.deployment.updateMany({
      where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: before } }] },
      data: { lastUsedAt: now },
    });
  }
  async withoutPreview(tx: Tx, limit: number): Promise<string[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT v.id FROM model_version v WHERE v.artifacts ? 'gguf' AND v.created_at > now() - interval '1 day'
        AND NOT EXISTS (SELECT 1 FROM deployment d WHERE d.version_id = v.id) LIMIT ${limit}`;
    return rows.map((row) => row.id);
  }
  async servingDeleted(tx: Tx, limit: number): Promise<string[]> {
    const rows = await tx.$queryRaw<{ version_id: string }[]>`
      SELECT DISTINCT d.version_id FROM deployment d WHERE d.desired = 'serving'
        AND NOT EXISTS (SELECT 1 FROM model_version v WHERE v.id = d.version_id) LIMIT ${limit}`;
    return rows.map((row) => row.version_id);
  }
  /** Reviews that ended, whose deadline has come, and on which something still serves. */
  async lapsedReviews(tx: Tx, now: Date, limit: number): Promise<string[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT DISTINCT r.id FROM deployment d JOIN license_decision l ON l.id = d.decision_id
        CROSS JOIN LATERAL jsonb_array_elements(l.lifted) f JOIN review r ON r.id = f->>'review'
      WHERE d.desired = 'serving' AND r.state IN ('revoked', 'expired') AND r.drain_at <= ${now} LIMIT ${limit}`;
    return rows.map((row) => row.id);
  }
  /** What serves on a decision that the ended review lifted, once its deadline has come; `state` is the review's. */
  servingOn(tx: Tx, reviewId: string, now: Date) {
    return tx.$queryRaw<{ id: string; projectId: string; decisionId: string; state: string }[]>`
      SELECT DISTINCT d.id, d.project_id AS "projectId", d.decision_id AS "decisionId", r.state
      FROM review r JOIN license_decision l ON l.lifted @> jsonb_build_array(jsonb_build_object('review', r.id))
        JOIN deployment d ON d.decision_id = l.id
      WHERE r.id = ${reviewId} AND r.state IN ('revoked', 'expired') AND r.drain_at <= ${now} AND d.desired = 'serving'`;
  }
  /** What served an alias last, now that nothing does. */
  lastForAlias(tx: Tx, versionId: string, decisionId: string): Promise<DeploymentRow | null> {
    return tx.deployment.findFirst({
      where: { versionId, decisionId, kind: 'alias' },
      orderBy: { id: 'desc' },
    });
  }
  /** Names of servers that may run: what serves, or is not yet stopped. */
  async alive(tx: Tx, ids: string[]): Promise<Set<string>> {
    const rows = await tx.deployment.findMany({
      where: { id: { in: ids }, NOT: { desired: 'stopped', state: { in: ['stopped', 'blocked'] } } },
      select: { id: true },
    });
    return new Set(rows.map((row) => row.id));
  }

  /** True for the one that wrote it: what serves is refused once, and its engine is ended. */
  async refuseServing(tx: Tx, id: string, failure: string, now: Date): Promise<boolean> {
    const { count } = await tx.deployment.updateMany({
      where: { id, NOT: { state: 'failed' } },
      data: { state: 'failed', failure, endpoint: null, desired: 'stopped', nextStepAt: now },
    });
    if (count === 1) await ring(tx, 'deployment', id);
    return count === 1;
  }

  async claimPromotion(tx: Tx, id: string, now: Date, seconds: number): Promise<PromotionRow | null> {
    return (await this.claim(tx, 'promotion', id, now, seconds)) ? this.findPromotion(tx, id) : null;
  }
  duePromotions(tx: Tx, now: Date, limit: number): Promise<string[]> {
    return this.due(tx, 'promotion', now, limit);
  }
  /** A unique index lets one promotion of an alias be open: the second insert fails. */
  insertPromotion(tx: Tx, data: Prisma.PromotionUncheckedCreateInput): Promise<PromotionRow> {
    return tx.promotion.create({ data });
  }
  findPromotion(tx: Tx, id: string): Promise<PromotionRow | null> {
    return tx.promotion.findUnique({ where: { id } });
  }
  /** The promotion that made an alias deployment. */
  promotionOf(tx: Tx, deploymentId: string): Promise<PromotionRow | null> {
    return tx.promotion.findFirst({ where: { deploymentId }, orderBy: { id: 'desc' } });
  }
  findOpen(tx: Tx, modelId: string, alias: string): Promise<PromotionRow | null> {
    return tx.promotion.findFirst({ where: { modelId, alias, state: { in: ['pending', 'running'] } } });
  }
  newestSucceeded(tx: Tx, modelId: string, alias: string): Promise<PromotionRow | null> {
    return tx.promotion.findFirst({
      where: { modelId, alias, state: 'succeeded' },
      orderBy: { finishedAt: 'desc' },
    });
  }
  async listPromotions(tx: Tx, where: Prisma.PromotionWhereInput, page: PageQuery): Promise<PromotionRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, {
      table: 'promotion',
      prefix: 'prm_',
    });
    return arrange(await tx.promotion.findMany({ where: { ...where, ...within }, orderBy, take }));
  }
  async applyPromotion(
    tx: Tx,
    row: PromotionRow,
    data: Prisma.PromotionUncheckedUpdateManyInput,
  ): Promise<'applied' | 'stale'> {
    const { count } = await tx.promotion.updateMany({
      where: { id: row.id, nextStepAt: row.nextStepAt, state: 'running' },
      data,
    });
    return count === 1 ? 'applied' : 'stale';
  }
  async markRolledBack(tx: Tx, id: string): Promise<void> {
    await tx.promotion.updateMany({ where: { id, state: 'succeeded' }, data: { state: 'rolled_back' } });
  }
  /** Deployments that served this alias before: to be stopped once another does. */
  async replacedBy(tx: Tx, promotion: PromotionRow): Promise<string[]> {
    const rows = await tx.promotion.findMany({
      where: {
        modelId: promotion.modelId,
        alias: promotion.alias,
        id: { not: promotion.id },
        deploymentId: { not: null },
      },
      select: { deploymentId: true },
    });
    const ids = rows.map((row) => row.deploymentId!);
    const live = await tx.deployment.findMany({
      where: { id: { in: ids }, desired: 'serving' },
      select: { id: true },
    });
    return live.map((row) => row.id);
  }
}
