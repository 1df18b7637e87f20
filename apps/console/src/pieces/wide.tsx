import type { ReactNode } from 'react';

/** What may be wider than the page, a table most of all: it scrolls by itself, by the keyboard too. */
export function Wide({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="scrolls wide" tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  );
}
