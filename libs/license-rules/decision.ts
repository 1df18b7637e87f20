import type { Catalogue } from '#license-catalogue/catalogue.js';
import { type Bound, type Case, type DecideInput } from './decision-case.js';
import { askConfidence, weakestConfidence } from './decision-confidence.js';
import { askConflicts } from './decision-conflicts.js';
import { askData } from './decision-data.js';
import { askDuties } from './decision-duties.js';
import { askGrants } from './decision-grants.js';
import { collectAncestors, compare, type Reach } from './decision-lineage.js';
import { askName, askNameConflicts } from './decision-names.js';
import { askDownstream, askOutputs } from './decision-outputs.js';
import { askResolution, keepOnlyAgreed } from './decision-resolution.js';
import { askThresholds } from './decision-thresholds.js';
import {
  askCommercial,
  askFields,
  askGated,
  askHosting,
  askRegistration,
  askTerritory,
} from './decision-use.js';
import type { LicenseEntry } from '#license-catalogue/license-entry.js';
import { choicesToMake, isKinder, waysThrough, withChoices, withChosen } from './decision-choices.js';
import type { Decision, Finding, Obligation } from './decision.contract.js';
import { resolveNode, type Resolution, withKnownFile } from './resolve.js';
import { DISCLAIMER, VERDICTS, type Verdict } from '#license-catalogue/vocabulary.js';

export type { DecideInput } from './decision-case.js';

/** decision.md §3.4: every rule is asked, none stops the next. */
const RULES: readonly ((asked: Case, bound: Bound) => void)[] = [
  askTerritory,
  askCommercial,
  askThresholds,
  askRegistration,
  askGated,
  askFields,
  askHosting,
  askOutputs,
  askDownstream,
  askData,
  askName,
  askDuties,
  askConfidence,
];

/**
 * May the subject pass this gate under this use profile? Pure and total: the same input gives the same answer, nothing else is
 * read, and an input that a rule needs and does not find gives INPUT_MISSING, never "no" and never a silent yes.
 * Verdict: the highest of all findings; a required obligation lifts allow to allow-with-obligations.
 */
export function decide(input: DecideInput): Decision {
  const choices = choicesToMake(input);
  if (choices.length === 0) return decideOnce(input);
  const answers = waysThrough(choices).map((chosen) => ({
    chosen,
    decision: decideOnce({ ...input, graph: withChoices(input.graph, chosen) }),
  }));
  const best = answers.reduce((a, b) => (isKinder(b.decision, a.decision) ? b : a));
  return withChosen(best.decision, input.graph, best.chosen);
}

function decideOnce(input: DecideInput): Decision {
  const asked = caseOf(input);
  askResolution(asked);
  for (const bound of asked.bounds) for (const rule of RULES) rule(asked, bound);
  askNameConflicts(asked);
  askConflicts(asked);
  keepOnlyAgreed(asked);
  const { kept, lifted } = askGrants(asked);
  const findings = inOrder(kept);
  const obligations = distinct(asked.obligations).sort(byObligation);
  const verdict = verdictOf(findings, obligations);
  const denies = findings.filter((finding) => finding.verdict === 'deny');
  return {
    gate: input.gate,
    profile: input.profile,
    subject: input.subject,
    verdict,
    fixable: verdict === 'deny' ? denies.every((finding) => finding.fixable) : null,
    findings,
    obligations,
    lifted,
    resolved: [...asked.resolutions.values()]
      .map(({ node, declared, concluded, by }) => ({
        node,
        declared,
        concluded: concluded.map(({ id }) => id).sort(),
        by,
      }))
      .sort((a, b) => compare(a.node, b.node)),
    confidence: weakestConfidence(asked.bounds.map(({ license }) => license)),
    catalogue_version: input.catalogue.version,
    disclaimer: DISCLAIMER,
  };
}

