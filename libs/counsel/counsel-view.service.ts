import { Inject, Injectable } from '@nestjs/common';
import { type Clock, unix } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import type { Catalogue } from '#license-catalogue/catalogue.js';
import { CatalogueService } from '#license-catalogue/catalogue.service.js';
import { DISCLAIMER } from '#license-catalogue/vocabulary.js';
import {
  askGateBody,
  type Decision,
  type Finding,
  type LineageGraph,
} from '#license-rules/decision.contract.js';
import { explainFinding } from '#license-rules/explain.js';
import { LicensesService } from '#licenses/licenses.service.js';
import { Db } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import { MembersService } from '#projects/members.service.js';
import { ProjectsService } from '#projects/projects.service.js';
import { ReviewsService } from '#reviews/reviews.service.js';
import type { LinkRow } from './counsel.repository.js';
import {
  type CounselFile,
  type CounselNode,
  GATE_ASKS,
  kindOf,
  namesOf,
  type ReviewFile,
  SETTLED,
  useOf,
  withNames,
} from './counsel-file.js';
import { readerOf } from './counsel.service.js';

type Review = Awaited<ReturnType<ReviewsService['get']>>;
type Resolved = Decision['resolved'];

/** Gathers what the one review of a link says, from the question as it was frozen. */
@Injectable()
export class CounselViewService {
  constructor(
    private readonly db: Db,
    private readonly reviews: ReviewsService,
    private readonly licenses: LicensesService,
    private readonly catalogues: CatalogueService,
    private readonly members: MembersService,
    private readonly projects: ProjectsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async of(link: LinkRow, requestId: string): Promise<CounselFile> {
    const { graph, file } = await this.gather(readerOf(link, requestId), link.reviewId);
    const forWhom = { for: link.label, link_expires_at: unix(link.expiresAt) };
    return withNames({ object: 'counsel_view', ...forWhom, ...file }, namesOf(graph));
  }

  /** The same for a member, with the ids of the lineage and what the caller may do. */
  async file(ctx: Ctx, id: string): Promise<ReviewFile> {
    const { graph, file } = await this.gather(ctx, id);
    const you = await this.reviews.standing(ctx, id);
    const named = withNames(file, namesOf(graph));
    const lineage = named.lineage.map((one, at) => ({ ...one, id: graph.nodes[at]!.id }));
    return { object: 'review_file', review: id, ...named, lineage, you };
  }

  private async gather(ctx: Ctx, id: string) {
    const review = await this.reviews.get(ctx, id);
    const decision = await this.licenses.getDecision(ctx, review.decision);
    const { graph, use } = askGateBody.parse(decision.inputs);
    const catalogue = await this.catalogues.of(ctx);
    const file: Omit<CounselFile, 'object' | 'for' | 'link_expires_at'> = {
      project: (await this.projects.get(ctx)).name,
      as_of: unix(this.clock.now()),
      question: { ...questionOf(review), requested_by: await this.namesOf(ctx, review.requested_by) },
      findings: review.findings.map((one) => findingOf(one, catalogue, graph)),
      use: useOf(use),
      lineage: lineageOf(graph, resolvedIn(decision.envelope)),
      grant: review.grant,
      timeline: review.timeline.map((one) => ({
        ...{ at: one.created_at, who: one.name === 'system' ? 'the system' : one.name },
        ...{ what: whatOf(one), words: one.text },
      })),
      texts: await this.textsOf(ctx, review.findings, catalogue),
      disclaimer: DISCLAIMER,
    };
    return { graph, file };
  }

  private async namesOf(ctx: Ctx, members: readonly string[]): Promise<string[]> {
    const known = await this.db.tx(ctx, (tx) => this.members.named(tx, members));
    return members.map((id) => known.get(id)?.name ?? 'a former member');
  }

  private async textsOf(
    ctx: Ctx,
    findings: readonly Finding[],
    catalogue: Catalogue,
  ): Promise<CounselFile['texts']> {
    // a license that nobody knows has no text to read
    const isKnown = (id: string) => catalogue.byId.get(id)?.kind !== 'unknown';
    const ids = [...new Set(findings.flatMap(({ license_id }) => license_id ?? []))].filter(isKnown);
    const added = await this.catalogues.addedTexts(ctx, ids);
    return ids.map((id) => {
      const entry = catalogue.byId.get(id);
      const text = this.catalogues.texts.get(id) ?? added.get(id) ?? null;
      return { id, name: entry?.name ?? id, url: entry?.url ?? null, text };
    });
  }
}

const whatOf = ({ kind, facts }: Review['timeline'][number]): string =>
  (facts as { answered_by?: string }).answered_by === undefined ? kind : SETTLED;

const questionOf = (review: Review): Omit<CounselFile['question'], 'requested_by'> => ({
  gate: review.gate,
  asks: GATE_ASKS[review.gate] ?? 'May this be used so?',
  model: review.subject.model,
  verdict: review.severity,
  state: review.state,
  opened_at: review.created_at,
  decided_at: review.decided_at,
  ends_at: review.expires_at,
  required_approvals: review.required_approvals,
  approvals: review.approvals.map(({ name, self_attested, at }) => ({ name, self_attested, at })),
  conditions: review.conditions,
});

function findingOf(
  finding: Finding,
  catalogue: Catalogue,
  graph: LineageGraph,
): CounselFile['findings'][number] {
  const { code, verdict, clause, confidence, remedy, license_id, node } = finding;
  const license = license_id === null ? null : (catalogue.byId.get(license_id)?.name ?? license_id);
  const { what, why } = explainFinding(finding, catalogue, graph);
  return { code, verdict, clause, confidence, remedy, what, why: inWords(why), on: node, license };
}

/** `acme -finetuned-from-> base` without the arrows. */
const inWords = (why: string): string =>
  why.replace(/ -([a-z-]+?)-> /g, (_, type: string) => ` (${type.replaceAll('-', ' ')}) `);

function lineageOf(graph: LineageGraph, resolved: Resolved): CounselNode[] {
  const known = new Map(resolved.map((one) => [one.node, one]));
  return graph.nodes.map((node) => {
    const found = known.get(node.id);
    return {
      name: node.id,
      kind: kindOf(node.kind),
      revision: node.revision ?? null,
      comes_from: graph.edges
        .filter((edge) => edge.from === node.id)
        .map((edge) => `${edge.type.replaceAll('-', ' ')} ${edge.to}`),
      declared: found?.declared ?? node.declared_license ?? null,
      concluded: found?.concluded ?? [],
      known_by: found?.by ?? null,
      file_sha256: node.file_sha256 ?? null,
    };
  });
}

/** What the frozen decision concluded of each node; it is part of the signed statement alone. */
function resolvedIn(envelope: unknown): Resolved {
  const { payload } = envelope as { payload: string };
  const statement = JSON.parse(Buffer.from(payload, 'base64').toString()) as {
    predicate?: { decision?: Partial<Decision> };
  };
  return statement.predicate?.decision?.resolved ?? [];
}
