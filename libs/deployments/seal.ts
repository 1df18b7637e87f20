import type { Statement } from '#kernel/dsse.js';
import { endingsOf, type SignedDecision } from '#licenses/validity.js';

/** Why a deployment must not load or answer: a row, a signature or a file is not what was decided on. */
export class VerificationFault extends Error {
  constructor(
    readonly code:
      | 'decision_signature'
      | 'decision_mismatch'
      | 'decision_verdict'
      | 'decision_expired'
      | 'promotion_mismatch'
      | 'version_mismatch'
      | 'alias_mismatch'
      | 'artifact_signature'
      | 'artifact_digest'
      | 'file_digest'
      | 'no_model_file'
      | 'quarantined',
    message: string,
  ) {
    super(message);
    this.name = 'VerificationFault';
  }
}

/** What the rows say of a deployment, to be held against what was signed. */
export interface Claimed {
  decisionId: string;
  projectId: string;
  artifactId: string;
  artifactDigest: string;
  modelName: string;
}
/** The decision's own row: it may not say otherwise than its envelope. */
export interface DecisionColumns {
  projectId: string;
  gate: string;
  subjectId: string;
  subjectDigest: string | null;
  verdict: string;
}

const PASSES = ['allow', 'allow-with-obligations'];

/**
 * Throws VerificationFault unless this statement, whose signature is known to be good, is the G5 decision that the rows name,
 * of their project, on their artifact and under their model's name, passes, and rests on nothing that has ended.
 */
export function assertSealed(
  statement: Statement,
  decision: DecisionColumns,
  claimed: Claimed,
  nowMs: number,
): void {
  const signed = statement.predicate as SignedDecision;
  const [subject, ...more] = statement.subject;
  const wanted: [string, unknown, unknown][] = [
    ['id', signed.id, claimed.decisionId],
    ['project', signed.project, claimed.projectId],
    ['gate', signed.decision?.gate, 'G5'],
    ['artifact', signed.decision?.subject, claimed.artifactId],
    ['sha256', subject?.digest.sha256, claimed.artifactDigest],
    ['model', signed.inputs?.use?.model_name, claimed.modelName],
    ['number of subjects', 1 + more.length, 1],
    ['project of its row', decision.projectId, signed.project],
    ['gate of its row', decision.gate, signed.decision?.gate],
    ['artifact of its row', decision.subjectId, signed.decision?.subject],
    ['sha256 of its row', decision.subjectDigest, subject?.digest.sha256],
  ];
  for (const [what, said, here] of wanted)
    if (said !== here)
      throw new VerificationFault(
        'decision_mismatch',
        `Decision ${claimed.decisionId} is about something else: its ${what} is ${word(said)}, not ${word(here)}.`,
      );
  const verdict = signed.decision?.verdict;
  if (!verdict || !PASSES.includes(verdict) || decision.verdict !== verdict)
    throw new VerificationFault(
      'decision_verdict',
      `Decision ${claimed.decisionId} was signed as ${verdict} and stands as ${decision.verdict}.`,
    );
  const [first] = endingsOf(signed);
  if (first && first.endsAtMs <= nowMs)
    throw new VerificationFault(
      'decision_expired',
      `Decision ${claimed.decisionId} rests on the ${first.what}, which ended: ${first.expires}. Renew it and promote again.`,
    );
}

const word = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
