import { createHash } from 'node:crypto';
import { canonicalJson } from '#kernel/audit-chain.js';
import type { Catalogue } from '#license-catalogue/catalogue.js';
import type { Gate, Profile } from '#license-catalogue/vocabulary.js';
import type { LineageGraph, UseProfile } from './decision.contract.js';
import { termsHash } from './terms-hash.js';

/** Raise it when a rule answers otherwise than before: what was approved under the old one is asked anew. */
export const RULES_VERSION = 1;

export interface HashedQuestion {
  gate: Gate;
  profile: Profile;
  use: UseProfile;
  graph: LineageGraph;
  subject: string;
  subjectDigest: string | null;
  catalogue: Catalogue;
}

/**
 * sha256 of all that an answer rests on; a change of any of it is another question. Of the catalogue it is what the graph reaches,
 * so that a license of somebody else's reopens nothing. The subject's own id is left out, so that a job submitted anew asks the
 * same; the order of nodes and edges says nothing. No hash of this form equals one from before the rules had a version.
 */
export function lineageHash(question: HashedQuestion): string {
  const { graph, subject, catalogue, ...rest } = question;
  const named = (id: string) => (id === subject ? 'subject' : id);
  const nodes = graph.nodes.map((node) => canonicalJson({ ...node, id: named(node.id) })).sort();
  const edges = graph.edges
    .map(({ from, to, type }) => canonicalJson({ from: named(from), to: named(to), type }))
    .sort();
  return createHash('sha256')
    .update(
      canonicalJson({ ...rest, nodes, edges, terms: termsHash(graph, catalogue), rules: RULES_VERSION }),
    )
    .digest('hex');
}
