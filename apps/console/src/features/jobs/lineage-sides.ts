interface Edge {
  from: string;
  to: string;
}

/** Edges lead from the younger thing to the older: what the subject reaches is before it, what reaches it is after. */
export function sides<N extends { id: string }>(
  subject: string,
  nodes: readonly N[],
  edges: readonly Edge[],
): { before: N[]; after: N[] } {
  const older = reach(subject, edges, ({ from, to }) => [from, to]);
  const younger = reach(subject, edges, ({ from, to }) => [to, from]);
  return {
    before: nodes.filter(({ id }) => older.has(id)),
    after: nodes.filter(({ id }) => younger.has(id) && !older.has(id)),
  };
}

function reach(start: string, edges: readonly Edge[], way: (edge: Edge) => [string, string]): Set<string> {
  const next = Map.groupBy(edges.map(way), ([from]) => from);
  const seen = new Set<string>();
  const left = [start];
  for (let at = left.pop(); at !== undefined; at = left.pop())
    for (const [, to] of next.get(at) ?? [])
      if (!seen.has(to) && to !== start) {
        seen.add(to);
        left.push(to);
      }
  return seen;
}
