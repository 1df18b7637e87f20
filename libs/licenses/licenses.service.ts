import { Inject, Injectable, Optional } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { denied, notFound } from '#kernel/errors.js';
import { Db, type Tx } from '#platform/db.js';
import { ProjectsService } from '#projects/projects.service.js';
import type { Catalogue } from '#license-catalogue/catalogue.js';
import { CatalogueService } from '#license-catalogue/catalogue.service.js';
import { decide as decidePure } from '#license-rules/decision.js';
import { curedName } from '#license-rules/decision-names.js';
import { explainFinding } from '#license-rules/explain.js';
import type { LicenseEntry } from '#license-catalogue/license-entry.js';
import type {
  Decision,
  LiftedFinding,
  LineageGraph,
  LineageNode,
  UseProfile,
} from '#license-rules/decision.contract.js';
import { resolveNode } from '#license-rules/resolve.js';
import type { Profile } from '#license-catalogue/vocabulary.js';
import { FreezingService } from './freezing.service.js';
import { type AskGate, inputsOf, type StoredDecision } from './frozen.js';
import { type DecisionRow, LicensesRepository } from './licenses.repository.js';
import { type AskedReview, REVIEWS, type ReviewsPort } from './reviews.port.js';

export type { AskGate, FrozenInputs, StoredDecision } from './frozen.js';
export type { DecisionRow };

/** Why a decision does not hold any more. */
export interface Lapse {
  review: string | null;
  state: string;
  why: string;
}

/** Asks the license gates, and tells what their answers are worth now. */
@Injectable()
export class LicensesService {
  constructor(
    private readonly db: Db,
    private readonly rows: LicensesRepository,
    private readonly projects: ProjectsService,
    private readonly catalogues: CatalogueService,
    private readonly freezing: FreezingService,
    @Optional() @Inject(REVIEWS) private readonly reviews?: ReviewsPort,
  ) {}

  /** The catalogue that binds the caller's project. */
  catalogueOf(ctx: Ctx): Promise<Catalogue> {
    return this.catalogues.of(ctx);
  }

  /** The same in the caller's transaction. */
  catalogueWithin(tx: Tx, ctx: Ctx): Promise<Catalogue> {
    return this.catalogues.within(tx, ctx.projectId);
  }

  /** Full texts of the shipped licenses by id. */
  get texts(): ReadonlyMap<string, string> {
    return this.catalogues.texts;
  }

  /** What the licenses ask of a thing that is kept (G3), under the project's declared use; stores nothing. */
  async duties(ctx: Ctx, graph: LineageGraph, subject: string, name?: string): Promise<Decision> {
    const project = await this.projects.get(ctx);
    const declared = project.declaredUse as UseProfile;
    const use = name === undefined ? declared : { ...declared, model_name: name };
    const profile = project.licenseProfile as Profile;
    const catalogue = await this.catalogues.of(ctx);
    return decidePure({ gate: 'G3', profile, use, graph, subject, catalogue });
  }

  /**
   * Asks the pure engine under the project's declared use and what reviewers answered, then freezes the answer: stored, signed,
   * audited. What needs a reviewer opens a review. The use is held until then: a change of it finds this decision.
   */
  decide(ctx: Ctx, ask: AskGate): Promise<StoredDecision> {
    return this.db.tx(ctx, async (tx) => {
      const declared = await this.projects.declaredNow(tx, ctx.projectId);
      const asking = { ...ask, inputs: inputsOf(ask, declared), declared: declared.use };
      const catalogue = await this.catalogues.within(tx, ctx.projectId);
      return this.freezing.freeze(tx, ctx, await this.freezing.answer(tx, ctx, asking, catalogue));
    });
  }

  /** The beginning that a license demands of a name which lacks it, and a name that has it; null where the name will do. */
  async nameFault(
    ctx: Ctx,
    of: { graph: LineageGraph; subject: string; name: string },
  ): Promise<{ prefix: string; cure: string; why: string } | null> {
    const { obligations } = await this.duties(ctx, of.graph, of.subject, of.name);
    const unmet = obligations.filter(({ type, satisfied_by }) => type === 'name-prefix' && !satisfied_by);
    // Of several the longest: "Llama 3" satisfies "Llama" too.
    const owed = unmet.sort((a, b) => b.text!.length - a.text!.length)[0];
    if (!owed) return null;
    const cure = curedName(of.name, owed.text!).toLowerCase().slice(0, 63);
    const name = (await this.catalogues.of(ctx)).byId.get(owed.license_id)?.name ?? owed.license_id;
    return { prefix: owed.text!, cure, why: `${name}, ${owed.clause}, for ${owed.node}` };
  }

