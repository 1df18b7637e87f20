import { Controller, Redirect } from '@nestjs/common';
import { LicensesService } from '#licenses/licenses.service.js';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { getArtifact, getAttestation, getContent, getManifest, listArtifacts } from './artifacts.contract.js';
import { ArtifactChecks } from './artifact-checks.service.js';
import { ArtifactsService } from './artifacts.service.js';
import { artifactView } from './artifacts.view.js';
import { makingOf } from './making.js';
import { TrainingCompute } from './training-compute.service.js';

@Controller()
export class ArtifactsController {
  constructor(
    private readonly artifacts: ArtifactsService,
    private readonly checks: ArtifactChecks,
    private readonly licenses: LicensesService,
    private readonly compute: TrainingCompute,
  ) {}

  @Route(listArtifacts)
  list(@Input() { ctx, query }: InputOf<typeof listArtifacts>) {
    return this.artifacts.list(ctx, query);
  }

  @Route(getArtifact)
  async get(@Input() { ctx, params }: InputOf<typeof getArtifact>) {
    const row = await this.artifacts.get(ctx, params.id);
    const graph = await this.artifacts.findLineage(ctx, row.id);
    return {
      ...artifactView(row),
      made: makingOf(row.provenance),
      ai_act: graph && (await this.compute.of(ctx, { graph, subject: row.id })),
    };
  }

  @Route(getManifest)
  async manifest(@Input() { ctx, params }: InputOf<typeof getManifest>) {
    const { id, digest, manifest } = await this.artifacts.get(ctx, params.id);
    return { object: 'artifact_manifest' as const, artifact: id, sha256: digest, files: manifest };
  }

  @Route(getAttestation)
  attestation(@Input() { ctx, params }: InputOf<typeof getAttestation>) {
    return this.checks.attestation(ctx, params.id);
  }

  @Route(getContent)
  @Redirect()
  async content(@Input() { ctx, params, query }: InputOf<typeof getContent>) {
    await this.licenses.assertMayLeave(ctx, params.id);
    return { url: await this.artifacts.contentUrl(ctx, params.id, query.path), statusCode: 302 };
  }
}
