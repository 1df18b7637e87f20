import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { unix } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { denied, notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import { canonicalJson } from '#audit/audit-chain.js';
import { AuditService } from '#audit/audit.service.js';
import { Db } from '#platform/db.js';
import { type Envelope, SIGNER, type Signer } from '#platform/dsse.js';
import { ProjectsService } from '#projects/projects.service.js';
import type { Catalogue } from './catalogue.js';
import { decide as decidePure } from './decision.js';
import { curedName } from './decision-names.js';
import { explainDecision, explainFinding } from './explain.js';
import type { Decision, LineageGraph, LineageNode, UseProfile } from './licenses.contract.js';
import { type DecisionRow, LicensesRepository } from './licenses.repository.js';
import { resolveNode } from './resolve.js';
import { type Gate, type Profile } from './vocabulary.js';

/** DI token of the loaded catalogue with its text. */
export const CATALOGUE = 'CATALOGUE';
export interface LoadedCatalogue {
  catalogue: Catalogue;
  text: string;
  /** Full texts of licenses by id. */
  texts?: ReadonlyMap<string, string>;
}

export interface AskGate {
  gate: Gate;
  subjectType: string;
  /** A node of the graph: the row that the decision is about. */
  subjectId: string;
  /** sha256 of what exactly was decided on; null where nothing exists yet (G2). */
  subjectDigest: string | null;
  modelName: string | null;
  graph: LineageGraph;
  /** Where obligations were found to be met, e.g. the LICENSE and NOTICE files that an artifact ships. */
  surfacesShown?: UseProfile['surfaces_shown'];
  /** Whose word some of it rests on: frozen with the decision. */
  attestations?: readonly object[];
}

export type { DecisionRow };

export const DECISION_PREDICATE = 'https://luthier.dev/license-decision/v1';

export type StoredDecision = Omit<Decision, 'fixable'> & { id: string; fixable: boolean; envelope: Envelope };

@Injectable()
export class LicensesService {
  constructor(
    private readonly db: Db,
    private readonly rows: LicensesRepository,
    private readonly audit: AuditService,
    private readonly projects: ProjectsService,
    @Inject(CATALOGUE) private readonly loaded: LoadedCatalogue,
    @Inject(SIGNER) private readonly signer: Signer,
  ) {}

  get catalogue(): Catalogue {
    return this.loaded.catalogue;
  }

  get texts(): ReadonlyMap<string, string> {
    return this.loaded.texts ?? new Map();
  }

  /** What the licenses ask of a thing that is kept (G3), under the project's declared use; stores nothing. */
  async duties(ctx: Ctx, graph: LineageGraph, subject: string): Promise<Decision> {
    const project = await this.projects.get(ctx);
    const use = project.declaredUse as UseProfile;
    const profile = project.licenseProfile as Profile;
    return decidePure({ gate: 'G3', profile, use, graph, subject, catalogue: this.catalogue });
  }

  /** Asks the pure engine under the project's declared use, then freezes the answer: stored, signed, audited. */
  async decide(ctx: Ctx, ask: AskGate): Promise<StoredDecision> {
    const project = await this.projects.get(ctx);
    const use: UseProfile = {
      ...(project.declaredUse as UseProfile),
      ...(ask.modelName === null ? {} : { model_name: ask.modelName }),
      ...(ask.surfacesShown ? { surfaces_shown: ask.surfacesShown } : {}),
    };
    const profile = project.licenseProfile as Profile;
    const { gate, graph, subjectId } = ask;
    const decision = decidePure({ gate, profile, use, graph, subject: subjectId, catalogue: this.catalogue });
    const id = newId('dec_');
    const { attestations = [] } = ask;
    const inputs = {
      ...{ gate, profile, use, graph, subject: subjectId },
      ...(attestations.length > 0 ? { attestations } : {}),
    };
    const envelope = this.sign({ id, project: ctx.projectId, digest: ask.subjectDigest, inputs, decision });
    await this.db.tx(ctx, async (tx) => {
      await this.rows.keepCatalogue(tx, this.catalogue.version, this.loaded.text);
      await this.rows.insertDecision(tx, {
        id,
        projectId: ctx.projectId,
        gate,
        subjectType: ask.subjectType,
        subjectId,
        subjectDigest: ask.subjectDigest,
        verdict: decision.verdict,
        fixable: decision.fixable ?? false,
        findings: decision.findings,
        obligations: decision.obligations,
        inputs: inputs,
        catalogueVersion: decision.catalogue_version,
        envelope: envelope as unknown as object,
      });
      await this.audit.append(tx, ctx, {
        action: 'license.decided',
        targetType: ask.subjectType,
        targetId: subjectId,
        facts: { decision: id, gate, verdict: decision.verdict, digest: ask.subjectDigest },
      });
    });
    return { ...decision, id, fixable: decision.fixable ?? false, envelope };
  }

  /** Asks without storing: for questions that change nothing. */
  ask(input: { gate: Gate; profile: Profile; use: UseProfile; graph: LineageGraph; subject: string }) {
    const decision = decidePure({ ...input, catalogue: this.catalogue });
    return {
      object: 'license_decision' as const,
      ...decision,
      explanation: explainDecision(decision, this.catalogue),
    };
  }

  /** The beginning that a license demands of a name which lacks it, and a name that has it; null where the name will do. */
  async nameFault(
    ctx: Ctx,
    of: { graph: LineageGraph; subject: string; name: string },
  ): Promise<{ prefix: string; cure: string; why: string } | null> {
    const project = await this.projects.get(ctx);
    const use = { ...(project.declaredUse as UseProfile), model_name: of.name };
    const profile = project.licenseProfile as Profile;
    const { graph, subject } = of;
    const { obligations } = decidePure({
      gate: 'G3',
      profile,
      use,
      graph,
      subject,
      catalogue: this.catalogue,
    });
    const unmet = obligations.filter(({ type, satisfied_by }) => type === 'name-prefix' && !satisfied_by);
    // Of several the longest: "Llama 3" satisfies "Llama" too.
    const owed = unmet.sort((a, b) => b.text!.length - a.text!.length)[0];
    if (!owed) return null;
    const cure = curedName(of.name, owed.text!).toLowerCase().slice(0, 63);
    const name = this.catalogue.byId.get(owed.license_id)?.name ?? owed.license_id;
    return { prefix: owed.text!, cure, why: `${name}, ${owed.clause}, for ${owed.node}` };
  }

  /** What a declared license (hub tag, SPDX id, catalogue id) stands for; null where the catalogue cannot tell. */
  resolve(
    declared: string,
    declaredBy?: string | null,
  ): { licenseId: string | null; findings: { code: string; why: string }[] } {
    const node = {
      id: 'asked',
      kind: 'dataset' as const,
      declared_license: declared,
      ...(declaredBy ? { declared_by: declaredBy } : {}),
    };
    const { concluded, findings } = resolveNode(node, this.catalogue);
    const only = concluded.length === 1 && concluded[0] !== this.catalogue.unknown ? concluded[0]! : null;
    return { licenseId: only?.id ?? null, findings: [...findings] };
  }

  /** The license that a node comes to; null where the catalogue leaves a choice or knows none. */
  conclude(node: LineageNode): string | null {
    const { concluded } = resolveNode(node, this.catalogue);
    return concluded.length === 1 && concluded[0] !== this.catalogue.unknown ? concluded[0]!.id : null;
  }

  /** The worst findings in one line, each with license and clause. */
  sentence(decision: Pick<Decision, 'findings' | 'verdict'>): string {
    const worst = decision.findings.filter((finding) => finding.verdict === decision.verdict);
    return worst
      .map((finding) => {
        const { what, why } = explainFinding(finding, this.catalogue);
        return `${what} ${why}`;
      })
      .join(' ');
  }

  explain(decision: Decision): string[] {
    return explainDecision(decision, this.catalogue);
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

  async view(ctx: Ctx, id: string) {
    return decisionRowView(await this.getDecision(ctx, id));
  }

  async list(ctx: Ctx, query: PageQuery & { subject?: string }) {
    const where = { projectId: ctx.projectId, subjectId: query.subject };
    const rows = await this.db.tx(ctx, (tx) => this.rows.listDecisions(tx, where, query));
    return pageOf(rows, query.limit, decisionRowView);
  }

  licenses(query: { q?: string }) {
    const wanted = query.q?.toLowerCase();
    const hits = this.catalogue.entries.filter(
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

  license(id: string) {
    const entry = this.catalogue.byId.get(id);
    if (!entry) throw notFound('license_not_found', `The catalogue has no license '${id.slice(0, 80)}'.`);
    return { ...licenseView(entry), terms: entry.terms };
  }

  /** Throws unless the decision lets its subject pass. */
  assertPasses(decision: StoredDecision): void {
    if (decision.verdict === 'allow' || decision.verdict === 'allow-with-obligations') return;
    const code = decision.verdict === 'deny' ? 'license_forbids_use' : 'license_review_required';
    throw denied(code, this.sentence(decision), { decision: decision.id, findings: decision.findings });
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
    throw denied('license_forbids_use', this.sentence({ findings, verdict: 'deny' }), {
      decision: row.id,
      findings,
    });
  }

  /** Where nothing exists yet to decide on (G2), the statement's subject is the question itself. */
  private sign(frozen: {
    id: string;
    project: string;
    digest: string | null;
    inputs: object;
    decision: Decision;
  }): Envelope {
    const { digest, ...predicate } = frozen;
    const sha256 = digest ?? createHash('sha256').update(canonicalJson(frozen.inputs)).digest('hex');
    return this.signer.sign({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: frozen.decision.subject, digest: { sha256 } }],
      predicateType: DECISION_PREDICATE,
      predicate,
    });
  }
}

const licenseView = (entry: Catalogue['entries'][number]) => ({
  id: entry.id,
  object: 'license' as const,
  name: entry.name,
  kind: entry.kind,
  url: entry.url ?? null,
  confidence: entry.confidence,
  hub: entry.hf,
});

const decisionRowView = (row: DecisionRow) => ({
  id: row.id,
  object: 'license_decision' as const,
  gate: row.gate,
  subject: { type: row.subjectType, id: row.subjectId, sha256: row.subjectDigest },
  verdict: row.verdict,
  fixable: row.fixable,
  findings: row.findings,
  obligations: row.obligations,
  inputs: row.inputs,
  catalogue_version: row.catalogueVersion,
  envelope: row.envelope,
  created_at: unix(row.createdAt),
});
