import { createInterface } from 'node:readline/promises';
import { CliError, EXIT } from '../exits.js';
import type { Session } from '../session.js';

/** Asks a person, on stderr; with --yes nobody is asked, and without a terminal nothing is done unasked. */
export async function confirm(session: Session, question: string, isSure: boolean): Promise<void> {
  if (isSure) return;
  if (!session.input || !process.stdin.isTTY)
    throw new CliError(
      `${question} Nobody is here to answer.`,
      EXIT.usage,
      'give --yes to go on without a question',
    );
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const said = await terminal.question(`${question} [y/N] `, { signal: session.signal });
    if (!/^y(es)?$/i.test(said.trim()))
      throw new CliError('no was the answer: nothing more was done', EXIT.usage);
  } finally {
    terminal.close();
  }
}
