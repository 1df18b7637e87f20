import type { Command } from 'commander';
import { answer } from '#client/client.js';
import type { operations } from '#client/schema.js';
import { addCommand, type Host, type Options, textOf } from '../command.js';
import { CliError, EXIT } from '../exits.js';
import type { Session } from '../session.js';
import { duration, table } from '../text.js';
import { bodyOf, JOB_OPTIONS, readBody } from '../training-options.js';

export function addEstimateCommand(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'estimate [file]',
    about:
      'Say what a job or pipeline would come to, whether it fits and may proceed; exit 3 where a license or quota forbids it',
    examples: [
      'luthier estimate --base smollm2-135m-instruct --data support',
      'luthier estimate -f job.yaml --json',
    ],
    options: [
      ['-f, --file <path>', 'YAML or JSON, as POST /v1/jobs, /v1/pipelines or /v1/fine_tuning/jobs takes it'],
      ...JOB_OPTIONS,
    ],
    run: estimate,
  });
}

async function estimate(session: Session, [positional]: string[], options: Options): Promise<void> {
  const file = textOf(options, 'file') ?? positional;
  const body = file ? readBody(file) : await bodyOf(session, options);
  const isOpenAi = 'training_file' in body;
  const { kind, ...rest } = body as Record<string, unknown>;
  const asked = isOpenAi || 'jobs' in body ? rest : { kind, ...rest };
  const made = await answer(session.client.POST('/v1/estimates', { body: asked }));
  session.print(made, estimateText(made));
  if (!made.allowed_to_proceed) throw new CliError(made.unavailable_reason!.message, EXIT.policy);
}

interface Figure {
  value: number;
  basis: string;
  from: string;
}
interface Estimate {
  kind: string;
  tokens: Figure | null;
  steps: Figure | null;
  seconds: Figure | null;
  memory_mb: Figure | null;
  cost: { currency: string; units: number; nanos: number } | null;
  fits_reason: string;
}
export type EstimateAnswer = operations['estimates_create']['responses'][200]['content']['application/json'];

/** Every job with its numbers and where they come from, then the notes. */
export function estimateText(made: EstimateAnswer): string {
  const jobs = [made, ...made.then];
  const parts = jobs.map((one) => (jobs.length > 1 ? `${one.kind}\n${ofJob(one)}` : ofJob(one)));
  const { total } = made;
  const sum =
    jobs.length > 1
      ? [
          `${total.jobs} jobs together: ${total.seconds === null ? 'time not known' : duration(total.seconds)}`,
        ]
      : [];
  return [...parts, ...sum, ...made.warnings].join('\n');
}

function ofJob(made: Estimate): string {
  const { tokens, steps, seconds, memory_mb: memory, cost } = made;
  const row = (name: string, figure: Figure | null, text: string) =>
    figure ? [name, text, figure.basis, figure.from] : [name, 'not known', '-', '-'];
  const rows = [
    row('tokens', tokens, String(tokens?.value)),
    row('steps', steps, String(steps?.value)),
    row('time', seconds, duration(seconds?.value ?? 0)),
    row('memory', memory, `${memory?.value} MiB`),
    ...(cost
      ? [['cost', `${(cost.units + cost.nanos / 1e9).toFixed(2)} ${cost.currency}`, 'formula', '-']]
      : []),
  ];
  return [table(['WHAT', 'ABOUT', 'BASIS', 'FROM'], rows), made.fits_reason].join('\n');
}
