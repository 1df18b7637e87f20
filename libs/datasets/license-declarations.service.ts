import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { invalid } from '#kernel/errors.js';
import { LicensesService } from '#licenses/licenses.service.js';
import { OWN_DATA } from '#licenses/own-data.js';
import { ProjectsService } from '#projects/projects.service.js';

export interface DeclaredLicense {
  declared: string;
  /** Catalogue id; null where the catalogue cannot tell. */
  licenseId: string | null;
  by: string | null;
}

/** Under which license a user says that data stands. */
@Injectable()
export class LicenseDeclarations {
  constructor(
    private readonly projects: ProjectsService,
    private readonly licenses: LicensesService,
  ) {}

  /** What is said, or else the project's default. Throws dataset_license_missing, naming the setting. */
  async declare(ctx: Ctx, said: { license?: string; declared_by?: string }): Promise<DeclaredLicense> {
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
    return { declared, by, licenseId: (await this.licenses.resolver(ctx))(declared, by).licenseId };
  }

  /** Tells what the project's catalogue has to say about a declared license. */
  async findings(ctx: Ctx) {
    const resolve = await this.licenses.resolver(ctx);
    return (declared: string, by: string | null) => resolve(declared, by).findings;
  }
}
