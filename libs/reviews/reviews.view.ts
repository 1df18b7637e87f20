import { unix, unixOrNull } from '#kernel/clock.js';
import type { BlastRadius } from './reach.port.js';
import { isSelfAttested } from './review.js';
import type { ReviewEventRow, ReviewRow } from './reviews.repository.js';

const NOWHERE: BlastRadius = { pipelines: 0, jobs: 0, artifacts: 0, versions: 0, deployments: 0 };

/** What is read of a review beside its row. */
export interface Beside {
  radius?: BlastRadius | undefined;
  deadline?: Date | undefined;
  publishedAs?: string | undefined;
  settles?: string[] | undefined;
}

export const reviewView = (row: ReviewRow, { radius, deadline, publishedAs, settles }: Beside) => ({
  id: row.id,
  object: 'review' as const,
  state: row.state,
  revision: row.revision,
  gate: row.gate,
  subject: {
    ...{ type: row.subjectType, id: row.subjectId, model: row.modelName || null },
    published_as: publishedAs ?? null,
  },
  severity: row.severity,
  findings: row.findings,
  blast_radius: radius ?? NOWHERE,
  required_approvals: row.requiredApprovals,
  approvals: row.approvals.map(({ member, name, self, at }) => ({ member, name, self_attested: self, at })),
  self_attested: isSelfAttested(row),
  requested_by: row.requestedBy,
  called_by: row.calledBy,
  assignee: row.assigneeId,
  conditions: row.conditions,
  holds_for: row.holdsFor,
  may_hold_for_lineage: row.readings.length > 0,
  settles: settles ?? [],
  grant: row.grant,
  lineage_hash: row.lineageHash,
  decision: row.decisionId,
  catalogue_version: row.catalogueVersion,
  expires_at: unixOrNull(row.expiresAt),
  drain_at: unixOrNull(row.drainAt),
  deadline: unixOrNull(deadline ?? null),
  created_at: unix(row.createdAt),
  decided_at: unixOrNull(row.decidedAt),
  ended_at: unixOrNull(row.endedAt),
});

export const eventView = (row: ReviewEventRow, names: ReadonlyMap<string, { name: string }>) => ({
  id: row.id,
  kind: row.kind,
  member: row.memberId,
  name: names.get(row.memberId)?.name ?? row.memberId,
  text: row.text,
  facts: row.facts,
  created_at: unix(row.createdAt),
});
