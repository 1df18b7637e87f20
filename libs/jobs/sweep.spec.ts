import { describe, expect, it } from '@jest/globals';
import type { SelectSpec } from './spec.js';
import {
  type CellRow,
  cellsOf,
  choiceLines,
  choiceOf,
  goalOf,
  nothingToChoose,
  sweepOf,
  withoutLosers,
} from './sweep.js';

const spec: SelectSpec = {
  kind: 'select',
  best_by: { metric: 'valid_loss', goal: 'minimize' },
  cells: [1, 2, 3, 4].map((n) => ({ job: `t${n}`, settings: { r: n } })),
};
const row = (id: string, of: Partial<CellRow> & { loss?: number } = {}): CellRow => ({
  ...{ id, kind: 'finetune', state: 'succeeded', spec: {}, failureReason: null, failureMessage: null },
  result: of.loss === undefined ? null : { metrics: { valid_loss: of.loss, steps: 4 } },
  ...of,
});
const rows = (...all: CellRow[]) => new Map(all.map((one) => [one.id, one]));

describe('the choice of a sweep', () => {
  it.each([
    ['valid_loss', 'minimize'],
    ['train_loss', 'minimize'],
    ['latency_p95_ms', 'minimize'],
    ['exact_match', 'maximize'],
    ['valid_rewards_margins', 'maximize'],
    ['tokens_per_second', 'maximize'],
  ])('of %s is to %s it', (metric, goal) => expect(goalOf(metric)).toBe(goal));

  it('takes the best figure, tells ties, and the first of the grid wins one', () => {
    const cells = cellsOf(spec, rows(row('t1', { loss: 2 }), row('t2', { loss: 1 }), row('t3', { loss: 1 }), row('t4', { loss: 3 }))); // prettier-ignore
    const low = choiceOf(cells, 'minimize');
    expect([low.winner?.job, low.tied.map(({ job }) => job)]).toEqual(['t2', ['t3']]);
    expect(choiceLines(spec, cells, low)).toEqual([
      'Chosen of 4: t2 (r=2), valid_loss 1, minimized; t3 came to the same, the first of the grid wins',
    ]);
    expect(choiceOf(cells, 'maximize').winner?.job).toBe('t4');
  });

  it('leaves out, with the reason, what failed, was cancelled, is no number or was never measured', () => {
    const diverged = { state: 'failed', failureReason: 'diverged', failureMessage: 'loss is nan at step 3' };
    const cells = cellsOf(
      spec,
      rows(row('t1', diverged), row('t2', { state: 'cancelled' }), row('t3', { loss: Infinity }), row('t4')),
    );
    expect(cells.map(({ value, reason }) => [value, reason])).toEqual([
      [null, 'finetune failed: diverged (loss is nan at step 3)'],
      [null, 'finetune is cancelled'],
      [null, 'its valid_loss is Infinity'],
      [null, 'it has no valid_loss'],
    ]);
    expect(choiceOf(cells, 'minimize')).toEqual({ winner: null, tied: [] });
    expect(nothingToChoose(cells)).toContain('t1 (r=1): finetune failed: diverged');
  });

  it('goes by the evaluation of each cell where one is named', () => {
    const by: SelectSpec = {
      ...spec,
      best_by: { metric: 'exact_match', evaluation: 'check', goal: 'maximize' },
      cells: [1, 2].map((n) => ({ job: `t${n}`, evaluation: `e${n}`, settings: { r: n } })),
    };
    const scored = (id: string, exact_match: number) =>
      row(id, { kind: 'evaluate', result: { metrics: { exact_match } } });
    const all = rows(row('t1', { loss: 1 }), row('t2', { loss: 2 }), scored('e1', 0.4), scored('e2', 0.9));
    const cells = cellsOf(by, all);
    expect(choiceOf(cells, 'maximize').winner).toMatchObject({ job: 't2', evaluation: 'e2', value: 0.9, metrics: { valid_loss: 2 } }); // prettier-ignore
    all.set('e2', row('e2', { kind: 'evaluate', state: 'failed', failureReason: 'oom' }));
    expect(choiceOf(cellsOf(by, all), 'maximize').winner?.job).toBe('t1');
  });
});

describe('a pipeline with a sweep', () => {
  const select = (result: object | null) => row('s', { kind: 'select', spec, result });
  const merge = row('m', { kind: 'merge' });
  const trained = [1, 2, 3, 4].map((n) => row(`t${n}`, { loss: n }));

  it('comes to what its winner and the jobs behind it came to', () => {
    const jobs = [...trained, select({ winner: 't3', tied: [] }), merge];
    expect(withoutLosers(jobs).map(({ id }) => id)).toEqual(['t3', 's', 'm']);
    expect(withoutLosers([...trained, select(null), merge]).map(({ id }) => id)).toEqual(['s', 'm']);
    expect(withoutLosers(trained)).toEqual(trained);
  });

  it('shows its cells while they run', () => {
    const running = [row('t1', { loss: 1 }), row('t2', { state: 'running' })];
    expect(sweepOf([...running, select(null)])).toMatchObject({
      ...{ job: 's', winner: null, tied: [] },
      cells: [
        { job: 't1', state: 'succeeded', value: 1, settings: { r: 1 } },
        { job: 't2', state: 'running', value: null, reason: 'finetune is running' },
        { job: 't3', state: 'deleted' },
        { job: 't4', state: 'deleted' },
      ],
    });
    expect(sweepOf(trained)).toBeNull();
  });
});
