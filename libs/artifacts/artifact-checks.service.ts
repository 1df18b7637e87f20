import { Inject, Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { notFound } from '#kernel/errors.js';
import { Db } from '#platform/db.js';
import { type Statement, VERIFIER, type Verifier } from '#platform/dsse.js';
import { ArtifactFiles, type FileFault } from './artifact-files.service.js';
import { type ArtifactRow, ArtifactsRepository, type Attestations } from './artifacts.repository.js';
import { manifestDigest } from './manifest.js';
import { signsFiles } from '#kernel/model-signing.js';

/** Whether an artifact is still what was signed. Holds public keys only: what serves asks here. */
@Injectable()
export class ArtifactChecks {
  constructor(
    private readonly db: Db,
    private readonly rows: ArtifactsRepository,
    private readonly files: ArtifactFiles,
    @Inject(VERIFIER) private readonly verifier: Verifier,
  ) {}

  /** Holds row, signatures and every stored byte against one another. */
  async verify(ctx: Ctx, id: string): Promise<{ ok: boolean; digest: string; faults: FileFault[] }> {
    const row = await this.row(ctx, id);
    const faults = [...this.signatureFaults(row), ...(await this.fileFaults(row))];
    return { ok: faults.length === 0, digest: row.digest, faults };
  }

  /** Signatures that do not hold and files that the store has not, or not of their size. Their bytes are read when they are used. */
  async absences(ctx: Ctx, id: string): Promise<FileFault[]> {
    const row = await this.row(ctx, id);
    return [...this.signatureFaults(row), ...(await this.files.absences(row.manifest))];
  }

  /** Whether the signatures hold over what is on record of a file; its bytes are not read. */
  signature(row: ArtifactRow): { holds: boolean; faults: string[]; key: string | null } {
    const faults = this.signatureFaults(row).map(({ fault }) => fault);
    const { provenance } = row.provenance;
    return {
      holds: faults.length === 0,
      faults,
      key: provenance?.verificationMaterial?.publicKey.hint ?? null,
    };
  }

  /** Both signed statements and the public key that they verify against; null for a key that is trusted no more. */
  async attestation(ctx: Ctx, id: string) {
    const row = await this.row(ctx, id);
    const { provenance, model_signature } = row.provenance;
    return {
      object: 'artifact_attestation' as const,
      artifact: row.id,
      sha256: row.digest,
      public_key: this.verifier.publicKeyPem(provenance?.verificationMaterial?.publicKey.hint),
      provenance,
      model_signature,
    };
  }

  private async row(ctx: Ctx, id: string): Promise<ArtifactRow> {
    const row = await this.db.tx(ctx, (tx) => this.rows.find(tx, id));
    if (!row) throw notFound('artifact_not_found', `No artifact '${id.slice(0, 80)}'.`);
    return row;
  }

  /** What was deleted on purpose is told as such. */
  private fileFaults(row: ArtifactRow): Promise<FileFault[]> {
    if (row.releasedAt === null) return this.files.faults(row.manifest);
    return Promise.resolve(row.manifest.map(({ path }) => ({ path, fault: 'released' })));
  }

  private signatureFaults(row: ArtifactRow): FileFault[] {
    const faults: FileFault[] = [];
    if (manifestDigest(row.manifest) !== row.digest) faults.push({ path: '', fault: 'digest_mismatch' });
    const check = (name: keyof Attestations, good: (statement: Statement) => boolean) => {
      try {
        if (good(this.verifier.verify(row.provenance[name].dsseEnvelope))) return;
      } catch {
        // Falls through: a broken envelope is the same fault as a foreign one.
      }
      faults.push({ path: '', fault: `bad_${name}` });
    };
    check('provenance', ({ subject }) => subject[0]?.digest.sha256 === row.digest);
    check('model_signature', (statement) => signsFiles(statement, row.manifest));
    return faults;
  }
}