  /** Tells what a declared license (hub tag, SPDX id, catalogue id) stands for; null where the catalogue cannot tell. */
  async resolver(
    ctx: Ctx,
  ): Promise<
    (
      declared: string,
      declaredBy?: string | null,
    ) => { licenseId: string | null; findings: { code: string; why: string }[] }
  > {
    const catalogue = await this.catalogues.of(ctx);
    return (declared, declaredBy) => {
      const node = {
        id: 'asked',
        kind: 'dataset' as const,
        declared_license: declared,
        ...(declaredBy ? { declared_by: declaredBy } : {}),
      };
      const { concluded, findings } = resolveNode(node, catalogue);
      return { licenseId: onlyId(concluded, catalogue), findings: [...findings] };
    };
  }

  /** Tells the license that a node comes to; null where the catalogue leaves a choice or knows none. */
  async concluder(ctx: Ctx): Promise<(node: LineageNode) => string | null> {
    const catalogue = await this.catalogues.of(ctx);
    return (node) => onlyId(resolveNode(node, catalogue).concluded, catalogue);
  }

  /** The worst findings in one line, each with license and clause, under the names of the project's catalogue. */
  async sentence(
    ctx: Ctx,
    decision: Pick<Decision, 'findings' | 'verdict'> & { graph: LineageGraph },
  ): Promise<string> {
    const catalogue = await this.catalogues.of(ctx);
    const worst = decision.findings.filter((finding) => finding.verdict === decision.verdict);
    return worst
      .map((finding) => {
        const { what, why } = explainFinding(finding, catalogue, decision.graph);
        return `${what} ${why}`;
      })
      .join(' ');
  }

  async getDecision(ctx: Ctx, id: string): Promise<DecisionRow> {
    const row = await this.db.tx(ctx, (tx) => this.rows.findDecision(tx, id));
    if (!row) throw notFound('decision_not_found', `No license decision '${id.slice(0, 80)}'.`);
    return row;
  }

  /** By subject: the newest decision on it, at registration or for serving. */
  async newestOf(ctx: Ctx, subjectIds: readonly string[]): Promise<Map<string, DecisionRow>> {
    const rows = await this.db.tx(ctx, (tx) => this.rows.newestOf(tx, subjectIds));
    return new Map(rows.map((row) => [row.subjectId, row]));
  }

  /** The review that a decision waits for, as it stands now; null where it waits for none. */
  async reviewOf(ctx: Ctx, decisionId: string): Promise<AskedReview | null> {
    const { reviewId } = await this.getDecision(ctx, decisionId);
    if (!reviewId || !this.reviews) return null;
    return this.db.tx(ctx, (tx) => this.reviews!.find(tx, ctx, reviewId));
  }

  /** Why a decision does not hold any more: answers that lifted its findings have ended, or the question has a worse answer since. */
  async lapsesOf(tx: Tx, ctx: Ctx, decisionId: string): Promise<Lapse[]> {
    const row = await this.rows.findDecision(tx, decisionId);
    if (!row) return [];
    const lifted = row.lifted as unknown as LiftedFinding[];
    const ids = [...new Set(lifted.flatMap(({ review }) => review ?? []))];
    const ended = ids.length === 0 ? [] : ((await this.reviews?.faultsOf(tx, ctx, ids)) ?? []);
    const worse = await this.rows.worseSince(tx, row);
    if (!worse) return ended;
    const why = `decision ${worse.id} on the same artifact says ${worse.verdict} since the catalogue, the declared use or the age of its figures has changed`;
    return [...ended, { review: worse.reviewId, state: worse.verdict, why }];
  }

  /** What forbids now what a decision let pass: a worse answer since, or the end of a waiver. Null where nothing does. */
  async denialSince(ctx: Ctx, decisionId: string): Promise<string | null> {
    return this.db.tx(ctx, async (tx) => {
      const row = await this.rows.findDecision(tx, decisionId);
      const lifted = (row?.lifted ?? []) as unknown as LiftedFinding[];
      const waivers = new Set(lifted.filter(({ verdict }) => verdict === 'deny').map(({ review }) => review));
      const lapses = await this.lapsesOf(tx, ctx, decisionId);
      const isNo = ({ review, state }: Lapse) => state === 'deny' || (review !== null && waivers.has(review));
      return lapses.find(isNo)?.why ?? null;
    });
  }

  /**
   * Whether the bytes of an artifact may be handed out. A member's own copy needs no decision; where the gate of publication
   * (G4) has been asked, its last word on the subject counts, and a deny is thrown as `license_forbids_use`.
   */
  async assertMayLeave(ctx: Ctx, subjectId: string): Promise<void> {
    const where = { projectId: ctx.projectId, gate: 'G4', subjectId };
    const row = await this.db.tx(ctx, (tx) => this.rows.newestDecision(tx, where));
    if (row?.verdict !== 'deny') return;
    const findings = row.findings as Decision['findings'];
    const { graph } = row.inputs as unknown as { graph: LineageGraph };
    throw denied('license_forbids_use', await this.sentence(ctx, { findings, verdict: 'deny', graph }), {
      decision: row.id,
      findings,
    });
  }
}

const onlyId = (concluded: readonly LicenseEntry[], catalogue: Catalogue): string | null =>
  concluded.length === 1 && concluded[0] !== catalogue.unknown ? concluded[0]!.id : null;
