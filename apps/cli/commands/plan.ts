import { type Command, Option } from 'commander';
import { answer } from '#client/client.js';
import { ApiError } from '#client/errors.js';
import type { FinetuneBody, PipelineBody } from '#client/pipeline.js';
import type { paths } from '#client/schema.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { assertAllowed, type EstimateAnswer } from '../estimate-text.js';
import { CliError, EXIT } from '../exits.js';
import { type Plan, type PlannedTarget, textOfPlan } from '../plan-text.js';
import { PUBLISH_OPTIONS } from '../publishing.js';
import { orNone } from '../or-none.js';
import type { Session } from '../session.js';
import { JOB_OPTIONS } from '../training-options.js';
import { askedBody, estimateOf } from './estimate.js';

export function addPlanCommand(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'plan [file]',
    about:
      'Say where a training can run: the compute targets here and, where there are any or you ask, the GPUs it fits, with memory, time, energy and cost; what is owed and what blocks it, exit 3 where a license or quota does; makes nothing',
    examples: [
      'luthier plan --base smollm2-135m-instruct --data support',
      'luthier plan --base qwen2.5-7b --data support --qlora --gpus rtx-4070,rtx-4090,l4 --prices "l4=0.71 USD"',
      'luthier plan --base smollm2-135m-instruct --data support --publish support-bot',
      'luthier plan -f job.yaml --full --gpus a100-80 --gpu-count 8 --zero 3 --json',
    ],
    options: [
      ['-f, --file <path>', 'YAML or JSON, as POST /v1/jobs, /v1/pipelines or /v1/fine_tuning/jobs takes it'],
      ...JOB_OPTIONS,
      ...PUBLISH_OPTIONS,
      [
        '--gpus <ids>',
        'GPUs such as rtx-4090,l4; all: every GPU that is known, as where it is left out and a compute target has GPUs',
      ],
      ['--gpu-count <n>', 'how many of each'],
      new Option('--zero <stage>', "DeepSpeed's ZeRO stage").choices(['0', '1', '2', '3']),
      ['--prices <list>', 'what an hour of one costs: l4=0.71 USD,a100-80=1.90 EUR'],
      new Option('--checkpointing <when>', 'recompute activations').choices(['true', 'false']),
      new Option('--chunked-loss <when>', 'never hold all logits').choices(['true', 'false']),
      new Option('--optimizer <name>').choices([
        'adamw',
        'adamw_8bit',
        'paged_adamw_8bit',
        'adafactor',
        'sgd',
      ]),
    ],
    run: plan,
  });
}

/** Options that say something about GPUs alone. */
const OF_GPUS = ['gpus', 'gpuCount', 'zero', 'prices', 'checkpointing', 'chunkedLoss', 'optimizer'];

async function plan(session: Session, [file]: string[], options: Options): Promise<void> {
  const body = await askedBody(session, file, options);
  if ('jobs' in body && body.jobs[0]?.kind !== 'finetune')
    throw new CliError(
      'a plan is of a training, and this pipeline begins with none',
      EXIT.usage,
      'luthier estimate -f FILE says what its jobs come to',
    );
  const made = await estimateOf(session, body, queryOf(options));
  const planned: Plan = { ...made, targets: await targetsFor(session, body, made) };
  const asksGpus = OF_GPUS.some((name) => options[name] !== undefined);
  session.print(planned, textOfPlan(planned, { asksGpus }));
  assertAllowed(made);
}

/** The same training on every compute target that a job may name. */
async function targetsFor(
  session: Session,
  body: FinetuneBody | PipelineBody,
  made: EstimateAnswer,
): Promise<PlannedTarget[]> {
  const data = await orNone(answer(session.client.GET('/v1/compute_targets')));
  return Promise.all(
    data.map(async ({ name, default: isDefault, state, reason, cpus, gpus, slots, queue }) => ({
      ...{ name, default: isDefault, state, reason, cpus, gpus, slots, queue },
      ...(name === made.target.name
        ? { estimate: made, refused: null }
        : await elsewhere(session, body, name)),
    })),
  );
}

async function elsewhere(
  session: Session,
  body: FinetuneBody | PipelineBody,
  target: string,
): Promise<Pick<PlannedTarget, 'estimate' | 'refused'>> {
  if ('training_file' in body) return { estimate: null, refused: 'such a job names no target' };
  const there = ('jobs' in body
    ? { ...body, jobs: body.jobs.map((job) => ({ ...job, target })) }
    : { ...body, target }) as unknown as FinetuneBody | PipelineBody;
  try {
    return { estimate: await estimateOf(session, there), refused: null };
  } catch (error) {
    if (error instanceof ApiError && error.status < 500) return { estimate: null, refused: error.message };
    throw error;
  }
}

type Query = NonNullable<paths['/v1/estimates']['post']['parameters']['query']>;
function queryOf(options: Options): Query {
  const pairs = {
    gpu_count: textOf(options, 'gpuCount'),
    zero: textOf(options, 'zero'),
    gpu_prices: textOf(options, 'prices'),
    full: options['full'] === true ? 'true' : undefined,
    checkpointing: textOf(options, 'checkpointing'),
    chunked_loss: textOf(options, 'chunkedLoss'),
    optimizer: textOf(options, 'optimizer'),
  };
  const given = Object.entries(pairs).filter(([, value]) => value !== undefined);
  // the service checks the values, and says which it knows
  return { gpus: textOf(options, 'gpus') ?? 'all', ...Object.fromEntries(given) };
}
