import { type Command, Option } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import {
  type Measured,
  measuredBy,
  type FinetuneBody,
  finetunePipeline,
  ENGINES,
  type Engine,
  GGUF_TYPES,
  type GgufType,
  type PipelineBody,
} from '#client/pipeline.js';
import { REUSE_OPTION, reusing, submittedText } from '../reuse.js';
import type { Session } from '../session.js';
import { bodyOf, JOB_OPTIONS, readBody } from '../training-options.js';
import { watch } from '../watch.js';

/** What becomes of a training. */
export const PUBLISH_OPTIONS: (Option | [string, string])[] = [
  ['--publish <model>', 'registered model that the result becomes a version of'],
  new Option('--quantize <type>', 'GGUF type of what is published (default q8_0)').choices(GGUF_TYPES),
  [
    '--engines <list>',
    'what the version is to be served with, here or elsewhere, by commas: llamacpp, vllm, ollama; each is checked for parity',
  ],
  ['--no-evaluate', 'leave the test rows out; promoting asks for a score of them'],
  REUSE_OPTION,
  ['--watch', 'follow it to its end'],
];

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
  const publish = textOf(options, 'publish');
  const type = textOf(options, 'quantize') as GgufType | undefined;
  if (type && !publish && !('jobs' in body))
    throw new CliError(
      '--quantize needs --publish',
      EXIT.usage,
      'give --publish <model>, or quantise later: luthier quantize',
    );
  const engines = enginesOf(textOf(options, 'engines'));
  if (engines && (!publish || 'jobs' in body)) throw new CliError('--engines needs --publish', EXIT.usage);
  if ('jobs' in body || publish) {
    if ('jobs' in body && type) throw new CliError('--quantize and a file of a whole pipeline', EXIT.usage);
    const pipeline =
      'jobs' in body
        ? body
        : finetunePipeline({
            finetune: body,
            publish: { model: publish!, ...(engines ? { engines } : {}) },
            type,
            ...(await askedOf(session, body, options)),
          });
    const made = await answer(session.client.POST('/v1/pipelines', { body: reusing(pipeline, options) }));
    return finish(session, made, options);
  }
  const made = await answer(session.client.POST('/v1/jobs', { body: reusing(body, options) }));
  return finish(session, made, options);
}

function enginesOf(list: string | undefined): Engine[] | undefined {
  const named = list?.split(',').map((one) => one.trim());
  const unknown = named?.find((one) => !ENGINES.includes(one as Engine));
  if (unknown !== undefined)
    throw new CliError(`--engines: '${unknown}' is none of ${ENGINES.join(', ')}`, EXIT.usage);
  return named as Engine[] | undefined;
}

/** What is measured on the way: parity by its prompts, the score by the test rows that were kept back. */
async function askedOf(
  session: Session,
  { dataset_version }: FinetuneBody,
  options: Options,
): Promise<Measured> {
  if (typeof dataset_version !== 'string') return { check: null }; // a file's; the service says what is wrong with it
  const params = { path: { id: dataset_version } };
  const version = await answer(session.client.GET('/v1/dataset_versions/{id}', { params }));
  const { check, evaluation } = measuredBy(version);
  if (!check) session.say('No parity check comes with it: the rows are no chats, so there are no prompts.');
  if (options['evaluate'] === false || !check) return { check };
  if (evaluation) return { check, evaluation };
  session.say(
    'No score comes with it, and promoting asks for one: no test rows were kept back (luthier data push FILE --split test=0.2).',
  );
  return { check };
}

async function finish(
  session: Session,
  made: { id: string; state: string; reused_from?: string | null },
  options: Options,
): Promise<void> {
  if (options['watch']) return watch(session, made.id);
  session.print(made, submittedText(made));
}
