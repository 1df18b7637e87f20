import type { LineageGraph, LineageNode } from '#license-rules/decision.contract.js';
import type { CreateVersion } from './datasets.contract.js';
import type { DatasetVersionRow } from './datasets.repository.js';
import { lineageOfOrigins, type Origins } from './origins.js';

export function nodeOf(
  version: Pick<DatasetVersionRow, 'id' | 'source' | 'declaredLicense' | 'declaredBy'>,
): LineageNode {
  const { repo, revision } = version.source as CreateVersion['source'];
  return {
    id: version.id,
    kind: 'dataset',
    declared_license: version.declaredLicense,
    ...(version.declaredBy ? { declared_by: version.declaredBy } : {}),
    ...(repo ? { repo } : {}),
    ...(revision ? { revision } : {}),
  };
}

/** What a version states of itself; what else of ours it stands on was asked about when that came. */
export function ownGraph(version: Parameters<typeof nodeOf>[0], origins: Origins): LineageGraph {
  const { nodes, edges } = lineageOfOrigins(version.id, origins);
  const all = [nodeOf(version), ...nodes];
  const ids = new Set(all.map((node) => node.id));
  return { nodes: all, edges: edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to)) };
}
