/** How long one delivery is tried. */
export const GIVE_UP_SECONDS = 24 * 3600;
const FIRST_SECONDS = 5;
const FACTOR = 4;
/** The longest wait between two attempts, also at a receiver's own wish. */
export const LONGEST_SECONDS = 4 * 3600;
const SHORTEST_SECONDS = 1;

/** The longest wait after the n-th attempt (from 1), in seconds: 5, 20, 80, … up to four hours. */
export const ceilingSeconds = (attempts: number): number =>
  Math.min(LONGEST_SECONDS, FIRST_SECONDS * FACTOR ** Math.min(attempts - 1, 20));

/**
 * Seconds to wait after the n-th attempt: anywhere below the ceiling (full jitter), and not before the receiver's Retry-After,
 * as far as that is within bounds. `random` is from 0 to 1.
 */
export function waitSeconds(attempts: number, retryAfter: number | null, random: number): number {
  const wait = Math.max(SHORTEST_SECONDS, ceilingSeconds(attempts) * random);
  return Math.max(wait, Math.min(retryAfter ?? 0, LONGEST_SECONDS));
}
