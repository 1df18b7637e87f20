import type { Finding, LineageGraph, UseProfile } from '#license-rules/decision.contract.js';

/** A review as whoever answers it reads it, with their own standing. */
export type ReviewFile = Omit<CounselFile, 'object' | 'for' | 'link_expires_at' | 'lineage'> & {
  object: 'review_file';
  review: string;
  lineage: (CounselNode & { id: string })[];
  you: Standing;
};
export interface Standing {
  may_approve: boolean;
  may_reject: boolean;
  /** Why not to approve; null where one may. */
  why: string | null;
}

/** What counsel reads: one review, in words and names, with nothing in it that opens anything else. */
export interface CounselFile {
  object: 'counsel_view';
  for: string;
  project: string;
  /** Unix seconds, like every time here. */
  as_of: number;
  link_expires_at: number;
  question: {
    gate: string;
    asks: string;
    model: string | null;
    verdict: string;
    state: string;
    opened_at: number;
    decided_at: number | null;
    ends_at: number | null;
    requested_by: string[];
    required_approvals: number;
    approvals: { name: string; self_attested: boolean; at: string }[];
    conditions: string | null;
  };
  findings: CounselFinding[];
  use: Record<string, unknown>;
  lineage: CounselNode[];
  grant: { document: string; sha256: string; licensor: string; scope: string[]; expires_at: number } | null;
  timeline: { at: number; who: string; what: string; words: string | null }[];
  texts: { id: string; name: string; url: string | null; text: string | null }[];
  disclaimer: string;
}
export interface CounselFinding extends Pick<
  Finding,
  'code' | 'verdict' | 'clause' | 'confidence' | 'remedy'
> {
  what: string;
  why: string;
  on: string;
  license: string | null;
}
export interface CounselNode {
  name: string;
  kind: string;
  revision: string | null;
  comes_from: string[];
  declared: string | null;
  concluded: string[];
  known_by: string | null;
  file_sha256: string | null;
}

/** What the timeline says of a review that the answer to another one has closed. */
export const SETTLED = 'answered with another review';

/** What each gate asks, in a lawyer's words. */
export const GATE_ASKS: Readonly<Record<string, string>> = {
  G1: 'May this be taken in at all?',
  G2: 'May a model be trained on this?',
  G3: 'May what was trained be kept and registered?',
  G4: 'May a copy be given to others?',
  G5: 'May the model be put to the use that is declared below?',
};

const KINDS: Readonly<Record<string, string>> = { base_model: 'base model', finetuned: 'fine-tuned model' };
const ANY_ID = /\b[a-z]{2,5}_[0-9a-hjkmnp-tv-z]{26}\b|\bftjob-[0-9a-hjkmnp-tv-z]{26}\b/g;

export const kindOf = (kind: string): string => KINDS[kind] ?? kind.replaceAll('_', ' ');

/** A name for each node: its repository where it has one, else its kind and a number. By node id. */
export function namesOf(graph: LineageGraph): Map<string, string> {
  const counts = new Map<string, number>();
  return new Map(
    graph.nodes.map((node) => {
      const kind = kindOf(node.kind);
      if (node.repo) return [node.id, `${kind} ${node.repo}`];
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      return [node.id, `${kind} ${count}`];
    }),
  );
}

/** The same value with names in the place of ids, in every text of it; an id without a name is cut out. */
export function withNames<T>(value: T, names: ReadonlyMap<string, string>): T {
  const ids = [...names.keys()].sort((a, b) => b.length - a.length);
  const swap = (text: string): string => {
    let out = text;
    for (const id of ids) out = out.replaceAll(id, names.get(id)!);
    return out.replace(ANY_ID, '(internal reference)');
  };
  const walk = (one: unknown): unknown => {
    if (typeof one === 'string') return swap(one);
    if (Array.isArray(one)) return one.map(walk);
    if (one === null || typeof one !== 'object') return one;
    return Object.fromEntries(Object.entries(one).map(([name, inner]) => [name, walk(inner)]));
  };
  return walk(value) as T;
}

/** The declared use without what reviewers have answered to it. */
export function useOf(use: UseProfile): Record<string, unknown> {
  const { grants: _grants, attested_texts: _texts, surfaces_shown: _shown, ...declared } = use;
  return declared;
}
