import { decide, type DecideInput } from '#license-rules/decision.js';
import type { LineageEdge, LineageNode } from '#license-rules/decision.contract.js';
import { catalogue, onData } from '../support/license-case.js';
import { median } from './median.js';

export interface DecisionTimes {
  /** Milliseconds of one decide() over `nodes` nodes, and of writing lineage and answer as JSON and reading them again. */
  nodes: number;
  findings: number;
  decideMs: number;
  jsonMs: number;
  /** The same for a tenth of the nodes. */
  tenthMs: number;
}

/** decide() at G5 on a tree of base models, data sets and tunings under the licenses of the whole catalogue, in turn. */
export function decisionTimes(nodes: number, runs: number): DecisionTimes {
  const [whole, tenth] = [asked(nodes), asked(nodes / 10)];
  const answer = decide(whole);
  const times = { decide: [] as number[], json: [] as number[], tenth: [] as number[] };
  for (let run = 0; run < runs; run += 1) {
    times.decide.push(took(() => decide(whole)));
    times.json.push(took(() => JSON.parse(JSON.stringify([whole.graph, answer]))));
    times.tenth.push(took(() => decide(tenth)));
  }
  return {
    nodes,
    findings: answer.findings.length,
    decideMs: median(times.decide),
    jsonMs: median(times.json),
    tenthMs: median(times.tenth),
  };
}

function took(work: () => unknown): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}

/** A third each of tunings, base models and data sets; every node hangs on one of the tunings before it. */
function asked(count: number): DecideInput {
  const ids = catalogue.document.licences.map(({ id }) => id);
  const nodes: LineageNode[] = [];
  const edges: LineageEdge[] = [];
  for (let i = 0; i < count; i += 1) {
    const kind = (['finetuned', 'base_model', 'dataset'] as const)[i % 3]!;
    const id = `n${i}`;
    const declared = kind === 'finetuned' ? {} : { declared_license: ids[i % ids.length]! };
    nodes.push({ id, kind, modality: 'text', acceptance_proof: true, ...declared });
    const from = `n${3 * Math.floor((i - 1) / 9)}`;
    if (i > 0) edges.push({ from, to: id, type: kind === 'dataset' ? 'trained-on' : 'finetuned-from' });
  }
  return onData({}, { gate: 'G5', subject: 'n0', graph: { nodes, edges } });
}
