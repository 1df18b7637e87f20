import { text } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { AppError } from '#kernel/errors.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { BaseModelsService } from '#base-models/base-models.service.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import type { LineageGraph } from '#license-rules/decision.contract.js';
import { LicensesService } from '#licenses/licenses.service.js';
import { buildLicense, buildNotice } from '#license-rules/notices.js';
import type { NodeKind } from '#license-catalogue/vocabulary.js';
import type { Parent } from './jobs.inputs.js';

const MADE: Readonly<Record<string, { node: NodeKind; change: string }>> = {
  adapter: { node: 'adapter', change: 'An adapter was trained beside the frozen base model.' },
  checkpoint: {
    node: 'adapter',
    change: 'An adapter was trained beside the frozen base model, up to this step.',
  },
  merged: { node: 'merged', change: 'The adapter was merged into the base model.' },
  gguf: { node: 'quantized', change: 'The weights were converted to GGUF and quantized.' },
  gguf_adapter: { node: 'adapter', change: 'The adapter was converted to GGUF.' },
  quantized: { node: 'quantized', change: 'The weights were quantized.' },
};

/** LICENSE and NOTICE of what a job has made, with the strings that the licenses under it demand: they travel with the weights. */
@Injectable()
export class JobPapers {
  constructor(
    private readonly artifacts: ArtifactsService,
    private readonly baseModels: BaseModelsService,
    private readonly datasets: DatasetsService,
    private readonly licenses: LicensesService,
  ) {}

  /** By file name; none for what holds no weights, or descends from nothing. */
  async of(
    ctx: Ctx,
    made: { jobId: string; kind: string; parents: readonly Parent[] },
  ): Promise<Record<string, string>> {
    const { node, change } = MADE[made.kind] ?? {};
    if (!node || !change || made.parents.length === 0) return {};
    const graph = await this.artifacts.lineageUnder(ctx, { id: made.jobId, kind: node }, made.parents);
    const decision = await this.licenses.duties(ctx, graph, made.jobId);
    const base = graph.nodes.find(({ id }) => id.startsWith('bm_'));
    const catalogue = await this.licenses.catalogueOf(ctx);
    return {
      LICENSE: buildLicense(decision, await this.texts(ctx, base?.id), catalogue).text,
      NOTICE: buildNotice({
        name: made.kind,
        base: { repo: base?.repo ?? null, name: base?.id ?? 'unknown' },
        decision,
        datasets: await this.data(ctx, graph),
        changes: [change],
        madeBy: 'Luthier',
      }),
    };
  }

  private async data(ctx: Ctx, { nodes }: LineageGraph) {
    const own = nodes.filter(({ id }) => id.startsWith('dsv_'));
    const credits = await this.datasets.credits(
      ctx,
      own.map(({ id }) => id),
    );
    return own.map(({ id, repo, declared_license }) => {
      return {
        name: repo ?? id,
        license: declared_license ?? 'unknown',
        credit: credits.get(id) ?? '',
        url: null,
      };
    });
  }

  /** Vendored texts, and the LICENSE that came with the base model: that one is what was accepted. */
  private async texts(ctx: Ctx, baseId: string | undefined): Promise<ReadonlyMap<string, string>> {
    const { texts } = this.licenses;
    const base = baseId ? await this.baseModels.resolve(ctx, baseId) : null;
    if (!base?.licenseId || !base.artifactId) return texts;
    try {
      const path = base.source.license_file?.path ?? 'LICENSE';
      return new Map([
        ...texts,
        [base.licenseId, await text(await this.artifacts.open(ctx, base.artifactId, path))],
      ]);
    } catch (error) {
      if (error instanceof AppError && error.code === 'artifact_file_not_found') return texts;
      throw error;
    }
  }
}
