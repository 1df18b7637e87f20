import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.js';

/** Of each long test, in the order in which they are worth their time: how many seconds it takes on a slow machine. */
export const longSeconds = (): Record<string, number> =>
  JSON.parse(readFileSync(join(root, 'test/long-seconds.json'), 'utf8')) as Record<string, number>;

/** As many of `files` as two at a time end `within` so many seconds, the first of `seconds` first; the others are left. */
export function fitting(
  files: readonly string[],
  { seconds, within }: { seconds: Record<string, number>; within: number },
): { run: string[]; left: string[] } {
  const order = Object.keys(seconds);
  const placeOf = (file: string) => order.indexOf(file) + 1 || order.length + 1;
  const run: string[] = [];
  const left: string[] = [];
  for (const file of [...files].sort((a, b) => placeOf(a) - placeOf(b))) {
    const took = [...run, file].map((one) => seconds[one] ?? 0);
    const fits = Math.max(took.reduce((sum, one) => sum + one, 0) / 2, ...took) <= within;
    (fits ? run : left).push(file);
  }
  return { run, left };
}
