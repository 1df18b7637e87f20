import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type OpenAI from 'openai';
import { ApiError } from '#client/errors.js';
import { CliError, EXIT, exitOf } from '../exits.js';
import type { Session } from '../session.js';
import { line, table } from '../text.js';
import { confirm } from './confirm.js';
import { copiesOf, Copier, plainResults } from './copy.js';
import { bringData } from './datasets.js';
import { basesOf, findBase } from './license-question.js';
import { messageOf, refusalOf } from './openai-account.js';
import { type Plan, type PlanJob, writePrivate } from './plan-file.js';
import { bodyOf, jobsFrom, rehearse, submit } from './submit.js';
import { bringWebhooks, type Endpoint } from './webhooks.js';

export interface Outcome {
  openai_job_id: string;
  /** `there`: an earlier run submitted it; `ready`: it would be taken; `blocked`: it was not, for `reason`. */
  state: 'there' | 'ready' | 'submitted' | 'blocked';
  job: string | null;
  status: string | null;
  dataset_version: string | null;
  base: string;
  /** Files copied by this run. */
  copied: number;
  estimate: string;
  reason: string | null;
  exit: number;
}
interface Ready {
  outcome: Outcome;
  go: (() => ReturnType<typeof submit>) | null;
}

export interface ApplyOptions {
  isSure: boolean;
  /** Submits jobs anew that failed or were cancelled here. */
  again: boolean;
  /** Folder for the curves of the old trainings. */
  resultsDir: string;
}

/** Does what the plan says, each thing once: what an earlier, interrupted run has done is found and left as it is. */
export async function applyPlan(
  session: Session,
  { plan, openai }: { plan: Plan; openai: OpenAI },
  options: ApplyOptions,
): Promise<{ jobs: Outcome[]; webhooks: Endpoint[]; results: string[] }> {
  assertDeclared(plan);
  const wanted = plan.jobs.filter(({ move }) => move);
  const ready = await prepare(session, { plan, openai, wanted }, options);
  const open = ready.filter(({ go }) => go !== null);
  if (ready.length > 0) session.say(outcomeTable(ready.map(({ outcome }) => outcome)));
  if (open.length > 0) {
    await confirm(session, `Submit ${open.length} fine-tuning jobs?`, options.isSure);
    for (const one of open) await take(one);
  }
  const webhooks = await bringWebhooks(session, plan.webhooks);
  const results = await bringResults(session, { plan, openai, wanted }, options.resultsDir);
  return { jobs: ready.map(({ outcome }) => outcome), webhooks, results };
}

function assertDeclared(plan: Plan): void {
  const { license, declared_by: name } = plan.data;
  if (!plan.jobs.some(({ move }) => move)) return;
  if (!license)
    throw new CliError(
      'data.license of the plan is empty: OpenAI knows no license of your data, and none is guessed',
      EXIT.usage,
      'write the license of the training data into the plan, an SPDX id, or LicenseRef-own-data with data.declared_by',
    );
  if (license === 'LicenseRef-own-data' && !name)
    throw new CliError(
      'data.declared_by of the plan is empty',
      EXIT.usage,
      'name who declares that the data are yours',
    );
}

/** Copies data and asks the service about every job, before anything is submitted. */
async function prepare(
  session: Session,
  { plan, openai, wanted }: { plan: Plan; openai: OpenAI; wanted: PlanJob[] },
  options: ApplyOptions,
): Promise<Ready[]> {
  if (wanted.length === 0) return [];
  const bases = await basesOf(session);
  const copier = new Copier(session, openai, await copiesOf(session));
  session.onDetach('What was copied stays. The same command goes on from there.');
  try {
    const ready: Ready[] = [];
    for (const job of wanted) {
      const base = findBase(bases, job.to.base);
      ready.push(await prepareJob(session, { plan, job, base, copier }, options));
    }
    return ready;
  } finally {
    copier.close();
    session.onDetach(null);
  }
}

