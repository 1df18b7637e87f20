import { Command, Option } from 'commander';
import { hintFor } from './hints.js';
import { openSession, type Session } from './session.js';

export interface Host {
  signal: AbortSignal;
  detach: { hint: string | null };
  /** What to do about a refusal, in the words of this command line. */
  hint?: string | null;
}

export type Options = Record<string, string | boolean | string[] | undefined>;

export interface CommandSpec {
  /** `push <file>`: name and arguments, as commander writes them. */
  usage: string;
  about: string;
  examples: string[];
  options?: (Option | [string, string])[];
  run(session: Session, args: string[], options: Options): Promise<void>;
}

/** What every command takes. */
export const EVERYWHERE = [
  new Option('--json', 'print the result as one JSON line').helpGroup('Everywhere:'),
  new Option('-q, --quiet', 'no progress and no notes: only the result, or the error').helpGroup(
    'Everywhere:',
  ),
  new Option('--no-input', 'never ask: what would be asked is an error that names the option').helpGroup(
    'Everywhere:',
  ),
];

/** Adds one command with its options, those of every command and its examples. */
export function addCommand(parent: Command, host: Host, spec: CommandSpec): Command {
  const command = parent.command(spec.usage).description(spec.about);
  for (const option of spec.options ?? []) {
    if (option instanceof Option) command.addOption(option);
    else command.option(option[0], option[1]);
  }
  for (const option of EVERYWHERE) command.addOption(option);
  command.addHelpText('after', examplesText(spec.examples));
  return command.action(async (...given: unknown[]) => {
    const options = command.opts<Options>();
    const values = given.slice(0, command.registeredArguments.length).flat();
    const args = values.filter((value): value is string => typeof value === 'string');
    const session = openSession({
      ...host,
      json: options['json'] === true,
      quiet: options['quiet'] === true,
      input: options['input'] !== false,
      out: process.stdout,
      err: process.stderr,
    });
    try {
      await spec.run(session, args, options);
    } catch (error) {
      host.hint = hintFor(error, command.options);
      throw error;
    }
  });
}

export function addGroup(parent: Command, name: string, about: string): Command {
  return parent.command(name).description(about);
}

/** A command and all under it. */
export const allOf = (command: Command): Command[] => [command, ...command.commands.flatMap(allOf)];

export const examplesText = (examples: string[]): string =>
  `\nExamples:\n${examples.map((example) => `  $ ${example}`).join('\n')}`;

/** The text of an option; undefined when it was not given. */
export const textOf = (options: Options, name: string): string | undefined => {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
};
