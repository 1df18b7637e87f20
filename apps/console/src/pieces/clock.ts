const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Unix seconds. Read anew every time: what the ticking last saw is old where nothing had listened for a while. */
export const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** One clock for the page: tells its listeners every second, and rests while there is none. */
export function everySecond(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const one of listeners) one();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
