import { blocks, type Gate } from '#deployments/gate.js';

/** Gates that the policies of a project decide; the rest of a promotion stays as it was answered. */
const DECIDED = new Set<Gate['kind']>(['license', 'regression', 'parity']);

export interface Outcome {
  blocked: boolean;
  /** Names of the gates that are not met. */
  unmet: string[];
}
export interface Change {
  name: string;
  kind: Gate['kind'];
  /** Null: the gate is not asked. */
  before: Gate['status'] | null;
  after: Gate['status'] | null;
  reason: string;
  fix: string | null;
}
export interface Compared {
  before: Outcome;
  after: Outcome;
  changed: Change[];
}

/** `stored`: as the promotion was answered; `now` and `then`: what its policies decide, under those of today and the tried ones. */
export function compare(stored: readonly Gate[], now: readonly Gate[], then: readonly Gate[]): Compared {
  const kept = stored.filter(({ kind }) => !DECIDED.has(kind));
  const names = [...new Set([...now, ...then].map(({ name }) => name))];
  const changed = names.flatMap((name): Change[] => {
    const [before, after] = [now, then].map((gates) => gates.find((gate) => gate.name === name));
    if (before?.status === after?.status) return [];
    const { kind, reason, fix } = (after ?? before)!;
    const told = after ? { reason, fix } : { reason: 'No longer asked.', fix: null };
    return [{ name, kind, before: before?.status ?? null, after: after?.status ?? null, ...told }];
  });
  return { before: outcome([...kept, ...now]), after: outcome([...kept, ...then]), changed };
}

const outcome = (gates: readonly Gate[]): Outcome => ({
  blocked: blocks(gates),
  unmet: gates.filter(({ status }) => status === 'unmet').map(({ name }) => name),
});
