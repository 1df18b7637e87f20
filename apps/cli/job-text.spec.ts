import { describe, expect, it } from '@jest/globals';
import { jobText, whyText } from './job-text.js';
import type { Job } from './views.js';

const job = (more: object): Job =>
  ({
    ...{
      id: 'job_1',
      kind: 'finetune',
      target: 'process',
      state: 'failed',
      meaning: 'It ended.',
      progress: null,
    },
    ...{ started_at: 10, finished_at: 70, result: null, reused_from: null, reproduces: null, decision: null },
    ...more,
  }) as unknown as Job;
const ending = {
  ...{
    reason: 'diverged',
    blame: 'user',
    retryable: false,
    message: 'loss is nan at step 7',
    advice: 'Lower the learning rate.',
  },
  evidence: {
    exit_code: 3,
    last_step: { step: 6, of: 40 },
    disk: { free_bytes: 2 ** 30, total_bytes: 2 ** 31 },
    log: ['Traceback', 'loss is nan\u001b[31m'],
  },
};

describe('why a job ended', () => {
  it('is told with blame, evidence and advice, and nothing that steers a terminal', () => {
    const text = whyText(job({ ending }));
    for (const part of [
      'diverged: loss is nan at step 7',
      'step 6, of 40',
      'free 1.0 GiB',
      '| Traceback',
      'Lower the',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('\u001b');
    expect(jobText(job({ ending }))).toContain(text.split('\n')[0]!);
  });

  it('is not made up for a job that goes on or went well', () => {
    expect(whyText(job({ state: 'running', ending: null, meaning: 'The program runs.' }))).toContain(
      'The program runs.',
    );
    expect(whyText(job({ state: 'succeeded', ending: null, reused_from: 'job_0' }))).toContain(
      'answered by job_0',
    );
  });
});
