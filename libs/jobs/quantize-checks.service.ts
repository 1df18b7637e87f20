import type { Ctx } from '#kernel/context.js';
import { AppError, invalid } from '#kernel/errors.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { BaseModelsService } from '#base-models/base-models.service.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import { dotted } from '#platform/zod-input.js';
import type { JobDefaults } from './defaults.js';
import { assertGroupsFit, type Calibration, formatOf, type QuantizeType } from './quantize-ask.js';
import type { StoredRef } from './spec.js';

type Path = readonly PropertyKey[];

/** What a quantisation needs beside the model: a tool, rows, and groups that end with a row. Each throws invalid. */
export class QuantizeChecks {
  constructor(
    private readonly artifacts: ArtifactsService,
    private readonly datasets: DatasetsService,
    private readonly baseModels: BaseModelsService,
    private readonly defaults: JobDefaults,
  ) {}

  /** Of an image nobody can say what is in it; its recipe does. */
  assertTool(type: QuantizeType, target: string, at: Path): void {
    const { hasLlmcompressor } = this.defaults;
    if (formatOf(type) !== 'compressed-tensors' || target !== 'process' || hasLlmcompressor?.() !== false)
      return;
    throw invalid(
      'invalid_value',
      `The type '${type}' needs llm-compressor, which this installation has not: make its environment once with ` +
        '`node apps/launcher/bootstrap.mjs setup --llmcompressor` (1.6 GB); nothing has to be restarted.',
      { param: dotted([...at, 'type']) },
    );
  }

  /** The dataset version, which must have the split and be held by no recall. */
  async freeSplit(ctx: Ctx, of: { dataset_version: string; split: string }, at: Path) {
    const version = await this.datasets.getVersion(ctx, of.dataset_version);
    if (!Object.hasOwn(version.splits as object, of.split)) {
      throw invalid('invalid_value', `Dataset version ${version.id} has no split '${of.split}'.`, {
        param: dotted([...at, 'split']),
      });
    }
    await this.artifacts.assertFree(ctx, [version.id]);
    return version;
  }

  /** The rows must be conversations. */
  async assertCalibrates(ctx: Ctx, calibration: Calibration, at: Path): Promise<void> {
    const version = await this.freeSplit(ctx, calibration, [...at, 'calibration']);
    if (version.format === 'chat' || version.format === 'completion') return;
    throw invalid(
      'invalid_value',
      `Dataset version ${version.id} is of the format '${version.format}'; scales are chosen by conversations (chat, completion).`,
      { param: dotted([...at, 'calibration', 'dataset_version']) },
    );
  }

  /** `siblingBase`: under a model that an earlier job of the pipeline will leave. Where the widths are not known, the recipe checks. */
  async assertGroups(
    ctx: Ctx,
    size: number,
    { model, siblingBase, at }: { model: StoredRef; siblingBase: string | null; at: Path },
  ): Promise<void> {
    const base = 'job' in model ? siblingBase : await this.baseUnder(ctx, model.artifact);
    if (base) assertGroupsFit(size, (await this.baseModels.resolve(ctx, base)).config ?? {}, at);
  }

  private async baseUnder(ctx: Ctx, artifact: string): Promise<string | null> {
    try {
      return await this.artifacts.baseModelOf(ctx, artifact);
    } catch (error) {
      if (error instanceof AppError && error.kind === 'not_found') return null;
      throw error;
    }
  }
}
