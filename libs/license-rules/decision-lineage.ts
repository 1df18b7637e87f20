import type { LineageEdge, LineageGraph, LineageNode } from './decision.contract.js';
import type { EdgeType, NodeKind } from '#license-catalogue/vocabulary.js';

/**
 * How an ancestor reaches the subject:
 * contains: its weights or data, or a copy changed from them, are in the subject;
 * adapts: the subject is a derivative that holds no copy of it (an adapter alone, R3);
 * trained-on: the subject learned from this data (R6);
 * reads: the subject was measured on this data and learned nothing from it: a copy was made, no more;
 * outputs: the subject learned from what it produced, or from its judgement (R5);
 * outputs-of-outputs: outputs of a model that is a teacher's teacher: only terms that make derivatives travel so far.
 */
export type Mode = 'contains' | 'adapts' | 'trained-on' | 'reads' | 'outputs' | 'outputs-of-outputs';

export interface Reach {
  node: LineageNode;
  mode: Mode;
  /** Whether at least one edge lies between: a changed copy, not the thing itself. */
  derived: boolean;
  /** Edges between, on the shortest way. */
  depth: number;
  /** The edges in words; a very long way is shortened in the middle. */
  path: () => string[];
}

export interface Lineage {
  reaches: readonly Reach[];
  /** Ids that edges name and no node has. */
  missing: readonly string[];
}

const DATA: ReadonlySet<NodeKind> = new Set(['dataset', 'generated_data']);
export const isData = (node: LineageNode): boolean => DATA.has(node.kind);

/** The way one edge leads on from a mode; null: nothing of the target reaches the subject this way. */
function onward(mode: Mode, type: EdgeType, target: LineageNode): Mode | null {
  const toData = isData(target);
  if (mode === 'outputs' || mode === 'outputs-of-outputs') {
    if (
      type === 'finetuned-from' ||
      type === 'merged-from' ||
      type === 'quantized-from' ||
      type === 'adapter-of'
    )
      return mode;
    return toData ? null : 'outputs-of-outputs';
  }
  if (mode === 'reads') return toData ? 'reads' : null;
  if (mode === 'trained-on') return toData ? 'trained-on' : 'outputs';
  switch (type) {
    case 'finetuned-from':
    case 'merged-from':
    case 'quantized-from':
      return mode;
    case 'adapter-of':
      return 'adapts';
    case 'derived-from':
      return mode;
    case 'trained-on':
      return 'trained-on';
    // scales are chosen by what the data do to the model: it keeps something of them, so the questions of training are asked
    case 'calibrated-on':
      return toData ? 'trained-on' : null;
    case 'evaluated-on':
      return toData ? 'reads' : null;
    case 'distilled-from':
    case 'preference-data-from':
    case 'data-generated-by':
      return toData ? 'trained-on' : 'outputs';
  }
}

interface Step {
  node: LineageNode;
  mode: Mode;
  depth: number;
  edge?: LineageEdge;
  previous?: Step;
}

/**
 * All ancestors of the subject and how each reaches it (decision.md §3.2-3). A breadth-first walk over (node, mode): cycles end,
 * depth costs no stack, and the order in which nodes and edges are listed changes nothing.
 * `mergedWhenServed`: an adapter that is served or shipped with its base counts as merged (R3).
 */
export function collectAncestors(graph: LineageGraph, subject: string, mergedWhenServed: boolean): Lineage {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const missing = new Set(graph.edges.flatMap((edge) => [edge.from, edge.to]).filter((id) => !nodes.has(id)));
  const start = nodes.get(subject);
  if (!start) return { reaches: [], missing: [...missing.add(subject)].sort() };
  const outgoing = edgesByYounger(graph.edges);
  const queue: Step[] = [{ node: start, mode: 'contains', depth: 0 }];
  const seen = new Set([`contains ${start.id}`]);
  for (let at = 0; at < queue.length; at += 1) {
    const step = queue[at]!;
    for (const edge of outgoing.get(step.node.id) ?? []) {
      const target = nodes.get(edge.to);
      const to = target && onward(step.mode, edge.type, target);
      if (!target || !to) continue;
      const mode = to === 'adapts' && mergedWhenServed ? 'contains' : to;
      const key = `${mode} ${target.id}`;
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push({ node: target, mode, depth: step.depth + 1, edge, previous: step });
    }
  }
  return { reaches: withoutWeaker(queue).map(reachOf), missing: [...missing].sort() };
}

/** A copy outweighs an adapter's reach to the same node: the duties of a copy include the others. */
function withoutWeaker(steps: readonly Step[]): Step[] {
  const contained = new Set(steps.filter((step) => step.mode === 'contains').map((step) => step.node.id));
  return steps.filter((step) => step.mode !== 'adapts' || !contained.has(step.node.id));
}

function reachOf(step: Step): Reach {
  return {
    node: step.node,
    mode: step.mode,
    derived: step.depth > 0,
    depth: step.depth,
    path: () => pathOf(step),
  };
}

/** Ten thousand findings with ten thousand edges each must not fill the memory. */
const PATH_END = 32;

function pathOf(step: Step): string[] {
  const words: string[] = [];
  const hidden = step.depth - 2 * PATH_END;
  const isHidden = (place: number) => hidden > 1 && place > PATH_END && place <= PATH_END + hidden;
  for (let at: Step | undefined = step; at?.edge; at = at.previous) {
    if (!isHidden(at.depth)) words.push(`${at.edge.from} -${at.edge.type}-> ${at.edge.to}`);
    else if (at.depth === PATH_END + hidden) words.push(`(${hidden} more)`);
  }
  return words.reverse();
}

function edgesByYounger(edges: readonly LineageEdge[]): Map<string, LineageEdge[]> {
  const byYounger = new Map<string, LineageEdge[]>();
  for (const edge of edges) {
    const list = byYounger.get(edge.from);
    if (list) list.push(edge);
    else byYounger.set(edge.from, [edge]);
  }
  for (const list of byYounger.values()) list.sort((a, b) => compare(a.to, b.to) || compare(a.type, b.type));
  return byYounger;
}

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
