import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type OpenAI from 'openai';
import { CliError, EXIT } from '../exits.js';
import type { Session } from '../session.js';
import { askBoth, chooseRows, type Comparison, judge, keptAnswers, type Sides } from './compare.js';
import { comparisonMarkdown, comparisonText } from './compare-report.js';
import { confirm } from './confirm.js';
import { copiesOf, contentOf, copyName } from './copy.js';
import { type Plan, type PlanJob, writePrivate } from './plan-file.js';
import { jobsFrom } from './submit.js';

export interface CompareOptions {
  isSure: boolean;
  maxRows: number;
  /** One job of the plan; all that have both models when left out. */
  only: string | undefined;
  /** Folder for the results. */
  dir: string;
}
interface Prepared extends Pick<Comparison, 'rows_from' | 'left_out' | 'warnings'> {
  job: PlanJob;
  sides: Sides;
  questions: ReturnType<typeof chooseRows>['questions'];
  kept: ReturnType<typeof keptAnswers>;
  journal: string;
}

/** The same rows through the old and the new model of each job; nothing is asked of OpenAI before the number of calls is confirmed. */
export async function comparePlan(
  session: Session,
  { plan, openai }: { plan: Plan; openai: OpenAI },
  options: CompareOptions,
): Promise<Comparison[]> {
  const wanted = plan.jobs.filter((job) =>
    options.only === undefined ? job.move : job.openai_job_id === options.only,
  );
  if (wanted.length === 0)
    throw new CliError(
      options.only ? `the plan has no job ${options.only}` : 'the plan moves no job',
      EXIT.notFound,
    );
  const prepared: Prepared[] = [];
  for (const job of wanted) {
    const found = await prepare(session, { job, openai, options });
    if (typeof found !== 'string') prepared.push(found);
    else if (wanted.length === 1) throw new CliError(found, EXIT.notFound);
    else session.say(`${job.openai_job_id}: ${found}`);
  }
  const calls = prepared.reduce(
    (sum, { questions, kept }) => sum + questions.filter(({ sha256 }) => !kept.has(sha256)).length,
    0,
  );
  if (prepared.length === 0) throw new CliError('no job can be compared yet', EXIT.notFound);
  if (calls > 0)
    await confirm(session, `This makes ${calls} calls to OpenAI, which bills them. Go on?`, options.isSure);
  const out: Comparison[] = [];
  session.onDetach(
    'The answers so far are kept. The same command goes on from there and pays for none twice.',
  );
  for (const one of prepared) out.push(await run(session, one, options.dir));
  session.onDetach(null);
  return out;
}

async function prepare(
  session: Session,
  { job, openai, options }: { job: PlanJob; openai: OpenAI; options: CompareOptions },
): Promise<Prepared | string> {
  if (!job.fine_tuned_model) return 'OpenAI made no model of it';
  const jobs = await jobsFrom(session, job.openai_job_id);
  const done = jobs.find((one) => one.status === 'succeeded' && one.fine_tuned_model !== null);
  if (!done)
    return jobs[0]
      ? `${jobs[0].id} is ${jobs[0].status} here`
      : 'it was not submitted here: --apply comes first';
  const rows = await rowsFor(session, job);
  if (rows === null)
    return 'there are no held-out rows: it has no validation file, and the plan neither hold_out nor test_file';
  const { questions, leftOut } = chooseRows(rows.text, options.maxRows);
  if (questions.length === 0)
    return `none of its rows has one right answer (${Object.keys(leftOut).join('; ') || 'no rows'})`;
  const sides = { openai, oldModel: job.fine_tuned_model, newModel: done.fine_tuned_model! };
  const journal = join(options.dir, `compare-${job.openai_job_id}.rows.jsonl`);
  const kept = keptAnswers(journal, sides);
  return {
    job,
    sides,
    questions,
    kept,
    journal,
    left_out: leftOut,
    rows_from: rows.from,
    warnings: rows.warnings,
  };
}

/** Rows that the new model was not trained on, read from the project: OpenAI's files may be gone by now. */
async function rowsFor(
  session: Session,
  job: PlanJob,
): Promise<{ text: string; from: string; warnings: string[] } | null> {
  const { test_file: test, hold_out: held } = job.to;
  if (test !== null) return { text: readTest(test), from: `rows of ${test}`, warnings: [] };
  const name = job.validation_file
    ? copyName(job.validation_file, 'whole', null)
    : held && copyName(job.training_file, 'held', held);
  if (!name) return null;
  const copy = (await copiesOf(session)).get(name);
  if (!copy)
    throw new CliError(`the project has no file ${name}`, EXIT.notFound, 'run --apply with this plan again');
  const text = await contentOf(session, copy.id);
  if (job.validation_file) return { text, from: `validation file ${job.validation_file}`, warnings: [] };
  return {
    text,
    from: `a share of ${held!.fraction} of ${job.training_file}, seed ${held!.seed}`,
    warnings: [
      'The old model was trained on these rows, the new one was not: the comparison leans to the old one.',
    ],
  };
}

async function run(session: Session, one: Prepared, dir: string): Promise<Comparison> {
  const { job, sides, questions, kept } = one;
  session.say(
    `${sides.oldModel} and ${sides.newModel}: ${questions.length} rows, ${kept.size} answered before`,
  );
  const answers = await askBoth(session, sides, one);
  const made: Comparison = {
    object: 'openai_comparison',
    openai_job_id: job.openai_job_id,
    old_model: sides.oldModel,
    new_model: sides.newModel,
    rows_from: one.rows_from,
    rows: questions.length,
    asked_now: questions.filter(({ sha256 }) => !kept.has(sha256)).length,
    left_out: one.left_out,
    ...judge(answers),
    warnings: one.warnings,
    answers,
  };
  const stem = join(dir, `compare-${job.openai_job_id}`);
  writePrivate(`${stem}.json`, `${JSON.stringify(made, null, 1)}\n`);
  writePrivate(`${stem}.md`, comparisonMarkdown(made));
  session.say(`written: ${stem}.json, ${stem}.md`);
  return made;
}

export const comparisonsText = (all: readonly Comparison[]): string => all.map(comparisonText).join('\n\n');

function readTest(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CliError(`${path} cannot be read: ${(cause as Error).message}`, EXIT.usage);
  }
}
