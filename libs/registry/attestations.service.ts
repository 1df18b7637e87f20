import { Inject, Injectable } from '@nestjs/common';
import { DatasetsService } from '#datasets/datasets.service.js';
import { type Clock, unix } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { conflict, invalid, notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { pageOf } from '#kernel/page.js';
import { AuditService } from '#audit/audit.service.js';
import { Db } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import type { AttestationBody } from './attestations.contract.js';
import { type AttestationRow, RegistryRepository } from './registry.repository.js';
import { RegistryService } from './registry.service.js';

/** What named members say of pages that this installation cannot see. */
@Injectable()
export class AttestationsService {
  constructor(
    private readonly db: Db,
    private readonly rows: RegistryRepository,
    private readonly registry: RegistryService,
    private readonly datasets: DatasetsService,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async create(ctx: Ctx, versionId: string, body: AttestationBody) {
    const version = await this.registry.getVersion(ctx, versionId);
    const sha256 = await this.evidence(ctx, body);
    const row = await this.db.tx(ctx, async (tx) => {
      const made = await this.rows.insertAttestation(tx, {
        id: newId('ats_'),
        projectId: ctx.projectId,
        versionId: version.id,
        surface: body.surface,
        shows: body.shows,
        url: body.url,
        sha256,
        fileId: body.file ?? null,
        note: body.note ?? null,
        madeBy: ctx.actor,
        createdAt: this.clock.now(),
      });
      await this.audit.append(tx, ctx, {
        action: 'attestation.made',
        targetType: 'model_version',
        targetId: version.id,
        facts: { attestation: made.id, surface: body.surface, shows: body.shows, url: body.url, sha256 },
      });
      return made;
    });
    return attestationView(row);
  }

  async list(ctx: Ctx, versionId: string) {
    const version = await this.registry.getVersion(ctx, versionId);
    const rows = await this.db.tx(ctx, (tx) => this.rows.attestationsOf(tx, version.id));
    return pageOf(rows, rows.length, attestationView);
  }

  async revoke(ctx: Ctx, versionId: string, id: string) {
    const version = await this.registry.getVersion(ctx, versionId);
    const row = await this.db.tx(ctx, async (tx) => {
      const found = (await this.rows.attestationsOf(tx, version.id)).find((one) => one.id === id);
      if (!found)
        throw notFound(
          'attestation_not_found',
          `Version ${version.id} has no attestation '${id.slice(0, 80)}'.`,
        );
      const by = { revokedAt: this.clock.now(), revokedBy: ctx.actor };
      if (!(await this.rows.revokeAttestation(tx, id, by)))
        throw conflict('attestation_revoked', `The attestation ${id} was revoked before.`);
      await this.audit.append(tx, ctx, {
        action: 'attestation.revoked',
        targetType: 'model_version',
        targetId: version.id,
        facts: { attestation: id, surface: found.surface },
      });
      return { ...found, ...by };
    });
    return attestationView(row);
  }

  private async evidence(ctx: Ctx, { sha256, file }: AttestationBody): Promise<string> {
    if ((sha256 === undefined) === (file === undefined))
      throw invalid(
        'invalid_value',
        "Give 'sha256' of a screenshot or of the page, or 'file', an uploaded one: exactly one of them.",
        { param: 'sha256' },
      );
    return sha256 ?? (await this.datasets.getFile(ctx, file!)).sha256;
  }
}

export const attestationView = (row: AttestationRow) => ({
  id: row.id,
  object: 'attestation' as const,
  model_version: row.versionId,
  surface: row.surface,
  shows: row.shows,
  url: row.url,
  sha256: row.sha256,
  file: row.fileId,
  note: row.note,
  made_by: row.madeBy,
  created_at: unix(row.createdAt),
  revoked_at: row.revokedAt && unix(row.revokedAt),
  revoked_by: row.revokedBy,
});
