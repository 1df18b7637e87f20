import 'uplot/dist/uPlot.min.css';
import { Table, useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import { absolute, figure, tick } from './figures.js';
import { aligned, type Series, smoothed, thinned } from './series.js';

const HEIGHT = 200;
const COLOURS = {
  light: [
    '#4751c9',
    '#c2410c',
    '#0f766e',
    '#a21caf',
    '#4d7c0f',
    '#b91c1c',
    '#0369a1',
    '#92400e',
    '#6d28d9',
    '#374151',
  ],
  dark: [
    '#979dee',
    '#f59e6c',
    '#4fd1b5',
    '#e58df0',
    '#a3d65c',
    '#ff8d85',
    '#6cc3f7',
    '#e0b46a',
    '#b79cff',
    '#c0c3cc',
  ],
} as const;

export interface ChartProps {
  label: string;
  series: readonly Series[];
  /** 0 to 0.99. */
  smoothing?: number;
  isLog?: boolean;
  isTime?: boolean;
  /** What x counts where that is no step. */
  over?: { name: string; words: (x: number) => string };
  /** Charts of one name share their crosshair. */
  sync?: string;
  /** Thin vertical lines, each with a word: a restart, a checkpoint. */
  marks?: readonly { x: number; text: string }[];
}

/** Curves over steps or time. The raw values stay faintly in sight behind smoothed ones. */
export function LineChart({ label, series, smoothing = 0, isLog, isTime, over, sync, marks }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('dark');
  useEffect(() => {
    const at = place.current!;
    const chart = new UPlot(
      optionsOf({ series, smoothing, isLog, isTime, over, sync, marks }, { scheme, width: at.clientWidth }),
      columnsOf(series, smoothing),
      at,
    );
    const watch = new ResizeObserver(() => chart.setSize({ width: at.clientWidth, height: HEIGHT }));
    watch.observe(at);
    return () => {
      watch.disconnect();
      chart.destroy();
    };
  }, [series, smoothing, isLog, isTime, over, sync, marks, scheme]);
  return <div ref={place} className="chart" role="img" aria-label={`${label}: ${summary(series)}`} />;
}

function columnsOf(series: readonly Series[], smoothing: number) {
  const thin = series.map((one) => thinned(one));
  if (smoothing <= 0) return aligned(thin);
  return aligned([...thin, ...thin.map((one) => ({ ...one, y: smoothed(one.y, smoothing) }))]);
}

function optionsOf(
  of: Omit<ChartProps, 'label'> & { smoothing: number },
  { scheme, width }: { scheme: 'light' | 'dark'; width: number },
): UPlot.Options {
  const text = scheme === 'dark' ? '#989ca8' : '#5d6371';
  const grid = { stroke: scheme === 'dark' ? '#23262e' : '#eceef1', width: 1 };
  const axis = { stroke: text, grid, ticks: { show: false }, font: "11px 'Inter Variable', sans-serif" };
  const colours = COLOURS[scheme];
  const curve = (name: string, at: number, faint: boolean): UPlot.Series => ({
    label: name,
    stroke: colours[at % colours.length]! + (faint ? '40' : ''),
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
  return {
    ...{ width, height: HEIGHT },
    legend: { live: true },
    cursor: { ...(of.sync ? { sync: { key: of.sync } } : {}), points: { size: 6 } },
    scales: { x: { time: Boolean(of.isTime) }, y: of.isLog ? { distr: 3 } : {} },
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
        values: (_chart, values) => values.map((value) => (value == null ? '' : figure(value))),
      },
    ],
    series: [
      {
        label: over?.name ?? (of.isTime ? 'time' : 'step'),
        value: (_c, v) => (v == null ? 'last' : over ? over.words(v) : of.isTime ? absolute(v) : String(v)),
      },
      ...of.series.map(({ name }, at) => curve(isSmooth ? `${name} (raw)` : name, at, isSmooth)),
      ...(isSmooth ? of.series.map(({ name }, at) => curve(name, at, false)) : []),
    ],
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
  for (const { x, text } of marks) {
    const at = Math.round(chart.valToPos(x, 'x', true));
    if (at < bbox.left || at > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
    ctx.fillText(text, at + 4, bbox.top + 10 * devicePixelRatio);
  }
  ctx.restore();
}

/** What a chart says to who cannot see it: the last, lowest and highest value of each curve. */
export function summary(series: readonly Series[]): string {
  const one = ({ name, y }: Series) => {
    if (y.length === 0) return `${name}: no value yet`;
    const [low, high] = y.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
    return `${name}: last ${figure(y.at(-1)!)}, from ${figure(low)} to ${figure(high)}`;
  };
  return series.map(one).join('; ');
}

/** The same as figures: at most 200 rows, evenly. */
export function ChartTable({
  label,
  series,
  isTime,
  over,
}: Pick<ChartProps, 'label' | 'series' | 'isTime' | 'over'>) {
  const [xs, ...columns] = aligned(series);
  const every = Math.max(1, Math.ceil(xs.length / 200));
  return (
    <div className="scrolls chart-table" tabIndex={0} role="region" aria-label={`${label}, as a table`}>
      <Table stickyHeader fz="xs" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{over?.name ?? (isTime ? 'Time' : 'Step')}</Table.Th>
            {series.map(({ name }) => (
              <Table.Th key={name} ta="right">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {xs.map((x, at) =>
            at % every === 0 || at === xs.length - 1 ? (
              <Table.Tr key={x}>
                <Table.Td>{over ? over.words(x) : isTime ? absolute(x) : x}</Table.Td>
                {columns.map((column, of) => (
                  <Table.Td key={series[of]!.name} ta="right" className="num">
                    {column[at] == null ? '—' : figure(column[at])}
                  </Table.Td>
                ))}
              </Table.Tr>
            ) : null,
          )}
        </Table.Tbody>
      </Table>
    </div>
  );
}
