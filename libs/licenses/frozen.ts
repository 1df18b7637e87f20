import type { Catalogue } from '#license-catalogue/catalogue.js';
import type { Gate, Profile } from '#license-catalogue/vocabulary.js';
import type {
  AskGateBody,
  Decision,
  LineageGraph,
  ReviewAnswer,
  UseProfile,
} from '#license-rules/decision.contract.js';
import { lineageHash } from '#license-rules/lineage-hash.js';
import type { Envelope } from '#platform/dsse.js';
import type { AskedReview, Question } from './reviews.port.js';

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
  /** What a review binds to, where that is not the subject: a job has a new id each time it is submitted. */
  reviewed?: { type: string; id: string };
  /** Whose word some of it rests on: frozen with the decision. */
  attestations?: readonly object[];
  /** What this question is about where the project's declared use says otherwise or nothing. */
  use?: Pick<UseProfile, 'purpose' | 'publish_license'>;
}

/** The question as it is stored with its answer. */
export interface FrozenInputs {
  gate: Gate;
  profile: Profile;
  use: UseProfile;
  graph: LineageGraph;
  subject: string;
  /** Fields of `use` that are the question's own. */
  own?: string[];
  /** What reviewers had answered. */
  reviews?: ReviewAnswer[];
  attestations?: readonly object[];
  reviewed?: { type: string; id: string };
}

export type StoredDecision = Omit<Decision, 'fixable'> & {
  id: string;
  fixable: boolean;
  envelope: Envelope;
  /** What was asked about. */
  graph: LineageGraph;
  /** The review that has to answer it; null where it needs none. */
  review: AskedReview | null;
};

/** Why decisions are asked again without anybody asking. */
export type Cause = 'catalogue' | 'use' | 'monthly' | 'deadline';

/** The inputs of a question under the use that the project declares now. */
export function inputsOf(
  ask: AskGate,
  { profile, use }: { profile: Profile; use: UseProfile },
): FrozenInputs {
  const { gate, graph, subjectId: subject, attestations = [] } = ask;
  const own = Object.keys(ask.use ?? {});
  return {
    ...{ gate, profile, graph, subject },
    use: {
      ...use,
      ...ask.use,
      ...(ask.modelName === null ? {} : { model_name: ask.modelName }),
      ...(ask.surfacesShown ? { surfaces_shown: ask.surfacesShown } : {}),
    },
    ...(own.length > 0 ? { own } : {}),
    ...(attestations.length > 0 ? { attestations } : {}),
    ...(ask.reviewed ? { reviewed: ask.reviewed } : {}),
  };
}

/** Always the question's: a project declares neither a model's name nor what it shows. */
const OF_THE_MODEL = ['model_name', 'surfaces_shown'];
/** What a question of publication asks by itself; decisions from before `own` was kept do not say so. */
const OF_PUBLICATION = ['purpose', 'publish_license'];

/** The use of an old question under what the project declares now: its own fields stay. */
export function useAgain(asked: AskGateBody, declared: UseProfile): UseProfile {
  const own = asked.own ?? (asked.gate === 'G4' ? OF_PUBLICATION : []);
  const kept = Object.entries(asked.use).filter(
    ([field]) => own.includes(field) || OF_THE_MODEL.includes(field),
  );
  return { ...declared, ...Object.fromEntries(kept) };
}

/** The use under which it is asked which license a node has: a measurement asks as internal, of what the project uses as it declares. */
export function useOfReading(
  { gate, use }: Pick<FrozenInputs, 'gate' | 'use'>,
  declared: UseProfile,
): UseProfile {
  if (gate !== 'G2') return use;
  const { purpose: _own, ...rest } = use;
  return declared.purpose === undefined ? rest : { ...rest, purpose: declared.purpose };
}

/** What a review of these inputs binds to. */
export function questionOf(
  of: { subjectType: string; subjectDigest: string | null; inputs: FrozenInputs },
  catalogue: Catalogue,
): Question {
  const { gate, profile, use, graph, subject, reviewed } = of.inputs;
  const { subjectType, subjectDigest } = of;
  return {
    gate,
    subjectType: reviewed?.type ?? subjectType,
    subjectId: reviewed?.id ?? subject,
    modelName: use.model_name ?? '',
    lineageHash: lineageHash({ gate, profile, use, graph, subject, subjectDigest, catalogue }),
  };
}

/** Findings that a person has to answer or cure. */
export const openFindings = <F extends { verdict: string }>(findings: readonly F[]): F[] =>
  findings.filter(({ verdict }) => verdict === 'needs-review' || verdict === 'deny');

/**
 * What a reviewer is asked for. A deny that the requester can cure is cured instead; a question at G3 lets the artifact through,
 * and the gate before it is used asks it again.
 */
export function needsOf(decisionId: string, decision: Decision) {
  const { verdict: severity, findings, catalogue_version: catalogueVersion } = decision;
  const needs = { decisionId, findings: openFindings(findings), catalogueVersion };
  if (severity === 'needs-review' && decision.gate !== 'G3') return { ...needs, severity };
  if (severity === 'deny' && !decision.fixable) return { ...needs, severity };
  return null;
}
