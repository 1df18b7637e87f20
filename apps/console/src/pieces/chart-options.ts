import type UPlot from 'uplot';
import { colourOf } from './colours.js';
import { absolute, figure, tick, tickFigures } from './figures.js';
import type { ChartProps } from './line-chart.js';
import { aligned, type Series, smoothed, thinned } from './series.js';

export const HEIGHT = 200;
type Look = Omit<ChartProps, 'label'> & { smoothing: number };

/** The curves, the smoothed ones where that is wanted, then the lowest and highest of each that has them. */
export function columnsOf({ series, smoothing, isLog }: Look): UPlot.AlignedData {
  const thin = series.map((one) => thinned(one));
  const [xs, ...columns] = aligned([
    ...thin,
    ...(smoothing > 0 ? thin.map((one) => ({ ...one, y: smoothed(one.y, smoothing) })) : []),
    ...thin.flatMap((one) => (hasSpan(one) ? [one.low, one.high].map((y) => ({ ...one, y: y! })) : [])),
  ]);
  if (!isLog) return [xs, ...columns];
  // a logarithm has no place for 0 and less
  return [
    xs,
    ...columns.map((column) => column.map((value) => (value !== null && value > 0 ? value : null))),
  ];
}

const hasSpan = ({ low, high }: Series): boolean => low !== undefined && high !== undefined;

/**
 * All of the range until somebody drags over a part of it, and after a double click again; a range that is a constant would undo the drag.
 * uPlot asks with the first and last x where it is to show all, and of a single point with that one.
 */
export const viewOf =
  (range: readonly [number, number]) =>
  (chart: Pick<UPlot, 'data'>, min: number | null, max: number | null): [number, number] => {
    const xs = chart.data[0];
    const isAll = min === null || (min === xs[0] && (xs.length < 2 || max === xs.at(-1)));
    return isAll ? [...range] : [min, max!];
  };

export function optionsOf(
  of: Look,
  { scheme, width }: { scheme: 'light' | 'dark'; width: number },
): UPlot.Options {
  const text = scheme === 'dark' ? '#989ca8' : '#5d6371';
  const grid = { stroke: scheme === 'dark' ? '#23262e' : '#eceef1', width: 1 };
  const axis = { stroke: text, grid, ticks: { show: false }, font: "11px 'Inter Variable', sans-serif" };
  const curve = (name: string, at: number, faint: boolean): UPlot.Series => ({
    label: name,
    stroke: colourOf(at, scheme) + (faint ? '40' : ''),
    width: faint ? 1 : 1.75,
    spanGaps: true,
    points: { show: of.series[at]!.x.length < 3 },
    ...(faint ? { class: 'faint' } : {}),
    // without a pointer over the chart: the last value
    value: (chart, value, of_, index) => {
      const shown =
        index == null ? (chart.data[of_] as (number | null)[]).findLast((one) => one != null) : value;
      return shown == null ? '—' : figure(shown);
    },
  });
  const isSmooth = of.smoothing > 0;
  const { over } = of;
  const spans = of.series.flatMap((one, at) => (hasSpan(one) ? [at] : []));
  const behind = 1 + of.series.length * (isSmooth ? 2 : 1);
  const edge: UPlot.Series = { stroke: 'transparent', width: 0, points: { show: false }, class: 'faint' };
  return {
    ...{ width, height: HEIGHT },
    legend: { live: true },
    cursor: { ...(of.sync ? { sync: { key: of.sync } } : {}), points: { size: 6 } },
    scales: {
      x: { time: Boolean(of.isTime), ...(of.range ? { range: viewOf(of.range) } : {}) },
      y: of.isLog ? { distr: 3 } : of.within ? { range: () => [...of.within!] } : {},
    },
    axes: [
      {
        ...axis,
        size: 28,
        ...(of.isTime && {
          space: 64,
          values: (_chart: UPlot, at: number[], _axis: number, _space: number, apart: number) =>
            at.map((one) => tick(one, apart)),
        }),
        ...(over ? { values: (_chart: UPlot, values: number[]) => values.map(over.words) } : {}),
      },
      {
        ...axis,
        size: 56,
        values: (_chart, values) =>
          of.isLog ? values.map((one) => (one == null ? '' : figure(one))) : tickFigures(values),
      },
    ],
    series: [
      {
        label: over?.name ?? (of.isTime ? 'time' : 'step'),
        value: (_c, v) => (v == null ? 'last' : over ? over.words(v) : of.isTime ? absolute(v) : String(v)),
      },
      ...of.series.map(({ name }, at) => curve(isSmooth ? `${name} (raw)` : name, at, isSmooth)),
      ...(isSmooth ? of.series.map(({ name }, at) => curve(`${name}, smoothed`, at, false)) : []),
      ...spans.flatMap(() => [edge, edge].map((one) => ({ ...one, spanGaps: true }))),
    ],
    bands: spans.map((at, index) => ({
      series: [behind + 2 * index + 1, behind + 2 * index],
      fill: `${colourOf(at, scheme)}2b`,
    })),
    hooks: { draw: [(chart) => drawMarks(chart, of.marks ?? [], text)] },
  };
}

function drawMarks(chart: UPlot, marks: readonly { x: number; text: string }[], colour: string): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.setLineDash([4, 4]);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'alphabetic';
  ctx.font = `${10 * devicePixelRatio}px 'Inter Variable', sans-serif`;
  let [row, right] = [0, -Infinity];
  for (const { x, text } of marks) {
    // where it began anew, it stands at the beginning
    const at = Math.max(bbox.left, Math.round(chart.valToPos(x, 'x', true)));
    if (at > bbox.left + bbox.width) continue;
    row = at < right ? row + 1 : 0;
    right = at + 4 + ctx.measureText(text).width;
    ctx.beginPath();
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
    ctx.fillText(text, at + 4, bbox.top + (10 + 12 * row) * devicePixelRatio);
  }
  ctx.restore();
}
