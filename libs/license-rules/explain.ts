import type { Catalogue } from '#license-catalogue/catalogue.js';
import type {
  Decision,
  Finding,
  LiftedFinding,
  LineageGraph,
  LineageNode,
  Obligation,
} from './decision.contract.js';
import {
  DISCLAIMER,
  type FindingCode,
  type ObligationType,
  type Verdict,
} from '#license-catalogue/vocabulary.js';
import { unknownWord } from './resolve.js';

export interface Explanation {
  /** One plain sentence: what was found, or what must be done. */
  what: string;
  /** Where it comes from: license, clause, and the way through the lineage. */
  why: string;
  clause: string;
  remedy: string;
}

/** The verdicts as a newcomer reads them. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  allow: 'Allowed.',
  'allow-with-obligations': 'Allowed, with obligations.',
  'needs-review': 'A license reviewer must look at this first.',
  deny: 'Not allowed.',
};

const FOUND: Readonly<Record<FindingCode, string>> = {
  INPUT_MISSING: 'A rule needs an answer that was not given',
  LICENSE_UNKNOWN: 'No license was found',
  LICENSE_AMBIGUOUS: 'The license name fits several texts',
  TAG_CONFLICT: 'The license tag contradicts the license file, the lineage or the known table',
  LICENSE_CHANGED: 'The license file differs from the one that was accepted',
  LICENSE_TERMINATED: 'The license has ended or was withdrawn',
  GATED_ACCEPTANCE_MISSING: "There is no proof that the repository's terms were accepted",
  CONFIDENCE_CAP: 'The permission rests on a text that nobody here has read in full',
  AUP_UNREAD: 'The license names a use policy that has not been read',
  TERRITORY_EXCLUDED: 'The license grants nothing in this territory',
  COMMERCIAL_PROHIBITED: 'The license forbids commercial use',
  NON_PRODUCTION_ONLY: 'The license forbids use in production',
  THRESHOLD_EXCEEDED: 'Users or revenue are above the limit of the license',
  THRESHOLD_NEAR: 'Users or revenue come near the limit of the license',
  REGISTRATION_REQUIRED: 'The licensor asks for a registration that is not on record',
  FIELD_OF_USE_PROHIBITED: 'The license forbids this field of use',
  FIELD_OF_USE_CONDITIONAL: 'The license allows this field of use on a condition',
  GUARDRAIL_BYPASS: 'The license ends when safety measures are removed or bypassed',
  HOSTED_SERVICE_RESTRICTED: 'The license does not allow hosting for others without permission',
  OUTPUT_USE_PROHIBITED: 'Outputs of this model may not train or improve the other model',
  OUTPUT_USE_CONDITIONAL: 'Outputs of this model are free on a condition that a person must judge',
  PROVIDER_TERMS: 'The data were made with a service whose terms bar competing models',
  CONTENT_UNLICENSED: 'The publisher of the data does not hold the rights in it',
  DATA_PURPOSE_LIMIT: 'The data may not be used or shared for this purpose',
  DATASET_STALE: 'The terms ask for the newest snapshot of the data, and this is an older one',
  NO_DERIVATIVES: 'A changed copy may not be shared',
  COPYLEFT_UNSETTLED: 'Whether the share-alike terms of the data reach the model is unsettled',
  LICENSE_CONFLICT: 'The terms of two ancestors cannot both be kept in this publication',
  NAME_CONFLICT: 'Two licenses demand different beginnings of the name',
  NAME_PREFIX_MISSING: "The model's name lacks a beginning that the license demands",
  DISPLAY_MISSING: 'A line that the license demands is not shown',
  LICENSE_COPY_MISSING: 'The license text is not shipped',
  NOTICE_MISSING: 'A required notice is not shipped',
  CHANGES_NOT_STATED: 'The changes are not stated',
  PASS_THROUGH_MISSING: 'The use restrictions are not passed on to recipients or users',
  DOCUMENTATION_PARITY: "The model card is missing or poorer than the base model's",
  OBLIGATION_UNMET: 'A required obligation is not met',
};

const OWED: Readonly<Record<ObligationType, string>> = {
  'ship-license': 'Ship the license text with every copy',
  'notice-file': 'Put this notice into the NOTICE file',
  display: 'Show this line',
  'name-prefix': "Begin the model's name with this",
  'state-changes': 'Say what was changed',
  'retain-notices': 'Keep the copyright and attribution notices',
  'pass-through-terms': 'Carry the use restrictions into your own terms',
  'source-offer': 'Offer the source',
  register: 'Register with the licensor',
  'attribution-record': 'Credit the source of the data and keep it on record',
  'publication-ack': 'Acknowledge it in publications',
  'content-filter': 'Filter or review the outputs',
  'documentation-parity': 'Keep the documentation at least as good as the original',
  'aup-bind-users': 'Bind users to the acceptable use policy',
  'keep-dataset-current': 'Keep the data set at its newest snapshot',
  'ai-disclosure': 'Disclose that outputs are made by AI',
  'warranty-disclaimer': 'Pass on the disclaimer of warranty',
};

const nameOf = (id: string | null, catalogue: Catalogue): string =>
  (id && catalogue.byId.get(id)?.name) || id || 'no license';

/** License and clause, as a reader knows them. */
export const sourceOf = (
  { license_id: id, clause }: Pick<Finding, 'license_id' | 'clause'>,
  catalogue: Catalogue,
): string => `${nameOf(id, catalogue)}${clause ? `, ${clause}` : ''}`;

