import type { Command } from 'commander';
import { stringify } from 'yaml';
import { answer } from '#client/client.js';
import { canClone, cloneOf } from '#client/clone.js';
import type { FinetuneBody } from '#client/pipeline.js';
import { addCommand, type Host, type Options } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import { getJob } from '../follow.js';
import { PUBLISH_OPTIONS } from '../publishing.js';
import type { Session } from '../session.js';
import { JOB_OPTIONS, settingsOf } from '../training-options.js';
import { isVersion, versionOf } from '../versions.js';
import { idOf, type Job } from '../views.js';
import { submit, SUBMIT_OPTIONS } from './finetune.js';

export function addCloneCommand(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'clone <training>',
    about:
      'Train again with the settings of a training, but for what is given here: a job, a pipeline or a model version',
    examples: [
      'luthier clone job_01k… --epochs 3 --watch',
      'luthier clone job_01k… --data support@3 --publish support-bot',
      'luthier clone ticket-bot@1 --epochs 3 --publish ticket-bot',
      'luthier clone job_01k… --print > job.yaml',
    ],
    options: [
      ...JOB_OPTIONS,
      ...PUBLISH_OPTIONS,
      ...SUBMIT_OPTIONS,
      ['--print', 'print the file of it, to change and give to luthier finetune -f; nothing is submitted'],
    ],
    run: clone,
  });
}

async function clone(session: Session, [id = '']: string[], options: Options): Promise<void> {
  const job = await trainingOf(session, id);
  if (!canClone(job))
    throw new CliError(
      `${job.id} is no training of a base model`,
      EXIT.usage,
      'its own record: luthier job show',
    );
  const body = over(await cloneOf(session.client, job), await settingsOf(session, options));
  if (options['print']) return session.print(body, stringify(body).trimEnd());
  return submit(session, body, options);
}

/** The job itself, the one of a pipeline that trains, or what a version came from. */
async function trainingOf(session: Session, ref: string): Promise<Job> {
  if (isVersion(ref)) return getJob(session, idOf((await versionOf(session, ref)).source_job)!);
  if (!ref.startsWith('pipe_')) return getJob(session, ref);
  const params = { path: { id: ref } };
  const pipeline = await answer(session.client.GET('/v1/pipelines/{id}', { params }));
  const [only, ...more] = (pipeline.jobs ?? []).filter(canClone);
  if (only && more.length === 0) return only;
  const found = [only, ...more].flatMap((one) => one?.id ?? []);
  throw new CliError(
    only ? `${ref} has ${found.length} trainings` : `${ref} has no training of a base model`,
    EXIT.usage,
    only ? `give one of them: ${found.join(', ')}` : 'luthier ls lists the jobs',
  );
}

/** A rank that is changed alone takes the scale with it, as where neither is given. */
function over(was: FinetuneBody, now: Partial<FinetuneBody>): FinetuneBody {
  const { alpha, ...adapter } = was.adapter ?? {};
  const kept = now.adapter?.r === undefined && alpha !== undefined ? { alpha } : {};
  return {
    ...was,
    ...now,
    adapter: now.adapter?.type === 'none' ? now.adapter : { ...adapter, ...kept, ...now.adapter },
    trainer: { ...was.trainer, ...now.trainer },
  };
}
