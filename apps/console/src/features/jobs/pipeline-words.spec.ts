import { describe, expect, it } from '@jest/globals';
import type { Job } from './job-words.js';
import { apartOf } from './apart.js';
import { forOf } from './job-groups.js';
import { becameOf, isPublishing, publishedAs, publishing, titleWithin } from './pipeline-words.js';

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

describe('trainings of one model', () => {
  const training = (id: string, params: object, made: object | null = null) =>
    ({
      ...{ id, kind: 'finetune', state: 'running', spec: { params } },
      pipeline: { id: `pipe ${id}`, state: 'running', publish: { model: 'desk' }, model_version: made },
    }) as unknown as Job;
  const first = training('a', { trainer: { n_epochs: 2 } }, { model: 'desk', version: 1, source_job: 'a' });
  const merge = { ...first, id: 'm', kind: 'merge' } as Job;

  it('go by the version that they became; other jobs are for it', () => {
    expect([becameOf(first), titleWithin(first)]).toEqual(['desk v1', 'desk v1 · SFT · 2 epochs']);
    expect([becameOf(merge), titleWithin(merge)]).toEqual([null, 'Merge the adapter for desk v1']);
    expect(forOf(merge)).toBe('for desk v1');
    expect(titleWithin({ ...first, pipeline: 'pipe_1' })).toBe('SFT · 2 epochs');
    expect(isPublishing(first)).toBe(true);
  });
  it('are told apart by their settings until they are versions', () => {
    const two = training('b', { trainer: { n_epochs: 2 }, adapter: { r: 8 } });
    const three = training('c', { trainer: { n_epochs: 3 }, adapter: { r: 8 } });
    const apart = apartOf([first, two, three]);
    expect([...apart]).toEqual([
      ['pipe b', '2 epochs'],
      ['pipe c', '3 epochs'],
    ]);
    expect(forOf({ ...three, apart: apart.get('pipe c')! })).toBe('for desk (3 epochs)');
    expect(apartOf([first, two]).size).toBe(0);
  });
});
