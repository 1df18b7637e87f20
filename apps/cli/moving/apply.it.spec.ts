import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createClient } from '#client/client.js';
import { aBase } from '../../../test/support/a-version.js';
import { chatFile } from '../../../test/support/datasets-app.js';
import { anOpenAiJob, OpenAiDouble } from '../../../test/support/openai-double.js';
import { openStage, type Stage } from '../../../test/support/stage.js';
import { EXIT } from '../exits.js';
import { Progress } from '../progress.js';
import type { Session } from '../session.js';
import { type ApplyOptions, applyPlan } from './apply.js';
import { copiesOf } from './copy.js';
import { askAbout, basesOf, useOf } from './license-question.js';
import { makePlan } from './make-plan.js';
import { openAi, readAccount } from './openai-account.js';
import type { Plan } from './plan-file.js';
import { jobsFrom } from './submit.js';

let stage: Stage;
let double: OpenAiDouble;
let session: Session;
let folder: string;
let base: string;
beforeAll(async () => {
  stage = await openStage();
  const made = await aBase(stage);
  const where = { id: made.base };
  base = (await stage.t.db.tx(stage.ctx, (tx) => tx.baseModel.findUniqueOrThrow({ where }))).slug;
  const signal = new AbortController().signal;
  session = {
    client: createClient({ baseUrl: stage.url, apiKey: stage.key }),
    ...{ baseUrl: stage.url, apiKey: stage.key, json: true, quiet: true, input: false, signal },
    ...{
      print: () => undefined,
      say: () => undefined,
      progress: () => new Progress(process.stderr, true),
      onDetach: () => undefined,
    },
  };
}, 60_000);
afterAll(() => stage?.close());
beforeEach(async () => {
  double = await OpenAiDouble.open();
  folder = mkdtempSync(join(tmpdir(), 'luthier-apply-'));
});
afterEach(async () => {
  await double.close();
  rmSync(folder, { recursive: true });
});

const client = () => openAi(double.url, { OPENAI_API_KEY: OpenAiDouble.KEY });
const own = { license: 'LicenseRef-own-data', declared_by: 'Dana Owens', generated_by: [] };
/** What --plan makes, completed as its owner would. */
async function planned(change: (plan: Plan) => void = () => undefined): Promise<Plan> {
  const plan = makePlan({
    account: await readAccount(await client(), () => undefined),
    openaiBaseUrl: double.url,
    imported: new Set(),
    eventTypes: new Set(),
    evals: [],
    now: new Date(),
  });
  plan.data = { ...own };
  for (const job of plan.jobs) job.to.base = base;
  change(plan);
  return plan;
}
const apply = async (plan: Plan, options: Partial<ApplyOptions> = {}) =>
  applyPlan(
    session,
    { plan, openai: await client() },
    { isSure: true, again: false, resultsDir: join(folder, 'results'), ...options },
  );
let number = 0;
/** Ids of its own for each test: the project is one. */
const ids = () => {
  number += 1;
  return { job: `ftjob-Move${number}`, train: `file-Train${number}`, validation: `file-Valid${number}` };
};

