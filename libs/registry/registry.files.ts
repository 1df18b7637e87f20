import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { AppError, denied, invalid } from '#kernel/errors.js';
import { ArtifactsService, type PreparedArtifact } from '#artifacts/artifacts.service.js';
import type { LineageGraph, UseProfile } from '#license-rules/decision.contract.js';
import { LicensesService, type StoredDecision } from '#licenses/licenses.service.js';
import type { Tx } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import { BILL, billOfMaterials } from './bill-of-materials.js';
import { checkCard } from './card-check.js';
import { modelCard } from './card.js';
import { buildLicense, buildNotice, sourcesOf, surfacesOf } from '#license-rules/notices.js';
import { REGISTRY_ASSETS, type RegistryAssets } from './registry.assets.js';
import { passThroughTerms } from './terms.js';
import { cardInputOf, changesOf, type VersionFacts } from './version-card.js';

export type Surfaces = NonNullable<UseProfile['surfaces_shown']>;

/** The license gate of registration (G3), and the files that go with a version: README.md, LICENSE, NOTICE, the bill of materials, surfaces.json. */
@Injectable()
export class RegistryFiles {
  constructor(
    private readonly licenses: LicensesService,
    private readonly artifacts: ArtifactsService,
    @Inject(REGISTRY_ASSETS) private readonly assets: RegistryAssets,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Asks G3. A deny refuses the registration (403, with findings); a question lets it through, and the promotion waits. */
  async decide(
    ctx: Ctx,
    subjectId: string,
    modelName: string,
  ): Promise<{ decision: StoredDecision; graph: LineageGraph }> {
    await this.artifacts.assertFree(ctx, [subjectId]);
    const graph = await this.artifacts.lineage(ctx, subjectId);
    const { digest } = await this.artifacts.get(ctx, subjectId);
    const decision = await this.licenses.decide(ctx, {
      gate: 'G3',
      subjectType: 'artifact',
      subjectId,
      subjectDigest: digest,
      modelName,
      graph,
    });
    if (decision.verdict === 'deny') {
      const why = await this.licenses.sentence(ctx, decision);
      throw denied(
        'license_forbids_use',
        `The version cannot be registered: ${why}${decision.review ? ` ${decision.review.next}` : ''}`,
        {
          decision: decision.id,
          review: decision.review?.id ?? null,
          findings: decision.findings,
        },
      );
    }
    return { decision, graph };
  }

  /** Writes the files, checks the card, and stores them as one artifact, whose row is for the version's transaction. */
  async write(
    ctx: Ctx,
    facts: VersionFacts,
    versionId: string,
    gate: { decision: StoredDecision; graph: LineageGraph },
  ): Promise<PreparedArtifact> {
    const files = await this.build(ctx, facts, gate);
    const faults = checkCard(files['README.md'], this.assets.rules);
    if (faults.length > 0) {
      const first = faults[0]!;
      throw invalid(
        'model_card_invalid',
        `The model card does not follow the Hub's rules: ${first.field || 'card'}: ${first.message}`,
        { faults },
      );
    }
    const folder = await mkdtemp(join(tmpdir(), 'luthier-card-'));
    try {
      const manifest = [];
      for (const [path, body] of Object.entries(files)) {
        await writeFile(join(folder, path), body);
        manifest.push({
          path,
          size_bytes: Buffer.byteLength(body),
          sha256: createHash('sha256').update(body).digest('hex'),
        });
      }
      return await this.artifacts.prepare(ctx, {
        kind: 'model_card',
        name: `model_card-${versionId}`,
        jobId: facts.job.id,
        folder,
        files: manifest,
        parents: [{ id: facts.subjects[0]!, type: 'derived-from' }],
        predicate: {
          recipe: 'model_card',
          spec: { decision: gate.decision.id, model: facts.model, version: facts.number },
        },
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async record(tx: Tx, ctx: Ctx, card: PreparedArtifact): Promise<string> {
    return (await this.artifacts.record(tx, ctx, card)).id;
  }

  /** What the version shows by itself, as frozen beside its card: evidence for later license decisions. */
  async surfaces(ctx: Ctx, cardId: string): Promise<Surfaces> {
    return JSON.parse(await this.read(ctx, cardId, 'surfaces.json')) as Surfaces;
  }

  async faultsOf(ctx: Ctx, cardId: string): Promise<string[]> {
    const faults = checkCard(await this.read(ctx, cardId, 'README.md'), this.assets.rules);
    return faults.map(({ line, field, message }) => `line ${line}: ${field ? `${field}: ` : ''}${message}`);
  }

  async manifest(ctx: Ctx, cardId: string) {
    return (await this.artifacts.get(ctx, cardId)).manifest;
  }

  async read(
    ctx: Ctx,
    cardId: string,
    path: 'README.md' | 'LICENSE' | 'NOTICE' | 'surfaces.json' | typeof BILL,
  ): Promise<string> {
    return text(await this.artifacts.open(ctx, cardId, path));
  }

  private async build(ctx: Ctx, facts: VersionFacts, { decision }: { decision: StoredDecision }) {
    const catalogue = await this.licenses.catalogueOf(ctx);
    const card = modelCard(cardInputOf(facts, decision, catalogue, this.assets.madeBy), catalogue);
    const license = buildLicense(decision, await this.textsFor(ctx, facts), catalogue);
    const changes = changesOf(facts);
    const { name, license: licenseOfData, attribution, source } = facts.dataset;
    const notice = buildNotice({
      name: facts.model,
      base: { repo: facts.base.hubId, name: facts.base.slug },
      decision,
      datasets: [{ name, license: licenseOfData, credit: attribution ?? '', url: source.url ?? null }],
      changes,
      madeBy: this.assets.madeBy,
    });
    const credited = [facts.dataset.id, ...sourcesOf(decision).map(({ node }) => node)];
    const surfaces = surfacesOf({ license, notice, card, changes, credited });
    const bill = billOfMaterials({
      facts,
      decision,
      decisionId: decision.id,
      catalogue,
      madeBy: this.assets.madeBy,
      at: this.clock.now(),
    });
    const terms = passThroughTerms(facts.model, decision.obligations, catalogue);
    return {
      'README.md': card,
      LICENSE: license.text,
      NOTICE: notice,
      'surfaces.json': JSON.stringify(surfaces),
      [BILL]: JSON.stringify(bill, null, 2),
      ...(terms ? { 'TERMS.txt': terms } : {}),
    };
  }

  /** Vendored texts, and the LICENSE that came with the base model: that one is what was accepted. */
  private async textsFor(ctx: Ctx, { base }: VersionFacts): Promise<ReadonlyMap<string, string>> {
    if (base.licenseId === null || base.artifactId === null) return this.assets.texts;
    try {
      const own = await text(
        await this.artifacts.open(ctx, base.artifactId, base.source.license_file?.path ?? 'LICENSE'),
      );
      return new Map([...this.assets.texts, [base.licenseId, own]]);
    } catch (error) {
      if (error instanceof AppError && error.kind === 'not_found') return this.assets.texts;
      throw error;
    }
  }
}
