import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import { getJob } from '../follow.js';
import { endOf, isCount } from '../log-tail.js';
import type { Session } from '../session.js';
import { clean, jsonText } from '../text.js';
import { isFinal } from '../views.js';

const POLL_MS = 1000;

export function addLogsCommand(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'logs <job>',
    about: "Print the output of a job's newest attempt",
    examples: [
      'luthier logs job_01k…',
      'luthier logs job_01k… --tail 50',
      'luthier logs -f --tail 0 job_01k…',
    ],
    options: [
      ['-f, --follow', 'go on until the job is final'],
      ['--tail <n>', 'begin with the last lines of what is there, so many; 0: with what comes'],
    ],
    run: logs,
  });
}

interface Piece {
  offset: number;
  text: string;
}

async function logs(session: Session, [id = '']: string[], options: Options): Promise<void> {
  const tail = textOf(options, 'tail');
  if (tail !== undefined && !isCount(tail))
    throw new CliError(`--tail is no number of lines: ${tail}`, EXIT.usage);
  if (options['follow']) session.onDetach(`${id} goes on. Come back with: luthier logs -f ${id}`);
  let offset = tail === undefined ? 0 : await tailed(session, id, Number(tail));
  for (;;) {
    const job = options['follow'] ? await getJob(session, id) : null;
    const { text, next } = await pieceAt(session, id, offset);
    print(session, { offset, text });
    if (next === offset && (!job || isFinal(job.state))) return;
    if (next === offset) await sleep(POLL_MS, undefined, { signal: session.signal });
    offset = next;
  }
}

/** Prints the last lines of what is there, and answers where it ends. */
async function tailed(session: Session, id: string, lines: number): Promise<number> {
  let kept = '';
  for (let offset = 0; ;) {
    const { text, next } = await pieceAt(session, id, offset);
    kept = endOf(kept + text, lines);
    if (next === offset) {
      print(session, { offset: Math.max(0, offset - Buffer.byteLength(kept)), text: kept });
      return offset;
    }
    offset = next;
  }
}

async function pieceAt(
  session: Session,
  id: string,
  offset: number,
): Promise<{ text: string; next: number }> {
  const params = { path: { id }, query: { offset: String(offset) } };
  const { data, response } = await session.client.GET('/v1/jobs/{id}/logs', { params, parseAs: 'text' });
  const text = data ?? '';
  return { text, next: Number(response.headers.get('x-next-offset') ?? offset + Buffer.byteLength(text)) };
}

function print(session: Session, { offset, text }: Piece): void {
  if (text) process.stdout.write(session.json ? `${jsonText({ offset, text })}\n` : clean(text));
}