describe('moving in', () => {
  it('copies, declares, submits with the old ids, and the second time does nothing', async () => {
    const { job, train, validation } = ids();
    const csv = 'step,train_loss\n1,0.5\n';
    double.addFile(train, chatFile(30, train));
    double.addFile(validation, chatFile(12, validation));
    double.addFile('file-Curves', Buffer.from(csv).toString('base64'), { purpose: 'fine-tune-results' });
    const files = { training_file: train, validation_file: validation, result_files: ['file-Curves'] };
    double.jobs = [anOpenAiJob({ id: job, ...files, user_provided_suffix: 'intents' })];
    const plan = await planned();
    const done = await apply(plan);
    expect(done.jobs).toMatchObject([
      {
        openai_job_id: job,
        state: 'submitted',
        copied: 2,
        estimate: expect.stringContaining('30 rows'),
        reason: null,
      },
    ]);
    expect(readFileSync(done.results[0]!, 'utf8')).toBe(csv);
    const [made] = await jobsFrom(session, job);
    expect(made).toMatchObject({
      id: done.jobs[0]!.job,
      training_file: done.jobs[0]!.dataset_version,
      user_provided_suffix: 'intents',
      seed: 42,
      hyperparameters: { n_epochs: 3, batch_size: 8, learning_rate_multiplier: 1.8 },
      metadata: {
        openai_job_id: job,
        openai_file_id: train,
        openai_validation_file_id: validation,
        openai_base_model: 'gpt-4o-mini-2024-07-18',
        openai_model: expect.stringMatching(/^ft:gpt-4o-mini/),
      },
    });
    const where = { id: done.jobs[0]!.dataset_version! };
    const version = await stage.t.db.tx(stage.ctx, (tx) => tx.datasetVersion.findUniqueOrThrow({ where }));
    expect(version).toMatchObject({ source: { name: `OpenAI ${train}, ${validation}` } });
    expect(version.declaredLicense).toBe('LicenseRef-own-data');

    const again = await apply(plan);
    expect(again.jobs).toMatchObject([{ state: 'there', job: done.jobs[0]!.job, copied: 0 }]);
    expect([train, validation, 'file-Curves'].map((id) => double.askedFor(`/files/${id}/content`))).toEqual([
      1, 1, 1,
    ]);
    expect(await jobsFrom(session, job)).toHaveLength(1);
  });

  it('goes on where it was cut off: what was copied is not copied again', async () => {
    const { job, train, validation } = ids();
    double.addFile(train, chatFile(30, train));
    double.addFile(validation, chatFile(12, validation));
    double.jobs = [anOpenAiJob({ id: job, training_file: train, validation_file: validation })];
    const plan = await planned();
    const headers = { 'retry-after-ms': '1' };
    double.failNext(`/files/${validation}/content`, { status: 500, headers, times: 20 });
    await expect(apply(plan)).rejects.toMatchObject({ exit: EXIT.unavailable });
    expect((await copiesOf(session)).has(`${train}.jsonl`)).toBe(true);
    double.failNext(`/files/${validation}/content`, { status: 500, headers, times: 0 });
    expect((await apply(plan)).jobs).toMatchObject([{ state: 'submitted', copied: 1 }]);
    expect(double.askedFor(`/files/${train}/content`)).toBe(1);
  });

  it('holds rows out of training, for the comparison', async () => {
    const { job, train } = ids();
    double.addFile(train, chatFile(60, train));
    double.jobs = [anOpenAiJob({ id: job, training_file: train })];
    const plan = await planned(({ jobs }) => (jobs[0]!.to.hold_out = { fraction: 0.3, seed: 7 }));
    const { jobs } = await apply(plan);
    const where = { id: jobs[0]!.dataset_version! };
    const { splits } = await stage.t.db.tx(stage.ctx, (tx) => tx.datasetVersion.findUniqueOrThrow({ where }));
    const rows = splits as unknown as Record<string, { rows: number }>;
    expect(rows['train']!.rows + rows['test']!.rows).toBe(60);
    expect(rows['test']!.rows).toBeGreaterThan(5);
    expect(double.askedFor(`/files/${train}/content`)).toBe(1);
  });

  it('guesses no license, and stops a job that the license gate forbids, with its reason', async () => {
    const { job, train } = ids();
    double.addFile(train, chatFile(30, train));
    double.jobs = [anOpenAiJob({ id: job, training_file: train })];
    const unsaid = await planned((plan) => (plan.data.license = null));
    await expect(apply(unsaid)).rejects.toMatchObject({
      exit: EXIT.usage,
      message: expect.stringContaining('data.license'),
    });
    const nobody = await planned((plan) => (plan.data.declared_by = null));
    await expect(apply(nobody)).rejects.toMatchObject({ exit: EXIT.usage });
    expect(double.askedFor(`/files/${train}/content`)).toBe(0);
    const forbidden = await planned((plan) => (plan.data.license = 'CC-BY-NC-4.0'));
    expect((await apply(forbidden)).jobs).toMatchObject([{ state: 'blocked', exit: EXIT.policy, job: null }]);
    expect(await jobsFrom(session, job)).toEqual([]);
  });

  it('stops one job for its own fault, and takes the others', async () => {
    const [bad, good, far] = [ids(), ids(), ids()];
    double.addFile(bad.train, chatFile(3, bad.train)); // too few examples
    double.addFile(good.train, chatFile(30, good.train));
    double.addFile(far.train, chatFile(30, far.train));
    double.jobs = [bad, good, far].map(({ job, train }) => anOpenAiJob({ id: job, training_file: train }));
    const plan = await planned(({ jobs }) => (jobs[2]!.to.base = 'acme/not-imported'));
    const { jobs } = await apply(plan);
    expect(jobs.map(({ state, reason }) => [state, reason])).toEqual([
      ['blocked', expect.stringContaining('at least 10 examples')],
      ['submitted', null],
      ['blocked', expect.stringContaining('luthier base import hf:acme/not-imported@<commit>')],
    ]);
  });

  it('submits nothing unasked', async () => {
    const { job, train } = ids();
    double.addFile(train, chatFile(30, train));
    double.jobs = [anOpenAiJob({ id: job, training_file: train })];
    const refused = apply(await planned(), { isSure: false });
    await expect(refused).rejects.toMatchObject({ exit: EXIT.usage, fix: expect.stringContaining('--yes') });
    expect(await jobsFrom(session, job)).toEqual([]);
  });

  it('submits a job that failed here anew only when told to', async () => {
    const { job, train } = ids();
    double.addFile(train, chatFile(30, train));
    double.jobs = [anOpenAiJob({ id: job, training_file: train })];
    const plan = await planned();
    const { jobs } = await apply(plan);
    const path = { id: jobs[0]!.job! };
    await session.client.POST('/v1/fine_tuning/jobs/{id}/cancel', { params: { path } });
    expect((await apply(plan)).jobs).toMatchObject([
      { state: 'there', status: 'cancelled', exit: EXIT.failed },
    ]);
    const again = await apply(plan, { again: true });
    expect(again.jobs).toMatchObject([{ state: 'submitted', copied: 0 }]);
    expect(again.jobs[0]!.job).not.toBe(jobs[0]!.job);
  });

  it('answers the license question of a proposal before anything is copied', async () => {
    const { job, train } = ids();
    double.addFile(train, chatFile(30, train));
    double.jobs = [anOpenAiJob({ id: job, training_file: train })];
    const plan = await planned(({ jobs }) => (jobs[0]!.to.base = 'Qwen/Qwen2.5-7B-Instruct'));
    const around = { job: plan.jobs[0]!, bases: await basesOf(session), use: await useOf(session) };
    const about = (license: string) => askAbout(session, { ...around, data: { ...own, license } });
    expect(await about('CC-BY-4.0')).toMatchObject({
      verdict: expect.stringMatching(/^allow|^needs-review/),
    });
    const denied = await about('CC-BY-NC-4.0');
    expect(denied!.verdict).toBe('deny');
    expect(denied!.explanation.join(' ')).toMatch(/NonCommercial|non-commercial|NC/);
    expect(double.asked.some(({ path }) => path.includes('content'))).toBe(false);
  });

  it('sends the key to OpenAI alone', async () => {
    const { job, train } = ids();
    double.addFile(train, chatFile(30, train));
    double.jobs = [anOpenAiJob({ id: job, training_file: train })];
    await apply(await planned());
    const events = await stage.t.db.tx(stage.ctx, (tx) => tx.auditEvent.findMany());
    const kept = JSON.stringify(events, (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    expect(kept).not.toContain(OpenAiDouble.KEY);
    expect(double.asked.every(({ key }) => key === OpenAiDouble.KEY)).toBe(true);
    expect(double.asked.every(({ key }) => key !== stage.key)).toBe(true);
  });
});
