import { createHash } from 'node:crypto';
import { canonicalJson } from '#kernel/audit-chain.js';
import type { Finding, UseProfile } from './decision.contract.js';
import { type HashedQuestion, RULES_VERSION } from './lineage-hash.js';
import { termsHash } from './terms-hash.js';

/** About which license a node has. What a use may do under a license is asked at each gate anew. */
const CODES = new Set(['LICENSE_UNKNOWN', 'LICENSE_AMBIGUOUS', 'LICENSE_CHANGED', 'TAG_CONFLICT']);
/** What was brought in: a derivative's finding may come of its lineage, which is another at each gate. */
const KINDS = new Set(['base_model', 'dataset']);

/** Of the use: what says nothing about which license a node has. Figures of today age without anybody's doing. */
const ASIDE: ReadonlySet<string> = new Set<keyof UseProfile>([
  ...(['model_name', 'surfaces_shown', 'grants'] as const),
  ...(['annual_revenue_usd', 'monthly_revenue_usd', 'product_mau', 'unconfirmed_figures'] as const),
]);

/** A finding whose answer can hold beyond its own question, by the hash of all that the answer rests on. */
export interface Reading {
  finding: Finding;
  hash: string;
}

/**
 * Findings that a reviewer may answer once for everything made of the node. The hash holds the finding, the node as it is described
 * and read, the declared use and the profile; not the gate, nor what was made of the node, nor the name it is to bear, nor figures.
 */
export function readingsIn(
  findings: readonly Finding[],
  { graph, use, profile, catalogue }: Pick<HashedQuestion, 'graph' | 'use' | 'profile' | 'catalogue'>,
): Reading[] {
  const declared = Object.fromEntries(Object.entries(use).filter(([field]) => !ASIDE.has(field)));
  return findings.flatMap((finding) => {
    const node = graph.nodes.find(({ id }) => id === finding.node);
    if (!node || finding.verdict !== 'needs-review' || !CODES.has(finding.code) || !KINDS.has(node.kind))
      return [];
    const { code, license_id, clause } = finding;
    const terms = termsHash({ nodes: [node], edges: [] }, catalogue);
    const asked = { code, license_id, clause, node, use: declared, profile, terms, rules: RULES_VERSION };
    return [{ finding, hash: createHash('sha256').update(canonicalJson(asked)).digest('hex') }];
  });
}
