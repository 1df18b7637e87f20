import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Gives back what start-up has used: the parsed catalogue and the schemas leave more garbage than the idle program needs, and V8
 * keeps it for as long as memory is not short.
 */
export function releaseBootGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  collect();
}
