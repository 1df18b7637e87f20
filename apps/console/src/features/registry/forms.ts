import type { Schemas } from '../../api/client.js';
import { figure, percent } from '../../pieces/figures.js';
import type { Tone } from '../../pieces/tones.js';

export type Form = Schemas['ModelForm'];
type Promotion = Pick<Schemas['Promotion'], 'version' | 'gates' | 'created_at'>;

/** What quantisation cost, in the figures that were measured; null where nothing was. */
export function lossOf({ loss }: Pick<Form, 'loss'>): string[] | null {
  if (!loss) return null;
  const { metrics: of } = loss;
  const told = (name: string, words: (value: number) => string) => {
    const value = of[name];
    return typeof value === 'number' ? [words(value)] : [];
  };
  const parent = of['parent_perplexity'];
  const than = typeof parent === 'number' ? ` (${figure(parent)} before)` : '';
  return [
    ...told('perplexity', (value) => `perplexity ${figure(value)}${than}`),
    ...told('kl_divergence', (value) => `KL ${figure(value)}`),
    ...told('top1_agreement', (value) => `top-1 ${percent(value)}`),
  ];
}

/** What a form is called: its type where a quantize job named one. */
export const nameOf = ({ role, kind, type }: Pick<Form, 'role' | 'kind' | 'type'>): string =>
  [(role ?? kind).replaceAll('_', ' '), type].filter(Boolean).join(' ');

export interface Verdict {
  words: string;
  tone: Tone;
  at: number | null;
}
/** What the newest promotion of a version that asked said of its signatures, which reads every byte; null where none asked. */
export function bytesVerdict(version: string, promotions: readonly Promotion[]): Verdict | null {
  for (const { version: of, gates, created_at: at } of promotions) {
    const gate = of === version ? gates.find(({ kind }) => kind === 'signature') : undefined;
    if (gate && gate.status !== 'skipped')
      return gate.status === 'passed'
        ? { words: 'verified', tone: 'good', at }
        : { words: 'does not hold', tone: 'bad', at };
  }
  return null;
}
