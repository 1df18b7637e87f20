import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { Db } from '#platform/db.js';
import { behind, Expansions, listsOf, type Load } from '#platform/expansions.js';
import { type DatasetVersionRow, DatasetsRepository } from './datasets.repository.js';
import { datasetView, versionView } from './datasets.view.js';
import { LicenseDeclarations } from './license-declarations.service.js';

/** As many as a page of them has by itself. */
const MOST_VERSIONS = 20;

@Injectable()
export class DatasetExpansions extends Expansions {
  constructor(
    private readonly db: Db,
    private readonly rows: DatasetsRepository,
    private readonly licenses: LicenseDeclarations,
  ) {
    super();
  }

  /** Dataset versions as the API shows them; ids that are none are left out. */
  readonly versions = async (ctx: Ctx, ids: string[]) =>
    this.views(ctx, await this.db.tx(ctx, (tx) => this.rows.findVersions(tx, ids)));

  private async views(ctx: Ctx, rows: DatasetVersionRow[]) {
    const findings = await this.licenses.findings(ctx);
    return rows.map((row) => versionView(row, findings(row.declaredLicense, row.declaredBy)));
  }

  private readonly datasets = async (ctx: Ctx, ids: string[]) =>
    (await this.db.tx(ctx, (tx) => this.rows.findDatasets(tx, ids))).map(datasetView);

  private readonly newest: Load = async (ctx, datasets) => {
    const ids = datasets.map(({ id }) => id);
    const rows = await this.db.tx(ctx, (tx) => this.rows.newestVersions(tx, ids, MOST_VERSIONS));
    return listsOf(datasets, await this.views(ctx, rows), (version) => version.dataset_id);
  };

  readonly of = {
    dataset: { versions: { to: 'dataset_version', load: this.newest } },
    dataset_version: { dataset: { to: 'dataset', load: behind('dataset_id', this.datasets) } },
  };
}
