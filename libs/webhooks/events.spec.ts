import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { JOB_STATES } from '#jobs/job.js';
import { EVENT_TYPES, eventsOf, isKnownPattern, matches, TYPE_NAMES } from './events.js';

const source = readdirSync('libs', { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(service|processor|ledger|publisher)\.ts$|\.ledger\.ts$/.test(path))
  .map((path) => readFileSync(join('libs', path), 'utf8'))
  .join('\n');

/** Actions that a slice puts together from a word of its own. */
const isWritten = (action: string): boolean => {
  const [noun, verb = ''] = action.split('.');
  if (source.includes(`'${action}'`)) return true;
  if (noun === 'review') return source.includes('`review.${kind}`') && source.includes(`'${verb}'`);
  if (noun === 'job') return source.includes('`job.${job.state}`') && JOB_STATES.includes(verb as never);
  if (noun === 'judgement')
    return source.includes('`judgement.${data.state}`') && source.includes(`'${verb}'`);
  return noun === 'pipeline' && source.includes('`pipeline.${end.state}`') && source.includes(`'${verb}'`);
};

describe('the table of events', () => {
  it('names each once, and only actions that some slice writes', () => {
    expect(new Set(TYPE_NAMES).size).toBe(TYPE_NAMES.length);
    expect(EVENT_TYPES.flatMap(({ actions }) => actions).filter((action) => !isWritten(action))).toEqual([]);
  });
  it('would notice an action that nobody writes', () => {
    for (const action of [
      'job.exploded',
      'review.bent',
      'deployment.glorious',
      'pipeline.bent',
      'judgement.bent',
    ])
      expect(isWritten(action)).toBe(false);
  });
});

describe('an audit row', () => {
  const fact = { action: 'job.succeeded', targetType: 'job', targetId: 'job_1', facts: {} };
  it('is its own event', () => {
    expect(eventsOf(fact)).toEqual([{ type: 'job.succeeded', data: { id: 'job_1', object: 'job' } }]);
  });
  it("is OpenAI's as well where its job ends there", () => {
    const ends = { ...fact, facts: { fine_tuning_job: 'ftjob-1' } };
    expect(eventsOf(ends).map(({ type, data }) => [type, data.id])).toEqual([
      ['fine_tuning.job.succeeded', 'ftjob-1'],
      ['job.succeeded', 'job_1'],
    ]);
  });
  it('goes by the name that receivers know', () => {
    const waived = { action: 'review.waived', targetType: 'review', targetId: 'rev_1', facts: {} };
    expect(eventsOf(waived)[0]!.type).toBe('review.answered');
  });
  it('is none where nobody is told', () => {
    expect(eventsOf({ ...fact, action: 'api_key.created' })).toEqual([]);
  });
});

it('matches types by name and by what they begin with', () => {
  expect(matches('*', 'job.failed')).toBe(true);
  expect(matches('job.*', 'job.failed')).toBe(true);
  expect(matches('job.*', 'fine_tuning.job.failed')).toBe(false);
  expect(matches('fine_tuning.*', 'fine_tuning.job.failed')).toBe(true);
  expect(matches('job.failed', 'job.failed')).toBe(true);
  expect(matches('job', 'job.failed')).toBe(false);
  expect(['*', 'job.*', 'fine_tuning.job.*', 'job.failed'].every(isKnownPattern)).toBe(true);
  expect(['batch.completed', 'jo*', 'nothing.*', '', '**', '.*'].some(isKnownPattern)).toBe(false);
});
