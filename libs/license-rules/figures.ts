import type { Catalogue } from '#license-catalogue/catalogue.js';
import type { LineageGraph } from './decision.contract.js';
import { resolveNode } from './resolve.js';

/** Whether terms that the graph reaches have a limit on figures of today (decision.md §3: `current`, `at-any-time`). */
export const asksFigures = (graph: LineageGraph, catalogue: Catalogue): boolean =>
  graph.nodes.some((node) =>
    resolveNode(node, catalogue).concluded.some(({ terms }) =>
      terms.thresholds.some(({ measured }) => measured !== 'at-version-release'),
    ),
  );
