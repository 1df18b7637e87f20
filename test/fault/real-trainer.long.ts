// Concerns: libs/jobs, libs/base-models, libs/datasets, libs/artifacts, libs/platform, libs/adapters/process, apps/worker, jobs
import { openAsBlob } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTinyHub, TINY, type TinyHub } from '../e2e/tiny-hub.js';
import { eventually } from '../e2e/wait.js';
import { FaultBench } from './bench.js';
import { IMPORT, INPUTS } from './points.js';

const MINUTE = 60_000;
let hub: TinyHub;
let bench: FaultBench;
let data = '';
let undisturbed = '';
beforeAll(async () => {
  hub = await openTinyHub();
  bench = await FaultBench.open({ hubUrl: hub.url });
}, 4 * MINUTE);
afterAll(async () => {
  await bench?.close();
  await hub?.stop();
}, MINUTE);

async function post<T>(path: string, body: unknown): Promise<T> {
  const response = await bench.service.call('POST', path, body);
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}

const STEPS = 300;
/** The same job each time: what it leaves must be the same, however often it was killed. */
async function fineTune(): Promise<string> {
  const job = await post<{ id: string }>('/v1/jobs', {
    kind: 'finetune',
    base_model: TINY.slug,
    dataset_version: data,
    adapter: { r: 4 },
    trainer: {
      max_steps: STEPS,
      batch_size: 4,
      learning_rate: 0.003,
      max_seq_length: 128,
      save_steps: 40,
      logging_steps: 1,
    },
    seed: 7,
  });
  bench.accepted.push(job.id);
  return job.id;
}

describe('the inputs of a real training', () => {
  it(
    `kill -9 at ${IMPORT[0]}: the base model is there once`,
    async () => {
      const source = { type: 'hub', repo: TINY.repo, revision: TINY.revision };
      const { job } = await post<{ job: { id: string } }>('/v1/base_models/import', {
        slug: TINY.slug,
        source,
      });
      bench.accepted.push(job.id);
      await bench.dieAt('worker', IMPORT[0]);
      await bench.startWorker();
      expect(await bench.finished([job.id])).toEqual(['succeeded']);
      expect(await bench.settled()).toEqual([]);
    },
    3 * MINUTE,
  );

  it(
    `kill -9 at ${INPUTS.join(', ')}: the training has what it needs`,
    async () => {
      const form = new FormData();
      form.set('purpose', 'fine-tune');
      form.set('file', await openAsBlob(hub.train), 'train.jsonl');
      const file = await post<{ id: string }>('/v1/files', form);
      const dataset = await post<{ id: string }>('/v1/datasets', { name: 'tiny' });
      const files = { train: file.id };
      data = (
        await post<{ id: string }>(`/v1/datasets/${dataset.id}/versions`, { files, license: 'CC-BY-4.0' })
      ).id;
      undisturbed = await fineTune();
      for (const point of INPUTS) await bench.dieAt('worker', point);
      await bench.startWorker();
      expect(await bench.finished([undisturbed], 300)).toEqual(['succeeded']);
      expect(await bench.attempts(undisturbed)).toEqual([{ number: 1, resumed_from: null, reason: null }]);
    },
    6 * MINUTE,
  );
});

describe('kill -9 in the middle of a real training', () => {
  const during = async (job: string) => {
    await eventually(
      async () => bench.checkpoints(job, 1),
      (steps) => Math.max(0, ...steps) >= 80,
      180,
    );
    return bench.started(job, 1).program.pid;
  };
  const whole = async (job: string, attempts: number) => {
    expect(await bench.finished([job], 300)).toEqual(['succeeded']);
    const seen = await bench.attempts(job);
    expect(seen).toHaveLength(attempts);
    if (attempts > 1) {
      expect(seen[1]!.resumed_from).toBeGreaterThanOrEqual(80);
      const events = await bench.events(job);
      expect(events).toContain(`Attempt 2 started, resuming from step ${seen[1]!.resumed_from}`);
      expect(
        new Set(events.filter((line) => line.startsWith('Step ')).map((line) => line.split(':')[0])).size,
      ).toBe(events.filter((line) => line.startsWith('Step ')).length);
    }
    expect(await bench.adapter(job)).toBe(await bench.adapter(undisturbed));
    expect(await bench.settled()).toEqual([]);
  };

  it(
    'of the trainer: it resumes, and the adapter has the same bytes',
    async () => {
      const job = await fineTune();
      process.kill(await during(job), 'SIGKILL');
      await whole(job, 2);
    },
    8 * MINUTE,
  );

  it(
    'of the worker: the training goes on under the next one',
    async () => {
      const job = await fineTune();
      await during(job);
      await bench.killWorker();
      await bench.startWorker();
      await whole(job, 1);
    },
    8 * MINUTE,
  );

  it(
    'of both: the next worker resumes it, and the adapter has the same bytes',
    async () => {
      const job = await fineTune();
      const program = await during(job);
      await bench.killWorker();
      process.kill(program, 'SIGKILL');
      await bench.startWorker();
      await whole(job, 2);
    },
    8 * MINUTE,
  );
});
