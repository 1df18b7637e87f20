import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { invalid } from '#kernel/errors.js';
import type { LineageGraph } from '#license-rules/decision.contract.js';
import { LicensesService } from '#licenses/licenses.service.js';
import { heldContent } from '#licenses/held.js';
import { QuarantineService } from '#licenses/quarantine.service.js';
import { OWN_DATA } from '#license-catalogue/own-data.js';
import type { Tx } from '#platform/db.js';
import { ProjectsService } from '#projects/projects.service.js';
import type { CreateVersion } from './datasets.contract.js';
import { DatasetOrigins } from './dataset-origins.service.js';
import type { Origins } from './origins.js';

type Declared = Partial<Pick<CreateVersion, 'license' | 'declared_by' | 'generated_by' | 'derived_from'>>;

export interface DeclaredLicense {
  declared: string;
  /** Catalogue id; null where the catalogue cannot tell. */
  licenseId: string | null;
  by: string | null;
  /** What made the data; null where nothing was said about it. */
  origins: Origins | null;
}

/** What a user says about data: its license, and what made it. */
@Injectable()
export class LicenseDeclarations {
  constructor(
    private readonly projects: ProjectsService,
    private readonly licenses: LicensesService,
    private readonly origins: DatasetOrigins,
    private readonly quarantine: QuarantineService,
  ) {}

  /** What is said, or else the project's default. Throws dataset_license_missing, naming the setting. */
  async declare(ctx: Ctx, said: Declared): Promise<DeclaredLicense> {
    const project = await this.projects.get(ctx);
    const isDefault = said.license === undefined;
    const declared = said.license ?? project.defaultDatasetLicense;
    if (!declared) {
      throw invalid(
        'dataset_license_missing',
        "The data states no license. Give `license`, or set the project's default_dataset_license once: PATCH " +
          `/v1/projects/current {"default_dataset_license": "${OWN_DATA.id}", "default_dataset_license_declared_by": "<your name>"}.`,
        { param: 'license', setting: 'default_dataset_license' },
      );
    }
    const by = said.declared_by ?? (isDefault ? project.defaultDatasetLicenseDeclaredBy : null);
    if (declared === OWN_DATA.id && !by) {
      throw invalid(
        'missing_required_parameter',
        `${OWN_DATA.id} is declared by a named person: give 'declared_by'.`,
        {
          param: 'declared_by',
        },
      );
    }
    const origins = await this.origins.resolve(ctx, said);
    return { declared, by, licenseId: (await this.licenses.resolver(ctx))(declared, by).licenseId, origins };
  }

  /** Gate G1 over a version that is about to be kept: answered and on record, whatever the answer; what it denies cannot be trained on. */
  async register(ctx: Ctx, version: { id: string; digest: string; graph: LineageGraph }): Promise<void> {
    await this.licenses.decide(ctx, {
      gate: 'G1',
      subjectType: 'dataset_version',
      subjectId: version.id,
      subjectDigest: version.digest,
      modelName: null,
      graph: version.graph,
    });
  }

  /** Throws denied `quarantined` when a recall holds a file or version. */
  assertFree(ctx: Ctx, ids: readonly string[]): Promise<void> {
    return this.quarantine.assertFree(ctx, ids);
  }

  /**
   * The same for the files of a version, and for the file that they were converted from, in the transaction that keeps it: a recall
   * sees the version, or this sees the recall.
   */
  async assertFreeToKeep(
    tx: Tx,
    ctx: Ctx,
    files: readonly { file_id: string; sha256: string }[],
    source: { sha256?: string | undefined },
  ): Promise<void> {
    await this.quarantine.lock(tx, ctx, 'shared');
    const ids = files.flatMap(({ file_id, sha256 }) => [file_id, heldContent(sha256)]);
    const from = source.sha256 === undefined ? [] : [heldContent(source.sha256)];
    await this.quarantine.assertFreeIn(tx, [...ids, ...from]);
  }

  /** Tells what the project's catalogue has to say about a declared license. */
  async findings(ctx: Ctx) {
    const resolve = await this.licenses.resolver(ctx);
    return (declared: string, by: string | null) => resolve(declared, by).findings;
  }
}
