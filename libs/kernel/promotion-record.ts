import type { Envelope } from './dsse.js';

/**
 * What a promotion rested on, as it is signed: the predicate of one in-toto statement. In the kernel, because a reader checks
 * it with no more than this, the signature and the public key: neither service nor database is asked.
 */
export interface PromotionRecord {
  record_version: 1;
  promotion: {
    id: string;
    alias: string;
    requested_by: string;
    /** Unix seconds. */
    requested_at: number;
    rollback_of: string | null;
    replaces: string | null;
  };
  project: string;
  model: { id: string; name: string; version: string; number: number; openai_id: string };
  decision: {
    id: string;
    /** sha256 of the signed bytes of the decision's own statement. */
    sha256: string;
    gate: string;
    profile: string;
    verdict: string;
    answer: string;
    confidence: string;
    catalogue_version: string;
    disclaimer: string;
  };
  /** What was declared about the use, and so what was decided on. */
  use: Record<string, unknown>;
  findings: RecordedFinding[];
  lifted: {
    code: string;
    clause: string;
    license_id: string | null;
    node: string;
    /** Of the licensor's grant; null where a review answered it. */
    document_sha256: string | null;
    review: string | null;
  }[];
  obligations: RecordedObligation[];
  approvers: RecordedApprover[];
  /** Null: nothing that the decision rests on has an end. */
  valid_until: { expires: string; what: string } | null;
  texts: RecordedText[];
  gates: {
    name: string;
    status: string;
    reason: string;
    fix: string | null;
    evidence: Record<string, unknown>;
  }[];
  evaluations: {
    id: string;
    name: string;
    subject: string;
    dataset_version: string;
    score: number | null;
    rows: number | null;
  }[];
  /** The one that is served comes first. */
  artifacts: { role: string; id: string; sha256: string; signed: boolean }[];
}

export interface RecordedFinding {
  code: string;
  verdict: string;
  what: string;
  why: string;
  clause: string;
  remedy: string;
  license_id: string | null;
  node: string;
  confidence: string;
}
export interface RecordedObligation {
  type: string;
  level: string;
  what: string;
  clause: string;
  license_id: string;
  node: string;
  text: string | null;
  surface: string;
  /** Where it was found to be met; null: still to do. */
  satisfied_by: string | null;
}
export interface RecordedApprover {
  who: string;
  what: string;
  document_sha256: string | null;
  expires: string | null;
}
export interface RecordedText {
  node: string;
  kind: string;
  repo: string | null;
  revision: string | null;
  declared: string | null;
  concluded: { id: string; name: string; url: string | null; confidence: string }[];
  by: string;
  file_sha256: string | null;
}

/** The record with what proves it. `status` is how things stand now, and is the only part that nobody has signed. */
export interface RecordFile {
  object: 'promotion_record';
  id: string;
  record: PromotionRecord;
  envelope: Envelope;
  decision_envelope: Envelope;
  key_id: string;
  /** PEM; null for a key that the installation trusts no more. */
  public_key: string | null;
  status: { state: string; finished_at: number | null; failure: string | null; as_of: number };
}

export const RECORD_PREDICATE = 'https://luthier.dev/promotion-record/v1';
