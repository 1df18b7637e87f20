import { payloadDigest, type Statement } from '#kernel/dsse.js';
import {
  type PromotionRecord,
  RECORD_PREDICATE,
  type RecordedApprover,
  type RecordedText,
} from '#kernel/promotion-record.js';
import type { Catalogue } from '#license-catalogue/catalogue.js';
import { explainFinding, explainObligation, VERDICT_WORDS } from '#license-rules/explain.js';
import type { LiftedFinding, LineageGraph, UseProfile } from '#license-rules/decision.contract.js';
import type { StoredDecision } from '#licenses/licenses.service.js';
import { endingsOf, type SignedDecision } from '#licenses/validity.js';
import type { Gate, Measured } from './gate.js';

export interface RecordInput {
  promotion: PromotionRecord['promotion'];
  project: string;
  model: PromotionRecord['model'];
  decision: StoredDecision;
  gates: readonly Gate[];
  evaluations: readonly Measured[];
  /** The one that is served comes first. */
  artifacts: PromotionRecord['artifacts'];
  catalogue: Catalogue;
}

/** The statement that is signed for a promotion: about its artifacts, saying everything that was asked and answered. */
export function recordStatement(input: RecordInput): Statement {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: input.artifacts.map(({ id, sha256 }) => ({ name: id, digest: { sha256 } })),
    predicateType: RECORD_PREDICATE,
    predicate: recordOf(input),
  };
}

function recordOf(input: RecordInput): PromotionRecord {
  const { decision, catalogue, gates, evaluations, artifacts } = input;
  const signed = signedIn(decision);
  const use = (signed.inputs?.use ?? {}) as UseProfile;
  const graph = signed.inputs?.graph as LineageGraph | undefined;
  const [end] = endingsOf(signed);
  return {
    record_version: 1,
    promotion: input.promotion,
    project: input.project,
    model: input.model,
    decision: {
      id: decision.id,
      sha256: payloadDigest(decision.envelope),
      gate: decision.gate,
      profile: decision.profile,
      verdict: decision.verdict,
      answer: VERDICT_WORDS[decision.verdict],
      confidence: decision.confidence,
      catalogue_version: decision.catalogue_version,
      disclaimer: decision.disclaimer,
    },
    use,
    findings: decision.findings.map((one) => {
      const { what, why, clause, remedy } = explainFinding(one, catalogue, graph);
      const { code, verdict, license_id, node, confidence } = one;
      return { code, verdict, what, why, clause, remedy, license_id, node, confidence };
    }),
    lifted: decision.lifted.map(({ code, clause, license_id, node, grant_sha256, review }) => ({
      ...{ code, clause, license_id, node, review: review ?? null },
      document_sha256: grant_sha256 ?? null,
    })),
    obligations: decision.obligations.map((one) => ({
      ...{
        type: one.type,
        level: one.level,
        // level and text are fields of their own here
        what: explainObligation({ ...one, text: undefined }, catalogue).what.replace(` (${one.level}).`, '.'),
      },
      ...{ clause: one.clause, license_id: one.license_id, node: one.node, surface: one.surface },
      text: one.text ?? null,
      satisfied_by: one.satisfied_by ?? null,
    })),
    approvers: approversOf(signed, use),
    valid_until: end ? { expires: end.expires, what: end.what } : null,
    texts: textsOf(decision, graph, catalogue),
    gates: gates.map(({ name, status, reason, fix, evidence }) => ({ name, status, reason, fix, evidence })),
    evaluations: evaluations.map((one) => ({ ...one })),
    artifacts,
  };
}

/** From the signed bytes, so that the record says what was signed and not what is remembered of it. */
const signedIn = ({ envelope }: StoredDecision): SignedDecision =>
  (JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')) as Statement)
    .predicate as SignedDecision;

/** Who lifted a finding: by a document of the licensor, or by answering a review. */
function approversOf({ decision }: SignedDecision, use: UseProfile): RecordedApprover[] {
  const lifted = (decision?.lifted ?? []) as unknown as LiftedFinding[];
  const hashes = new Set(lifted.map((one) => one.grant_sha256));
  const granted = (use.grants ?? [])
    .filter((one) => hashes.has(one.document_sha256))
    .map((one) => ({
      who: one.reviewer,
      what: `recorded the grant of ${one.licensor} for ${one.scope} (${one.license_id})`,
      document_sha256: one.document_sha256,
      expires: one.expires,
    }));
  const answered = lifted.flatMap(({ review, reviewers = [], code, expires, ...how }) =>
    reviewers.map((who) => ({
      who,
      what: [
        `approved ${code} in review ${review}`,
        ...(how.given_at ? [`given at ${how.given_at} for all that is made of it`] : []),
        ...(how.self_attested ? ['self-attested'] : []),
        ...(how.conditions ? [`on the condition: ${how.conditions}`] : []),
      ].join(', '),
      document_sha256: null,
      expires: expires ?? null,
    })),
  );
  return [...granted, ...answered];
}

function textsOf(
  decision: StoredDecision,
  graph: LineageGraph | undefined,
  catalogue: Catalogue,
): RecordedText[] {
  const nodes = new Map((graph?.nodes ?? []).map((node) => [node.id, node]));
  return decision.resolved.map(({ node: id, declared, concluded, by }) => {
    const node = nodes.get(id);
    return {
      node: id,
      kind: node?.kind ?? 'unknown',
      repo: node?.repo ?? null,
      revision: node?.revision ?? null,
      declared,
      concluded: concluded.map((license) => {
        const entry = catalogue.byId.get(license);
        const { name = license, url = null, confidence = 'none' } = entry ?? {};
        return { id: license, name, url: url ?? null, confidence };
      }),
      by,
      file_sha256: node?.file_sha256 ?? null,
    };
  });
}
