import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { getReproduction, reproduceArtifact } from './reproduce.contract.js';
import { ReproduceService } from './reproduce.service.js';

@Controller()
export class ReproduceController {
  constructor(private readonly reproductions: ReproduceService) {}

  @Route(reproduceArtifact)
  reproduce(@Input() { ctx, params }: InputOf<typeof reproduceArtifact>) {
    return this.reproductions.submit(ctx, params.id);
  }

  @Route(getReproduction)
  get(@Input() { ctx, params }: InputOf<typeof getReproduction>) {
    return this.reproductions.compare(ctx, params.id);
  }
}
