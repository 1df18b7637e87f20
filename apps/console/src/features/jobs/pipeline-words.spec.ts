import { describe, expect, it } from '@jest/globals';
import type { Job } from './job-words.js';
import { publishedAs, publishing } from './pipeline-words.js';

const job = (kind: Job['kind'], state: Job['state']) => ({ kind, state }) as Job;
const jobs = [job('finetune', 'succeeded'), job('merge', 'queued'), job('quantize', 'waiting')];
const of = { publish: { model: 'ticket-bot' }, state: 'running', jobs, failure: null } as const;

describe('the publishing of a pipeline', () => {
  it('says how far its jobs are and which is next', () => {
    expect(publishing(of)).toBe('Publishing as ticket-bot: 1 of 3 jobs are done, the merge is next.');
    const merging = jobs.with(1, job('merge', 'running'));
    expect(publishing({ ...of, jobs: merging })).toMatch(/the merge is running\.$/);
  });
  it('says why it came to nothing, and nothing where there is nothing to publish', () => {
    expect(publishing({ ...of, state: 'failed', failure: 'The merge failed.' })).toBe(
      'Not published as ticket-bot: The merge failed.',
    );
    expect(publishing({ ...of, publish: null })).toBeNull();
  });
  it('is told of a job that was read with its pipeline', () => {
    expect(publishedAs({ pipeline: { id: 'pipe_1', publish: { model: 'desk' } } })).toBe('desk');
    for (const pipeline of ['pipe_1', null, { id: 'pipe_1', publish: null }])
      expect(publishedAs({ pipeline })).toBeNull();
  });
});
