import { unix, unixOrNull } from '#kernel/clock.js';
import type { Asked } from './deployments.contract.js';
import type { DeploymentRow, PromotionRow } from './deployments.repository.js';
import type { Gate } from './gate.js';

/** What stands in promotion.gates. */
export interface StoredGates {
  checks: Gate[];
  rollback_of: string | null;
  /** What the request asked beside the project; its gates tell the stricter limit alone. Absent: promoted before it was kept. */
  asked?: Pick<Asked, 'evaluation' | 'max_regression'>;
}

export const promotionView = (row: PromotionRow) => {
  const { checks, rollback_of } = row.gates as unknown as StoredGates;
  return {
    id: row.id,
    object: 'promotion' as const,
    model: row.modelId,
    version: row.versionId,
    alias: row.alias,
    previous_version: row.previousVersionId,
    state: row.state,
    gates: checks,
    decision: row.decisionId,
    deployment: row.deploymentId,
    rollback_of: rollback_of ?? null, // rows of before it was kept have none
    failure: row.failure,
    requested_by: row.requestedBy,
    created_at: unix(row.createdAt),
    finished_at: unixOrNull(row.finishedAt),
  };
};

export const deploymentView = (row: DeploymentRow) => ({
  id: row.id,
  object: 'deployment' as const,
  kind: row.kind,
  version: row.versionId,
  model: row.openaiId,
  engine: row.engine,
  state: row.state,
  desired: row.desired,
  artifact: { id: row.artifactId, sha256: row.artifactDigest },
  decision: row.decisionId,
  endpoint: row.endpoint,
  failure: row.failure,
  drain_at: unixOrNull(row.drainAt),
  drain: row.drainDecisionId === null ? null : { decision: row.drainDecisionId, review: row.drainReviewId },
  created_at: unix(row.createdAt),
  ready_at: unixOrNull(row.readyAt),
  last_used_at: unixOrNull(row.lastUsedAt),
});
