import { Inject, Injectable, Optional } from '@nestjs/common';
import { BaseModelsService } from '#base-models/base-models.service.js';
import type { Ctx } from '#kernel/context.js';
import { AppError, invalid } from '#kernel/errors.js';
import { LicensesService } from '#licenses/licenses.service.js';
import { QuarantineService } from '#licenses/quarantine.service.js';
import { Db } from '#platform/db.js';
import { DatasetsRepository } from './datasets.repository.js';
import type { DerivedFrom, Generator } from './origins.contract.js';
import { inOneOrder, type KnownGenerator, type KnownSource, type Origins, parentIdsOf } from './origins.js';
import { OWN_MODELS, type OwnModelsPort } from './own-models.port.js';

const OWN_NAME = /^(ft:|mv_|art_)/;

/** What made a dataset version and what it was made from: names looked up once, when they are declared. */
@Injectable()
export class DatasetOrigins {
  constructor(
    private readonly db: Db,
    private readonly rows: DatasetsRepository,
    private readonly baseModels: BaseModelsService,
    private readonly licenses: LicensesService,
    private readonly quarantine: QuarantineService,
    @Optional() @Inject(OWN_MODELS) private readonly own?: OwnModelsPort,
  ) {}

  /** Null where nothing was said. Throws invalid_value, naming the entry, for a name or terms that are none. */
  async resolve(
    ctx: Ctx,
    said: { generated_by?: Generator[]; derived_from?: DerivedFrom[] },
  ): Promise<Origins | null> {
    if (said.generated_by === undefined && said.derived_from === undefined) return null;
    const generated_by: KnownGenerator[] = [];
    for (const [index, one] of (said.generated_by ?? []).entries())
      generated_by.push(await this.generator(ctx, one, `generated_by[${index}]`));
    const derived_from: KnownSource[] = [];
    for (const [index, one] of (said.derived_from ?? []).entries())
      derived_from.push(await this.source(ctx, one, `derived_from[${index}]`));
    const origins = inOneOrder({ generated_by, derived_from });
    await this.quarantine.assertFree(ctx, parentIdsOf(origins));
    return origins;
  }

  private async generator(ctx: Ctx, said: Generator, param: string): Promise<KnownGenerator> {
    const { model, role, provider_terms: terms = null, license = null } = said;
    if (terms !== null) await this.assertServiceTerms(ctx, terms, `${param}.provider_terms`);
    const id = await this.idOf(ctx, model, `${param}.model`);
    if (id && license)
      throw invalid(
        'invalid_value',
        `The license of '${model}' is known from its own lineage; leave it out.`,
        {
          param: `${param}.license`,
        },
      );
    return { model, role, id, provider_terms: terms, license };
  }

  private async assertServiceTerms(ctx: Ctx, id: string, param: string): Promise<void> {
    const catalogue = await this.licenses.catalogueOf(ctx);
    const entry = catalogue.byId.get(id);
    if (entry?.kind === 'service-terms') return;
    const known = catalogue.entries.filter(({ kind }) => kind === 'service-terms').map((one) => one.id);
    const why = entry
      ? `'${id}' is a license, not the terms of a service`
      : `No service's terms '${id}' are known`;
    throw invalid(
      'invalid_value',
      `${why}; known: ${known.join(', ')}. Leave it out where yours are not among them: a reviewer is asked then.`,
      { param },
    );
  }

  /** An own model must exist; any other name is a base model of the project, or lies outside. */
  private async idOf(ctx: Ctx, model: string, param: string): Promise<string | null> {
    if (OWN_NAME.test(model)) {
      const id = (await this.own?.findArtifact(ctx, model)) ?? null;
      if (id) return id;
      throw invalid('invalid_value', `This project has no model '${model.slice(0, 120)}'.`, { param });
    }
    try {
      return (await this.baseModels.resolve(ctx, model)).id;
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'not_found') throw error;
      if (!model.startsWith('bm_')) return null;
      throw invalid('invalid_value', `This project has no base model '${model.slice(0, 120)}'.`, { param });
    }
  }

  private async source(ctx: Ctx, said: DerivedFrom, param: string): Promise<KnownSource> {
    if (typeof said !== 'string') return said;
    const row = await this.db.tx(ctx, (tx) => this.rows.findVersion(tx, said));
    if (row) return { dataset_version: row.id };
    throw invalid('invalid_value', `This project has no dataset version '${said}'.`, { param });
  }
}
