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

/** The names of a command that takes nothing else. */
export function readNames(args: string[]): string[] {
  try {
    return parseArgs({ args, options: {}, allowPositionals: true }).positionals;
  } catch (error) {
    throw new Failure((error as Error).message, 'the same command with --help says what it takes');
  }
}
