import { toneOf, type Tone } from './tones.js';

/** A state as a mark and a word; what it means on hover and to screen readers. */
export function State({ of, tone, meaning }: { of: string; tone?: Tone; meaning?: string }) {
  return (
    <span className="state" data-tone={tone ?? toneOf(of)} data-tip={meaning}>
      {of.replaceAll('_', ' ')}
    </span>
  );
}
