import { describe, expect, it } from '@jest/globals';
import { flattened, rowsOf } from './config-diff.js';
import { type Job, money, reasonOf, sentenceOf, taskOf, titleOf } from './job-words.js';
import { sides } from './lineage-sides.js';
import { added, plansOf, pointsOf, seriesOf } from './points.js';

const job = (of: Partial<Job>) =>
  ({ state: 'running', meaning: 'The program runs.', needs: [], attempts: 1, spec: {}, ...of }) as Job;

describe('a job in words', () => {
  it('is called by what it does', () => {
    const params = { method: 'dpo', adapter: { type: 'qlora', r: 8 } };
    expect(titleOf(job({ kind: 'finetune', spec: { params } }))).toBe('DPO · QLoRA r 8');
    const rounds = { ...params, trainer: { n_epochs: 3 } };
    expect(titleOf(job({ kind: 'finetune', spec: { params: rounds } }))).toBe('DPO · QLoRA r 8 · 3 epochs');
    expect(titleOf(job({ kind: 'finetune', spec: {} }))).toBe('SFT');
    expect(titleOf(job({ kind: 'evaluate', spec: { name: 'exact_match' } }))).toBe('Evaluate: exact match');
    const scored = { name: 'score', task: 'exact_match', engine: 'llamacpp', model: { job: 'quantize' } };
    expect(titleOf(job({ kind: 'evaluate', spec: scored }))).toBe('Evaluate: score · exact match · GGUF');
    expect(titleOf(job({ kind: 'import', spec: { source: { repo: 'a/b' } } }))).toBe('Import a/b');
  });

  it('says why it stands where it stands', () => {
    expect(reasonOf(job({ state: 'waiting', needs: ['job_1'] }))).toBe('Waits for job_1.');
    const others = [
      job({ id: 'job_1', kind: 'merge' }),
      job({ id: 'job_2', kind: 'quantize', state: 'succeeded' }),
    ];
    expect(reasonOf(job({ state: 'waiting', needs: ['job_1'] }), others)).toBe('Waits for the merge.');
    expect(reasonOf(job({ state: 'waiting', needs: ['job_1', 'job_2'] }), others)).toBe(
      'Waits for the merge.',
    );
    expect(reasonOf(job({ attempts: 3 }))).toBe('The program runs. Attempt 3.');
    const ending = { message: 'It ran out of memory.' } as Job['ending'];
    expect(reasonOf(job({ state: 'failed', ending }))).toBe('It ran out of memory.');
    const progress = { percent: 50, step: 30, total_steps: 60, eta_seconds: 200 };
    expect(sentenceOf(job({ progress }))).toBe('Step 30 of 60, about 3 min 20 s left.');
    expect(money({ currency: 'EUR', units: 1, nanos: 250_000_000 })).toBe('1.25 EUR');
  });

  it('says that there is nothing to do only where that is known', () => {
    const waiting = job({ state: 'waiting', needs: ['job_1'] });
    const before = (state: Job['state']) => [job({ id: 'job_1', state })];
    expect(taskOf(job({}))).toBe('No action needed.');
    expect(taskOf(job({ state: 'succeeded' }))).toBe('No action needed.');
    expect(taskOf(waiting, before('running'))).toBe('No action needed.');
    expect(taskOf(waiting, before('paused'))).toBeNull();
    expect(taskOf(waiting, before('succeeded'))).toBeNull(); // for quota
    expect(taskOf(waiting)).toBeNull();
    expect(taskOf(job({ state: 'queued' }))).toBeNull(); // its target may not be ready
    expect(taskOf(job({ state: 'paused' }))).toBe('Resume it to go on.');
    const ending = { advice: 'Shorten the rows.' } as Job['ending'];
    expect(taskOf(job({ state: 'failed', ending }))).toBe('Shorten the rows.');
    expect(taskOf(job({ state: 'cancelled', ending }))).toBeNull();
  });
});

describe('the points of a run', () => {
  it('come from events, and one that comes twice counts once', () => {
    const event = {
      type: 'metrics',
      created_at: 7,
      data: { step: 2, total_steps: 9, train_loss: 1.5, eta_seconds: 3, note: 'x' },
    };
    const points = pointsOf(event);
    expect(points).toEqual([{ key: 'train_loss', step: 2, value: 1.5, at: 7 }]);
    const old = [
      { key: 'train_loss', step: 1, value: 3, at: 5 },
      { key: 'train_loss', step: 2, value: 9, at: 6 },
    ];
    expect(added(added(old, points), points)).toEqual([old[0], points[0]]);
    expect(pointsOf({ ...event, type: 'message' })).toEqual([]);
  });

  it('are curves over steps or time', () => {
    const points = [
      { key: 'a', step: 2, value: 20, at: 102 },
      { key: 'a', step: 1, value: 10, at: 101 },
    ];
    expect(seriesOf(points, false).get('a')).toEqual({ name: 'a', x: [1, 2], y: [10, 20] });
    expect(seriesOf(points, true).get('a')!.x).toEqual([101, 102]);
  });

  it('share a chart where they belong together', () => {
    expect(plansOf(['zeta', 'learning_rate', 'valid_loss', 'train_loss', 'memory_mb'])).toEqual([
      { title: 'Loss', keys: ['train_loss', 'valid_loss'] },
      { title: 'Learning rate', keys: ['learning_rate'] },
      { title: 'Memory (MiB)', keys: ['memory_mb'] },
      { title: 'zeta', keys: ['zeta'] },
    ]);
  });
});

describe('settings side by side', () => {
  it('show what differs, and what one alone has', () => {
    const mine = flattened({ trainer: { lr: 0.1, steps: null }, list: [1, 2] });
    const other = flattened({ trainer: { lr: 0.2, steps: null }, seed: 7 });
    expect(rowsOf(mine, other, true)).toEqual([
      { name: 'trainer.lr', mine: '0.1', other: '0.2', differs: true },
      { name: 'list', mine: '[1,2]', other: null, differs: true },
      { name: 'seed', mine: null, other: '7', differs: true },
    ]);
    expect(rowsOf(mine, undefined, true)).toHaveLength(3);
  });
});

describe('lineage', () => {
  it('tells before from after, round a circle too', () => {
    const nodes = ['data', 'job', 'adapter', 'merged', 'other'].map((id) => ({ id }));
    const edges = [
      { from: 'job', to: 'data' },
      { from: 'adapter', to: 'job' },
      { from: 'merged', to: 'adapter' },
      { from: 'other', to: 'data' },
    ];
    const { before, after } = sides('job', nodes, edges);
    expect([before.map(({ id }) => id), after.map(({ id }) => id)]).toEqual([
      ['data'],
      ['adapter', 'merged'],
    ]);
    expect(
      sides(
        'a',
        [{ id: 'a' }, { id: 'b' }],
        [
          { from: 'a', to: 'b' },
          { from: 'b', to: 'a' },
        ],
      ).before,
    ).toEqual([{ id: 'b' }]);
  });
});
