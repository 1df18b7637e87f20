import { useSyncExternalStore } from 'react';
import { everySecond, nowSeconds } from './clock.js';
import { absolute, duration, relative } from './figures.js';

/** What the clock makes of it, every second: a row is drawn anew only when its words change. */
const useClock = <T extends string | number>(of: (now: number) => T): T =>
  useSyncExternalStore(everySecond, () => of(nowSeconds()));

/** "3 min ago", with the date and time on hover and for screen readers. */
export function When({ at }: { at: number | null | undefined }) {
  const text = useClock((clock) => (at == null ? '' : relative(at, clock)));
  if (at == null) return <span className="none">—</span>;
  return (
    <time dateTime={new Date(at * 1000).toISOString()} className="num" data-tip={absolute(at)}>
      {text}
    </time>
  );
}

/** How long something has gone on, or took. */
export function Lasted({ from, to }: { from: number | null; to: number | null }) {
  const text = useClock((clock) => (from === null ? '' : duration((to ?? clock) - from)));
  return from === null ? <span className="none">—</span> : <span className="num">{text}</span>;
}

/** Unix seconds, a minute behind at most: for states that end some day. */
export const useNow = (): number => useClock((clock) => clock - (clock % 60));
