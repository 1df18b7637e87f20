import { createHash } from 'node:crypto';
import { canonicalJson } from '#kernel/audit-chain.js';
import type { Catalogue } from '#license-catalogue/catalogue.js';
import { choicesToMake, waysThrough, withChoices } from './decision-choices.js';
import type { LineageGraph, LineageNode } from './decision.contract.js';
import { resolveNode, withKnownFile } from './resolve.js';

/**
 * sha256 of everything that the rules take from the catalogue for this graph: how each node resolves, on every way through a
 * declared choice, and the whole entries that come of it. Two catalogues of the same hash answer every question about the graph
 * alike; an entry or mapping that no node reaches changes nothing.
 */
export function termsHash(graph: LineageGraph, catalogue: Catalogue): string {
  const choices = choicesToMake({ graph, catalogue });
  const ids = new Set([
    catalogue.unknown.id,
    catalogue.ownData.id,
    ...choices.flatMap((one) => one.sets.flat(2)),
  ]);
  const resolved = new Set<string>();
  for (const chosen of waysThrough(choices)) {
    for (const node of distinct(withChoices(graph, chosen).nodes)) {
      const known = withKnownFile(node, catalogue).file_license_id ?? null;
      const { concluded, alternatives, by, findings } = resolveNode(node, catalogue);
      for (const { id } of concluded) ids.add(id);
      for (const { about } of findings) if (about) ids.add(about);
      const says = { concluded: concluded.map(({ id }) => id), alternatives, by, findings };
      resolved.add(canonicalJson({ node, known, ...says }));
    }
  }
  const entries = [...ids].sort().map((id) => catalogue.byId.get(id) ?? id);
  return createHash('sha256')
    .update(canonicalJson({ choices, resolved: [...resolved].sort(), entries }))
    .digest('hex');
}

/** Nodes that say the same of their license, each once and without its id: nothing is resolved by it. */
function distinct(nodes: readonly LineageNode[]): LineageNode[] {
  const said = nodes.map((node) => ({ ...node, id: 'node' }));
  return [...new Map(said.map((node) => [canonicalJson(node), node])).values()];
}
