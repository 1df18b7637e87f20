import { useComputedColorScheme } from '@mantine/core';
import { colourOf } from '../../pieces/colours.js';
import { figure } from '../../pieces/figures.js';
import { ticksOf } from './trade-off.js';

export interface Dot {
  id: string;
  /** Of the run, in every chart of the page. */
  place: number;
  name: string;
  x: number;
  y: number;
  low?: number;
  high?: number;
}

interface Axis {
  name: string;
  words: (value: number) => string;
}

/** A point for each run over two axes, with its interval where it has one; laid out by the page, so that its words stay readable. */
export function Scatter({ dots, x, y }: { dots: readonly Dot[]; x: Axis; y: { name: string } }) {
  const scheme = useComputedColorScheme('dark');
  const xs = ticksOf([0, ...dots.map((dot) => dot.x)]);
  const ys = ticksOf(dots.flatMap(({ y: value, low = value, high = value }) => [low, high]));
  const along = (value: number) => `${(100 * (value - xs[0]!)) / (xs.at(-1)! - xs[0]!)}%`;
  const up = (value: number) => `${(100 * (value - ys[0]!)) / (ys.at(-1)! - ys[0]!)}%`;
  const said = dots.map((dot) => `${dot.name}: ${x.words(dot.x)}, ${figure(dot.y)}`).join('; ');
  return (
    <div className="scatter" role="img" aria-label={`${y.name} over ${x.name}. ${said}`}>
      <div className="scatter-plot">
        {ys.map((at) => (
          <div key={at} className="scatter-y" style={{ bottom: up(at) }}>
            <span>{figure(at)}</span>
          </div>
        ))}
        {xs.map((at) => (
          <div key={at} className="scatter-x" style={{ left: along(at) }}>
            <span>{x.words(at)}</span>
          </div>
        ))}
        {dots.map(({ id, place, name, low, high, ...dot }) => (
          <div key={id}>
            {low !== undefined && high !== undefined && (
              <div
                className="scatter-range"
                style={{
                  ...{ left: along(dot.x), bottom: up(low), background: colourOf(place, scheme) },
                  height: `calc(${up(high)} - ${up(low)})`,
                }}
              />
            )}
            <div
              className="scatter-dot"
              data-tip={`${name}: ${x.words(dot.x)}, ${figure(dot.y)}`}
              style={{ left: along(dot.x), bottom: up(dot.y), background: colourOf(place, scheme) }}
            />
          </div>
        ))}
      </div>
      <div className="scatter-name">{x.name}</div>
    </div>
  );
}
