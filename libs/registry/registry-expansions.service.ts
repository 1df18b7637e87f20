import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { JobExpansions } from '#jobs/job-expansions.service.js';
import { Db } from '#platform/db.js';
import { behind, Expansions, listsOf, type Load } from '#platform/expansions.js';
import { RegistryRepository, type VersionRow } from './registry.repository.js';
import { versionView } from './registry.view.js';

/** As many as a page of them has by itself. */
const MOST_VERSIONS = 20;

@Injectable()
export class RegistryExpansions extends Expansions {
  constructor(
    private readonly db: Db,
    private readonly rows: RegistryRepository,
    private readonly jobs: JobExpansions,
  ) {
    super();
  }

  /** Model versions as the API shows them; ids that are none are left out. */
  readonly versions = async (ctx: Ctx, ids: string[]) =>
    this.views(ctx, await this.db.tx(ctx, (tx) => this.rows.findVersions(tx, ids)));

  private async views(ctx: Ctx, rows: VersionRow[]) {
    const modelIds = [...new Set(rows.map(({ modelId }) => modelId))];
    const [models, aliases] = await this.db.tx(ctx, async (tx) => [
      await this.rows.findModels(tx, modelIds),
      await this.rows.aliasesOf(tx, { modelId: { in: modelIds } }),
    ]);
    const byId = new Map(models.map((model) => [model.id, model]));
    return rows.map((row) => {
      const own = aliases.filter(({ versionId }) => versionId === row.id);
      return versionView(row, byId.get(row.modelId)!, own);
    });
  }

  private readonly newest: Load = async (ctx, models) => {
    const ids = models.map(({ id }) => id);
    const rows = await this.db.tx(ctx, (tx) => this.rows.newestVersions(tx, ids, MOST_VERSIONS));
    return listsOf(models, await this.views(ctx, rows), (version) => version.model_id);
  };

  readonly of = {
    registered_model: { versions: { to: 'model_version', load: this.newest } },
    model_version: {
      source_job: { to: 'job', load: behind('source_job', (ctx, ids) => this.jobs.jobs(ctx, ids)) },
    },
    pipeline: { model_version: { to: 'model_version', load: behind('model_version', this.versions) } },
  };
}
