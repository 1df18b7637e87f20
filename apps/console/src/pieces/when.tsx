import { useSyncExternalStore } from 'react';
import { absolute, duration, relative } from './figures.js';

/** One clock for the page; every second while something is watching. */
const listeners = new Set<() => void>();
let now = seconds();
let timer: ReturnType<typeof setInterval> | undefined;
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = seconds();
    for (const one of listeners) one();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
/** Unix seconds, at most a second old; or the render's text of it, so that a row re-renders only when its words change. */
const useClock = <T extends string | number>(of: (now: number) => T): T =>
  useSyncExternalStore(subscribe, () => of(now));

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
