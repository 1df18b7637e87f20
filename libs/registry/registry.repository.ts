import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { newestIds, pageArgs } from '#platform/cursor.js';
import type { Prisma, Tx } from '#platform/db.js';
import type { MirroredModel } from './alias-drift.js';

export type ModelRow = Prisma.RegisteredModelGetPayload<object>;
export type VersionRow = Prisma.ModelVersionGetPayload<object>;
export type AttestationRow = Prisma.AttestationGetPayload<object>;
export type AliasRow = Prisma.ModelAliasGetPayload<object>;

@Injectable()
export class RegistryRepository {
  async ensureModel(tx: Tx, model: { id: string; projectId: string; name: string }): Promise<ModelRow> {
    await tx.registeredModel.createMany({ data: model, skipDuplicates: true });
    const where = { projectId_name: { projectId: model.projectId, name: model.name } };
    return tx.registeredModel.findUniqueOrThrow({ where });
  }
  findModel(tx: Tx, projectId: string, nameOrId: string): Promise<ModelRow | null> {
    return tx.registeredModel.findFirst({ where: { projectId, OR: [{ name: nameOrId }, { id: nameOrId }] } });
  }
  async listModels(tx: Tx, projectId: string, page: PageQuery): Promise<ModelRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, {
      table: 'registered_model',
      prefix: 'rm_',
    });
    return arrange(await tx.registeredModel.findMany({ where: { projectId, ...within }, orderBy, take }));
  }
  /** The row's lock, held to the end of the transaction: version numbers are given out one by one. */
  async lockModel(tx: Tx, id: string): Promise<void> {
    await tx.$queryRaw`SELECT id FROM registered_model WHERE id = ${id} FOR UPDATE`;
  }
  async nextNumber(tx: Tx, modelId: string): Promise<number> {
    const { _max } = await tx.modelVersion.aggregate({ where: { modelId }, _max: { number: true } });
    return (_max.number ?? 0) + 1;
  }
  insertVersion(tx: Tx, data: Prisma.ModelVersionUncheckedCreateInput): Promise<VersionRow> {
    return tx.modelVersion.create({ data });
  }
  findVersion(
    tx: Tx,
    where: {
      projectId?: string;
      id?: string;
      openaiId?: string;
      modelId?: string;
      number?: number;
      sourceJobId?: string;
      step?: number | null;
    },
  ): Promise<VersionRow | null> {
    return tx.modelVersion.findFirst({ where });
  }
  /** The id again, where it is an artifact of the project that can answer. */
  async modelArtifact(tx: Tx, projectId: string, id: string): Promise<string | null> {
    const kind = { in: ['adapter', 'checkpoint', 'merged', 'gguf', 'quantized', 'base_model'] };
    return (
      (await tx.artifact.findFirst({ where: { id, projectId, kind }, select: { id: true } }))?.id ?? null
    );
  }
  /** The newest version that the artifact is part of. */
  async findVersionWith(tx: Tx, projectId: string, artifactId: string): Promise<VersionRow | null> {
    const [found] = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM model_version v WHERE project_id = ${projectId}
        AND EXISTS (SELECT 1 FROM jsonb_each_text(v.artifacts) e WHERE e.value = ${artifactId})
      ORDER BY id DESC LIMIT 1`;
    return found ? tx.modelVersion.findUnique({ where: { id: found.id } }) : null;
  }
  /** The artifact of a checkpoint that is a model, by the name of the version that its training led to. */
  async checkpointArtifact(
    tx: Tx,
    of: { projectId: string; openaiId: string; step: number },
  ): Promise<string | null> {
    const [found] = await tx.$queryRaw<{ artifact_id: string }[]>`
      SELECT c.artifact_id FROM checkpoint c JOIN model_version v ON v.source_job_id = c.job_id
      WHERE v.project_id = ${of.projectId} AND v.openai_id = ${of.openaiId} AND v.step IS NULL AND c.step = ${of.step}
        AND c.artifact_id IS NOT NULL`;
    return found?.artifact_id ?? null;
  }
  /** Checkpoints that were made callable do not count: they are older than the end of their training. */
  newestVersion(tx: Tx, modelId: string): Promise<VersionRow | null> {
    return tx.modelVersion.findFirst({ where: { modelId, step: null }, orderBy: { number: 'desc' } });
  }
  findModels(tx: Tx, ids: string[]): Promise<ModelRow[]> {
    return tx.registeredModel.findMany({ where: { id: { in: ids } } });
  }
  findVersions(tx: Tx, ids: string[]): Promise<VersionRow[]> {
    return tx.modelVersion.findMany({ where: { id: { in: ids } } });
  }
  /** Up to `most` of each model, the newest first. */
  async newestVersions(tx: Tx, modelIds: string[], most: number): Promise<VersionRow[]> {
    const of = { table: 'model_version', owner: 'model_id', owners: modelIds, most };
    const where = { id: { in: await newestIds(tx, of) } };
    return tx.modelVersion.findMany({ where, orderBy: { number: 'desc' } });
  }
  async listVersions(tx: Tx, modelId: string, page: PageQuery): Promise<VersionRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, {
      table: 'model_version',
      prefix: 'mv_',
    });
    return arrange(await tx.modelVersion.findMany({ where: { modelId, ...within }, orderBy, take }));
  }
  allVersions(tx: Tx, projectId: string): Promise<VersionRow[]> {
    return tx.modelVersion.findMany({ where: { projectId }, orderBy: { id: 'desc' } });
  }
  async deleteVersion(tx: Tx, id: string): Promise<void> {
    await tx.modelVersion.delete({ where: { id } });
  }
  modelById(tx: Tx, id: string): Promise<ModelRow> {
    return tx.registeredModel.findUniqueOrThrow({ where: { id } });
  }

  findAlias(tx: Tx, modelId: string, alias: string): Promise<AliasRow | null> {
    return tx.modelAlias.findUnique({ where: { modelId_alias: { modelId, alias } } });
  }
  aliasesOf(tx: Tx, where: { modelId?: string | { in: string[] }; versionId?: string }): Promise<AliasRow[]> {
    return tx.modelAlias.findMany({ where, orderBy: { alias: 'asc' } });
  }
  /** Points the alias at `versionId` only while it still points at `expected` (null: while it does not exist). */
  async moveAlias(
    tx: Tx,
    alias: Omit<AliasRow, 'revision' | 'updatedAt'>,
    expected: string | null,
    now: Date,
  ): Promise<boolean> {
    if (expected === null) {
      const { count } = await tx.modelAlias.createMany({
        data: { ...alias, updatedAt: now },
        skipDuplicates: true,
      });
      return count === 1;
    }
    const { count } = await tx.modelAlias.updateMany({
      where: { modelId: alias.modelId, alias: alias.alias, versionId: expected },
      data: {
        versionId: alias.versionId,
        decisionId: alias.decisionId,
        revision: { increment: 1 },
        updatedAt: now,
      },
    });
    return count === 1;
  }

  insertAttestation(tx: Tx, data: Prisma.AttestationUncheckedCreateInput): Promise<AttestationRow> {
    return tx.attestation.create({ data });
  }
  attestationsOf(tx: Tx, versionId: string): Promise<AttestationRow[]> {
    return tx.attestation.findMany({ where: { versionId }, orderBy: { id: 'desc' } });
  }
  /** False when it was revoked before. */
  async revokeAttestation(tx: Tx, id: string, by: { revokedAt: Date; revokedBy: string }): Promise<boolean> {
    const { count } = await tx.attestation.updateMany({ where: { id, revokedAt: null }, data: by });
    return count === 1;
  }

  async setMirror(tx: Tx, id: string, mlflow: object): Promise<void> {
    await tx.modelVersion.updateMany({ where: { id }, data: { mlflow } });
  }
  async forgetMirror(tx: Tx, projectId: string): Promise<number> {
    return tx.$executeRaw`UPDATE model_version SET mlflow = NULL WHERE project_id = ${projectId}`;
  }
  /** Name and digest of a dataset version, for the mirror's inputs. */
  async datasetOf(tx: Tx, versionId: string): Promise<{ name: string; digest: string }> {
    const version = await tx.datasetVersion.findUniqueOrThrow({ where: { id: versionId } });
    const { name } = await tx.dataset.findUniqueOrThrow({ where: { id: version.datasetId } });
    return { name, digest: version.digest };
  }
  /** Versions that the tracker does not show as they are: never mirrored, or under other aliases. */
  async unmirrored(tx: Tx, limit: number): Promise<string[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT v.id FROM model_version v
      WHERE v.mlflow IS NULL OR v.mlflow = 'null'::jsonb OR COALESCE(v.mlflow->'aliases', '[]'::jsonb) <> COALESCE(
        (SELECT jsonb_agg(a.alias ORDER BY a.alias COLLATE "C") FROM model_alias a WHERE a.version_id = v.id), '[]'::jsonb)
      ORDER BY v.id LIMIT ${limit}`;
    return rows.map((row) => row.id);
  }

  /** Models that the tracker shows under an alias, in the order of their ids, from behind `after` on. */
  async mirroredModels(tx: Tx, after: string, limit: number): Promise<string[]> {
    const rows = await tx.$queryRaw<{ model_id: string }[]>`
      SELECT DISTINCT model_id FROM model_version
      WHERE model_id > ${after} AND jsonb_array_length(COALESCE(NULLIF(mlflow, 'null'::jsonb)->'aliases', '[]'::jsonb)) > 0
      ORDER BY model_id LIMIT ${limit}`;
    return rows.map((row) => row.model_id);
  }
  /** One model with what was mirrored last, in one snapshot; null where nothing was. */
  async mirroredModel(tx: Tx, modelId: string): Promise<MirroredModel | null> {
    const [row] = await tx.$queryRaw<MirroredModel[]>`
      SELECT m.id, m.project_id AS "projectId",
        (SELECT v.mlflow->>'name' FROM model_version v
         WHERE v.model_id = m.id AND v.mlflow->>'name' IS NOT NULL ORDER BY v.id LIMIT 1) AS name,
        (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', v.id, 'number', v.mlflow->>'version',
           'aliases', COALESCE(v.mlflow->'aliases', '[]'::jsonb))), '[]'::jsonb)
         FROM model_version v WHERE v.model_id = m.id AND v.mlflow->>'version' IS NOT NULL) AS versions,
        (SELECT COALESCE(jsonb_agg(jsonb_build_object('alias', a.alias, 'versionId', a.version_id)), '[]'::jsonb)
         FROM model_alias a WHERE a.model_id = m.id) AS aliases
      FROM registered_model m WHERE m.id = ${modelId}`;
    return row?.name ? row : null;
  }

  /** The pipeline's end belongs to the registry, because publishing is its last step; the jobs slice writes the rest. */
  async finishPipeline(
    tx: Tx,
    id: string,
    end: { state: string; failure?: string; versionId?: string },
  ): Promise<boolean> {
    const { count } = await tx.pipeline.updateMany({
      where: { id, state: 'running' },
      data: { ...end, nextStepAt: null },
    });
    return count === 1;
  }
  async postponePipeline(tx: Tx, id: string, until: Date | null): Promise<void> {
    await tx.pipeline.updateMany({ where: { id, state: 'running' }, data: { nextStepAt: until } });
  }
  async duePipelines(tx: Tx, limit: number): Promise<string[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM pipeline WHERE state = 'running' AND next_step_at <= now() ORDER BY next_step_at LIMIT ${limit}`;
    return rows.map((row) => row.id);
  }
}
