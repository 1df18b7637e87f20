import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#kernel/ids.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { JobLogRepository } from './job-log.repository.js';
import { JobsService } from './jobs.service.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage?.close());

const spec = {
  kind: 'finetune' as const,
  recipe: 'contract_trainer' as const,
  params: { steps: 4, step_seconds: 0, save_steps: 1 },
};
type Point = { key: string; step: number; value: number; at: Date };
const at = (step: number) => new Date(1_700_000_000_000 + step * 1000);
const aPoint = (key: string, step: number, value: number): Point => ({ key, step, value, at: at(step) });

async function aJobWith(points: Point[]): Promise<string> {
  const job = { id: newId('job_'), spec, needs: [], target: 'fake', warnings: [] };
  return stage.t.db.tx(stage.ctx, async (tx) => {
    const made = await stage.get(JobsService).insert(tx, stage.ctx, job);
    await new JobLogRepository().addMetrics(tx, made, points);
    return made.id;
  });
}
const curve = (id: string, ask: { key?: string; from?: number; to?: number; points: number }) =>
  stage.get(JobsService).curve(stage.ctx, id, ask);

describe('the curve of a metric', () => {
  it('gives every point as it is where there are no more than asked for, also far apart', async () => {
    const points = [7, 107, 5_000_007].map((step) => aPoint('loss', step, step / 10));
    const seen = await curve(await aJobWith(points), { points: 10 });
    expect(seen.map(({ step, value, count }) => [step, value, count])).toEqual([
      [7, 0.7, 1],
      [107, 10.7, 1],
      [5_000_007, 500_000.7, 1],
    ]);
  });

  it('thins a long one and keeps its extremes, each key by itself', async () => {
    const values = Array.from({ length: 5000 }, (_, i) => Math.sin(i / 40));
    values[1234] = 99;
    values[4321] = -99;
    const long = values.map((value, i) => aPoint('loss', i + 1, value));
    const id = await aJobWith([...long, aPoint('learning_rate', 3, 1e-4)]);
    const seen = await curve(id, { points: 100 });
    const loss = seen.filter((one) => one.key === 'loss');
    expect(seen.filter((one) => one.key === 'learning_rate')).toMatchObject([
      { step: 3, value: 1e-4, count: 1 },
    ]);
    expect(loss).toHaveLength(100);
    for (const [i, span] of loss.entries()) {
      const of = values.slice(i * 50, i * 50 + 50);
      expect(span).toMatchObject({
        step: i * 50 + 50,
        count: 50,
        min: Math.min(...of),
        max: Math.max(...of),
      });
      expect(span.value).toBeCloseTo(of.reduce((sum, one) => sum + one, 0) / 50, 10);
      expect(span.at).toEqual(at(i * 50 + 50));
    }
    expect(Math.max(...loss.map((one) => one.max))).toBe(99);
    expect(Math.min(...loss.map((one) => one.min))).toBe(-99);
  });

  it('shows a part of it more closely', async () => {
    const id = await aJobWith(Array.from({ length: 1000 }, (_, i) => aPoint('loss', i, i)));
    const seen = await curve(id, { key: 'loss', from: 500, to: 519, points: 20 });
    expect(seen.map(({ step, value, count }) => [step, value, count])).toEqual(
      Array.from({ length: 20 }, (_, i) => [500 + i, 500 + i, 1]),
    );
    expect(await curve(id, { key: 'none', points: 20 })).toEqual([]);
  });
});
