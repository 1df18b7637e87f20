import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { pageArgs } from '#platform/cursor.js';
import type { Prisma, Tx } from '#platform/db.js';
import type { Bundle } from '#platform/dsse.js';
import type { Training } from '#license-rules/regulation.js';
import type { ManifestFile } from './manifest.js';

export interface Attestations {
  provenance: Bundle;
  model_signature: Bundle;
}

export interface ArtifactRow {
  id: string;
  projectId: string;
  kind: string;
  name: string;
  /** sha256 of the canonical manifest. */
  digest: string;
  manifest: ManifestFile[];
  sizeBytes: bigint;
  jobId: string | null;
  step: number | null;
  provenance: Attestations;
  /** Of the training that made it; null: none did, or nobody measured it. */
  training: (Training & { flops: number }) | null;
  /** When the retention policy gave its bytes up. */
  releasedAt: Date | null;
  createdAt: Date;
}

export interface ArtifactParent {
  id: string;
  type: string;
}

export type ArtifactEdgeRow = Prisma.ArtifactEdgeGetPayload<object>;

type Stored = Awaited<ReturnType<Tx['artifact']['findUniqueOrThrow']>>;
const rowOf = (row: Stored) => row as unknown as ArtifactRow;

@Injectable()
export class ArtifactsRepository {
  /** One at a time per project and name, to the end of the transaction. */
  async lockName(tx: Tx, projectId: string, name: string): Promise<void> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`artifact:${projectId}:${name}`}, 0))`;
  }

  /** The caller holds the name's lock and has found no such artifact. */
  async insert(
    tx: Tx,
    row: Omit<ArtifactRow, 'createdAt' | 'releasedAt'>,
    parents: readonly ArtifactParent[],
  ): Promise<ArtifactRow> {
    const data = {
      ...row,
      manifest: row.manifest as object[],
      provenance: row.provenance as object,
      training: (row.training as object | null) ?? undefined,
    };
    const made = await tx.artifact.create({ data });
    await tx.artifactEdge.createMany({
      data: parents.map(({ id, type }) => ({
        artifactId: row.id,
        projectId: row.projectId,
        parentId: id,
        type,
      })),
      skipDuplicates: true,
    });
    return rowOf(made);
  }

  async findNamed(
    tx: Tx,
    projectId: string,
    jobId: string | null,
    name: string,
  ): Promise<ArtifactRow | null> {
    const row = await tx.artifact.findFirst({ where: { projectId, jobId, name }, orderBy: { id: 'asc' } });
    return row && rowOf(row);
  }

  async findLike(tx: Tx, projectId: string, name: string, digest: string): Promise<ArtifactRow | null> {
    const row = await tx.artifact.findFirst({ where: { projectId, jobId: null, name, digest } });
    return row && rowOf(row);
  }

  async find(tx: Tx, id: string): Promise<ArtifactRow | null> {
    const row = await tx.artifact.findUnique({ where: { id } });
    return row && rowOf(row);
  }

  async findMany(tx: Tx, ids: readonly string[]): Promise<ArtifactRow[]> {
    return (await tx.artifact.findMany({ where: { id: { in: [...ids] } } })).map(rowOf);
  }

  async ofJob(tx: Tx, projectId: string, jobId: string): Promise<ArtifactRow[]> {
    return (await tx.artifact.findMany({ where: { projectId, jobId }, orderBy: { id: 'asc' } })).map(rowOf);
  }

  async list(tx: Tx, filter: Prisma.ArtifactWhereInput, page: PageQuery): Promise<ArtifactRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, {
      table: 'artifact',
      prefix: 'art_',
    });
    return arrange(
      (await tx.artifact.findMany({ where: { ...filter, ...within }, orderBy, take })).map(rowOf),
    );
  }

  /** Edges from each of these artifacts to its parents. */
  edgesFrom(tx: Tx, artifactIds: readonly string[]) {
    return tx.artifactEdge.findMany({
      where: { artifactId: { in: [...artifactIds] } },
      orderBy: [{ artifactId: 'asc' }, { parentId: 'asc' }, { type: 'asc' }],
    });
  }

  /** The newest of what was quantized from one of these. */
  async quantizedFrom(tx: Tx, parentIds: readonly string[], most: number): Promise<ArtifactRow[]> {
    const edges = await tx.artifactEdge.findMany({
      where: { parentId: { in: [...parentIds] }, type: 'quantized-from' },
      orderBy: { artifactId: 'desc' },
      distinct: ['artifactId'],
      take: most,
    });
    return this.findMany(
      tx,
      edges.map(({ artifactId }) => artifactId),
    );
  }

  async installationId(tx: Tx): Promise<string> {
    return (await tx.installation.findFirst())?.id ?? 'unknown';
  }
}
