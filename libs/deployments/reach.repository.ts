import type { Tx } from '#platform/db.js';
import type { BlastRadius, ReachPort } from '#reviews/reach.port.js';

/** Over tables of several slices on purpose: each count is one walk down the lineage, and their services need the licenses. */
export class LineageReach implements ReachPort {
  async radius(
    tx: Tx,
    asked: readonly { review: string; nodes: readonly string[] }[],
  ): Promise<Map<string, BlastRadius>> {
    const pairs = asked.flatMap(({ review, nodes }) => nodes.map((node) => [review, node] as const));
    if (pairs.length === 0) return new Map();
    const [reviews, nodes] = [pairs.map(([review]) => review), pairs.map(([, node]) => node)];
    const rows = await tx.$queryRaw<({ review: string } & Record<keyof BlastRadius, bigint>)[]>`
      WITH RECURSIVE asked(review, node) AS (
        SELECT * FROM unnest(${reviews}::text[], ${nodes}::text[])
      ), root(review, node) AS (
        SELECT review, node FROM asked
        UNION SELECT a.review, b.artifact_id FROM asked a JOIN base_model b ON b.id = a.node WHERE b.artifact_id IS NOT NULL
      ), down(review, id) AS (
        SELECT r.review, e.artifact_id FROM root r JOIN artifact_edge e ON e.parent_id = r.node
        UNION SELECT d.review, e.artifact_id FROM down d JOIN artifact_edge e ON e.parent_id = d.id
      ), held(version, artifact) AS (
        SELECT v.id, x.value FROM model_version v, jsonb_each_text(v.artifacts) x
      )
      SELECT d.review, count(DISTINCT d.id) AS artifacts, count(DISTINCT h.version) AS versions,
        count(DISTINCT p.id) AS deployments
      FROM down d LEFT JOIN held h ON h.artifact = d.id
        LEFT JOIN deployment p ON p.artifact_id = d.id AND p.desired = 'serving'
      GROUP BY d.review`;
    return new Map(
      rows.map(({ review, artifacts, versions, deployments }) => [
        review,
        { artifacts: Number(artifacts), versions: Number(versions), deployments: Number(deployments) },
      ]),
    );
  }

  async deadlines(tx: Tx, reviews: readonly string[]): Promise<Map<string, Date>> {
    const rows = await tx.deployment.groupBy({
      by: ['drainReviewId'],
      where: { drainReviewId: { in: [...reviews] }, desired: 'serving' },
      _min: { drainAt: true },
    });
    return new Map(rows.map((row) => [row.drainReviewId!, row._min.drainAt!]));
  }

  /** Who submitted the jobs that the subject came from; imports made no subject. */
  async makers(tx: Tx, subjectId: string): Promise<string[]> {
    const rows = await tx.$queryRaw<{ member_id: string }[]>`
      WITH RECURSIVE up(id) AS (
        SELECT ${subjectId}::text
        UNION SELECT e.parent_id FROM up JOIN artifact_edge e ON e.artifact_id = up.id WHERE e.parent_id LIKE 'art\\_%'
      )
      SELECT DISTINCT k.member_id FROM up JOIN artifact a ON a.id = up.id JOIN job j ON j.id = a.job_id
        JOIN api_key k ON k.id = j.created_by WHERE j.kind <> 'import'`;
    return rows.map((row) => row.member_id);
  }
}
