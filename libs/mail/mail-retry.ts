const FIRST_PAUSE_SECONDS = 30;
const LONGEST_PAUSE_SECONDS = 2 * 3600;
/** A mail is tried for a day. */
export const GIVE_UP_SECONDS = 24 * 3600;

/**
 * When a mail is tried again after its `attempts`-th failure: twice as late each time, half as much to one and a half times, so
 * that a server that comes back is not met by all at once. Null: a day is over.
 *
 * @param random from 0 to 1
 */
export function nextTry(of: {
  firstTriedAt: Date;
  attempts: number;
  now: Date;
  random: number;
}): Date | null {
  const pause = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (Math.min(of.attempts, 20) - 1));
  const at = of.now.getTime() + pause * (0.5 + of.random) * 1000;
  return at > of.firstTriedAt.getTime() + GIVE_UP_SECONDS * 1000 ? null : new Date(at);
}

/** Whether a member with this setting wants it. `personal`: handed to the member, or an answer to what it asked. */
export const wants = (notify: string, personal: boolean): boolean =>
  notify === 'all' || (notify === 'assigned' && personal);
