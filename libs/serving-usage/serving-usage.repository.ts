import { Injectable } from '@nestjs/common';
import { Prisma, type Tx } from '#platform/db.js';
import type { ServedTotals } from './serving-usage.js';

/** Who it is for, and the hours that are meant. */
export interface ServedWhere {
  deploymentId?: string;
  versionId?: string;
  since: Date | null;
  until: Date | null;
}

/** All that one process has counted of one deployment's hour. */
export interface CountedHour {
  deploymentId: string;
  versionId: string;
  projectId: string;
  hour: Date;
  requests: number;
  uncounted: number;
  promptTokens: number;
  outputTokens: number;
  busyMs: number;
  cpus: number;
}

/** What an engine took since it was read last. */
export interface TakenEnergy {
  upMs: number;
  measuredJoules: number;
  modelledJoules: number;
  unknownMs: number;
  source: string;
}

@Injectable()
export class ServingUsageRepository {
  /** Written anew each time, never added up: a write that is repeated counts nothing twice. */
  async setCounted(tx: Tx, writer: string, hours: readonly CountedHour[]): Promise<void> {
    for (const one of hours)
      await tx.$executeRaw`
        INSERT INTO serving_usage (deployment_id, hour, writer, project_id, version_id, requests, uncounted, prompt_tokens,
          output_tokens, busy_ms, cpus)
        VALUES (${one.deploymentId}, ${one.hour}, ${writer}, ${one.projectId}, ${one.versionId}, ${one.requests},
          ${one.uncounted}, ${one.promptTokens}, ${one.outputTokens}, ${one.busyMs}, ${one.cpus})
        ON CONFLICT (deployment_id, hour, writer) DO UPDATE SET requests = excluded.requests, uncounted = excluded.uncounted,
          prompt_tokens = excluded.prompt_tokens, output_tokens = excluded.output_tokens, busy_ms = excluded.busy_ms`;
  }

  /** Added up, in the transaction of a fenced step: one that is repeated finds its fence gone. */
  async addTaken(
    tx: Tx,
    of: { deploymentId: string; versionId: string; projectId: string; hour: Date },
    taken: TakenEnergy,
  ): Promise<void> {
    await tx.$executeRaw`
      INSERT INTO serving_usage AS u (deployment_id, hour, writer, project_id, version_id, up_ms, measured_joules,
        modelled_joules, unknown_ms, source)
      VALUES (${of.deploymentId}, ${of.hour}, 'engine', ${of.projectId}, ${of.versionId}, ${taken.upMs},
        ${taken.measuredJoules}, ${taken.modelledJoules}, ${taken.unknownMs}, ${taken.source})
      ON CONFLICT (deployment_id, hour, writer) DO UPDATE SET up_ms = u.up_ms + excluded.up_ms,
        measured_joules = u.measured_joules + excluded.measured_joules,
        modelled_joules = u.modelled_joules + excluded.modelled_joules,
        unknown_ms = u.unknown_ms + excluded.unknown_ms, source = excluded.source`;
  }

  async totals(tx: Tx, { deploymentId, versionId, since, until }: ServedWhere): Promise<ServedTotals> {
    const which = Prisma.join(
      [
        Prisma.sql`true`,
        ...(deploymentId ? [Prisma.sql`deployment_id = ${deploymentId}`] : []),
        ...(versionId ? [Prisma.sql`version_id = ${versionId}`] : []),
        ...(since ? [Prisma.sql`hour >= date_trunc('hour', ${since}::timestamptz, 'UTC')`] : []),
        ...(until ? [Prisma.sql`hour < ${until}`] : []),
      ],
      ' AND ',
    );
    // an hour is unmetered where no engine told of it: then its busy time is what is modelled
    const [row] = await tx.$queryRaw<[ServedTotals & { sources: string[] | null }]>`
      WITH h AS (
        SELECT sum(requests) AS requests, sum(uncounted) AS uncounted, sum(prompt_tokens) AS prompt, sum(output_tokens) AS output,
          sum(busy_ms) AS busy, max(cpus) AS cpus, sum(up_ms) AS up, sum(measured_joules) AS measured,
          sum(modelled_joules) AS modelled, sum(unknown_ms) AS unknown, array_agg(DISTINCT source) AS sources
        FROM serving_usage WHERE ${which} GROUP BY deployment_id, hour)
      SELECT coalesce(sum(requests), 0)::float8 AS requests, coalesce(sum(uncounted), 0)::float8 AS uncounted,
        coalesce(sum(prompt), 0)::float8 AS "promptTokens", coalesce(sum(output), 0)::float8 AS "outputTokens",
        coalesce(sum(busy), 0)::float8 / 1000 AS "busySeconds", coalesce(sum(up), 0)::float8 / 1000 AS "upSeconds",
        coalesce(sum(measured), 0)::float8 AS "measuredJoules", coalesce(sum(modelled), 0)::float8 AS "modelledJoules",
        coalesce(sum(busy * cpus) FILTER (WHERE up = 0), 0)::float8 / 1000 AS "unmeteredCpuSeconds",
        coalesce(sum(unknown), 0)::float8 / 1000 AS "unknownSeconds",
        (SELECT array_agg(DISTINCT s) FROM h, unnest(h.sources) s WHERE s IS NOT NULL) AS sources
      FROM h`;
    return { ...row, sources: row.sources ?? [] };
  }
}
