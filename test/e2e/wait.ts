import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until `until` says yes; throws with the last answer after `seconds`. The service has no signal for a test to wait on. */
export async function eventually<T>(
  ask: () => Promise<T>,
  until: (answer: T) => boolean,
  seconds: number,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (until(answer)) return answer;
    if (Date.now() > end)
      throw new Error(`still not so after ${seconds} s: ${JSON.stringify(answer, null, 1)}`);
    await sleep(250);
  }
}

export const isFinal = (state: string): boolean =>
  ['succeeded', 'failed', 'cancelled', 'blocked'].includes(state);
