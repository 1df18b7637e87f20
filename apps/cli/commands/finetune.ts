import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { parse } from 'yaml';
import { answer } from '#client/client.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { resolveVersion } from '../data.js';
import { CliError, EXIT } from '../exits.js';
import { type FinetuneBody, finetunePipeline, type PipelineBody } from '../pipeline.js';
import type { Session } from '../session.js';
import { watch } from '../watch.js';

/** What says which training. */
export const JOB_OPTIONS: [string, string][] = [
  ['--base <model>', 'base model: slug, id or hub id'],
  ['--data <version>', 'dataset version: dsv_ id, name, or name@number'],
  ['--epochs <n>', 'passes over the data'],
  ['--batch-size <n>', 'rows in one step'],
  ['--learning-rate <rate>', 'peak learning rate'],
  ['--max-seq-length <tokens>', 'longest row; the rest is cut'],
  ['-r, --rank <r>', 'rank of the LoRA adapter'],
  ['--qlora', 'train over a base in 4 bit (bitsandbytes nf4)'],
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
      'luthier finetune -f job.yaml --watch',
    ],
    options: [
      ['-f, --file <path>', 'YAML or JSON of the job, or of a whole pipeline, as the API takes it'],
      ...JOB_OPTIONS,
      ['--publish <model>', 'registered model that the result becomes a version of'],
      ['--watch', 'follow it to its end'],
    ],
    run: finetune,
  });
}

async function finetune(session: Session, [positional]: string[], options: Options): Promise<void> {
  const file = textOf(options, 'file') ?? positional;
  const body = file ? readBody(file) : await bodyOf(session, options);
  const publish = textOf(options, 'publish');
  if ('jobs' in body || publish) {
    const pipeline =
      'jobs' in body ? body : finetunePipeline({ finetune: body, publish: { model: publish! } });
    const made = await answer(session.client.POST('/v1/pipelines', { body: pipeline }));
    return finish(session, made, options);
  }
  const made = await answer(session.client.POST('/v1/jobs', { body }));
  return finish(session, made, options);
}

async function finish(
  session: Session,
  made: { id: string; state: string },
  options: Options,
): Promise<void> {
  if (options['watch']) return watch(session, made.id);
  session.print(made, `${made.id} is ${made.state}. Follow it: luthier watch ${made.id}`);
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
  const [seed, suffix] = [number(options, 'seed'), textOf(options, 'suffix')];
  const qlora = options['qlora'] === true;
  return {
    kind: 'finetune',
    base_model: base,
    dataset_version: await resolveVersion(session, data),
    adapter: {
      ...(qlora ? { type: 'qlora' as const, quantization: { method: 'bnb-nf4' as const } } : {}),
      ...given({ r: number(options, 'rank') }),
    },
    trainer: given({
      n_epochs: number(options, 'epochs'),
      batch_size: number(options, 'batchSize'),
      learning_rate: number(options, 'learningRate'),
      max_seq_length: number(options, 'maxSeqLength'),
    }),
    ...given({ seed }),
    ...(suffix ? { suffix } : {}),
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
