import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import { columnsOf, HEIGHT, optionsOf } from './chart-options.js';
import { absolute, figure } from './figures.js';
import { endsOf, type Series } from './series.js';

export interface ChartProps {
  label: string;
  series: readonly Series[];
  /** 0 to 0.99. */
  smoothing?: number;
  isLog?: boolean;
  isTime?: boolean;
  /** What x counts where that is no step. */
  over?: { name: string; words: (x: number) => string };
  /** The x axis from where to where; left out: as far as there are points. */
  range?: readonly [number, number];
  /** What its values lie between, whatever they are: a share of a whole. */
  within?: readonly [number, number];
  /** Charts of one name share their crosshair. */
  sync?: string;
  /** Thin vertical lines, each with a word: a restart, a checkpoint. */
  marks?: readonly { x: number; text: string }[];
}

/** Curves over steps or time, with the range of what each point stands for; raw values stay faintly in sight behind smoothed ones. */
export function LineChart(props: ChartProps) {
  const { label, series, smoothing = 0, isLog, isTime, over, range, within, sync, marks } = props;
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('dark');
  useEffect(() => {
    const at = place.current!;
    const chart = new UPlot(
      optionsOf(
        { series, smoothing, isLog, isTime, over, range, within, sync, marks },
        { scheme, width: at.clientWidth },
      ),
      columnsOf({ series, smoothing, isLog }),
      at,
    );
    const watch = new ResizeObserver(() => chart.setSize({ width: at.clientWidth, height: HEIGHT }));
    watch.observe(at);
    return () => {
      watch.disconnect();
      chart.destroy();
    };
  }, [series, smoothing, isLog, isTime, over, range, within, sync, marks, scheme]);
  const words = [
    summary(series),
    ...(marks ?? []).map(({ x, text }) => `${text} at ${isTime ? absolute(x) : x}`),
  ];
  return <div ref={place} className="chart" role="img" aria-label={`${label}: ${words.join('; ')}`} />;
}

/** What a chart says to who cannot see it: the last, lowest and highest value of each curve. */
export function summary(series: readonly Series[]): string {
  const one = (of: Series) => {
    const ends = endsOf(of);
    if (ends === null) return `${of.name}: no value yet`;
    return `${of.name}: last ${figure(ends.last)}, from ${figure(ends.low.value)} to ${figure(ends.high.value)}`;
  };
  return series.map(one).join('; ');
}
