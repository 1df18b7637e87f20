import { Option } from 'commander';
import type { FinetuneBody, PipelineBody } from '#client/pipeline.js';
import { type Options, textOf } from './command.js';
import { resolveVersion } from './data.js';
import { CliError, EXIT } from './exits.js';
import { readMapping } from './read-text.js';
import type { Session } from './session.js';

/** What says which training. What is left out is `auto`, which the service resolves: the finished job tells the numbers. */
export const JOB_OPTIONS: (Option | [string, string])[] = [
  ['--base <model>', 'base model: slug, id or hub id'],
  ['--data <version>', 'dataset version: dsv_ id, name, or name@number'],
  new Option(
    '--method <method>',
    'sft on chats (default); dpo on preference pairs; kto on answers with a label; orpo on pairs, experimental',
  ).choices(['sft', 'dpo', 'kto', 'orpo']),
  [
    '--beta <beta>',
    'dpo, kto: hold to the model training begins with; orpo: share of the odds ratio; auto: 0.1',
  ],
  ['--continue-from <artifact>', 'art_ id of the adapter or checkpoint to train further'],
  [
    '--epochs <n>',
    'passes over the data; auto: 5 below 100 rows, 3 below 400, then 1; of dpo, kto and orpo 3 below 100 rows, then 1',
  ],
  ['--batch-size <n>', 'rows in one step; auto: 2 below 64 rows, 4 below 256, then 8'],
  [
    '--learning-rate <rate>',
    'peak learning rate; auto, by parameters of the base below 0.4, below 1 and from 1 billion: 0.001, 0.0005, 0.0002; of dpo, kto and orpo 0.0005, 0.0001, 0.00005; --full 0.0001, 0.00005, 0.00002',
  ],
  ['--max-seq-length <tokens>', 'longest row; the rest is cut; auto: what the base reads, at most 2048'],
  ['-r, --rank <r>', 'rank of the LoRA adapter (default 16), its alpha twice that'],
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

export function readBody(path: string): FinetuneBody | PipelineBody {
  const body = readMapping(path);
  return ('jobs' in body ? body : { kind: 'finetune', ...body }) as FinetuneBody | PipelineBody;
}

export async function bodyOf(session: Session, options: Options): Promise<FinetuneBody> {
  if (!textOf(options, 'base') || !textOf(options, 'data'))
    throw new CliError(
      'a base model and data are needed',
      EXIT.usage,
      'give --base and --data, or -f job.yaml',
    );
  return { kind: 'finetune', ...(await settingsOf(session, options)) } as FinetuneBody;
}

/** What was given, and nothing else. */
export async function settingsOf(session: Session, options: Options): Promise<Partial<FinetuneBody>> {
  const base = textOf(options, 'base');
  const data = textOf(options, 'data');
  const [seed, suffix, beta] = [number(options, 'seed'), textOf(options, 'suffix'), orAuto(options, 'beta')];
  const method = textOf(options, 'method') as FinetuneBody['method'];
  const from = textOf(options, 'continueFrom');
  return {
    ...(base ? { base_model: base } : {}),
    ...(data ? { dataset_version: await resolveVersion(session, data) } : {}),
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
      n_epochs: orAuto(options, 'epochs'),
      batch_size: orAuto(options, 'batchSize'),
      learning_rate: orAuto(options, 'learningRate'),
      max_seq_length: orAuto(options, 'maxSeqLength'),
      eval_steps: number(options, 'evalSteps'),
      early_stopping_patience: number(options, 'patience'),
    }),
    ...(options['packing'] === true ? { packing: true } : {}),
    ...(best ? { load_best_model_at_end: true, metric_for_best_model: best } : {}),
  };
}

type Given = number | 'auto';
/** Without those that were not given. */
export const given = <T extends Given>(fields: Record<string, T | undefined>): Record<string, T> =>
  Object.fromEntries(Object.entries(fields).filter((field): field is [string, T] => field[1] !== undefined));

const orAuto = (options: Options, name: string): Given | undefined =>
  textOf(options, name) === 'auto' ? 'auto' : number(options, name);

/** The number of an option; undefined when it was not given. Throws CliError with exit 2. */
export function number(options: Options, name: string): number | undefined {
  const text = textOf(options, name);
  return text === undefined ? undefined : numberIn(text, name);
}

/** The same of a part of what `name` was given. */
export function numberIn(text: string, name: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new CliError(`--${kebab(name)} is no number: ${text}`, EXIT.usage);
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
