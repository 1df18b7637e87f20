import { Injectable } from '@nestjs/common';
import { unix } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { notFound } from '#kernel/errors.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import type { Catalogue } from '#license-catalogue/catalogue.js';
import { CatalogueService, licenseView } from '#license-catalogue/catalogue.service.js';
import { isData } from '#license-rules/decision-lineage.js';
import { decide } from '#license-rules/decision.js';
import {
  type AskGateBody,
  askGateBody,
  type Decision,
  type Finding,
  type LineageNode,
  type Obligation,
} from '#license-rules/decision.contract.js';
import { demandsOf, owedOf } from '#license-rules/demands.js';
import { explainDecision, foundWords } from '#license-rules/explain.js';
import { type Openness, opennessOf } from '#license-rules/openness.js';
import { anyOf } from '#platform/cursor.js';
import { Db } from '#platform/db.js';
import { type DecisionRow, LicensesRepository } from './licenses.repository.js';
import { LicensesService } from './licenses.service.js';

/** What anybody may read: the catalogue, the frozen decisions, and answers that are not kept. */
@Injectable()
export class LicenseReading {
  constructor(
    private readonly db: Db,
    private readonly rows: LicensesRepository,
    private readonly catalogues: CatalogueService,
    private readonly decisions: LicensesService,
  ) {}

  async licenses(ctx: Ctx, query: { q?: string }) {
    const wanted = query.q?.toLowerCase();
    const { entries } = await this.catalogues.of(ctx);
    const hits = entries.filter(
      (entry) => !wanted || `${entry.id} ${entry.name}`.toLowerCase().includes(wanted),
    );
    return {
      object: 'list' as const,
      data: hits.map((e) => licenseView(e)),
      first_id: hits[0]?.id ?? null,
      last_id: hits.at(-1)?.id ?? null,
      has_more: false,
    };
  }

  async license(ctx: Ctx, id: string) {
    const entry = (await this.catalogues.of(ctx)).byId.get(id);
    if (!entry) throw notFound('license_not_found', `The catalogue has no license '${id.slice(0, 80)}'.`);
    return { ...licenseView(entry), terms: entry.terms };
  }

  /** Asks without storing: for questions that change nothing. */
  async ask(ctx: Ctx, input: AskGateBody) {
    const catalogue = await this.catalogues.of(ctx);
    const decision = decide({ ...input, catalogue });
    return {
      object: 'license_decision' as const,
      ...decision,
      explanation: explainDecision(decision, catalogue, input.graph),
    };
  }

  /** What the licenses of a thing that stands by itself demand under the project's declared use; stores nothing. */
  async demands(ctx: Ctx, node: LineageNode) {
    const graph = { nodes: [node], edges: [] };
    const decision = await this.decisions.duties(ctx, graph, node.id);
    const concluded = decision.resolved.flatMap((one) => one.concluded);
    const catalogue = await this.catalogues.of(ctx);
    return { ...demandsOf({ ...decision, graph }, concluded, catalogue), decision: null };
  }

  /** The same of what a frozen decision was about, as it was decided. */
  async demandsOfDecision(ctx: Ctx, row: DecisionRow, license: string) {
    const { graph } = row.inputs as unknown as Pick<AskGateBody, 'graph'>;
    const decision = row as unknown as Pick<Decision, 'verdict' | 'findings' | 'obligations'>;
    const named = [...decision.findings, ...decision.obligations].flatMap(({ license_id: id }) => id ?? []);
    return {
      ...demandsOf({ ...decision, graph }, [license, ...named.sort()], await this.catalogues.of(ctx)),
      decision: row.id,
    };
  }

  /** What these decisions ask of whoever uses what they were about, each thing once. */
  async owed(ctx: Ctx, decisions: readonly string[]) {
    const ids = [...new Set(decisions)];
    const rows = await this.db.tx(ctx, (tx) => this.rows.findDecisions(tx, ids));
    const catalogue = await this.catalogues.of(ctx);
    const all = rows.flatMap(({ obligations }) => obligations as unknown as Obligation[]);
    const owed = all.map((one) => owedOf(one, catalogue));
    return [...new Map(owed.map((one) => [`${one.node} ${one.what} ${one.why}`, one])).values()];
  }

  /** What these decisions leave to a reviewer, each thing once, however many gates ask it. */
  async questions(ctx: Ctx, decisions: readonly string[]) {
    const rows = await this.db.tx(ctx, (tx) => this.rows.findDecisions(tx, [...new Set(decisions)]));
    const catalogue = await this.catalogues.of(ctx);
    const asked = rows.flatMap((row) => questionsOf(row, catalogue));
    return [...new Map(asked.map((one) => [`${one.node} ${one.code} ${one.license_id}`, one])).values()];
  }

  async view(ctx: Ctx, id: string) {
    const row = await this.decisions.getDecision(ctx, id);
    return { ...decisionRowView(row), openness: await this.opennessOf(ctx, row) };
  }

  /** As in a list; ids that are none are left out. */
  async views(ctx: Ctx, ids: string[]) {
    return (await this.db.tx(ctx, (tx) => this.rows.findDecisions(tx, ids))).map(decisionRowView);
  }

  async list(ctx: Ctx, query: PageQuery & { subject?: readonly string[] }) {
    const where = { projectId: ctx.projectId, subjectId: anyOf(query.subject) };
    const rows = await this.db.tx(ctx, (tx) => this.rows.listDecisions(tx, where, query));
    return pageOf(rows, query.limit, decisionRowView);
  }

  /** How open the model is that was decided on, by the catalogue of today; null for data. */
  private async opennessOf(ctx: Ctx, { inputs }: DecisionRow): Promise<Openness | null> {
    const asked = askGateBody.safeParse(inputs);
    const subject = asked.data?.graph.nodes.find(({ id }) => id === asked.data.subject);
    if (!asked.success || !subject || isData(subject)) return null;
    return opennessOf(asked.data, await this.catalogues.of(ctx));
  }
}

function questionsOf(row: DecisionRow, catalogue: Catalogue) {
  const { graph } = row.inputs as unknown as Pick<AskGateBody, 'graph'>;
  return (row.findings as unknown as Finding[])
    .filter(({ verdict }) => verdict === 'needs-review')
    .map(({ code, node, license_id, clause, remedy }) => {
      const found = graph.nodes.find(({ id }) => id === node);
      const what = foundWords(code, catalogue, found);
      return { code, node, license_id, declared: found?.declared_license ?? null, clause, remedy, what };
    });
}

const decisionRowView = (row: DecisionRow) => ({
  id: row.id,
  object: 'license_decision' as const,
  gate: row.gate,
  subject: { type: row.subjectType, id: row.subjectId, sha256: row.subjectDigest },
  verdict: row.verdict,
  fixable: row.fixable,
  findings: row.findings,
  obligations: row.obligations,
  lifted: row.lifted,
  review: row.reviewId,
  asked_again: row.cause === null ? null : { cause: row.cause, decision: row.followsId },
  inputs: row.inputs,
  catalogue_version: row.catalogueVersion,
  envelope: row.envelope,
  created_at: unix(row.createdAt),
});
