import { describe, expect, it } from '@jest/globals';
import { invalid } from '#kernel/errors.js';
import { pipelineBody, type PipelineBody } from './pipelines.contract.js';
import { ofCell, unfold } from './sweep-grid.js';

const train = {
  name: 'train',
  kind: 'finetune',
  base_model: 'b',
  dataset_version: 'd',
  trainer: { n_epochs: 1 },
};
const check = {
  name: 'check',
  kind: 'evaluate',
  adapter: { job: 'train' },
  dataset_version: 'd',
  needs: ['train'],
};
const merge = { name: 'merge', kind: 'merge', adapter: { job: 'train' }, needs: ['check'] };
const body = (sweep: object, jobs: object[] = [train]): PipelineBody => pipelineBody.parse({ jobs, sweep });
const refusal = (sweep: object, jobs?: object[]) => {
  try {
    unfold(body(sweep, jobs));
    return null;
  } catch (error) {
    return error as { message: string; code: string; details: { param: string } };
  }
};

describe('a grid', () => {
  it('becomes a training for each combination, the last name changing fastest', () => {
    const entries = unfold(body({ grid: { 'trainer.learning_rate': [1e-4, 2e-4], r: [8, 16], seed: [3] } }));
    expect(entries.map(({ name, type }) => [name, type])).toEqual([
      ['train#1', 'job'],
      ['train#2', 'job'],
      ['train#3', 'job'],
      ['train#4', 'job'],
      ['train', 'select'],
    ]);
    expect(entries.slice(0, 4).map((one) => one.type === 'job' && one.body)).toMatchObject([
      { trainer: { n_epochs: 1, learning_rate: 1e-4 }, adapter: { r: 8 }, seed: 3 },
      { trainer: { learning_rate: 1e-4 }, adapter: { r: 16 } },
      { trainer: { learning_rate: 2e-4 }, adapter: { r: 8 } },
      { trainer: { learning_rate: 2e-4 }, adapter: { r: 16 } },
    ]);
    expect(entries.at(-1)).toMatchObject({
      bestBy: { metric: 'valid_loss', goal: 'minimize' },
      cells: [{ train: 'train#1', settings: { 'trainer.learning_rate': 1e-4, r: 8, seed: 3 } }, {}, {}, {}],
    });
  });

  it('repeats the evaluation that it is judged by; what needs that waits for the choice', () => {
    const sweep = {
      job: 'train',
      grid: { r: [4, 8] },
      best_by: { metric: 'exact_match', evaluation: 'check' },
    };
    const entries = unfold(body(sweep, [train, check, merge]));
    expect(entries.map(({ name }) => name)).toEqual([
      'train#1',
      'train#2',
      'check#1',
      'check#2',
      'train',
      'merge',
    ]);
    expect(entries[3]).toMatchObject({ body: { adapter: { job: 'train#2' } }, needs: ['train#2'] });
    expect(entries[5]).toMatchObject({ body: { adapter: { job: 'train' } }, needs: ['train'] });
  });

  it.each([
    ['a name that nobody knows', { grid: { lerning_rate: [1] } }, 'sweep.grid.lerning_rate', "Did you mean 'learning_rate'?"],
    ['no name', { grid: {} }, 'sweep.grid', 'needs a hyperparameter'],
    ['a value twice', { grid: { r: [8, 16, 8] } }, 'sweep.grid.r[2]', '8'],
    ['one hyperparameter by two names', { grid: { r: [8], 'adapter.r': [16] } }, 'sweep.grid.adapter.r', 'twice'],
    ['too many combinations', { grid: { r: [1, 2, 3, 4, 5, 6, 7, 8, 9], seed: [1, 2, 3, 4, 5, 6, 7, 8] } }, 'sweep.grid', '72 combinations (9 of r x 8 of seed)'],
    ['another training', { job: 'tarin', grid: { r: [8] } }, 'sweep.job', 'there is train'],
    ['an evaluation that is none', { grid: { r: [8] }, best_by: { metric: 'a', evaluation: 'train' } }, 'sweep.best_by.evaluation', "'train'"],
  ])('is refused for %s', (_what, sweep, param, says) => {
    expect(refusal(sweep)).toMatchObject({ details: { param }, message: expect.stringContaining(says) as unknown });
  }); // prettier-ignore

  it('is refused where it is not plain which training is meant, and where the evaluation asks another model', () => {
    expect(refusal({ grid: { r: [8] } }, [train, { ...train, name: 'more' }])?.message).toContain(
      'train, more',
    );
    expect(refusal({ grid: { r: [8] } }, [merge])?.message).toContain('has none');
    const best_by = { metric: 'exact_match', evaluation: 'check' };
    const base = { ...check, adapter: undefined, model: { base_model: 'b' } };
    expect(refusal({ grid: { r: [8] }, best_by }, [train, base])?.message).toContain(
      '"adapter": {"job": "train"}',
    );
  });

  it('tells the refusal of one cell by its place in the grid', () => {
    const [, second] = unfold(body({ grid: { learning_rate: [0.1, 7] } }));
    const cell = second?.type === 'job' ? second.cell : undefined;
    expect(() =>
      ofCell(cell)(invalid('invalid_value', 'Too big.', { param: 'jobs[0].trainer.learning_rate' })),
    ).toThrow(
      expect.objectContaining({
        message: 'Too big. (In the cell learning_rate=7 of the sweep.)',
        details: expect.objectContaining({ param: 'sweep.grid.learning_rate[1]' }) as object,
      }),
    );
  });
});
