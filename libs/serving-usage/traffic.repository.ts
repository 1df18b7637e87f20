import { Injectable } from '@nestjs/common';
import type { Tx } from '#platform/db.js';
import type { Counted, CountedStep } from './traffic.js';

/** All that one process has counted of one deployment's five minutes. */
export interface CountedSlot extends Counted {
  deploymentId: string;
  versionId: string;
  projectId: string;
  slot: Date;
}

/** What was counted of one of the deployments that were asked about. */
export interface StepOf extends CountedStep {
  deploymentId: string;
}

@Injectable()
export class TrafficRepository {
  /** Written anew each time, never added up: a write that is repeated counts nothing twice. */
  async setCounted(tx: Tx, writer: string, slots: readonly CountedSlot[]): Promise<void> {
    for (const one of slots)
      await tx.$executeRaw`
        INSERT INTO serving_traffic (deployment_id, slot, writer, project_id, version_id, answered, refused, cancelled, failed,
          timed_out, cut_off, prompt_tokens, output_tokens, latency, first_token)
        VALUES (${one.deploymentId}, ${one.slot}, ${writer}, ${one.projectId}, ${one.versionId}, ${one.answered},
          ${one.refused}, ${one.cancelled}, ${one.failed}, ${one.timed_out}, ${one.cut_off}, ${one.promptTokens},
          ${one.outputTokens}, ${JSON.stringify(one.latency)}::jsonb, ${JSON.stringify(one.firstToken)}::jsonb)
        ON CONFLICT (deployment_id, slot, writer) DO UPDATE SET answered = excluded.answered, refused = excluded.refused,
          cancelled = excluded.cancelled, failed = excluded.failed, timed_out = excluded.timed_out, cut_off = excluded.cut_off,
          prompt_tokens = excluded.prompt_tokens, output_tokens = excluded.output_tokens, latency = excluded.latency,
          first_token = excluded.first_token`;
  }

  /** What all writers have counted of each deployment, by steps of so many seconds; those without a request are left out. */
  steps(
    tx: Tx,
    of: { deploymentIds: readonly string[]; since: Date; until: Date; stepSeconds: number },
  ): Promise<StepOf[]> {
    return tx.$queryRaw<StepOf[]>`
      WITH s AS MATERIALIZED (
        SELECT (floor(extract(epoch FROM slot) / ${of.stepSeconds}::int) * ${of.stepSeconds}::int)::float8 AS at, t.*
        FROM serving_traffic t
        WHERE deployment_id = ANY(${of.deploymentIds}) AND slot >= ${of.since} AND slot < ${of.until}),
      h AS (
        SELECT deployment_id, at,
          jsonb_object_agg(bucket, n) FILTER (WHERE name = 'latency') AS latency,
          jsonb_object_agg(bucket, n) FILTER (WHERE name = 'first') AS first
        FROM (
          SELECT deployment_id, at, name, bucket, sum(n::int) AS n
          FROM s, LATERAL (VALUES ('latency', latency), ('first', first_token)) AS m(name, histogram),
            LATERAL jsonb_each_text(histogram) AS e(bucket, n)
          GROUP BY deployment_id, at, name, bucket) b
        GROUP BY deployment_id, at),
      c AS (
        SELECT deployment_id, at, sum(answered)::float8 AS answered, sum(refused)::float8 AS refused,
          sum(cancelled)::float8 AS cancelled, sum(failed)::float8 AS failed, sum(timed_out)::float8 AS timed_out,
          sum(cut_off)::float8 AS cut_off, sum(prompt_tokens)::float8 AS "promptTokens",
          sum(output_tokens)::float8 AS "outputTokens"
        FROM s GROUP BY deployment_id, at)
      SELECT c.*, c.deployment_id AS "deploymentId", coalesce(h.latency, '{}') AS latency, coalesce(h.first, '{}') AS "firstToken"
      FROM c LEFT JOIN h USING (deployment_id, at) ORDER BY c.deployment_id, at`;
  }

  /** Deletes at most so many five minutes of before that; says how many. */
  forget(tx: Tx, before: Date, limit: number): Promise<number> {
    return tx.$executeRaw`
      DELETE FROM serving_traffic WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM serving_traffic WHERE slot < ${before} LIMIT ${limit}))`;
  }
}
