import { Scale } from 'lucide-react';
import type { ReactNode } from 'react';

/** A license by its id; `link` wraps it where a page says what it demands. */
export function LicenseChip({
  id,
  link,
}: {
  id: string;
  link?: (chip: ReactNode, className: string) => ReactNode;
}) {
  const words = (
    <>
      <Scale size={12} aria-hidden />
      <span>{id}</span>
    </>
  );
  return link ? link(words, 'license-chip') : <span className="license-chip">{words}</span>;
}
