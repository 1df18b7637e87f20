import type { Command } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { getJob } from '../follow.js';
import { type Sample, samplesText } from '../samples-text.js';
import type { Session } from '../session.js';
import { isFinal } from '../views.js';

export function addSamplesCommand(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'samples <job>',
    about: 'Show what a training answered to its prompts after each checkpoint',
    examples: [
      'luthier samples job_01k…',
      'luthier samples job_01k… --step 60',
      'luthier samples job_01k… --json',
    ],
    options: [['--step <step>', 'of one checkpoint alone']],
    run: samples,
  });
}

async function samples(session: Session, [id = '']: string[], options: Options): Promise<void> {
  const job = await getJob(session, id);
  const found = await allOf(session, job.id, textOf(options, 'step'));
  const asked = 'samples' in job.spec;
  const none = !asked
    ? `${job.id} was asked for none: name 'samples' in its file (docs/samples.md).`
    : isFinal(job.state)
      ? `${job.id} left none.`
      : `${job.id} has none yet: they come behind a checkpoint.`;
  session.print({ object: 'list', data: found }, samplesText(found, none));
}

async function allOf(session: Session, id: string, step: string | undefined): Promise<Sample[]> {
  const found: Sample[] = [];
  for (let after: string | undefined; ;) {
    const query = { ...(step ? { step } : {}), ...(after ? { after } : {}) };
    const page = await answer(
      session.client.GET('/v1/jobs/{id}/samples', { params: { path: { id }, query } }),
    );
    found.push(...page.data);
    if (!page.has_more) return found;
    after = page.data.at(-1)!.id;
  }
}
