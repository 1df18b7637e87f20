import { type ParseArgsConfig, parseArgs } from 'node:util';
import { Failure } from './failure.js';

/** parseArgs whose complaints name the way to the help. */
export function readArgs<T extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: T) {
  try {
    return parseArgs({ args, options, allowPositionals: false }).values;
  } catch (error) {
    throw new Failure((error as Error).message, 'the same command with --help lists its options');
  }
}
