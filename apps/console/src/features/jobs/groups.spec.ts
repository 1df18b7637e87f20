import { describe, expect, it } from '@jest/globals';
import {
  canCancelGroup,
  grouped,
  isGroup,
  markedOf,
  reasonOfGroup,
  selectedBy,
  stateOfGroup,
  titleOfGroup,
} from './job-groups.js';
import type { Job } from './job-words.js';
import { flipped } from './search.js';

const job = (id: string, pipeline: string | null, of: Partial<Job> = {}) =>
  ({ id, pipeline, kind: 'finetune', state: 'succeeded', spec: {}, ...of }) as Job;
const choice = job('s', 'p', {
  kind: 'select',
  spec: {
    best_by: { metric: 'valid_loss' },
    cells: [
      { job: 'a', settings: { r: 8 } },
      { job: 'b', settings: { r: 16 } },
    ],
  },
  result: { winner: 'b', metrics: { valid_loss: 0.25 } },
});
const jobs = [choice, job('b', 'p'), job('x', null), job('a', 'p', { state: 'failed' }), job('y', 'q')];
const ids = (open: string[]) => grouped(jobs, open).map(({ id }) => id);
const group = grouped(jobs, []).find(isGroup)!;

describe('jobs by their pipeline', () => {
  it('stand behind one row where the newest stood; a job alone stays as it is', () => {
    expect(ids([])).toEqual(['p', 'x', 'y']);
    expect(ids(['p'])).toEqual(['p', 's', 'b', 'a', 'x', 'y']);
  });

  it('say of a sweep what was chosen, how far it is, and which settings each training had', () => {
    expect(titleOfGroup(group)).toBe('Sweep of 2 trainings');
    const pipeline = { id: 'p', object: 'pipeline', publish: { model: 'desk' } };
    const expanded = jobs.map((one) => (one.pipeline === 'p' ? { ...one, pipeline } : one) as Job);
    expect(titleOfGroup(grouped(expanded, []).find(isGroup)!)).toBe('Sweep of 2 trainings for desk');
    expect(reasonOfGroup(group)).toBe('Best: r=16 by valid_loss 0.25. 3 of 3 ended, 1 failed.');
    expect(stateOfGroup(group)).toBe('failed');
    expect(grouped(jobs, ['p']).map((row) => ('cell' in row ? row.cell : null))).toContain('r=16');
    const plain = grouped([job('b', 'p', { state: 'waiting' }), job('a', 'p')], [])[0]!;
    if (!isGroup(plain)) throw new Error('no group');
    expect([titleOfGroup(plain), reasonOfGroup(plain), stateOfGroup(plain)]).toEqual([
      ...['Pipeline of 2 jobs', '1 of 2 ended.', 'waiting'],
    ]);
  });

  it('can be cancelled as long as one of them can', () => {
    const of = (...states: Job['state'][]) => {
      const [row] = grouped(states.map((state, at) => job(`${at}`, 'p', { state })), []); // prettier-ignore
      return row && isGroup(row) && canCancelGroup(row);
    };
    expect(of('succeeded', 'waiting')).toBe(true);
    expect(of('succeeded', 'cancelling')).toBe(false);
    expect(of('failed', 'cancelled')).toBe(false);
  });

  it('are selected together by their row, and one of them may be left out', () => {
    const rows = grouped(jobs, ['p']);
    const all = selectedBy(rows, new Set(['x']), new Set(['x', 'p']));
    expect([...all].sort()).toEqual(['a', 'b', 's', 'x']);
    expect(markedOf(rows, all).has('p')).toBe(true);
    const fewer = selectedBy(rows, all, new Set([...markedOf(rows, all)].filter((id) => id !== 'a')));
    expect([...fewer].sort()).toEqual(['b', 's', 'x']);
    expect(markedOf(rows, fewer).has('p')).toBe(false);
    const none = selectedBy(rows, all, new Set([...markedOf(rows, all)].filter((id) => id !== 'p')));
    expect([...none]).toEqual(['x']);
  });

  it('are open by the address', () => {
    expect(flipped(undefined, 'p')).toEqual(['p']);
    expect(flipped(['p', 'q'], 'p')).toEqual(['q']);
    expect(flipped(['p'], 'p')).toBeUndefined();
  });
});
