import { type Command, Option } from 'commander';
import { answer } from '#client/client.js';
import { addCommand, addGroup, type Host, type Options, textOf } from '../command.js';
import { resolveVersion } from '../data.js';
import { CliError, EXIT } from '../exits.js';
import {
  finetunePipeline,
  GGUF_TYPES,
  type GgufType,
  type PipelineBody,
  type Sweep,
} from '#client/pipeline.js';
import type { Session } from '../session.js';
import { sweepText } from '../sweep-text.js';
import { watch } from '../watch.js';
import { assertAllowed, estimateText } from '../estimate-text.js';
import { bodyOf, JOB_OPTIONS, readBody } from '../training-options.js';

export function addSweepCommands(program: Command, host: Host): void {
  const sweep = addGroup(
    program,
    'sweep',
    'Repeat a training over a grid of hyperparameters and go on with the best',
  );
  addCommand(sweep, host, {
    usage: 'run [file]',
    about:
      'Train every combination of the values; with --publish merge, quantise and register the best one alone',
    examples: [
      'luthier sweep run --base smollm2-135m-instruct --data support --grid learning_rate=1e-4,2e-4 --grid r=8,16 --watch',
      'luthier sweep run --base smollm2-135m-instruct --data support --grid r=8,16 --eval support@2 --choose-by exact_match --publish support-bot',
      'luthier sweep run -f pipeline.yaml --estimate',
    ],
    options: [
      ['-f, --file <path>', 'YAML or JSON of a pipeline with a sweep, as POST /v1/pipelines takes it'],
      ...JOB_OPTIONS,
      new Option('--grid <name=values>', 'values of a hyperparameter, with commas; once for each').argParser(
        (value: string, before: string[] = []) => [...before, value],
      ),
      ['--choose-by <metric>', 'the best by this: valid_loss (default); with --eval exact_match (default)'],
      ['--eval <version>', 'dataset version whose test split every cell is asked'],
      ['--publish <model>', 'registered model that the best one becomes a version of'],
      new Option('--quantize <type>', 'GGUF type of what is published (default q8_0)').choices(GGUF_TYPES),
      ['--estimate', 'say what all cells would come to together; make nothing'],
      ['--watch', 'follow it to its end'],
    ],
    run,
  });
  addCommand(sweep, host, {
    usage: 'show <pipeline>',
    about: 'Print the cells of a sweep with their settings and figures, and which was chosen',
    examples: ['luthier sweep show pipe_01k…', 'luthier sweep show pipe_01k… --json'],
    run: show,
  });
}

async function run(session: Session, [positional]: string[], options: Options): Promise<void> {
  const file = textOf(options, 'file') ?? positional;
  const body = file ? pipelineOf(file) : await swept(session, options);
  if (options['estimate'] === true) {
    const estimate = await answer(session.client.POST('/v1/estimates', { body }));
    session.print(estimate, estimateText(estimate));
    return assertAllowed(estimate);
  }
  const made = await answer(session.client.POST('/v1/pipelines', { body }));
  if (options['watch'] === true) return watch(session, made.id);
  const cells = made.sweep?.cells.length ?? 0;
  session.print(made, `${made.id} trains ${cells} cells. Follow it: luthier watch ${made.id}`);
}

function pipelineOf(file: string): PipelineBody {
  const body = readBody(file);
  if ('jobs' in body && body.sweep) return body;
  throw new CliError(`${file} holds no sweep`, EXIT.usage, "a pipeline with 'jobs' and 'sweep' is wanted");
}

async function swept(session: Session, options: Options): Promise<PipelineBody> {
  const grid = gridOf((options['grid'] as string[] | undefined) ?? []);
  const finetune = await bodyOf(session, options);
  const publish = textOf(options, 'publish');
  const type = textOf(options, 'quantize') as GgufType | undefined;
  if (type && !publish) throw new CliError('--quantize needs --publish', EXIT.usage);
  const data = textOf(options, 'eval');
  const metric = textOf(options, 'chooseBy') ?? (data ? 'exact_match' : 'valid_loss');
  const plan = publish
    ? finetunePipeline({ finetune, publish: { model: publish }, ...(type ? { type } : {}) })
    : { jobs: [Object.assign({ name: 'train' }, finetune)] };
  const of =
    finetune.adapter?.type === 'none'
      ? { model: { job: 'train' } }
      : { model: { base_model: finetune.base_model }, adapter: { job: 'train' } };
  const check = data && {
    name: 'check',
    kind: 'evaluate',
    dataset_version: await resolveVersion(session, data),
  };
  return {
    ...plan,
    jobs: check ? [...plan.jobs, Object.assign(check, of)] : plan.jobs,
    sweep: { grid, best_by: check ? { metric, evaluation: 'check' } : { metric } },
  };
}

/** `r=8,16`: what reads as a number, true, false or null is one. */
export function gridOf(given: readonly string[]): Sweep['grid'] {
  if (given.length === 0)
    throw new CliError(
      'a grid is needed',
      EXIT.usage,
      'give --grid learning_rate=1e-4,2e-4, or -f pipeline.yaml',
    );
  const grid: Sweep['grid'] = {};
  for (const text of given) {
    const [, name, values] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (name === undefined || values === undefined)
      throw new CliError(`--grid ${text} is no name=value,value`, EXIT.usage);
    if (Object.hasOwn(grid, name)) throw new CliError(`--grid ${name} is given twice`, EXIT.usage);
    grid[name] = values.split(',').map((value) => valueOf(value.trim()));
  }
  return grid;
}

function valueOf(text: string): Sweep['grid'][string][number] {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  const number = Number(text);
  return text === '' || !Number.isFinite(number) ? text : number;
}

async function show(session: Session, [id = '']: string[]): Promise<void> {
  const pipeline = await answer(session.client.GET('/v1/pipelines/{id}', { params: { path: { id } } }));
  const { sweep } = pipeline;
  if (!sweep) throw new CliError(`${id} has no sweep`, EXIT.usage, `luthier watch ${id}`);
  session.print(sweep, sweepText(sweep));
}
