import { Controller } from '@nestjs/common';
import { TrainingCompute } from '#artifacts/training-compute.service.js';
import type { Ctx } from '#kernel/context.js';
import type { LineageGraph } from '#license-rules/decision.contract.js';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { artifactLineage, lineageOf } from './lineage.contract.js';
import { LineageService } from './lineage.service.js';
import * as recalls from './recalls.contract.js';
import { RecallsService } from './recalls.service.js';

@Controller()
export class LineageController {
  constructor(
    private readonly lineage: LineageService,
    private readonly recalls: RecallsService,
    private readonly compute: TrainingCompute,
  ) {}

  @Route(artifactLineage)
  async ofArtifact(@Input() { ctx, params, query }: InputOf<typeof artifactLineage>) {
    const lineage = await this.lineage.ofArtifact(ctx, params.id, query.direction);
    return { ...lineage, ai_act: await this.aiAct(ctx, lineage) };
  }

  @Route(lineageOf)
  async of(@Input() { ctx, params, query }: InputOf<typeof lineageOf>) {
    const lineage = await this.lineage.of(ctx, params.id, query.direction);
    return { ...lineage, ai_act: await this.aiAct(ctx, lineage) };
  }

  @Route(recalls.createRecall)
  create(@Input() { ctx, body }: InputOf<typeof recalls.createRecall>) {
    return this.recalls.create(ctx, body);
  }

  @Route(recalls.listRecalls)
  list(@Input() { ctx, query }: InputOf<typeof recalls.listRecalls>) {
    return this.recalls.list(ctx, query);
  }

  @Route(recalls.getRecall)
  get(@Input() { ctx, params }: InputOf<typeof recalls.getRecall>) {
    return this.recalls.get(ctx, params.id);
  }

  @Route(recalls.releaseRecall)
  release(@Input() { ctx, params, body }: InputOf<typeof recalls.releaseRecall>) {
    return this.recalls.release(ctx, params.id, body.reason);
  }

  /** The modifier ratio over the license graph; null where there is none. */
  private aiAct(ctx: Ctx, of: { subject: string; license_graph: LineageGraph | null }) {
    const { subject, license_graph: graph } = of;
    return graph && this.compute.of(ctx, { graph, subject });
  }
}
