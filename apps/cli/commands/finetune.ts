import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { parse } from 'yaml';
import { answer } from '#client/client.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { resolveVersion } from '../data.js';
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
import { watch } from '../watch.js';

/** What says which training. */
export const JOB_OPTIONS: (Option | [string, string])[] = [
  ['--base <model>', 'base model: slug, id or hub id'],
  ['--data <version>', 'dataset version: dsv_ id, name, or name@number'],
  new Option(
    '--method <method>',
    'sft on chats; dpo on preference pairs; kto on answers with a label; orpo on pairs, experimental',
  ).choices(['sft', 'dpo', 'kto', 'orpo']),
  ['--beta <beta>', 'dpo, kto: hold to the model training begins with; orpo: share of the odds ratio'],
  ['--continue-from <artifact>', 'art_ id of the adapter or checkpoint to train further'],
  ['--epochs <n>', 'passes over the data'],
  ['--batch-size <n>', 'rows in one step'],
  ['--learning-rate <rate>', 'peak learning rate'],
  ['--max-seq-length <tokens>', 'longest row; the rest is cut'],
  ['-r, --rank <r>', 'rank of the LoRA adapter'],
  ['--qlora', 'train over a base in 4 bit (bitsandbytes nf4)'],
  ['--dora', "adapter with its own magnitudes (PEFT's use_dora)"],
  ['--rslora', "scale the adapter by the root of its rank (PEFT's use_rslora)"],
  ['--full', 'train every weight, no adapter'],
  ['--nproc-per-node <n>', 'processes that train together, a slot of the target (GPU) each'],
  ['--nnodes <n>', 'machines, each with so many processes; of a target that starts a job on several'],
  ['--packing', 'several short rows in one sequence (sft)'],
  [
    '--best-by <metric>',
    'leave the weights that are best by this, e.g. valid_loss; needs a validation split',
  ],
  ['--patience <n>', 'stop after so many evaluations without an improvement'],
  ['--eval-steps <n>', 'steps between evaluations; once an epoch when left out'],
  ['--seed <n>', 'seed of everything random'],
  ['--suffix <text>', 'part of the model id'],
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
      ['--publish <model>', 'registered model that the result becomes a version of'],
      new Option('--quantize <type>', 'GGUF type of what is published (default q8_0)').choices(GGUF_TYPES),
      [
        '--engines <list>',
        'what the version is to be served with, here or elsewhere, by commas: llamacpp, vllm, ollama; each is checked for parity',
      ],
      ['--no-evaluate', 'leave the test rows out; promoting asks for a score of them'],
      REUSE_OPTION,
      ['--watch', 'follow it to its end'],
    ],
    run: finetune,
  });
}

async function finetune(session: Session, [positional]: string[], options: Options): Promise<void> {
  const file = textOf(options, 'file') ?? positional;
  const body = file ? readBody(file) : await bodyOf(session, options);
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

export function readBody(path: string): FinetuneBody | PipelineBody {
  try {
    const body = parse(readFileSync(path, 'utf8')) as Record<string, unknown> | null;
    if (body === null || typeof body !== 'object') throw new Error('it holds no mapping');
    return ('jobs' in body ? body : { kind: 'finetune', ...body }) as FinetuneBody | PipelineBody;
  } catch (cause) {
    throw new CliError(`${path}: ${(cause as Error).message}`, EXIT.usage);
  }
}

export async function bodyOf(session: Session, options: Options): Promise<FinetuneBody> {
  const base = textOf(options, 'base');
  const data = textOf(options, 'data');
  if (!base || !data)
    throw new CliError(
      'a base model and data are needed',
      EXIT.usage,
      'give --base and --data, or -f job.yaml',
    );
  const [seed, suffix, beta] = [number(options, 'seed'), textOf(options, 'suffix'), number(options, 'beta')];
  const method = textOf(options, 'method') as FinetuneBody['method'];
  const from = textOf(options, 'continueFrom');
  return {
    kind: 'finetune',
    base_model: base,
    dataset_version: await resolveVersion(session, data),
    ...(method ? { method } : {}),
    ...(from ? { continue_from: from } : {}),
    adapter: adapterOf(options),
    trainer: trainerOf(options),
    ...given({
      seed,
      beta,
      nproc_per_node: number(options, 'nprocPerNode'),
      nnodes: number(options, 'nnodes'),
    }),
    ...(suffix ? { suffix } : {}),
  };
}

function adapterOf(options: Options): NonNullable<FinetuneBody['adapter']> {
  const on = (name: string) => options[name] === true;
  if (on('full') && on('qlora'))
    throw new CliError(
      '--full trains every weight, --qlora none of the base',
      EXIT.usage,
      'give one of them',
    );
  return {
    ...(on('full') ? { type: 'none' as const } : {}),
    ...(on('qlora') ? { type: 'qlora' as const, quantization: { method: 'bnb-nf4' as const } } : {}),
    ...(on('dora') ? { use_dora: true } : {}),
    ...(on('rslora') ? { use_rslora: true } : {}),
    ...given({ r: number(options, 'rank') }),
  };
}

function trainerOf(options: Options): NonNullable<FinetuneBody['trainer']> {
  const best = textOf(options, 'bestBy') as NonNullable<FinetuneBody['trainer']>['metric_for_best_model'];
  return {
    ...given({
      n_epochs: number(options, 'epochs'),
      batch_size: number(options, 'batchSize'),
      learning_rate: number(options, 'learningRate'),
      max_seq_length: number(options, 'maxSeqLength'),
      eval_steps: number(options, 'evalSteps'),
      early_stopping_patience: number(options, 'patience'),
    }),
    ...(options['packing'] === true ? { packing: true } : {}),
    ...(best ? { load_best_model_at_end: true, metric_for_best_model: best } : {}),
  };
}

const given = (fields: Record<string, number | undefined>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, number] => field[1] !== undefined),
  );

function number(options: Options, name: string): number | undefined {
  const text = textOf(options, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new CliError(`--${name} is no number: ${text}`, EXIT.usage);
  return value;
}
