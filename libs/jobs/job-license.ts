import type { LineageGraph } from '#license-rules/decision.contract.js';
import type { EdgeType, NodeKind } from '#license-catalogue/vocabulary.js';

/** What a job asks the gate about. */
export interface LicenseAsk {
  what: keyof typeof MADE;
  /** Things that are there: artifacts, base models, dataset versions. */
  parents: { id: string; type: EdgeType }[];
  /** What other jobs of the same pipeline will leave. */
  siblings: { job: string; type: EdgeType }[];
  /** An earlier job that asks the very same: another cell of its sweep. */
  sameAs?: string;
}

/** What each is in the license graph. An evaluation runs the model, as a deployment does (R3: with its base, an adapter is merged). */
export const MADE = {
  training: 'adapter',
  merge: 'merged',
  quantization: 'quantized',
  /** An adapter in another file format: no copy of the base model is made. */
  conversion: 'adapter',
  evaluation: 'deployment',
} as const satisfies Record<string, NodeKind>;

interface Asking {
  job: { id: string };
  license: LicenseAsk;
}
type ByJob = ReadonlyMap<string, Asking>;

/**
 * What a review binds to, and what a job of the same pipeline is called in the graph: the same however often it is submitted, for a
 * job has a new id each time.
 */
export function stableId({ license }: Asking, byJob: ByJob): string {
  const siblings = license.siblings.map(({ job }) => {
    const sibling = byJob.get(job)!;
    return `${sibling.license.what}(${stableId(sibling, byJob)})`;
  });
  return [...siblings, ...license.parents.map(({ id }) => id)].join('+');
}

/** The job's own id, and what the jobs before it are called in the graph: nobody can look these up. */
export function ownIds(draft: Asking, byJob: ByJob): Set<string> {
  const before = draft.license.siblings.flatMap(({ job }) => {
    const sibling = byJob.get(job)!;
    return [stableId(sibling, byJob), ...ownIds(sibling, byJob)];
  });
  return new Set([draft.job.id, ...before]);
}

/** Findings that are reached by what is there alone: steps from `own` ids are left out. */
export const reachedByOthers = <F extends { path: readonly string[] }>(
  findings: readonly F[],
  own: ReadonlySet<string>,
): F[] =>
  findings.map((one) => ({ ...one, path: one.path.filter((step) => !own.has(step.split(' ', 1)[0]!)) }));

/**
 * Two jobs of one pipeline ask the same when they must get the same answer: to merge or quantize what an earlier job leaves adds no
 * ancestor, and G2 asks the same of all three (R3, R4); to measure it twice on the same data neither.
 */
export function sameQuestion(draft: Asking, byJob: ByJob): string {
  const { job, license } = draft;
  if (license.sameAs !== undefined) return sameQuestion(byJob.get(license.sameAs)!, byJob);
  const [sibling, ...others] = license.siblings;
  if (license.what === 'evaluation')
    return [
      'evaluation',
      ...license.siblings.map((one) => sameQuestion(byJob.get(one.job)!, byJob)),
      ...license.parents.map(({ id, type }) => `${type} ${id}`),
    ].join('\n');
  if (!sibling || others.length > 0 || license.parents.length > 0) return job.id;
  return sameQuestion(byJob.get(sibling.job)!, byJob);
}

/** One graph of several, each node and edge once; the first node stays first. */
export function joined(parts: readonly LineageGraph[]): LineageGraph {
  const nodes = new Map(parts.flatMap((part) => part.nodes).map((node) => [node.id, node]));
  const edges = new Map(
    parts.flatMap((part) => part.edges).map((edge) => [`${edge.from}\n${edge.to}\n${edge.type}`, edge]),
  );
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

/** A merged model holds a copy of every base model that its adapters stand on (R4). */
export function withBases(graph: LineageGraph, merged: string): LineageGraph {
  const bases = graph.edges.filter(({ type }) => type === 'adapter-of').map(({ to }) => to);
  const copies = bases.map((to) => ({ from: merged, to, type: 'merged-from' as const }));
  return joined([graph, { nodes: [], edges: copies }]);
}
