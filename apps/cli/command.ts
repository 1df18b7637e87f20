import { Command, Option } from 'commander';
import { openSession, type Session } from './session.js';

export interface Host {
  signal: AbortSignal;
  detach: { hint: string | null };
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

/** Adds one command with --json and its examples. */
export function addCommand(parent: Command, host: Host, spec: CommandSpec): Command {
  const command = parent
    .command(spec.usage)
    .description(spec.about)
    .option('--json', 'print the result as one JSON line');
  for (const option of spec.options ?? []) {
    if (option instanceof Option) command.addOption(option);
    else command.option(option[0], option[1]);
  }
  command.addHelpText('after', examplesText(spec.examples));
  return command.action(async (...given: unknown[]) => {
    const options = command.opts<Options>();
    const values = given.slice(0, command.registeredArguments.length).flat();
    const args = values.filter((value): value is string => typeof value === 'string');
    const session = openSession({
      ...host,
      json: options['json'] === true,
      out: process.stdout,
      err: process.stderr,
    });
    await spec.run(session, args, options);
  });
}

export function addGroup(parent: Command, name: string, about: string): Command {
  return parent.command(name).description(about);
}

export const examplesText = (examples: string[]): string =>
  `\nExamples:\n${examples.map((example) => `  $ ${example}`).join('\n')}`;

/** The text of an option; undefined when it was not given. */
export const textOf = (options: Options, name: string): string | undefined => {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
};
