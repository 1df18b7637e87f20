import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import type { Ctx } from '#kernel/context.js';
import { AppError, conflict, notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import type { LineageGraph, LineageNode } from '#license-rules/decision.contract.js';
import { anyOf } from '#platform/cursor.js';
import { Db, type Tx } from '#platform/db.js';
import { SIGNER, type Signer } from '#platform/dsse.js';
import { failpoint } from '#platform/failpoints.js';
import { ArtifactFiles } from './artifact-files.service.js';
import { type ArtifactParent, type ArtifactRow, ArtifactsRepository } from './artifacts.repository.js';
import { artifactView } from './artifacts.view.js';
import { LineageService } from './lineage.service.js';
import { assertSafePath, canonicalManifest, type ManifestFile, manifestDigest } from './manifest.js';
import { modelSignature } from '#kernel/model-signing.js';
import { type Predicate, provenance } from './provenance.js';

export interface RegisterArtifact {
  kind: string;
  name: string;
  /** The job that made it; with the name it makes registering again harmless. */
  jobId: string | null;
  step?: number;
  /** Absolute; the paths of `files` are relative to it. */
  folder: string;
  files: readonly ManifestFile[];
  /** Texts of ours that go with the files, by path; a file of that name in the folder is left out. */
  papers?: Readonly<Record<string, string>>;
  /** From the artifact to its parents (art_, bm_, dsv_), in the words of the license graph. */
  parents: readonly ArtifactParent[];
  predicate: Predicate;
  /** What the training that made it came to; absent where none did, or nobody measured it. */
  training?: ArtifactRow['training'];
}

export interface PreparedArtifact {
  row: Omit<ArtifactRow, 'createdAt' | 'releasedAt'>;
  input: RegisterArtifact;
}

@Injectable()
export class ArtifactsService {
  constructor(
    private readonly db: Db,
    private readonly rows: ArtifactsRepository,
    private readonly files: ArtifactFiles,
    private readonly lines: LineageService,
    private readonly audit: AuditService,
    @Inject(SIGNER) private readonly signer: Signer,
  ) {}

  /**
   * Verifies, uploads, signs and records the files of a folder. Safe to repeat after a crash at any point and under a race:
   * the same job, name and bytes give the same artifact. Throws AppError `artifact_exists` for other bytes under a used name.
   */
  async register(ctx: Ctx, input: RegisterArtifact): Promise<ArtifactRow> {
    const digest = manifestDigest(manifestOf(input));
    const before = await this.db.tx(ctx, (tx) => this.findSame(tx, ctx, input, digest));
    if (before) return sameOrConflict(before, digest);
    const prepared = await this.prepare(ctx, input);
    const kept = await this.db.tx(ctx, (tx) => this.record(tx, ctx, prepared));
    failpoint('artifact.row');
    return kept;
  }

  /** The first half of `register`, without a row: for a caller whose own transaction records it. */
  async prepare(ctx: Ctx, input: RegisterArtifact): Promise<PreparedArtifact> {
    const { papers = {} } = input;
    const manifest = manifestOf(input);
    const digest = manifestDigest(manifest);
    const materials = await this.lines.materials(ctx, input.parents);
    await this.files.upload(
      input.folder,
      manifest.filter(({ path }) => papers[path] === undefined),
    );
    await this.files.keep(Object.values(papers));
    failpoint('checkpoint.complete');
    const row = await this.sign(ctx, { ...input, manifest, digest, materials });
    failpoint('register.sign');
    return { row, input };
  }

  /** The second half: row, edges and audit event, or the row that a faster one left. Throws like `register`. */
  async record(tx: Tx, ctx: Ctx, { row, input }: PreparedArtifact): Promise<ArtifactRow> {
    await this.rows.lockName(tx, ctx.projectId, row.name);
    const faster = await this.findSame(tx, ctx, input, row.digest);
    if (faster) return sameOrConflict(faster, row.digest);
    const made = await this.rows.insert(tx, row, input.parents);
    await this.audit.append(tx, ctx, {
      action: 'artifact.registered',
      targetType: 'artifact',
      targetId: row.id,
      facts: { kind: row.kind, name: row.name, job: row.jobId, sha256: row.digest, parents: input.parents },
    });
    return made;
  }

  /** A verified, read-only copy on this machine; the same folder for every caller. */
  async stage(ctx: Ctx, id: string): Promise<{ path: string; digest: string }> {
    await this.assertFree(ctx, [id]);
    const { digest, manifest } = kept(await this.get(ctx, id));
    return { path: await this.files.stage(digest, manifest), digest };
  }

  /** The bytes of one file, or a range of them. Throws not_found `artifact_file_not_found`. */
  async open(ctx: Ctx, id: string, path: string, range?: { start: number; end: number }): Promise<Readable> {
    await this.assertFree(ctx, [id]);
    return this.files.open(fileOf(kept(await this.get(ctx, id)), path), range);
  }

  /** A link to one file that works without a key for five minutes. `path` may be left out for an artifact of one file. */
  async contentUrl(ctx: Ctx, id: string, path?: string): Promise<string> {
    await this.assertFree(ctx, [id]);
    return this.files.signedUrl(fileOf(kept(await this.get(ctx, id)), path));
  }

  async get(ctx: Ctx, id: string): Promise<ArtifactRow> {
    const row = await this.db.tx(ctx, (tx) => this.rows.find(tx, id));
    if (!row) throw notFound('artifact_not_found', `No artifact '${id.slice(0, 80)}'.`);
    return row;
  }

  /** What a job has left, in the order of registration. */
  ofJob(ctx: Ctx, jobId: string): Promise<ArtifactRow[]> {
    return this.db.tx(ctx, (tx) => this.rows.ofJob(tx, ctx.projectId, jobId));
  }

  async list(ctx: Ctx, query: PageQuery & { job_id?: readonly string[]; kind?: readonly string[] }) {
    const filter = { projectId: ctx.projectId, jobId: anyOf(query.job_id), kind: anyOf(query.kind) };
    const rows = await this.db.tx(ctx, (tx) => this.rows.list(tx, filter, query));
    return pageOf(rows, query.limit, artifactView);
  }

  /** The license graph under the artifact, itself first. */
  lineage(ctx: Ctx, id: string): Promise<LineageGraph> {
    return this.lines.of(ctx, id);
  }

  /** The same; null where it cannot be told, as for a lineage that names what is gone. */
  async findLineage(ctx: Ctx, id: string): Promise<LineageGraph | null> {
    try {
      return await this.lineage(ctx, id);
    } catch (error) {
      if (error instanceof AppError && error.kind !== 'unavailable') return null;
      throw error;
    }
  }

  /** The license graph of what is about to be made of `parents`, `made` first. */
  lineageUnder(ctx: Ctx, made: LineageNode, parents: readonly ArtifactParent[]): Promise<LineageGraph> {
    return this.lines.under(ctx, made, parents);
  }

  /** Throws denied `quarantined` when a recall holds one of these (art_, bm_, dsv_) or anything they come from. */
  assertFree(ctx: Ctx, ids: readonly string[]): Promise<void> {
    return this.lines.assertFree(ctx, ids);
  }

  baseModelOf(ctx: Ctx, id: string): Promise<string> {
    return this.lines.baseModelOf(ctx, id);
  }

  /** The artifact that a GGUF file was made of; null where no quantisation here made it. */
  quantizedFrom(ctx: Ctx, id: string): Promise<string | null> {
    return this.db.tx(ctx, async (tx) => {
      const edges = await this.rows.edgesFrom(tx, [id]);
      return edges.find((edge) => edge.type === 'quantized-from')?.parentId ?? null;
    });
  }

  private async sign(
    ctx: Ctx,
    input: RegisterArtifact & {
      manifest: ManifestFile[];
      digest: string;
      materials: Parameters<typeof provenance>[0]['materials'];
    },
  ): Promise<Omit<ArtifactRow, 'createdAt' | 'releasedAt'>> {
    const { kind, name, jobId, digest, materials, predicate, manifest } = input;
    const installation = await this.db.tx(ctx, (tx) => this.rows.installationId(tx));
    const statement = provenance({ name, digest, kind, jobId, installation, materials, predicate });
    return {
      id: newId('art_'),
      projectId: ctx.projectId,
      kind,
      name,
      digest,
      manifest,
      sizeBytes: BigInt(manifest.reduce((sum, file) => sum + file.size_bytes, 0)),
      jobId,
      step: input.step ?? null,
      training: input.training ?? null,
      provenance: {
        provenance: this.signer.bundle(statement),
        model_signature: this.signer.bundle(modelSignature(name, manifest)),
      },
    };
  }

  private findSame(tx: Tx, ctx: Ctx, input: RegisterArtifact, digest: string) {
    const { jobId, name } = input;
    if (jobId === null) return this.rows.findLike(tx, ctx.projectId, name, digest);
    return this.rows.findNamed(tx, ctx.projectId, jobId, name);
  }
}

function manifestOf({ files, papers = {} }: RegisterArtifact): ManifestFile[] {
  const own = Object.entries(papers).map(([path, text]) => ({
    path,
    size_bytes: Buffer.byteLength(text),
    sha256: createHash('sha256').update(text).digest('hex'),
  }));
  return canonicalManifest([...files.filter(({ path }) => papers[path] === undefined), ...own]);
}

function sameOrConflict(row: ArtifactRow, digest: string): ArtifactRow {
  if (row.digest === digest) return row;
  throw conflict('artifact_exists', `Job ${row.jobId} has left other bytes as '${row.name}' before.`, {
    artifact: row.id,
    sha256: row.digest,
  });
}

/** The row, if its bytes are kept. Throws not_found `artifact_released` for one that the retention policy gave up. */
function kept(row: ArtifactRow): ArtifactRow {
  if (row.releasedAt === null) return row;
  throw notFound(
    'artifact_released',
    `The files of artifact '${row.id}' (${row.name}) were deleted by the retention policy of the project on ` +
      `${row.releasedAt.toISOString().slice(0, 10)}; its record and lineage stay. Train again to have them back.`,
  );
}

/** The manifest entry of `path`. Throws not_found, also where the path was left out and there are several files. */
export function fileOf(row: ArtifactRow, path?: string): ManifestFile {
  if (path !== undefined) assertSafePath(path);
  const file =
    path === undefined && row.manifest.length === 1
      ? row.manifest[0]
      : row.manifest.find((entry) => entry.path === path);
  if (file) return file;
  const names = row.manifest.slice(0, 20).map((entry) => entry.path);
  const message =
    path === undefined
      ? `'path' must name one of: ${names.join(', ')}.`
      : `Artifact '${row.id}' has no such file.`;
  throw notFound('artifact_file_not_found', message, { param: 'path' });
}
