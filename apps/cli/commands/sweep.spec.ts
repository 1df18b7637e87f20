import { describe, expect, it } from '@jest/globals';
import { sweepText } from '../sweep-text.js';
import { brokenPipeline } from '../watch.js';
import { gridOf } from './sweep.js';

describe('--grid', () => {
  it('reads numbers, words, true, false and null', () => {
    expect(gridOf(['learning_rate=1e-4,2e-4', 'lr_scheduler=linear, cosine', 'packing=true,false', 'early_stopping_patience=null,2'])).toEqual({
      learning_rate: [1e-4, 2e-4],
      lr_scheduler: ['linear', 'cosine'],
      packing: [true, false],
      early_stopping_patience: [null, 2],
    }); // prettier-ignore
  });
  it.each([[[]], [['r']], [['r=']], [['r=8', 'r=16']]])('refuses %j', (given) =>
    expect(() => gridOf(given)).toThrow(/grid/),
  );
});

const cell = (job: string, r: number, value: number | null, reason: string | null = null) => ({
  ...{ job, evaluation: null, settings: { r, lr_scheduler: 'linear' }, metrics: {} },
  ...{ state: reason === null ? 'succeeded' : 'failed', value, reason },
});
const sweep = {
  ...{ job: 'job_s', state: 'succeeded', winner: 'job_b', tied: ['job_c'] },
  best_by: { metric: 'valid_loss', goal: 'minimize' as const },
  cells: [
    cell('job_a', 4, null, 'finetune failed: diverged'),
    cell('job_b', 8, 0.123456789),
    cell('job_c', 16, 0.123456789),
  ],
};

describe('the table of a sweep', () => {
  it('has a line for each cell, marks the winner and ties, and says why a cell is out', () => {
    const lines = sweepText(sweep).split('\n');
    expect(lines[0]).toMatch(/JOB +R +LR_SCHEDULER +VALID_LOSS \(minimize\) +STATE/);
    expect(lines.slice(1, 4).map((line) => line.trim().split(/ +/))).toEqual([
      ['job_a', '4', 'linear', '-', 'failed'],
      ['*', 'job_b', '8', 'linear', '0.123457', 'succeeded'],
      ['=', 'job_c', '16', 'linear', '0.123457', 'succeeded'],
    ]);
    expect(lines.slice(4)).toEqual([
      '* is chosen: job_b',
      '= came to the same; the first of the grid wins',
      'job_a: finetune failed: diverged',
    ]);
  });

  it('a pipeline that failed is blamed on what failed behind the choice, not on a cell', () => {
    const job = (id: string, kind: string, state: string, reason: string) =>
      ({
        id,
        kind,
        state,
        meaning: '',
        error: { reason, message: `${kind} broke`, advice: 'mend it' },
      }) as never;
    const jobs = [job('job_a', 'finetune', 'failed', 'diverged'), job('job_m', 'merge', 'failed', 'oom')];
    expect(brokenPipeline({ failure: null, jobs, sweep }, 'pipe_1').message).toContain('merge job_m failed');
    const none = [jobs[0]!, job('job_s', 'select', 'failed', 'needs_failed')];
    expect(brokenPipeline({ failure: null, jobs: none, sweep }, 'pipe_1').message).toContain('select job_s');
  });
});
