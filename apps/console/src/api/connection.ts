import { useSyncExternalStore } from 'react';
import { isShort } from './list.js';
import { queries } from './queries.js';

const AGAIN_MS = 2_000;
const listeners = new Set<() => void>();
let down = false;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Whether the service answered last. */
export const useIsDown = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => down,
  );

/** A request met silence: asks on until the service answers, then reads everything on the page anew. */
export function wentDown(): void {
  if (down) return;
  set(true);
  timer = setTimeout(() => void probe(), AGAIN_MS);
}

/** Asks now instead of at the next turn. */
export async function probe(): Promise<void> {
  clearTimeout(timer);
  const answers = await fetch('/livez', { cache: 'no-store' }).then(
    (response) => response.ok,
    () => false,
  );
  if (!answers) {
    timer = setTimeout(() => void probe(), AGAIN_MS);
    return;
  }
  set(false);
  // a long list is read anew by its newest page: it was scrolled to, not asked for
  await queries.invalidateQueries({ predicate: ({ state }) => !isLong(state.data) });
}

function isLong(data: unknown): boolean {
  const { pages } = (data ?? {}) as { pages?: unknown[] };
  return Array.isArray(pages) && !isShort({ pages });
}

function set(value: boolean): void {
  down = value;
  for (const listener of listeners) listener();
}
