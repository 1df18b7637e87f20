import { isFinal, JOB_STATES } from '#jobs/job.js';
import type { Tx } from '#platform/db.js';
import type { BlastRadius, ReachPort } from '#reviews/reach.port.js';

const LIVE = JOB_STATES.filter((state) => !isFinal(state));

/** Over tables of several slices on purpose: each count is one walk down the lineage, and their services need the licenses. */
export class LineageReach implements ReachPort {
  async radius(
    tx: Tx,
    projectId: string,
    asked: readonly { review: string; nodes: readonly string[] }[],
  ): Promise<Map<string, BlastRadius>> {
    const pairs = asked.flatMap(({ review, nodes }) => nodes.map((node) => [review, node] as const));
    if (pairs.length === 0) return new Map();
    const [reviews, nodes] = [pairs.map(([review]) => review), pairs.map(([, node]) => node)];
    const rows = await tx.$queryRaw<({ review: string } & Partial<Record<keyof BlastRadius, bigint>>)[]>`
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
    const built = new Map(rows.map(({ review, ...counts }) => [review, counts]));
    const running = await this.running(tx, projectId, pairs);
    const count = (id: string, what: keyof BlastRadius) =>
      Number(built.get(id)?.[what] ?? running.get(id)?.[what] ?? 0);
    return new Map(
      [...new Set([...built.keys(), ...running.keys()])].map((id) => [
        id,
        {
          ...{ pipelines: count(id, 'pipelines'), jobs: count(id, 'jobs') },
          ...{ artifacts: count(id, 'artifacts'), versions: count(id, 'versions') },
          deployments: count(id, 'deployments'),
        },
      ]),
    );
  }

  /**
   * What has not ended and names a node in its settings; a job that works on what another leaves does so by its pipeline. The project
   * is named although row-level security sees to it: its condition opens no index.
   */
  private async running(
    tx: Tx,
    projectId: string,
    pairs: readonly (readonly [review: string, node: string])[],
  ) {
    const [reviews, nodes] = [pairs.map(([review]) => review), pairs.map(([, node]) => node)];
    const rows = await tx.$queryRaw<{ review: string; pipelines: bigint; jobs: bigint }[]>`
      WITH live AS MATERIALIZED (
        SELECT j.id, j.pipeline_id, j.spec::text AS spec, j.state_name
        FROM pipeline p JOIN job j ON j.pipeline_id = p.id WHERE p.project_id = ${projectId} AND p.state = 'running'
        UNION ALL SELECT j.id, NULL, j.spec::text, j.state_name FROM job j
        WHERE j.project_id = ${projectId} AND j.pipeline_id IS NULL AND j.state_name = ANY(${LIVE})
      ), used AS (
        SELECT DISTINCT a.review, coalesce(l.pipeline_id, l.id) AS whole
        FROM unnest(${reviews}::text[], ${nodes}::text[]) AS a(review, node) JOIN live l ON strpos(l.spec, a.node) > 0
      )
      SELECT u.review, count(DISTINCT l.pipeline_id) AS pipelines,
        count(*) FILTER (WHERE l.state_name = ANY(${LIVE})) AS jobs
      FROM used u JOIN live l ON coalesce(l.pipeline_id, l.id) = u.whole GROUP BY u.review`;
    return new Map(
      rows.map(({ review, ...counts }) => [review, counts as Partial<Record<keyof BlastRadius, bigint>>]),
    );
  }

  async publishedAs(tx: Tx, decisions: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.$queryRaw<{ id: string; model: string }[]>`
      SELECT d.id, p.publish->>'model' AS model FROM license_decision d
        JOIN job j ON j.id = d.subject_id JOIN pipeline p ON p.id = j.pipeline_id
      WHERE d.id = ANY(${[...decisions]}::text[]) AND p.publish->>'model' IS NOT NULL`;
    return new Map(rows.map(({ id, model }) => [id, model]));
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
