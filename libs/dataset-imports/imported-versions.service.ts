import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { invalid } from '#kernel/errors.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import { FilesService } from '#files/files.service.js';
import type { ImportBody, ImportedFrom } from './dataset-imports.contract.js';

/** Converted files as uploads, and the version of them with what is known of where the data come from. */
@Injectable()
export class ImportedVersions {
  constructor(
    private readonly files: FilesService,
    private readonly datasets: DatasetsService,
  ) {}

  /** Checked and stored as any upload of the purpose fine-tune. */
  async keepFile(ctx: Ctx, body: Readable, filename: string): Promise<string> {
    const fields = Promise.resolve({ purpose: 'fine-tune' as const });
    return (await this.files.create(ctx, { body, filename, fields, purposeSoFar: () => 'fine-tune' })).id;
  }

  /**
   * What the user says, else what the publisher's card says. Data of the Hub never get the project's default: that speaks of the
   * project's own. Throws invalid dataset_license_missing.
   */
  licenseOf(body: ImportBody, source: ImportedFrom): string | undefined {
    const license = body.license ?? source.declared_license ?? undefined;
    if (license !== undefined || !source.repo) return license;
    throw invalid(
      'dataset_license_missing',
      `The card of ${source.repo} names no license; say which it is with 'license'.`,
      { param: 'license' },
    );
  }

  /** Throws what licenseOf and createVersion throw. */
  async make(ctx: Ctx, of: { body: ImportBody; files: Record<string, string>; source: ImportedFrom }) {
    const { body, files, source } = of;
    const dataset = await this.datasets.ensure(ctx, body.name!);
    const { attribution, declared_by, generated_by, derived_from } = body;
    const { repo, revision, name, sha256 } = source;
    return this.datasets.createVersion(ctx, dataset.id, {
      files: {
        train: files['train']!,
        ...(files['validation'] ? { validation: files['validation'] } : {}),
      },
      license: this.licenseOf(body, source),
      declared_by,
      attribution,
      generated_by,
      derived_from,
      source: { name: name.slice(0, 200), sha256, ...(repo ? { repo, revision } : {}) },
    });
  }
}
