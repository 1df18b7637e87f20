import { CommanderError } from 'commander';
import type { Host } from './command.js';
import { EXIT, exitOf } from './exits.js';
import { failureJson, failureText } from './failure-text.js';
import { buildProgram } from './program.js';
import { clean } from './text.js';

async function main(argv: string[]): Promise<number> {
  const abort = new AbortController();
  const host: Host = { signal: abort.signal, detach: { hint: null } };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => abort.abort(signal));
  try {
    await buildProgram(host).parseAsync(argv);
    return process.exitCode === undefined ? EXIT.ok : Number(process.exitCode);
  } catch (error) {
    if (abort.signal.aborted) {
      if (host.detach.hint) process.stderr.write(`\n${clean(host.detach.hint)}\n`);
      return EXIT.interrupted;
    }
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage; // commander has said why
    const json = argv.includes('--json');
    process.stderr.write(`${json ? failureJson(error, host.hint) : failureText(error, host.hint)}\n`);
    return exitOf(error);
  }
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok); // `| head` has seen enough
});
process.exitCode = await main(process.argv);
// open event streams would keep the process alive
if (process.stdout.writableLength === 0) process.exit();
else process.stdout.end(() => process.exit());
