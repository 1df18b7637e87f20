import { thinned } from './series.js';
import { figure } from './figures.js';

const WIDTH = 96;
const HEIGHT = 24;

/** A curve as small as a word; its last value is said beside it and to screen readers. */
export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  const shown = values.filter(Number.isFinite);
  if (shown.length < 2) return null;
  const { x, y } = thinned({ name: label, x: shown.map((_, at) => at), y: shown }, 200);
  const [low, high] = y.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
  const span = high - low || 1;
  const at = (step: number, value: number) =>
    `${((step / (shown.length - 1)) * WIDTH).toFixed(1)},${(HEIGHT - 2 - ((value - low) / span) * (HEIGHT - 4)).toFixed(1)}`;
  return (
    <svg
      className="spark"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${label}: last ${figure(shown.at(-1)!)}`}
    >
      <polyline points={x.map((step, index) => at(step, y[index]!)).join(' ')} />
    </svg>
  );
}
