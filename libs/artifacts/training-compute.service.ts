import { Inject, Injectable } from '@nestjs/common';
import { BaseModelsService } from '#base-models/base-models.service.js';
import type { Clock } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import type { LineageGraph } from '#license-rules/decision.contract.js';
import { AI_ACT, type AiAct, knownBaseFlops } from '#license-rules/regulation.js';
import {
  type BaseCompute,
  type ComputeAnswer,
  computeOf,
  type MeasuredTraining,
} from '#license-rules/training-compute.js';
import type { TrainingComputePort } from '#licenses/training-compute.port.js';
import { Db } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import { ArtifactsRepository } from './artifacts.repository.js';

/** The modifier ratio of the EU AI Act, from what jobs measured and what is known of base models. */
@Injectable()
export class TrainingCompute implements TrainingComputePort {
  constructor(
    private readonly db: Db,
    private readonly rows: ArtifactsRepository,
    private readonly baseModels: BaseModelsService,
    @Inject(AI_ACT) private readonly act: AiAct,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async of(
    ctx: Ctx,
    { graph, subject }: { graph: LineageGraph; subject: string },
  ): Promise<ComputeAnswer | null> {
    const ids = graph.nodes.map(({ id }) => id);
    const trainings = await this.trainings(ctx, ids);
    const bases = await this.bases(ctx, ids);
    const day = this.clock.now().toISOString().slice(0, 10);
    return computeOf({ graph, subject, facts: { trainings, bases }, day }, this.act);
  }

  private async trainings(ctx: Ctx, ids: readonly string[]): Promise<Map<string, MeasuredTraining>> {
    const artifacts = ids.filter((id) => id.startsWith('art_'));
    const rows = await this.db.tx(ctx, (tx) => this.rows.findMany(tx, artifacts));
    return new Map(
      rows.flatMap(({ id, jobId, training }) => (training ? [[id, { ...training, job: jobId }]] : [])),
    );
  }

  /** What a member declared goes before what the figures know. A decision may outlive its base model: that is then unknown. */
  private async bases(ctx: Ctx, ids: readonly string[]): Promise<Map<string, BaseCompute>> {
    const rows = await this.baseModels.findMany(
      ctx,
      ids.filter((id) => id.startsWith('bm_')),
    );
    const found = new Map<string, BaseCompute>();
    for (const { id, hubId, trainingFlops: flops, trainingFlopsSource: url, trainingFlopsBy: by } of rows) {
      const known = knownBaseFlops(hubId, this.act);
      if (flops !== null && url !== null)
        found.set(id, { flops, source: 'declared', url, how: `declared by ${by ?? 'a member'}` });
      else if (known)
        found.set(id, { flops: known.flops, source: 'catalogue', url: known.source, how: known.how });
    }
    return found;
  }
}
