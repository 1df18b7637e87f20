import { newId } from '#kernel/ids.js';
import { JobsService } from '#jobs/jobs.service.js';
import { openStage } from '../support/stage.js';
import { median } from './median.js';

export const METRIC_KEYS = ['train_loss', 'learning_rate', 'grad_norm', 'tokens_per_second', 'entropy'];

export interface CurveTimes {
  points: number;
  /** Milliseconds until the answer of the run page is a text, and of every point instead; and their sizes. */
  curveMs: number;
  allMs: number;
  curveKb: number;
  allKb: number;
}

/** A job with `points` metric points in all, thinned to 1,000 of each key as the run page asks, beside all of them, in turn. */
export async function curveTimes(points: number, rounds: number): Promise<CurveTimes> {
  const stage = await openStage();
  try {
    const jobs = stage.get(JobsService);
    const spec = {
      ...{ kind: 'finetune' as const, recipe: 'contract_trainer' as const },
      params: { steps: 4, step_seconds: 0, save_steps: 1 },
    };
    const id = newId('job_');
    await stage.t.db.tx(stage.ctx, async (tx) => {
      const job = await jobs.insert(tx, stage.ctx, { id, spec, needs: [], target: 'fake', warnings: [] });
      await tx.$executeRaw`
        INSERT INTO job_metric (job_id, project_id, key, step, value)
        SELECT ${job.id}, ${job.projectId}, key, step, random()
        FROM unnest(${METRIC_KEYS}::text[]) key, generate_series(1, ${points / METRIC_KEYS.length}::int) step`;
    });
    // as autovacuum does within a minute of as many rows
    await stage.t.db.client.$executeRaw`VACUUM ANALYZE job_metric`;
    const sides = {
      curve: () => jobs.curve(stage.ctx, id, { points: 1000 }),
      all: () => jobs.metrics(stage.ctx, id),
    };
    const taken = { curve: [] as number[], all: [] as number[] };
    const size = { curve: 0, all: 0 };
    for (let round = 0; round < rounds; round += 1) {
      for (const side of ['curve', 'all'] as const) {
        const from = performance.now();
        size[side] = JSON.stringify(await sides[side]()).length / 1024;
        taken[side].push(performance.now() - from);
      }
    }
    return {
      points,
      curveMs: median(taken.curve),
      allMs: median(taken.all),
      curveKb: size.curve,
      allKb: size.all,
    };
  } finally {
    await stage.close();
  }
}
