import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemCtx } from '#kernel/context.js';
import { newId } from '#kernel/ids.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { JobLogRepository } from './job-log.repository.js';
import { MOST_SAMPLES } from './job-samples.js';
import type { NewSample } from './job-samples.repository.js';
import { JobSamples } from './job-samples.service.js';
import { JobsService } from './jobs.service.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage?.close());

const sample = (step: number, index: number, text = `${step}/${index}`): NewSample => ({
  ...{ step, index, prompt: `prompt ${index}`, text, isCut: false, finishReason: 'stop', tokens: 3 },
  createdAt: new Date(1_700_000_000_000 + step * 1000),
});
const add = (id: string, samples: NewSample[]) =>
  stage.t.db.tx(stage.ctx, (tx) =>
    new JobLogRepository().samples.add(tx, { id, projectId: stage.ctx.projectId }, samples),
  );
const list = (id: string, ask: object = {}, ctx = stage.ctx) =>
  stage.get(JobSamples).list(ctx, id, { limit: 100, order: 'asc', ...ask });

async function aJob(): Promise<string> {
  const params = { steps: 4, step_seconds: 0, save_steps: 1 };
  const spec = { kind: 'finetune' as const, recipe: 'contract_trainer' as const, params };
  const job = { id: newId('job_'), spec, needs: [], target: 'fake', warnings: [] };
  const made = await stage.t.db.tx(stage.ctx, (tx) => stage.get(JobsService).insert(tx, stage.ctx, job));
  return made.id;
}

describe('the samples of a job', () => {
  it('come by step and prompt, a page at a time, of one step too', async () => {
    const id = await aJob();
    await add(id, [sample(20, 0), sample(20, 1), sample(3, 1), sample(3, 0), sample(100, 0)]);
    const texts = async (ask: object) => (await list(id, ask)).data.map(({ text }) => text);
    expect(await texts({})).toEqual(['3/0', '3/1', '20/0', '20/1', '100/0']);
    expect(await texts({ order: 'desc' })).toEqual(['100/0', '20/1', '20/0', '3/1', '3/0']);
    expect(await texts({ step: 20 })).toEqual(['20/0', '20/1']);
    const walked: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await list(id, { limit: 2, ...(after ? { after } : {}) });
      walked.push(...page.data.map(({ text }) => text));
      if (!page.has_more) break;
      after = page.last_id!;
    }
    expect(walked).toEqual(['3/0', '3/1', '20/0', '20/1', '100/0']);
    expect((await list(id)).data[0]).toMatchObject({
      ...{ object: 'job.sample', step: 3, index: 0, prompt: 'prompt 0', text: '3/0', cut: false },
      ...{ finish_reason: 'stop', tokens: 3, created_at: 1_700_000_003 },
    });
  });

  it('are told once, though a later attempt goes through a step again', async () => {
    const id = await aJob();
    await add(id, [sample(3, 0, 'first')]);
    const [before] = (await list(id)).data;
    await add(id, [sample(3, 0, 'again'), sample(6, 0)]);
    expect((await list(id)).data.map(({ text }) => text)).toEqual(['again', '6/0']);
    expect((await list(id)).data[0]!.id).toBe(before!.id);
  });

  it('are no more than a database should hold of one', async () => {
    const id = await aJob();
    const many = Array.from({ length: MOST_SAMPLES + 8 }, (_, i) => sample(Math.floor(i / 8), i % 8));
    await add(id, many.slice(0, 16));
    await add(id, many);
    const count = await stage.t.db.tx(stage.ctx, (tx) => tx.jobSample.count({ where: { jobId: id } }));
    expect(count).toBe(MOST_SAMPLES);
    await expect(add(await aJob(), [sample(1, 0, 'x'.repeat(4001))])).rejects.toThrow();
  }, 30_000);

  it('are nobody else, and a cursor of another job is refused', async () => {
    const [id, other] = [await aJob(), await aJob()];
    await add(id, [sample(3, 0)]);
    await add(other, [sample(3, 0)]);
    const foreign = (await list(other)).data[0]!.id;
    await expect(list(id, { after: foreign })).rejects.toMatchObject({ code: 'invalid_value' });
    const stranger = systemCtx(newId('proj_'));
    await expect(list(id, {}, stranger)).rejects.toMatchObject({ kind: 'not_found' });
    expect(await stage.t.db.tx(stranger, (tx) => tx.jobSample.count())).toBe(0);
  });
});
