import { useEffect, useRef } from 'react';

const AFTER_MS = 300;
const GAP_PX = 4;

/**
 * One tip for all elements with `data-tip`: a table has thousands of them, and a component around each would cost more than the
 * row. It stays while the pointer is on it, and goes with Escape.
 */
export function Tips() {
  const tip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hide = () => {
      clearTimeout(timer);
      tip.current!.hidden = true;
    };
    const over = ({ target }: Event) => {
      if (!(target instanceof Element) || tip.current!.contains(target)) return;
      const owner = target.closest<HTMLElement>('[data-tip]');
      hide();
      if (owner?.dataset['tip']) timer = setTimeout(() => show(tip.current!, owner), AFTER_MS);
    };
    const key = (event: KeyboardEvent) => event.key === 'Escape' && hide();
    const listeners = [
      ['pointerover', over],
      ['focusin', over],
      ['scroll', hide],
      ['keydown', key as (event: Event) => void],
    ] as const;
    for (const [name, listener] of listeners) document.addEventListener(name, listener, true);
    return () => {
      clearTimeout(timer);
      for (const [name, listener] of listeners) document.removeEventListener(name, listener, true);
    };
  }, []);
  return <div ref={tip} className="tip" role="tooltip" hidden />;
}

function show(tip: HTMLElement, owner: HTMLElement): void {
  if (!owner.isConnected) return;
  tip.textContent = owner.dataset['tip']!;
  tip.hidden = false;
  const [at, own] = [owner.getBoundingClientRect(), tip.getBoundingClientRect()];
  const above = at.top - own.height - GAP_PX;
  tip.style.top = `${above > 0 ? above : at.bottom + GAP_PX}px`;
  tip.style.left = `${Math.max(GAP_PX, Math.min(at.left + at.width / 2 - own.width / 2, innerWidth - own.width - GAP_PX))}px`;
}
