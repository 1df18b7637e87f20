import { type Command, Option } from 'commander';
import { answer } from '#client/client.js';
import type { paths } from '#client/schema.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import type { Session } from '../session.js';
import { duration, table } from '../text.js';
import { bodyOf, JOB_OPTIONS, readBody } from '../training-options.js';

export function addPlanCommand(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'plan [file]',
    about: 'Say which GPUs a training fits, with memory, time, energy and cost; makes nothing',
    examples: [
      'luthier plan --base smollm2-135m-instruct --data support',
      'luthier plan --base qwen2.5-7b --data support --qlora --gpus rtx-4070,rtx-4090,l4 --prices "l4=0.71 USD"',
      'luthier plan -f job.yaml --full --gpus a100-80 --gpu-count 8 --zero 3 --json',
    ],
    options: [
      ['-f, --file <path>', 'YAML or JSON of the job, as POST /v1/jobs or /v1/fine_tuning/jobs takes it'],
      ...JOB_OPTIONS,
      ['--gpus <ids>', 'GPUs such as rtx-4090,l4; left out: every GPU that is known'],
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

async function plan(session: Session, [positional]: string[], options: Options): Promise<void> {
  const file = textOf(options, 'file') ?? positional;
  const body = file ? readBody(file) : await bodyOf(session, options);
  if ('jobs' in body)
    throw new CliError('a plan is of one job', EXIT.usage, 'give the file of a job, not of a pipeline');
  const { kind, ...rest } = body as Record<string, unknown>;
  const made = await answer(
    session.client.POST('/v1/estimates', {
      params: { query: queryOf(options) },
      body: 'training_file' in body ? rest : { kind, ...rest },
    }),
  );
  session.print(made, textOfPlan(made));
}

type Query = paths['/v1/estimates']['post']['parameters']['query'];
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

interface Ranged {
  value: number;
  low: number;
  high: number;
}
interface Row {
  name: string;
  count: number;
  gpu_memory_mb: number;
  verdict: string | null;
  memory_mb: Ranged | null;
  seconds: Ranged | null;
  energy_kwh: Ranged | null;
  cost: { currency: string; units: number; nanos: number } | null;
  unavailable: { what: string; reason: string }[];
}
interface Plan {
  tokens: { value: number; basis: string } | null;
  gpus: Row[] | null;
  warnings: string[];
  unavailable_reason: { message: string } | null;
}

const gib = (mib: number): string => (mib / 1024).toFixed(1);
const WORDS: Record<string, string> = { fits: 'fits', tight: 'tight', does_not_fit: 'does not fit' };

export function textOfPlan(made: Plan): string {
  const rows = (made.gpus ?? []).map((row) => [
    row.count === 1 ? row.name : `${row.count} x ${row.name}`,
    row.verdict === null ? 'not known' : WORDS[row.verdict],
    row.memory_mb &&
      `${gib(row.memory_mb.value)} (${gib(row.memory_mb.low)}-${gib(row.memory_mb.high)}) of ${gib(row.gpu_memory_mb)} GiB`,
    row.seconds &&
      `${duration(row.seconds.value)} (${duration(row.seconds.low)}-${duration(row.seconds.high)})`,
    row.energy_kwh && `${row.energy_kwh.value.toPrecision(2)} kWh`,
    row.cost && `${(row.cost.units + row.cost.nanos / 1e9).toFixed(2)} ${row.cost.currency}`,
  ]);
  const reasons = (made.gpus ?? []).flatMap(({ name, verdict, unavailable }) =>
    verdict === 'does_not_fit'
      ? []
      : unavailable
          .filter(({ what }) => what !== 'energy_kwh')
          .map(({ what, reason }) => ({ name, what, reason })),
  );
  const grouped = new Map<string, string[]>();
  for (const { name, what, reason } of reasons) {
    const key = `no ${what === 'memory_mb' ? 'memory' : what === 'seconds' ? 'time' : what}: ${reason}`;
    grouped.set(key, [...(grouped.get(key) ?? []), name]);
  }
  const notes = [...grouped].map(
    ([text, names]) => `${text}${names.length === rows.length ? '' : ` (${names.join(', ')})`}`,
  );
  const refused = made.unavailable_reason
    ? [`It may not be trained: ${made.unavailable_reason.message}`]
    : [];
  const tokens = made.tokens
    ? [`${made.tokens.value} tokens (${made.tokens.basis}). Energy is modelled, not measured.`]
    : [];
  return [
    table(['GPU', 'VERDICT', 'MEMORY OF EACH', 'TIME', 'ENERGY', 'COST'], rows),
    ...[...tokens, ...notes, ...refused, ...made.warnings],
  ].join('\n');
}
