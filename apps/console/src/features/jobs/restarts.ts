import type { Schemas } from '../../api/client.js';

type Attempt = Schemas['Attempt'];
export interface Restart {
  x: number;
  /** On the chart. */
  text: string;
  /** In a line of its own. */
  words: string;
}

/** Where each later attempt went on and why there was one: a kink there is no fault of the data. */
export function restartsOf(attempts: readonly Attempt[], isTime: boolean): Restart[] {
  return attempts.slice(1).flatMap((one, at) => {
    const from = one['resumed_from_step'];
    const step = typeof from === 'number' ? from : 0;
    const x = isTime ? one['started_at'] : step;
    if (typeof x !== 'number') return [];
    const before = attempts[at]!;
    const isResumed = before.reason === 'paused';
    const text = `${isResumed ? 'resumed' : 'restarted'} (attempt ${one.number})`;
    const where = step === 0 ? 'from the beginning' : `from step ${step.toLocaleString('en-US')}`;
    const why = isResumed ? 'after a pause' : (before.message ?? before.reason?.replaceAll('_', ' '));
    return [{ x, text, words: `Attempt ${one.number} went on ${where}${why ? `: ${why}` : '.'}` }];
  });
}
