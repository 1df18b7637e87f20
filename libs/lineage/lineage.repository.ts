import { Injectable } from '@nestjs/common';
import { Prisma, type Tx } from '#platform/db.js';

export interface EdgeRow {
  child: string;
  parent: string;
  type: string;
}

export interface NodeRow {
  id: string;
  kind: string;
  name: string;
  declared: string | null;
  concluded: string | null;
  sha256: string | null;
  state: string | null;
  createdAt: Date;
  /** Of a dataset version: what made it. */
  origins?: unknown;
}

/** Reads of every slice's rows at once, as one graph; writes none of them. */
@Injectable()
export class LineageRepository {
  up(tx: Tx, projectId: string, ids: readonly string[]): Promise<EdgeRow[]> {
    return tx.$queryRaw<EdgeRow[]>`
      SELECT child, parent, type FROM lineage_edge WHERE project_id = ${projectId} AND child = ANY(${[...ids]})
      ORDER BY child, parent, type`;
  }

  down(tx: Tx, projectId: string, ids: readonly string[]): Promise<EdgeRow[]> {
    return tx.$queryRaw<EdgeRow[]>`
      SELECT child, parent, type FROM lineage_edge WHERE project_id = ${projectId} AND parent = ANY(${[...ids]})
      ORDER BY parent, child, type`;
  }

  /** Those of the ids that are rows of the project, in no order. */
  async nodes(tx: Tx, projectId: string, ids: readonly string[]): Promise<NodeRow[]> {
    const of = (prefix: string) => ids.filter((id) => id.startsWith(prefix));
    const found: NodeRow[] = [];
    for (const [prefix, select] of Object.entries(SELECTS)) {
      const wanted = of(prefix);
      if (wanted.length > 0) found.push(...(await tx.$queryRaw<NodeRow[]>(select(projectId, wanted))));
    }
    return found;
  }
}

type Select = (projectId: string, ids: string[]) => Prisma.Sql;
const NONE = Prisma.sql`NULL::text AS declared, NULL::text AS concluded`;

/** By the prefix of the id: how each kind of thing is a node. */
const SELECTS: Readonly<Record<string, Select>> = {
  bm_: (projectId, ids) => Prisma.sql`
    SELECT b.id, 'base_model' AS kind, b.slug AS name, b.declared_license AS declared, b.license_id AS concluded,
      a.digest AS sha256, b.state, b.created_at AS "createdAt"
    FROM base_model b LEFT JOIN artifact a ON a.id = b.artifact_id WHERE b.project_id = ${projectId} AND b.id = ANY(${ids})`,
  dsv_: (projectId, ids) => Prisma.sql`
    SELECT v.id, 'dataset_version' AS kind, d.name || '@' || v.number AS name, v.declared_license AS declared,
      v.license_id AS concluded, v.digest AS sha256, NULL::text AS state, v.created_at AS "createdAt", v.origins
    FROM dataset_version v JOIN dataset d ON d.id = v.dataset_id WHERE v.project_id = ${projectId} AND v.id = ANY(${ids})`,
  art_: (projectId, ids) => Prisma.sql`
    SELECT id, kind, name, ${NONE}, digest AS sha256, NULL::text AS state, created_at AS "createdAt"
    FROM artifact WHERE project_id = ${projectId} AND id = ANY(${ids})`,
  job_: (projectId, ids) => Prisma.sql`
    SELECT id, 'job' AS kind, kind AS name, ${NONE}, NULL::text AS sha256, state::text AS state, created_at AS "createdAt"
    FROM job WHERE project_id = ${projectId} AND id = ANY(${ids})`,
  eval_: (projectId, ids) => Prisma.sql`
    SELECT id, 'evaluation' AS kind, name, ${NONE}, NULL::text AS sha256, state, created_at AS "createdAt"
    FROM evaluation WHERE project_id = ${projectId} AND id = ANY(${ids})`,
  mv_: (projectId, ids) => Prisma.sql`
    SELECT v.id, 'model_version' AS kind, m.name || '@' || v.number AS name, NULL::text AS declared,
      v.license_id AS concluded, NULL::text AS sha256, NULL::text AS state, v.created_at AS "createdAt"
    FROM model_version v JOIN registered_model m ON m.id = v.model_id WHERE v.project_id = ${projectId} AND v.id = ANY(${ids})`,
  'alias:': (projectId, ids) => Prisma.sql`
    SELECT 'alias:' || a.model_id || ':' || a.alias AS id, 'alias' AS kind, m.name || ':' || a.alias AS name, ${NONE},
      NULL::text AS sha256, NULL::text AS state, a.updated_at AS "createdAt"
    FROM model_alias a JOIN registered_model m ON m.id = a.model_id
    WHERE a.project_id = ${projectId} AND 'alias:' || a.model_id || ':' || a.alias = ANY(${ids})`,
  dep_: (projectId, ids) => Prisma.sql`
    SELECT id, 'deployment' AS kind, kind || ' of ' || openai_id AS name, ${NONE}, artifact_digest AS sha256, state,
      created_at AS "createdAt"
    FROM deployment WHERE project_id = ${projectId} AND id = ANY(${ids})`,
};
