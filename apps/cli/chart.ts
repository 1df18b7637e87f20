/** One curve; `x` ascends. */
export interface Curve {
  name: string;
  points: readonly { x: number; y: number }[];
}

const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;
const BRAILLE = 0x2800;
const MARKS = ['o', 'x', '+', '*'];

/**
 * Curves in one frame, `width` by `height` characters with its axes: the first one as a line of braille dots (two by four a
 * character), each further one by a mark, for there is no colour to tell them apart.
 */
export function chart(curves: readonly Curve[], size: { width: number; height: number }): string {
  const all = curves.flatMap(({ points }) => points);
  const [left, right] = ends(all.map(({ x }) => x));
  const [low, high] = ends(all.map(({ y }) => y));
  const last = Math.max(1, size.height - 1);
  const labelled = new Set([0, 1, 2, 3].map((third) => Math.round((third * last) / 3)));
  const labels = Array.from({ length: size.height }, (_, row) =>
    labelled.has(row) ? short(high - ((high - low) * row) / last) : '',
  );
  const margin = Math.max(...labels.map(({ length }) => length));
  const columns = Math.max(8, size.width - margin - 2);
  const canvas = new Canvas(columns, size.height);
  const place = ({ x, y }: { x: number; y: number }, across: number, down: number) => ({
    column: Math.round(((x - left) / (right - left || 1)) * (across - 1)),
    row: Math.round(((high - y) / (high - low || 1)) * (down - 1)),
  });
  const [first, ...others] = curves;
  const dots = (first?.points ?? []).map((point) => place(point, 2 * columns, 4 * size.height));
  for (const [at, dot] of dots.entries()) canvas.line(dots[at - 1] ?? dot, dot);
  for (const [at, curve] of others.entries())
    for (const point of curve.points)
      canvas.mark(place(point, columns, size.height), MARKS[at % MARKS.length]!);
  const rows = canvas.rows().map((row, at) => `${labels[at]!.padStart(margin)} ┤${row}`.trimEnd());
  const [from, to] = [String(left), String(right)];
  const steps = `${' '.repeat(margin + 2)}${from}${to.padStart(Math.max(1, columns - from.length))}`;
  const names = curves.map(({ name }, at) => `${at === 0 ? '⠤⠒' : MARKS[(at - 1) % MARKS.length]!} ${name}`);
  return [`${' '.repeat(margin + 2)}${names.join('   ')}`, ...rows, steps].join('\n');
}

const ends = (values: readonly number[]): [number, number] =>
  values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );

/** Four figures, whatever their size. */
export const short = (value: number): string =>
  value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e6)
    ? value.toExponential(1)
    : String(Number(value.toPrecision(4)));

interface Place {
  column: number;
  row: number;
}

class Canvas {
  private readonly cells: number[][];
  private readonly marks = new Map<string, string>();

  constructor(columns: number, rows: number) {
    this.cells = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  }

  /** Between two dots, both drawn. */
  line(from: Place, to: Place): void {
    const steps = Math.max(1, Math.abs(to.column - from.column), Math.abs(to.row - from.row));
    for (let step = 0; step <= steps; step += 1)
      this.dot({
        column: Math.round(from.column + ((to.column - from.column) * step) / steps),
        row: Math.round(from.row + ((to.row - from.row) * step) / steps),
      });
  }

  /** At a character, over whatever dots are there. */
  mark({ column, row }: Place, sign: string): void {
    this.marks.set(`${row} ${column}`, sign);
  }

  rows(): string[] {
    return this.cells.map((cells, row) =>
      cells
        .map(
          (bits, column) =>
            this.marks.get(`${row} ${column}`) ?? (bits ? String.fromCodePoint(BRAILLE + bits) : ' '),
        )
        .join(''),
    );
  }

  private dot({ column, row }: Place): void {
    const cells = this.cells[row >> 2]!;
    cells[column >> 1]! |= DOTS[row & 3]![(column & 1) as 0 | 1];
  }
}
