import { describe, expect, it } from '@jest/globals';
import { ApiError, Unreachable } from '#client/errors.js';
import { faultAt } from '../pieces/faults.js';
import { problemOf } from './problem.js';

describe('an error in a person’s words', () => {
  it('keeps code, field and request id of a refusal', () => {
    const error = new ApiError(
      400,
      { message: 'must be above 0', code: 'invalid_value', param: 'trainer.learning_rate' },
      'req_1',
    );
    const problem = problemOf(error);
    expect(problem).toMatchObject({
      text: 'must be above 0',
      code: 'invalid_value',
      requestId: 'req_1',
      status: 400,
    });
    expect(faultAt(problem, 'trainer.learning_rate')).toBe('must be above 0');
    expect(faultAt(problem, 'trainer')).toBe('must be above 0');
    expect(faultAt(problem, 'train')).toBeNull();
    expect(faultAt(null, 'trainer')).toBeNull();
  });

  it('finds the field behind a list index', () => {
    const problem = problemOf(new ApiError(400, { message: 'no', param: 'jobs[2].kind' }, null));
    expect([
      faultAt(problem, 'jobs.2.kind'),
      faultAt(problem, 'jobs.2'),
      faultAt(problem, 'jobs.20'),
    ]).toEqual(['no', 'no', null]);
  });

  it('has every fault of a request at its field', () => {
    const faults = [
      { param: 'trainer.batch_size', message: 'too many' },
      { param: 'adapter.r', message: 'too few' },
    ];
    const problem = problemOf(
      new ApiError(400, { message: 'too many', param: 'trainer.batch_size', faults }, null),
    );
    expect(faultAt(problem, 'trainer.batch_size')).toBe('too many');
    expect(faultAt(problem, 'adapter.r')).toBe('too few');
  });

  it('tells silence and bugs apart', () => {
    expect(problemOf(new Unreachable('http://x.test/v1', new Error('refused'))).title).toBe(
      'The service does not answer',
    );
    expect(problemOf(new Error('boom'))).toMatchObject({
      title: 'Something is wrong in this page',
      text: 'boom',
    });
    expect(problemOf(new ApiError(500, { message: 'tell us' }, 'req_2')).title).toBe(
      'Something is wrong on our side',
    );
  });
});
