import { line } from './text.js';

interface TreeNode {
  id: string;
  kind: string;
  declared_license?: string;
  repo?: string;
}
interface TreeEdge {
  from: string;
  to: string;
  type: string;
}
interface Bite {
  node: string;
  license_id: string | null;
  clause: string;
}
export interface TreeInput {
  subject: string;
  graph: { nodes: TreeNode[]; edges: TreeEdge[] };
  /** Names of nodes for people, by id. */
  names: ReadonlyMap<string, string>;
  findings: readonly (Bite & { code: string; verdict: string; confidence: string; remedy: string })[];
  obligations: readonly (Bite & {
    type: string;
    level: string;
    text?: string;
    surface: string;
    satisfied_by?: string;
  })[];
  /** What each license comes to, by node. */
  concluded: ReadonlyMap<string, readonly string[]>;
  width: number;
}

/** The license graph as a tree from the subject down, and under each node the clauses that bite there. */
export function licenseTree(input: TreeInput): string {
  const nodes = new Map(input.graph.nodes.map((node) => [node.id, node]));
  const below = Map.groupBy(input.graph.edges, (edge) => edge.from);
  const lines: string[] = [];
  const seen = new Set<string>();
  const paint = (rail: string, text: string) =>
    void lines.push(rail + line(text, Math.max(20, input.width - rail.length)));
  const visit = (id: string, rail: { first: string; rest: string; edge: string }) => {
    const again = seen.has(id);
    seen.add(id);
    const edge = rail.edge ? `${rail.edge} → ` : '';
    paint(rail.first, `${edge}${titleOf(input, nodes.get(id), id)}${again ? ' (above)' : ''}`);
    if (again) return;
    const edges = below.get(id) ?? [];
    const bar = `${rail.rest}${edges.length > 0 ? '│ ' : '  '}`;
    for (const text of bitesAt(input, id)) paint(`${bar}  `, text);
    for (const [at, next] of edges.entries()) {
      const last = at === edges.length - 1;
      const [first, rest] = last ? ['└─ ', '   '] : ['├─ ', '│  '];
      visit(next.to, { first: rail.rest + first, rest: rail.rest + rest, edge: next.type });
    }
  };
  visit(input.subject, { first: '', rest: '', edge: '' });
  const elsewhere = new Set(input.findings.map(({ node }) => node).filter((node) => !seen.has(node)));
  for (const node of elsewhere) {
    paint('', `not in the tree: ${node}`);
    for (const text of bitesAt(input, node)) paint('  ', text);
  }
  return lines.join('\n');
}

function titleOf({ names, concluded }: TreeInput, node: TreeNode | undefined, id: string): string {
  const name = names.get(id) ?? node?.repo ?? id;
  const comesTo = concluded.get(id) ?? [];
  const declared = node?.declared_license;
  const license = comesTo.length > 0 ? comesTo.join(' and ') : declared;
  const said = declared && license !== declared ? ` (declared ${declared})` : '';
  return `${name} · ${node?.kind ?? 'unknown'}${license ? ` · ${license}${said}` : ''}`;
}

/** Prohibitions first, then questions, then duties. */
function bitesAt(input: TreeInput, id: string): string[] {
  const under = (license: string | null, clause: string) => [license, clause].filter(Boolean).join(' ');
  const findings = input.findings
    .filter(({ node }) => node === id)
    .map((one) => {
      const mark = one.verdict === 'deny' ? '✗' : one.verdict === 'needs-review' ? '?' : '·';
      return `${mark} ${one.code} [${one.confidence}]: ${under(one.license_id, one.clause)}`;
    });
  const duties = input.obligations
    .filter(({ node }) => node === id)
    .map((one) => {
      const state = one.satisfied_by ? `met on ${one.satisfied_by}` : `to do on ${one.surface}`;
      const text = one.text ? ` "${one.text}"` : '';
      const mark = one.satisfied_by ? '✓' : '!';
      return `${mark} ${one.type} (${one.level}, ${state})${text}: ${under(one.license_id, one.clause)}`;
    });
  return [...findings, ...duties];
}
