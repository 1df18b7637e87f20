import { describe, expect, it } from '@jest/globals';
import { leftText, takenBy } from './slot-takers.js';

const job = (id: string, more: object = {}) =>
  ({
    ...{ id, kind: 'finetune', target: 'process', pipeline: null, progress: null, estimate: null },
    ...{ started_at: 1000, ...more },
  }) as Parameters<typeof takenBy>[0][0];
const progress = (eta_seconds?: number) => ({ percent: 1, step: 1, total_steps: 9, eta_seconds });
const estimate = { seconds: { value: 700 } };

describe('who holds the slots of a target', () => {
  it('is a job with its model and how long it takes still, by what it told last', () => {
    const pipeline = { id: 'pipe_1', publish: { model: 'ticket-bot' }, model_version: null };
    const one = job('job_1', { pipeline, estimate, progress: progress(290) });
    expect(takenBy([one], 'process', 1100)).toBe('by finetune job_1 of ticket-bot, about 5 min left');
    expect(takenBy([one], 'docker', 1100)).toBeNull();
  });

  it('goes by the estimate where the program tells none, and is silent once that is over', () => {
    const early = job('job_1', { estimate, progress: progress() });
    expect(takenBy([early], 'process', 1100)).toBe('by finetune job_1, about 10 min left');
    expect(takenBy([early], 'process', 1800)).toBe('by finetune job_1');
    expect(takenBy([job('job_1', { estimate, started_at: null })], 'process', 1100)).toBe(
      'by finetune job_1',
    );
  });

  it('names the one that ends first', () => {
    const all = [
      job('job_1'),
      job('job_2', { progress: progress(600) }),
      job('job_3', { progress: progress(9) }),
    ];
    expect(takenBy(all, 'process', 1100)).toBe('by finetune job_3, less than a minute left, and 2 more');
  });
});

it.each([
  [29, 'less than a minute left'],
  [30, 'about 1 min left'],
  [630, 'about 10 min left'],
  [12 * 60, 'about 10 min left'],
  [89 * 60, 'about 90 min left'],
  [100 * 60, 'about 2 h left'],
])('writes %s seconds as %s', (seconds, text) => expect(leftText(seconds)).toBe(text));
