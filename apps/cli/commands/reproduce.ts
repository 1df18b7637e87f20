import type { Command } from 'commander';
import { answer } from '#client/client.js';
import type { components } from '#client/schema.js';
import { addCommand, type Host, type Options } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import { followJob, progressText } from '../follow.js';
import type { Session } from '../session.js';
import { table } from '../text.js';
import { brokenJob } from '../watch.js';

type Reproduction = components['schemas']['Reproduction'];
const SHOWN = 20;

export function addReproduceCommand(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'reproduce <artifact>',
    about:
      'Run what made an artifact again, and say whether the bytes match; with --wait exit 1 where they do not, 3 where a license forbids it by now',
    examples: [
      'luthier reproduce art_01k… --wait',
      'luthier reproduce art_01k…',
      'luthier reproduce job_01k… --wait',
    ],
    options: [
      ['--wait', 'return when it has ended, with the comparison; a job_ id takes one up that was begun'],
    ],
    run: reproduce,
  });
}

async function reproduce(session: Session, [id = '']: string[], options: Options): Promise<void> {
  const params = { path: { id } };
  const job = id.startsWith('job_')
    ? await answer(session.client.GET('/v1/jobs/{id}', { params }))
    : await answer(session.client.POST('/v1/artifacts/{id}/reproduce', { params }));
  if (!options['wait'])
    return session.print(
      job,
      `${job.id} is ${job.state} and makes ${job.reproduces ?? 'nothing'} again. The comparison: luthier reproduce ${job.id} --wait`,
    );
  const ended = await session
    .progress()
    .step(`following ${job.id}`, (note) => followJob(session, job.id, (event) => note(progressText(event))));
  if (ended.state === 'cancelled') throw new CliError(`${job.id} was cancelled`, EXIT.interrupted);
  if (ended.state !== 'succeeded') throw brokenJob(ended);
  const at = { params: { path: { id: job.id } } };
  const found = await answer(session.client.GET('/v1/jobs/{id}/reproduction', at));
  session.print(found, reproductionText(found));
  if (found.matches !== true)
    throw new CliError(`${found.artifact} was not made again byte by byte`, EXIT.failed);
}

/** The verdict, the files that differ, and what was not the same. */
export function reproductionText(found: Reproduction): string {
  const wrong = (found.files ?? []).filter(({ equal }) => !equal);
  const files = wrong.map(({ path, sha256, again }) => [path, short(sha256), short(again)]);
  const differs = (found.differences ?? []).map(({ what, was, is }) => [what, word(was), word(is)]);
  return [
    found.verdict,
    ...(files.length > 0 ? [table(['FILE', 'WAS', 'IS'], files.slice(0, SHOWN))] : []),
    ...(files.length > SHOWN ? [`and ${files.length - SHOWN} more`] : []),
    ...(differs.length > 0 ? [table(['IN THE RECORD', 'WAS', 'IS'], differs.slice(0, SHOWN))] : []),
  ].join('\n\n');
}

const short = (sha256: string | null): string => sha256?.slice(0, 16) ?? 'not there';
const word = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 60);
