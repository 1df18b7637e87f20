import { type Command, CommanderError } from 'commander';
import type { Host } from './command.js';
import { CliError, EXIT, exitOf } from './exits.js';
import { failureJson, failureText } from './failure-text.js';
import { buildProgram } from './program.js';
import { elsewhere } from './suggest.js';
import { clean } from './text.js';

async function main(argv: string[]): Promise<number> {
  const abort = new AbortController();
  const host: Host = { signal: abort.signal, detach: { hint: null } };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => abort.abort(signal));
  const program = buildProgram(host);
  try {
    await program.parseAsync(argv);
    return process.exitCode === undefined ? EXIT.ok : Number(process.exitCode);
  } catch (error) {
    if (abort.signal.aborted) {
      if (host.detach.hint) process.stderr.write(`\n${clean(host.detach.hint)}\n`);
      return EXIT.interrupted;
    }
    const json = argv.includes('--json');
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.ok;
      if (json) process.stderr.write(`${failureJson(usageError(error, program))}\n`); // else commander has said why
      return EXIT.usage;
    }
    process.stderr.write(`${json ? failureJson(error, host.hint) : failureText(error, host.hint)}\n`);
    return exitOf(error);
  }
}

/** Of `error: unknown command 'lss'\n(Did you mean ls?)`; a command that is elsewhere in the tree is pointed at. */
function usageError({ code, message }: CommanderError, program: Command): CliError {
  if (code.startsWith('commander.help'))
    return new CliError('a command is needed', EXIT.usage, 'luthier help lists them');
  const [what = '', ...meant] = message.replace(/^error: /, '').split('\n');
  const places = elsewhere(program, /unknown command '([^']+)'/.exec(what)?.[1] ?? '');
  const near = meant.join(' ').replace(/^\(|\)$/g, '');
  const fix = places.length > 0 ? `it is: ${places.join(', ')}` : near;
  return new CliError(what, EXIT.usage, fix || 'add --help for usage and examples');
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok); // `| head` has seen enough
});
process.stderr.on('error', () => undefined); // nobody reads the notes; the command goes on
process.exitCode = await main(process.argv);
// open event streams would keep the process alive
if (process.stdout.writableLength === 0) process.exit();
else process.stdout.end(() => process.exit());
