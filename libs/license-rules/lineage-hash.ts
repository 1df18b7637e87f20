import { createHash } from 'node:crypto';
import { canonicalJson } from '#audit/audit-chain.js';
import type { LineageGraph, UseProfile } from './decision.contract.js';
import type { Gate, Profile } from '#license-catalogue/vocabulary.js';

export interface HashedQuestion {
  gate: Gate;
  profile: Profile;
  use: UseProfile;
  graph: LineageGraph;
  subject: string;
  subjectDigest: string | null;
  catalogueVersion: string;
}

/**
 * sha256 of all that an answer rests on; a change of any of it is another question. The subject's own id is left out, so that a
 * job submitted anew asks the same; the order of nodes and edges says nothing.
 */
export function lineageHash(question: HashedQuestion): string {
  const { graph, subject, ...rest } = question;
  const named = (id: string) => (id === subject ? 'subject' : id);
  const nodes = graph.nodes.map((node) => canonicalJson({ ...node, id: named(node.id) })).sort();
  const edges = graph.edges
    .map(({ from, to, type }) => canonicalJson({ from: named(from), to: named(to), type }))
    .sort();
  return createHash('sha256')
    .update(canonicalJson({ ...rest, nodes, edges }))
    .digest('hex');
}
