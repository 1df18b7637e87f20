import type { Schemas } from '../../api/client.js';

type Promotion = Schemas['Promotion'];

/** The question as it was frozen with its answer; the schema of a decision leaves its shape open. */
export interface Inputs {
  use: Record<string, unknown>;
  profile: string;
  /** Fields of the use that are the question's own, whatever the project declares. */
  own?: string[];
}

/** The newest promotion of each alias that came through. */
export function servedOf<P extends Pick<Promotion, 'model' | 'alias' | 'state' | 'decision'>>(
  newestFirst: readonly P[],
): P[] {
  const served = new Map<string, P>();
  for (const one of newestFirst)
    if (one.state === 'succeeded' && one.decision !== null && !served.has(`${one.model} ${one.alias}`))
      served.set(`${one.model} ${one.alias}`, one);
  return [...served.values()];
}

/** The use of an old question with what differs between two declared uses; its own fields stay. */
export function changedUse(
  { use, own = [] }: Pick<Inputs, 'use' | 'own'>,
  now: Record<string, unknown>,
  next: Record<string, unknown>,
): Record<string, unknown> {
  const result = { ...use };
  for (const field of new Set([...Object.keys(now), ...Object.keys(next)])) {
    if (own.includes(field) || JSON.stringify(now[field]) === JSON.stringify(next[field])) continue;
    if (next[field] === undefined) delete result[field];
    else result[field] = next[field];
  }
  return result;
}
