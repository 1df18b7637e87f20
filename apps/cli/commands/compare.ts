import type { Command } from 'commander';
import { addCommand, type Host, type Options } from '../command.js';
import { cell, type Difference, differences } from '../differences.js';
import { CliError, EXIT } from '../exits.js';
import { getJob } from '../follow.js';
import type { Session } from '../session.js';
import { table } from '../text.js';
import { versionOf } from '../versions.js';
import { idOf, type Job, type ModelVersion } from '../views.js';
import { ranFor } from '../watch.js';
import { compareEvaluations } from './eval.js';

/** Two things of one kind, side by side. */
export function addCompareCommand(program: Command, host: Host): void {
  addCommand(program, host, {
    usage: 'compare <a> <b>',
    about:
      'Compare two jobs, model versions or evaluations: what was set and measured differently; evaluations row by row',
    examples: [
      'luthier compare ticket-bot@1 ticket-bot@2',
      'luthier compare ticket-bot:production ticket-bot',
      'luthier compare job_01k… job_01m…',
      'luthier compare eval_01k… eval_01m… --json',
    ],
    options: [['--limit <n>', 'evaluations: at most so many flipped rows (default 20)']],
    run: compare,
  });
}

async function compare(session: Session, [a = '', b = '']: string[], options: Options): Promise<void> {
  const kinds = [a, b].map(kindOf);
  if (kinds[0] !== kinds[1])
    throw new CliError(
      `${a} is ${kinds[0]}, ${b} is ${kinds[1]}`,
      EXIT.usage,
      'give two jobs, two model versions or two evaluations',
    );
  if (kinds[0] === 'an evaluation') return compareEvaluations(session, [a, b], options);
  if (kinds[0] === 'a job') {
    const jobs = await Promise.all([getJob(session, a), getJob(session, b)]);
    return show(
      session,
      'job',
      jobs.map((job) => [job.id, ofJob(job)] as const),
    );
  }
  const versions = await Promise.all([versionOf(session, a), versionOf(session, b)]);
  return show(session, 'model_version', await Promise.all(versions.map((one) => ofVersion(session, one))));
}

const kindOf = (ref: string): string =>
  /^(job_|ftjob-)/.test(ref) ? 'a job' : ref.startsWith('eval_') ? 'an evaluation' : 'a model version';

const ofJob = (job: Job) => ({
  kind: job.kind,
  state: job.state,
  ran: ranFor(job),
  target: job.target,
  seed: job.seed,
  set: job.spec,
  measured: job.result?.metrics ?? {},
});

async function ofVersion(session: Session, version: ModelVersion) {
  const { source_job: source } = version;
  const job = await getJob(session, idOf(source)!).catch(() => null);
  const evaluations = (version as { evaluations?: { name: string; metrics?: object | null }[] }).evaluations;
  const scores = Object.fromEntries((evaluations ?? []).map(({ name, metrics }) => [name, metrics ?? {}]));
  const facts = {
    base_model: version.base_model,
    license: version.license,
    aliases: version.aliases,
    engines: version.engines,
    ...(job ? { training: ofJob(job) } : {}),
    evaluations: scores,
  };
  return [`${version.model}@${version.version}`, facts] as const;
}

type Side = readonly [name: string, facts: object];

function show(session: Session, kind: string, sides: Side[]): void {
  const [[a, left], [b, right]] = sides as [Side, Side];
  const found: Difference[] = differences(left, right);
  const rows = found.map((one) => [one.field, cell(one.a), cell(one.b)]);
  session.print(
    { object: 'comparison', kind, a, b, differences: found },
    found.length === 0 ? `${a} and ${b} differ in nothing` : table(['DIFFERS', a, b], rows),
  );
}
