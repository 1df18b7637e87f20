import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { aCheckpoint, anOpenAiJob } from '../../../test/support/openai-double.js';
import { CliError } from '../exits.js';
import { makePlan } from './make-plan.js';
import type { Account } from './openai-account.js';
import { readPlan, writePlan } from './plan-file.js';
import { PROPOSALS, propose, sizeClassOf } from './proposals.js';

const folder = mkdtempSync(join(tmpdir(), 'luthier-plan-'));
afterAll(() => rmSync(folder, { recursive: true }));

const now = new Date('2026-11-25T00:00:00Z');
const aFile = (id: string, over: object = {}) =>
  ({ id, object: 'file', purpose: 'fine-tune', filename: 'Tickets 2025.jsonl', bytes: 10, ...over }) as never;
const plan = (jobs: object[], files: never[] = [aFile('file-a')], more: Partial<Account> = {}) =>
  makePlan({
    account: {
      jobs: jobs.map((job) => ({ job: job as never, checkpoints: [aCheckpoint('ftjob-1', 7) as never] })),
      files,
      webhooks: [],
      notes: [],
      ...more,
    },
    openaiBaseUrl: 'https://api.openai.com/v1',
    imported: new Set(['ibm-granite/granite-3.3-8b-instruct']),
    eventTypes: new Set(['fine_tuning.job.succeeded']),
    evals: [],
    now,
  });

describe('a plan', () => {
  it('keeps what a job was, and says what becomes of it', () => {
    const [job] = plan([
      anOpenAiJob({ id: 'ftjob-1', training_file: 'file-a', user_provided_suffix: 'My Bot' }),
    ]).jobs;
    expect(job).toMatchObject({
      openai_job_id: 'ftjob-1',
      move: true,
      why_not: [],
      hyperparameters: { n_epochs: 3, batch_size: 8, learning_rate_multiplier: 1.8 },
      checkpoints: [{ step: 7, model: expect.stringContaining(':ckpt-step-7') }],
      to: {
        base: 'ibm-granite/granite-3.3-8b-instruct', // imported, so before the first of its class
        suffix: 'my-bot',
        dataset: 'openai-tickets-2025-a',
        seed: 42,
        hyperparameters: { learning_rate_multiplier: 1.8 },
      },
    });
    expect(job!.notes.join(' ')).toMatch(/Suffix 'My Bot' becomes 'my-bot'.*Luthier's automatic rate/s);
  });

  it.each([
    ['reinforcement', { method: { type: 'reinforcement', reinforcement: { grader: {} } } }, /graders/],
    ['a method of later', { method: { type: 'tomorrow' } }, /'tomorrow' is not known/],
    ['a job that failed', { status: 'failed' }, /failed at OpenAI/],
    ['a deleted file', { training_file: 'file-gone' }, /file-gone is deleted/],
    ['an expired file', { validation_file: 'file-old' }, /file-old is expired/],
  ])('leaves %s where it is, with the reason', (_, over, why) => {
    const files = [aFile('file-a'), aFile('file-old', { expires_at: now.getTime() / 1000 })];
    const [job] = plan([anOpenAiJob({ id: 'ftjob-1', training_file: 'file-a', ...over })], files).jobs;
    expect(job!.move).toBe(false);
    expect(job!.why_not.join(' ')).toMatch(why);
  });

  it('brings what Luthier would refuse into its bounds and says so; the numbers of `method` are those used', () => {
    const hyperparameters = { n_epochs: 60, batch_size: 300, learning_rate_multiplier: 0, beta: 3 };
    const over = {
      method: { type: 'dpo', dpo: { hyperparameters } },
      seed: 2 ** 40,
      hyperparameters: { n_epochs: 'auto' },
    };
    const [job] = plan([anOpenAiJob({ id: 'ftjob-1', training_file: 'file-a', ...over })]).jobs;
    expect(job!.to).toMatchObject({
      method: 'dpo',
      seed: null,
      hyperparameters: {
        n_epochs: 'auto',
        batch_size: 'auto',
        learning_rate_multiplier: 'auto',
        beta: 'auto',
      },
    });
    expect(job!.hyperparameters).toEqual(hyperparameters);
    expect(job!.notes).toHaveLength(5);
  });

  it('drops event types that nobody sends here', () => {
    const hook = { id: 'whe_1', name: 'ci', url: 'https://ci.example.com' };
    const events = ['batch.completed', 'fine_tuning.job.succeeded'];
    const webhooks = [
      { ...hook, event_types: events },
      { ...hook, id: 'whe_2', event_types: ['batch.completed'] },
    ];
    expect(plan([], [], { webhooks }).webhooks).toMatchObject([
      { event_types: ['fine_tuning.job.succeeded'], left_out: ['batch.completed'], move: true },
      { event_types: [], move: false },
    ]);
  });

  it('is a private file that reads back as it was, and a changed one is read with all its faults', () => {
    const path = join(folder, 'plan.yaml');
    const made = plan([anOpenAiJob({ id: 'ftjob-1', training_file: 'file-a' })]);
    writePlan(path, made);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readPlan(path)).toEqual(made);
    writeFileSync(path, 'format: luthier-openai-plan/1\njobs: [{ move: maybe }]\nextra: 1\n');
    const fault = (() => {
      try {
        readPlan(path);
      } catch (error) {
        return error as CliError;
      }
      return null;
    })();
    expect(fault).toBeInstanceOf(CliError);
    expect(fault!.message).toMatch(/data: .*jobs\.0\.move: .*extra/s);
  });
});

describe('the proposals', () => {
  it.each([
    ['gpt-4o-mini-2024-07-18', 'mini'],
    ['gpt-4.1-nano-2025-04-14', 'nano'],
    ['gpt-4.1-2025-04-14', 'full'],
    ['gpt-4o-2024-08-06', 'full'],
    ['gpt-3.5-turbo-0125', 'mini'],
    ['babbage-002', 'nano'],
    ['ft:gpt-4.1-nano-2025-04-14:mini::Ab1', 'nano'],
    ['something-else', 'mini'],
  ])('%s counts as %s', (model, size) => {
    expect(sizeClassOf(model)).toBe(size);
    expect(PROPOSALS[size as 'mini']).toContain(propose(model, () => false).chosen);
  });
});
