import { SegmentedControl } from '@mantine/core';
import { count, short } from '../../pieces/figures.js';
import { NotThere } from '../../pieces/not-there.js';
import { OVERS, type Over } from './search.js';
import {
  type Bar,
  barsOf,
  barWords,
  errorWords,
  OVER_WORDS,
  secondsWords,
  type Traffic,
} from './traffic-words.js';
import { type ListedTraffic, useListed } from './use-traffic.js';

/** How far back is counted; the address holds it. */
export const OverPick = (props: { value: Over; onChange: (value: Over) => void }) => (
  <SegmentedControl
    size="xs"
    aria-label="Counted over"
    value={props.value}
    data={OVERS.map((value) => ({ value, label: OVER_WORDS[value] }))}
    onChange={props.onChange}
  />
);

const [WIDTH, HEIGHT, MOST] = [96, 22, 32];
/** Requests over time as bars as small as a word, what failed of them at their foot. */
export function RequestBars({ of, label = 'Requests' }: { of: readonly Bar[]; label?: string }) {
  const bars = barsOf(of, MOST);
  const most = bars.reduce((high, { requests }) => Math.max(high, requests), 1);
  const step = WIDTH / bars.length;
  const high = (n: number) => (n === 0 ? 0 : Math.max(1, (n / most) * HEIGHT));
  const bar = (kind: 'none' | 'all' | 'bad', at: number, height: number) => (
    <rect
      key={`${kind}${at}`}
      className={kind}
      x={at * step}
      y={HEIGHT - height}
      width={step * 0.72}
      height={height}
    />
  );
  return (
    <svg
      className="bars"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${label} over time: ${barWords(bars)}`}
    >
      {bars.flatMap(({ requests, errors }, at) => [
        requests === 0 ? bar('none', at, 1) : bar('all', at, high(requests)),
        ...(errors > 0 ? [bar('bad', at, high(errors))] : []),
      ])}
    </svg>
  );
}

/** Red where something that serves is to blame. */
export const ErrorRate = ({ of }: { of: Pick<Traffic, 'errors' | 'error_rate'> }) => (
  <span className={of.errors > 0 ? 'num bad-figure' : 'num'}>{errorWords(of)}</span>
);

interface Cell {
  of: ListedTraffic;
  over: Over;
}
/** Cells of a list. */
export function RequestsCell({ of, over }: Cell) {
  const { data, error } = useListed(of, over);
  if (!data) return <NotThere error={error} />;
  return (
    <span className="requests-cell">
      <RequestBars of={data.bars} />
      <span className="num" title={`${count(data.requests)} requests`}>
        {short(data.requests)}
      </span>
    </span>
  );
}
export function LatencyCell({ of, over }: Cell) {
  const { data, error } = useListed(of, over);
  if (!data) return <NotThere error={error} />;
  return <span className="num">{secondsWords(data.latency.p95_seconds)}</span>;
}
export function ErrorsCell({ of, over }: Cell) {
  const { data, error } = useListed(of, over);
  return data ? <ErrorRate of={data} /> : <NotThere error={error} />;
}
