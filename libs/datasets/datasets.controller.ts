import { Controller } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { pageOf } from '#kernel/page.js';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import * as contract from './datasets.contract.js';
import type { DatasetVersionRow } from './datasets.repository.js';
import { DatasetsService } from './datasets.service.js';
import { datasetView, versionView } from './datasets.view.js';
import { LicenseDeclarations } from './license-declarations.service.js';

@Controller()
export class DatasetsController {
  constructor(
    private readonly datasets: DatasetsService,
    private readonly licenses: LicenseDeclarations,
  ) {}

  @Route(contract.createDataset)
  create(@Input() { ctx, body }: InputOf<typeof contract.createDataset>) {
    return this.datasets.create(ctx, body.name);
  }

  @Route(contract.listDatasets)
  list(@Input() { ctx, query }: InputOf<typeof contract.listDatasets>) {
    return this.datasets.list(ctx, query);
  }

  @Route(contract.getDataset)
  async get(@Input() { ctx, params }: InputOf<typeof contract.getDataset>) {
    return datasetView(await this.datasets.getDataset(ctx, params.id));
  }

  @Route(contract.createVersion)
  async createVersion(@Input() { ctx, params, body }: InputOf<typeof contract.createVersion>) {
    return this.version(ctx, await this.datasets.createVersion(ctx, params.id, body));
  }

  @Route(contract.listVersions)
  async listVersions(@Input() { ctx, params, query }: InputOf<typeof contract.listVersions>) {
    const rows = await this.datasets.listVersions(ctx, params.id, query);
    const findings = await this.licenses.findings(ctx);
    return pageOf(rows, query.limit, (row) =>
      versionView(row, findings(row.declaredLicense, row.declaredBy)),
    );
  }

  @Route(contract.getVersion)
  async getVersion(@Input() { ctx, params }: InputOf<typeof contract.getVersion>) {
    return this.version(ctx, await this.datasets.getVersion(ctx, params.id));
  }

  @Route(contract.getVersionPreview)
  preview(@Input() { ctx, params, query }: InputOf<typeof contract.getVersionPreview>) {
    return this.datasets.preview(ctx, params.id, query);
  }

  private async version(ctx: Ctx, row: DatasetVersionRow) {
    const findings = await this.licenses.findings(ctx);
    return versionView(row, findings(row.declaredLicense, row.declaredBy));
  }
}
