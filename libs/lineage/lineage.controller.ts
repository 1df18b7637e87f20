import { Controller } from '@nestjs/common';
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
  ) {}

  @Route(artifactLineage)
  ofArtifact(@Input() { ctx, params, query }: InputOf<typeof artifactLineage>) {
    return this.lineage.ofArtifact(ctx, params.id, query.direction);
  }

  @Route(lineageOf)
  of(@Input() { ctx, params, query }: InputOf<typeof lineageOf>) {
    return this.lineage.of(ctx, params.id, query.direction);
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
}
