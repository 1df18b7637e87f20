import { describe, expect, it } from '@jest/globals';
import { reusing, submittedText } from './reuse.js';

describe('a submission', () => {
  it('asks to be answered by what has finished, unless it says otherwise', () => {
    expect(reusing({ kind: 'merge' }, { reuse: true })).toEqual({ kind: 'merge', reuse: 'finished' });
    expect(reusing({ kind: 'merge', reuse: 'never' }, { reuse: true })).toMatchObject({ reuse: 'never' });
    expect(reusing({ kind: 'merge', reuse: 'finished' }, { reuse: false })).toMatchObject({ reuse: 'never' });
  });

  it('asks so for every job of a pipeline, and leaves what is no job to the service', () => {
    const jobs = [{ kind: 'merge' }, 'what', null];
    expect(reusing({ jobs }, {})).toEqual({ jobs: [{ kind: 'merge', reuse: 'finished' }, 'what', null] });
    expect(reusing({ jobs: 3 }, {})).toEqual({ jobs: 3 });
  });

  it('says whether anything runs', () => {
    expect(submittedText({ id: 'job_b', state: 'succeeded', reused_from: 'job_a' })).toContain(
      'job_a is identical',
    );
    expect(submittedText({ id: 'job_b', state: 'validating', reused_from: null })).toContain(
      'luthier watch job_b',
    );
  });
});
