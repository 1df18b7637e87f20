import { VisuallyHidden } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { Check, Copy } from 'lucide-react';
import { shortId } from './figures.js';

/** An id that a click copies whole. */
export function IdChip({ id, short = false }: { id: string; short?: boolean }) {
  const clipboard = useClipboard({ timeout: 1_500 });
  return (
    <button type="button" className="chip" data-tip={`Copy ${id}`} onClick={() => clipboard.copy(id)}>
      <VisuallyHidden>Copy </VisuallyHidden>
      {short ? shortId(id) : id}
      {clipboard.copied ? <Check size={11} aria-hidden /> : <Copy size={11} aria-hidden />}
    </button>
  );
}
