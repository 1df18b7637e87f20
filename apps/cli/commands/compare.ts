import type { Command } from 'commander';
import { answer } from '#client/client.js';
import { ApiError } from '#client/errors.js';
import { isOfLastStep } from '#client/last-step.js';
import { addCommand, type Host, type Options } from '../command.js';
import { cell, type Difference, differences } from '../differences.js';
import { CliError, EXIT } from '../exits.js';
import { getJob } from '../follow.js';
import type { Session } from '../session.js';
import { table } from '../text.js';
import { formsText, servedScores } from '../version-scores.js';
import { FORMS, versionOf } from '../versions.js';
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
  const sides = await Promise.all(versions.map((one) => ofVersion(session, one)));
  const held = await verdictOf(session, versions);
  const head = [held?.verdict, formsText(versions, held?.form ?? null)].filter((one) => one != null);
  return show(session, 'model_version', sides, { ...held, head });
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
  measured: measuredOf(job.result?.metrics ?? {}),
});

/** The figures of the last step in a group of that name: they stand for no more. */
export function measuredOf(metrics: Readonly<Record<string, number>>) {
  const [last, rest] = [true, false].map((is) =>
    Object.fromEntries(Object.entries(metrics).filter(([name]) => isOfLastStep(name) === is)),
  );
  return { ...rest, last_step: last };
}

async function ofVersion(session: Session, version: ModelVersion) {
  const { source_job: source } = version;
  const job = await getJob(session, idOf(source)!).catch(() => null);
  const facts = {
    base_model: version.base_model,
    license: version.license,
    aliases: version.aliases,
    engines: version.engines,
    ...(job ? { training: ofJob(job) } : {}),
    evaluations: servedScores(version),
  };
  return [`${version.model}@${version.version}`, facts] as const;
}

interface Held {
  form: (typeof FORMS)[number];
  verdict: string;
}
type Scored = { id: string; task: string; subject: string; dataset_version: string };

/** The paired test of what both answered in the same form; null where they have no rows in common. */
async function verdictOf(session: Session, versions: ModelVersion[]): Promise<Held | null> {
  const [old, now] = versions.map((one) => (one['evaluations'] ?? []) as Scored[]) as [Scored[], Scored[]];
  for (const role of FORMS) {
    const [was, is] = versions.map(({ artifacts }) => artifacts[role]);
    for (const candidate of now.filter(({ subject }) => is && subject === is).reverse()) {
      const baseline = old.findLast(
        ({ subject, task, dataset_version: data }) =>
          subject === was && task === candidate.task && data === candidate.dataset_version,
      );
      const said = baseline && (await pairedVerdict(session, baseline.id, candidate.id));
      if (said) return { form: role, verdict: said };
    }
  }
  return null;
}

/** Null where answers of either are gone, or it is of no task that is held row by row. */
async function pairedVerdict(session: Session, baseline: string, id: string): Promise<string | null> {
  const params = { path: { id }, query: { with: baseline, limit: '1' } };
  try {
    return (await answer(session.client.GET('/v1/evaluations/{id}/compare', { params }))).verdict;
  } catch (error) {
    if (error instanceof ApiError && error.status < 500) return null;
    throw error;
  }
}

type Side = readonly [name: string, facts: object];

function show(
  session: Session,
  kind: string,
  sides: Side[],
  said: Partial<Held> & { head?: string[] } = {},
): void {
  const [[a, left], [b, right]] = sides as [Side, Side];
  const { verdict = null, form = null, head = [] } = said;
  const found: Difference[] = differences(left, right);
  const rows = found.map((one) => [one.field, cell(one.a), cell(one.b)]);
  session.print(
    { object: 'comparison', kind, a, b, verdict, form, differences: found },
    [
      ...(head.length > 0 ? [...head, ''] : []),
      found.length === 0 ? `${a} and ${b} differ in nothing` : table(['DIFFERS', a, b], rows),
    ].join('\n'),
  );
}
