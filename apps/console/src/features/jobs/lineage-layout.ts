interface Edge {
  from: string;
  to: string;
}
export interface Box {
  id: string;
  /** Its column, the oldest things in the first, and its place in it. */
  column: number;
  row: number;
  x: number;
  y: number;
}
export interface Layout {
  boxes: Box[];
  lines: { key: string; path: string }[];
  width: number;
  height: number;
}

/** Seven columns, from a base model to the alias of a version, fit beside the menu of a window of 1440 px. */
export const BOX = { width: 138, height: 42 };
const GAP = { x: 26, y: 14 };
/** Where a line passes a column on its way to one further on. */
const BEND_HEIGHT = 6;
const SWEEPS = 6;

/** Older things left of what was made of them, each as near as can be to what it hangs together with; edges lead to the older. */
export function layOut(nodes: readonly { id: string }[], edges: readonly Edge[]): Layout {
  const known = new Set(nodes.map(({ id }) => id));
  const pairs = new Map(
    edges
      .filter(({ from, to }) => from !== to && known.has(from) && known.has(to))
      .map(({ from, to }) => [`${to} ${from}`, { from, to }]),
  );
  const columns = inColumns(nodes, [...pairs.values()]);
  const ways = [...pairs].map(([key, edge]) => ({ key, stops: throughColumns(key, edge, columns) }));
  order(columns, ways);
  const tall = (id: string) => (known.has(id) ? BOX.height : BEND_HEIGHT);
  const heights = columns.map((ids) => ids.reduce((sum, id) => sum + tall(id) + GAP.y, -GAP.y));
  const height = Math.max(0, ...heights);
  const places = new Map<string, Box>();
  columns.forEach((ids, column) => {
    let y = (height - heights[column]!) / 2;
    ids.forEach((id, row) => {
      places.set(id, { id, column, row, x: column * (BOX.width + GAP.x), y });
      y += tall(id) + GAP.y;
    });
  });
  const lines = ways.map(({ key, stops }) => ({
    key,
    path: curve(stops.map((id) => ({ ...places.get(id)!, middle: places.get(id)!.y + tall(id) / 2 }))),
  }));
  const boxes = [...places.values()].filter(({ id }) => known.has(id));
  const width = Math.max(0, columns.length * (BOX.width + GAP.x) - GAP.x);
  return { boxes, lines, width, height };
}

/** From the older to the younger, with a place of its own in each column between them, so that no box lies on the line. */
function throughColumns(key: string, { from, to }: Edge, columns: string[][]): string[] {
  const columnOf = (id: string) => columns.findIndex((ids) => ids.includes(id));
  const [first, last] = [columnOf(to), columnOf(from)];
  const between = columns.slice(first + 1, Math.max(first + 1, last)).map((ids, at) => {
    const bend = `${key} ${at}`;
    ids.push(bend);
    return bend;
  });
  return [to, ...between, from];
}

/** Each column by where its neighbours stand, to and fro. */
function order(columns: string[][], ways: readonly { stops: string[] }[]): void {
  const steps = ways.flatMap(({ stops }) => stops.slice(1).map((from, at) => ({ from, to: stops[at]! })));
  const [older, younger] = [neighbours(steps, 'to'), neighbours(steps, 'from')];
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const isForth = sweep % 2 === 0;
    const near = isForth ? older : younger;
    const at = new Map(columns.flatMap((ids) => ids.map((id, row) => [id, row - ids.length / 2] as const)));
    for (const ids of isForth ? columns : columns.toReversed()) {
      const weights = new Map(
        ids.map((id) => [id, mean((near.get(id) ?? []).map((one) => at.get(one)!)) ?? at.get(id)!]),
      );
      ids.sort((a, b) => weights.get(a)! - weights.get(b)!);
      ids.forEach((id, row) => at.set(id, row - ids.length / 2));
    }
  }
}

/** By the longest way from something that is made of nothing here; a cycle, which nothing should make, is cut. */
function inColumns(nodes: readonly { id: string }[], edges: readonly Edge[]): string[][] {
  const older = neighbours(edges, 'to');
  const depths = new Map<string, number>();
  const above = new Set<string>();
  const depth = (id: string): number => {
    const known = depths.get(id);
    if (known !== undefined) return known;
    if (above.has(id)) return -1;
    above.add(id);
    const found = Math.max(-1, ...(older.get(id) ?? []).map(depth)) + 1;
    above.delete(id);
    depths.set(id, found);
    return found;
  };
  const columns: string[][] = [];
  for (const { id } of nodes) (columns[depth(id)] ??= []).push(id);
  return columns.filter((ids) => ids !== undefined);
}

function neighbours(edges: readonly Edge[], end: 'from' | 'to'): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const edge of edges) {
    const id = end === 'to' ? edge.from : edge.to;
    found.set(id, [...(found.get(id) ?? []), edge[end]]);
  }
  return found;
}

const mean = (all: readonly number[]): number | undefined =>
  all.length === 0 ? undefined : all.reduce((sum, one) => sum + one, 0) / all.length;

/** Between two columns a wave, through a column straight on. */
function curve(stops: readonly { x: number; middle: number }[]): string {
  return stops
    .slice(1)
    .map(({ x, middle }, at) => {
      const before = stops[at]!;
      const [x1, y1] = [before.x + BOX.width, before.middle];
      const half = (x - x1) / 2;
      const start = at === 0 ? `M${x1},${y1}` : `L${x1},${y1}`;
      return `${start} C${x1 + half},${y1} ${x - half},${middle} ${x},${middle}`;
    })
    .join(' ');
}

/** Where an arrow key leads: up and down in the column, left to what it is made of, right to what came of it; the nearest there. */
export function stepTo(
  key: string,
  { boxes }: Pick<Layout, 'boxes'>,
  edges: readonly Edge[],
  id: string,
): string | null {
  const here = boxes.find((box) => box.id === id);
  if (!here) return null;
  const inColumn = (step: number) => {
    const ids = boxes.filter(({ column }) => column === here.column).map((box) => box.id);
    return ids[ids.indexOf(id) + step] ?? null;
  };
  const along = (ids: readonly string[]) =>
    boxes
      .filter((box) => ids.includes(box.id))
      .toSorted(
        (a, b) =>
          Math.abs(a.column - here.column) - Math.abs(b.column - here.column) ||
          Math.abs(a.y - here.y) - Math.abs(b.y - here.y),
      )[0]?.id ?? null;
  switch (key) {
    case 'ArrowUp':
      return inColumn(-1);
    case 'ArrowDown':
      return inColumn(1);
    case 'ArrowLeft':
      return along(neighbours(edges, 'to').get(id) ?? []);
    case 'ArrowRight':
      return along(neighbours(edges, 'from').get(id) ?? []);
    case 'Home':
      return boxes[0]!.id;
    case 'End':
      return boxes.at(-1)!.id;
    default:
      return null;
  }
}
