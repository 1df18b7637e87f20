import type { Schemas } from '../../api/client.js';

type Trial = Pick<Schemas['PolicyTrial'], 'left_out'> & { promotions: readonly unknown[] };

const promotions = (count: number): string => `${count} promotion${count === 1 ? '' : 's'}`;
const gone = (count: number): string =>
  count === 1
    ? 'cannot be asked again: its version, or the one that it replaced, is deleted.'
    : 'cannot be asked again: their versions, or those that they replaced, are deleted.';

/** What could not be asked again beside others that could; null where there is none. */
export const leftOutWords = (count: number): string | null =>
  count === 0 ? null : `${count} more ${gone(count)}`;

/** Of an answer in which no promotion would be answered otherwise. */
export function sameWords({ promotions: { length }, left_out: left }: Trial): string {
  if (length === 0) return left === 0 ? 'Nothing was promoted yet.' : `${promotions(left)} ${gone(left)}`;
  const same = `None of the newest ${promotions(length)} would have been answered otherwise.`;
  return left === 0 ? same : `${same} ${leftOutWords(left)}`;
}