function caseOf(input: DecideInput): Case {
  const { graph: given, ...rest } = input;
  const graph = { ...given, nodes: given.nodes.map((node) => withKnownFile(node, input.catalogue)) };
  const served = input.gate === 'G5' || (input.use.purpose ?? 'embedded-product') === 'embedded-product';
  const lineage = collectAncestors(graph, input.subject, served);
  const resolutions = new Map<string, Resolution>();
  for (const { node } of lineage.reaches)
    if (!resolutions.has(node.id)) resolutions.set(node.id, resolveNode(node, input.catalogue));
  const bounds = lineage.reaches.flatMap((reach) => boundsOf(reach, resolutions, input.catalogue));
  return { ...rest, lineage, resolutions, bounds, findings: [], obligations: [] };
}

function boundsOf(reach: Reach, resolutions: ReadonlyMap<string, Resolution>, catalogue: Catalogue): Bound[] {
  const concluded = resolutions.get(reach.node.id)?.concluded ?? [];
  return concluded
    .filter((license) => license !== catalogue.unknown)
    .map((license) => bind(reach, license))
    .filter((bound) => bound.mode !== 'outputs-of-outputs');
}

/** Terms of a service bind through its outputs only; terms that make students derivatives reach them whole (R5). */
function bind(reach: Reach, license: LicenseEntry): Bound {
  const serviceOnly = license.applies_to.every((what) => what === 'service-output');
  const viaOutputs = reach.mode === 'outputs' || reach.mode === 'outputs-of-outputs';
  if (viaOutputs && makesStudentsDerivatives(license))
    return { ...reach, mode: 'outputs', license, derivative: true };
  if (reach.mode === 'reads') return { ...reach, license, derivative: false };
  if (serviceOnly && reach.mode !== 'outputs-of-outputs')
    return { ...reach, mode: 'outputs', license, derivative: false };
  return { ...reach, license, derivative: reach.mode === 'contains' || reach.mode === 'adapts' };
}

const INHERITED = new Set(['becomes-derivative', 'bound-by-licence']);
const makesStudentsDerivatives = ({ terms }: LicenseEntry): boolean =>
  INHERITED.has(terms.output_use.value) ||
  (terms.derivative_scope?.includes.includes('trained-on-outputs') ?? false);

function verdictOf(findings: readonly Finding[], obligations: readonly Obligation[]): Verdict {
  const owed = obligations.some((obligation) => obligation.level === 'required');
  const ranks = findings.map((finding) => VERDICTS.indexOf(finding.verdict));
  return VERDICTS[Math.max(owed ? 1 : 0, ...ranks)]!;
}

const findingKey = ({ code, license_id, node, clause }: Finding) =>
  `${code}\n${node}\n${license_id ?? ''}\n${clause}`;

/** One finding a code, node, license and clause; the harshest first, then by code and node. */
function inOrder(findings: readonly Finding[]): Finding[] {
  const byKey = new Map<string, Finding>();
  for (const finding of findings) {
    const other = byKey.get(findingKey(finding));
    if (!other || VERDICTS.indexOf(finding.verdict) > VERDICTS.indexOf(other.verdict))
      byKey.set(findingKey(finding), finding);
  }
  return [...byKey.values()].sort(
    (a, b) =>
      VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict) || compare(findingKey(a), findingKey(b)),
  );
}

const obligationKey = ({ type, license_id, text, node }: Obligation) =>
  `${type}\n${license_id}\n${text ?? ''}\n${node}`;
const byObligation = (a: Obligation, b: Obligation) =>
  compare(b.level, a.level) || compare(obligationKey(a), obligationKey(b));

/** The same duty through two paths is one; a required one outweighs a recommended one. */
function distinct(obligations: readonly Obligation[]): Obligation[] {
  const byKey = new Map<string, Obligation>();
  for (const one of obligations)
    if (byKey.get(obligationKey(one))?.level !== 'required') byKey.set(obligationKey(one), one);
  return [...byKey.values()];
}
