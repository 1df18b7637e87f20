import type { Command } from 'commander';
import { answer } from '#client/client.js';
import type { FinetuneBody, PipelineBody } from '#client/pipeline.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { published, PUBLISH_OPTIONS } from '../publishing.js';
import { REUSE_OPTION, reusing, submittedText } from '../reuse.js';
import type { Session } from '../session.js';
import { bodyOf, JOB_OPTIONS, readBody } from '../training-options.js';
import { watch } from '../watch.js';

/** How what is submitted is run and followed. */
export const SUBMIT_OPTIONS: [string, string][] = [REUSE_OPTION, ['--watch', 'follow it to its end']];

export function addFinetuneCommand(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'finetune [file]',
    about: 'Train an adapter; with --publish also merge, quantise, evaluate and register the model',
    examples: [
      'luthier finetune --base smollm2-135m-instruct --data support --watch',
      'luthier finetune --base smollm2-135m-instruct --data support@2 --publish support-bot --watch',
      'luthier finetune --base smollm2-135m-instruct --data support --publish support-bot --quantize q4_k_m',
      'luthier finetune --base smollm2-135m-instruct --data ratings --method kto --continue-from art_01k… --watch',
      'luthier finetune --base smollm2-135m-instruct --data support --best-by valid_loss --patience 3',
      'luthier finetune -f job.yaml --watch',
    ],
    options: [
      ['-f, --file <path>', 'YAML or JSON of the job, or of a whole pipeline, as the API takes it'],
      ...JOB_OPTIONS,
      ...PUBLISH_OPTIONS,
      ...SUBMIT_OPTIONS,
    ],
    run: finetune,
  });
}

async function finetune(session: Session, [positional]: string[], options: Options): Promise<void> {
  const file = textOf(options, 'file') ?? positional;
  await submit(session, file ? readBody(file) : await bodyOf(session, options), options);
}

/** Sends a training, or the pipeline that publishes it, by PUBLISH_OPTIONS. */
export async function submit(
  session: Session,
  body: FinetuneBody | PipelineBody,
  options: Options,
): Promise<void> {
  const asked = reusing(await published(session, body, options), options);
  const made =
    'jobs' in asked
      ? await answer(session.client.POST('/v1/pipelines', { body: asked }))
      : await answer(session.client.POST('/v1/jobs', { body: asked }));
  if (options['watch']) return watch(session, made.id);
  session.print(made, submittedText(made));
}