/** What was found, without what it was found of. `node`: what it was found of, as it was described. */
export function foundWords(code: string, catalogue: Catalogue, node?: LineageNode): string {
  const [kind, field] = code.split(/:(.*)/s) as [FindingCode, string?];
  const declared = kind === 'LICENSE_UNKNOWN' && node ? unknownWord(node, catalogue) : null;
  if (declared !== null) return `The license ‘${declared}’ that was declared is not known`;
  return `${FOUND[kind]}${field ? ` (${field})` : ''}`;
}

/** `graph`: what was asked about, which tells the license that somebody gave the finding's node. */
export function explainFinding(finding: Finding, catalogue: Catalogue, graph?: LineageGraph): Explanation {
  const node = graph?.nodes.find(({ id }) => id === finding.node);
  const way = finding.path.length > 0 ? `; reached by ${finding.path.join(', ')}` : '';
  return {
    what: `${foundWords(finding.code, catalogue, node)}: ${finding.node}.`,
    why: `${sourceOf(finding, catalogue)}${way}.`,
    clause: finding.clause,
    remedy: finding.remedy,
  };
}

export function explainObligation(obligation: Obligation, catalogue: Catalogue): Explanation {
  const text = obligation.text ? `: "${obligation.text}"` : '';
  const state = obligation.satisfied_by
    ? `met on ${obligation.satisfied_by}`
    : `to do on ${obligation.surface}`;
  return {
    what: `${OWED[obligation.type]}${text} (${obligation.level}).`,
    why: `${sourceOf(obligation, catalogue)}; for ${obligation.node}.`,
    clause: obligation.clause,
    remedy: state,
  };
}

/** Who answered for a finding, on what paper, under which conditions, until when. */
export function explainLifted(lifted: LiftedFinding): string {
  const grant = lifted.grant_sha256 ? ` by the grant ${lifted.grant_sha256.slice(0, 12)}` : '';
  const review = lifted.review ? ` by review ${lifted.review} (${(lifted.reviewers ?? []).join(', ')})` : '';
  const from = lifted.given_at ? `, given at ${lifted.given_at} for all that is made of it` : '';
  const self = lifted.self_attested ? ', self-attested' : '';
  const until = lifted.expires ? `, until ${lifted.expires.slice(0, 10)}` : '';
  const conditions = lifted.conditions ? ` Condition: ${lifted.conditions}` : '';
  return `- ${lifted.code} on ${lifted.node} is lifted${grant}${review}${from}${self}${until}.${conditions}`;
}

/** A decision as plain lines for a terminal or a card: verdict, what stands in the way, what is owed, how sure, the disclaimer. */
export function explainDecision(decision: Decision, catalogue: Catalogue, graph?: LineageGraph): string[] {
  const cure = decision.fixable ? ' You can cure this yourself.' : '';
  const lines = [`${VERDICT_WORDS[decision.verdict]}${cure}`];
  for (const finding of decision.findings) {
    const { what, why, remedy } = explainFinding(finding, catalogue, graph);
    lines.push(`- [${finding.verdict}] ${what} ${why} What to do: ${remedy}.`);
  }
  for (const obligation of decision.obligations) {
    const { what, why, remedy } = explainObligation(obligation, catalogue);
    lines.push(`- ${what} ${why} ${remedy}.`);
  }
  for (const lifted of decision.lifted) lines.push(explainLifted(lifted));
  lines.push(
    `Confidence: ${decision.confidence}. Catalogue ${decision.catalogue_version.slice(0, 12)}. ${DISCLAIMER}`,
  );
  return lines;
}
