import { Controller, Redirect } from '@nestjs/common';
import { LicensesService } from '#licenses/licenses.service.js';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import * as routes from './artifacts.contract.js';
import { ArtifactChecks } from './artifact-checks.service.js';
import { ArtifactsService } from './artifacts.service.js';
import { artifactView, scannedFile } from './artifacts.view.js';
import { ChatTemplates } from './chat-templates.service.js';
import { makingOf } from './making.js';
import { TrainingCompute } from './training-compute.service.js';

@Controller()
export class ArtifactsController {
  constructor(
    private readonly artifacts: ArtifactsService,
    private readonly checks: ArtifactChecks,
    private readonly licenses: LicensesService,
    private readonly compute: TrainingCompute,
    private readonly templates: ChatTemplates,
  ) {}

  @Route(routes.listArtifacts)
  list(@Input() { ctx, query }: InputOf<typeof routes.listArtifacts>) {
    return this.artifacts.list(ctx, query);
  }

  @Route(routes.getArtifact)
  async get(@Input() { ctx, params }: InputOf<typeof routes.getArtifact>) {
    const row = await this.artifacts.get(ctx, params.id);
    const graph = await this.artifacts.findLineage(ctx, row.id);
    return {
      ...artifactView(row),
      made: makingOf(row.provenance),
      ai_act: graph && (await this.compute.of(ctx, { graph, subject: row.id })),
    };
  }

  @Route(routes.getManifest)
  async manifest(@Input() { ctx, params }: InputOf<typeof routes.getManifest>) {
    const { id, digest, manifest } = await this.artifacts.get(ctx, params.id);
    return {
      object: 'artifact_manifest' as const,
      artifact: id,
      sha256: digest,
      files: manifest.map(scannedFile),
    };
  }

  @Route(routes.getChatTemplate)
  chatTemplate(@Input() { ctx, params }: InputOf<typeof routes.getChatTemplate>) {
    return this.templates.of(ctx, params.id);
  }

  @Route(routes.getAttestation)
  attestation(@Input() { ctx, params }: InputOf<typeof routes.getAttestation>) {
    return this.checks.attestation(ctx, params.id);
  }

  @Route(routes.getContent)
  @Redirect()
  async content(@Input() { ctx, params, query }: InputOf<typeof routes.getContent>) {
    await this.licenses.assertMayLeave(ctx, params.id);
    return { url: await this.artifacts.contentUrl(ctx, params.id, query.path), statusCode: 302 };
  }
}