async function prepareJob(
  session: Session,
  {
    plan,
    job,
    base,
    copier,
  }: { plan: Plan; job: PlanJob; base: ReturnType<typeof findBase>; copier: Copier },
  { again }: ApplyOptions,
): Promise<Ready> {
  const outcome: Outcome = {
    ...{ openai_job_id: job.openai_job_id, state: 'blocked', job: null, status: null },
    ...{ dataset_version: null, base: job.to.base, copied: 0, estimate: '', reason: null, exit: EXIT.ok },
  };
  const blocked = (reason: string, exit: number): Ready => ({
    outcome: { ...outcome, reason, exit },
    go: null,
  });
  const before = await jobsFrom(session, job.openai_job_id);
  const live = before.find(({ status }) => !['failed', 'cancelled'].includes(status));
  const last = live ?? before[0];
  if (last && (live || !again)) {
    const reason = live ? null : `${last.id} ${last.status}: give --again to submit it anew`;
    const { id, status } = last;
    return {
      outcome: { ...outcome, state: 'there', job: id, status, reason, exit: live ? EXIT.ok : EXIT.failed },
      go: null,
    };
  }
  if (base?.state !== 'ready')
    return blocked(
      base
        ? `the base model ${base.slug} is ${base.state}`
        : `the base model ${job.to.base} is not imported: luthier base import hf:${job.to.base}@<commit>`,
      EXIT.notFound,
    );
  session.say(`${job.openai_job_id}: copying its files`);
  try {
    const { version, copied } = await bringData(session, { plan, job, copier });
    outcome.dataset_version = version.id;
    outcome.copied = copied.filter(({ isNew }) => isNew).length;
    const body = bodyOf(job, version, base.slug);
    const { refused, estimate } = await rehearse(session, body);
    if (refused) return blocked(refused.message, exitOf(refused));
    outcome.estimate = estimate;
    outcome.state = 'ready';
    return { outcome, go: () => submit(session, body, before.length) };
  } catch (error) {
    if (!isOfOneJob(error)) throw error;
    return blocked((error as Error).message, exitOf(error));
  }
}

/** A faulty file stops its job; a dead service, a bad key or a spent limit stops everything. */
const isOfOneJob = (error: unknown): boolean =>
  ([EXIT.usage, EXIT.notFound, EXIT.conflict, EXIT.policy] as number[]).includes(exitOf(error)) &&
  (error instanceof ApiError || error instanceof CliError);

async function take({ outcome, go }: Ready): Promise<void> {
  try {
    const { id, status } = await go!();
    Object.assign(outcome, { state: 'submitted', job: id, status });
  } catch (error) {
    if (!isOfOneJob(error)) throw error;
    Object.assign(outcome, { state: 'blocked', reason: (error as Error).message, exit: exitOf(error) });
  }
}

/** The curves of the old trainings as plain CSV, for OpenAI will not keep them. */
async function bringResults(
  session: Session,
  { plan, openai, wanted }: { plan: Plan; openai: OpenAI; wanted: PlanJob[] },
  folder: string,
): Promise<string[]> {
  const out: string[] = [];
  for (const job of wanted) {
    for (const id of job.result_files) {
      if (plan.files.find((file) => file.id === id)?.state !== 'there') continue;
      const path = join(folder, `${job.openai_job_id}.${id}.csv`.replace(/[^\w.-]/g, '_'));
      try {
        if (existsSync(path)) continue; // written whole or not at all
        const text = await (await openai.files.content(id)).text();
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writePrivate(path, plainResults(text));
        out.push(path);
      } catch (error) {
        const { status } = error as { status?: number };
        if (status !== 403 && status !== 404) throw refusalOf(error, `hand out ${id}`);
        session.say(`The results of ${job.openai_job_id} are gone: ${messageOf(error)}`);
      }
    }
  }
  return out;
}

export const outcomeTable = (rows: readonly Outcome[]): string =>
  table(
    ['OPENAI JOB', 'STATE', 'HERE', 'BASE', 'COPIED', 'ESTIMATE', 'REASON'],
    rows.map((one) => [
      one.openai_job_id,
      one.state,
      one.job ?? one.dataset_version,
      one.base,
      one.copied,
      one.estimate || '-',
      one.reason === null ? '-' : line(one.reason, 400),
    ]),
  );
