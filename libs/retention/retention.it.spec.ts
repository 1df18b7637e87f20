import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { JOB_DEFAULTS, type JobDefaults } from '#jobs/defaults.js';
import { idBody, newId } from '#kernel/ids.js';
import { reached } from '#platform/failpoints.js';
import { OBJECT_STORE, type ObjectStorePort } from '#platform/object-store.port.js';
import { removeTree } from '#platform/remove-tree.js';
import { aBase, aJob } from '../../test/support/a-version.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { ObjectSweep } from './object-sweep.service.js';
import { RetentionProcessor } from './retention.processor.js';

jest.setTimeout(120_000);
const DAY_S = 86_400;
let stage: Stage;
let store: ObjectStorePort;
let jobsDir: string;
let base: string;

beforeAll(async () => {
  stage = await openStage();
  store = stage.get(OBJECT_STORE as never);
  jobsDir = stage.get<JobDefaults>(JOB_DEFAULTS as never).jobsDir;
  ({ base } = await aBase(stage));
}, 60_000);
afterAll(() => stage?.close());

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(`${stage.url}/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${stage.key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as any };
}
async function rules(to: object) {
  const { body } = await call('GET', '/retention');
  const answer = await call('PUT', '/retention', to, { 'if-match': `"${body.revision}"` });
  expect(answer.status).toBe(200);
}
const plan = async () => (await call('GET', '/retention/plan')).body;
const sweep = () => stage.get(RetentionProcessor).step(stage.ctx.projectId);
const audited = (action: string) =>
  stage.t.db.tx(stage.ctx, (tx) => tx.auditEvent.findMany({ where: { action }, orderBy: { seq: 'asc' } }));
const storageBytes = async () => (await call('GET', '/quotas')).body.storage_bytes.used as number;

interface Kept {
  artifact: string;
  sha256: string;
}
/** A training that ended now, with checkpoints of these validation losses by step, and what it left on the disk. */
async function training(
  losses: Record<number, number>,
): Promise<{ job: string; kept: Record<number, Kept>; folder: string }> {
  const job = await aJob(stage, { kind: 'finetune', spec: { kind: 'finetune', base_model: base } });
  const attempt = newId('att_');
  const { projectId } = stage.ctx;
  const finishedAt = stage.clock.now();
  await stage.t.db.tx(stage.ctx, async (tx) => {
    await tx.job.update({ where: { id: job }, data: { finishedAt } });
    await tx.attempt.create({
      data: {
        id: attempt,
        projectId,
        jobId: job,
        number: 1,
        name: `lu-${idBody(job)}-a1`,
        target: 'process',
        live: false,
      },
    });
  });
  const kept: Record<number, Kept> = {};
  for (const [step, loss] of Object.entries(losses)) {
    const made = await artifact(job, `checkpoint-${step}`, Number(step));
    kept[Number(step)] = made;
    await stage.t.db.tx(stage.ctx, (tx) =>
      tx.checkpoint.create({
        data: {
          ...{
            id: newId('ftckpt_'),
            projectId,
            jobId: job,
            attemptId: attempt,
            step: Number(step),
            path: 'gone',
          },
          ...{ metrics: { valid_loss: loss }, artifactId: made.artifact },
        },
      }),
    );
  }
  const folder = join(jobsDir, idBody(job), 'a1');
  mkdirSync(join(folder, 'workspace/checkpoints/step-1'), { recursive: true });
  writeFileSync(join(folder, 'workspace/checkpoints/step-1/optimizer.pt'), Buffer.alloc(1000));
  writeFileSync(join(folder, 'workspace/events.jsonl'), '{}\n');
  writeFileSync(join(folder, 'output.log'), 'said\n');
  return { job, kept, folder };
}
async function artifact(
  job: string,
  name: string,
  step?: number,
  parents: { id: string; type: string }[] = [],
): Promise<Kept> {
  const folder = mkdtempSync(join(tmpdir(), 'luthier-made-'));
  const bytes = Buffer.from(JSON.stringify({ salt: randomBytes(200).toString('hex') }));
  writeFileSync(join(folder, 'adapter_config.json'), bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const files = [{ path: 'adapter_config.json', size_bytes: bytes.length, sha256 }];
  const row = await stage.get(ArtifactsService).register(stage.ctx, {
    ...{ kind: 'checkpoint', name, jobId: job, folder, files, parents, predicate: {} },
    ...(step === undefined ? {} : { step }),
  });
  await removeTree(folder);
  return { artifact: row.id, sha256 };
}
const there = async (kept: Kept) => (await store.has(kept.sha256)) !== null;

describe('the retention of a project', () => {
  it('deletes old checkpoints beyond the last and the best, and says so in plan, quota, audit and errors', async () => {
    await rules({
      keep_last_checkpoints: 1,
      keep_best_checkpoints: 1,
      checkpoint_days: 30,
      attempt_folder_days: 7,
    });
    const { job, kept, folder } = await training({ 10: 0.9, 20: 0.1, 30: 0.5, 40: 0.6 });
    stage.clock.forward(29 * DAY_S);
    expect((await plan()).checkpoints.count).toBe(0);
    const before = await storageBytes();
    stage.clock.forward(2 * DAY_S);

    const dry = await plan();
    expect(dry.checkpoints.data.map((one: { step: number }) => one.step).sort()).toEqual([10, 30]);
    expect(dry.checkpoints.bytes).toBe(
      dry.checkpoints.data.reduce((sum: number, one: { bytes: number }) => sum + one.bytes, 0),
    );
    expect(dry.attempt_folders).toMatchObject({ count: 1, data: [{ job, bytes: 1000 }] });
    expect(await storageBytes()).toBe(before);

    await sweep();
    expect(await storageBytes()).toBe(before - dry.checkpoints.bytes);
    expect(
      (await audited('checkpoint.deleted')).map(({ facts }) => (facts as { step: number }).step).sort(),
    ).toEqual([10, 30]);
    expect((await audited('retention.swept')).at(-1)!.facts).toMatchObject({
      checkpoints: { count: 2 },
      attempt_folders: { count: 1, bytes: 1000 },
    });
    expect((await call('GET', '/retention')).body.last_sweep.checkpoints).toEqual({
      count: 2,
      bytes: dry.checkpoints.bytes,
    });
    expect(readdirSync(join(folder, 'workspace'))).toEqual(['events.jsonl']);
    expect(existsSync(join(folder, 'output.log'))).toBe(true);
    expect(await plan()).toMatchObject({ checkpoints: { count: 0 }, attempt_folders: { count: 0 } });

    const content = await call('GET', `/artifacts/${kept[10]!.artifact}/content`);
    expect(content).toMatchObject({ status: 404, body: { error: { code: 'artifact_released' } } });
    expect(content.body.error.message).toContain('retention policy');
    expect((await call('GET', `/artifacts/${kept[10]!.artifact}`)).body.released_at).toEqual(
      expect.any(Number),
    );
    const end = `ft:tiny:acme::${job.slice(-8)}`;
    await stage.t.db.tx(stage.ctx, async (tx) => {
      const { projectId } = stage.ctx;
      const model = await tx.registeredModel.create({
        data: { id: newId('rm_'), projectId, name: `e-${job.slice(-6)}` },
      });
      await tx.modelVersion.create({
        data: {
          ...{
            id: newId('mv_'),
            projectId,
            modelId: model.id,
            number: 1,
            sourceJobId: job,
            baseModelId: base,
            artifacts: {},
          },
          ...{ licenseId: 'x', openaiId: end, tags: {}, evaluations: [], cardId: 'art_none' },
        },
      });
    });
    const chat = { model: `${end}:ckpt-step-10`, messages: [{ role: 'user', content: 'hi' }] };
    const called = await call('POST', '/chat/completions', chat);
    expect(called).toMatchObject({
      status: 404,
      body: { error: { code: 'checkpoint_deleted', param: 'model' } },
    });
    expect(called.body.error.message).toContain(`'${end}', the end of its training, is kept`);
    for (const step of [20, 40]) await stage.get(ArtifactsService).stage(stage.ctx, kept[step]!.artifact);

    // the bytes go once the store has seen them unneeded for its whole grace
    await stage.get(ObjectSweep).run();
    expect(await there(kept[10]!)).toBe(true);
    stage.clock.forward(8 * DAY_S);
    await stage.get(ObjectSweep).run();
    expect(await Promise.all([10, 30, 20, 40].map((step) => there(kept[step]!)))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('keeps what is needed: a descendant, a version, an evaluation, a job, a recall, a checkpoint in the making, a hold', async () => {
    await rules({ keep_last_checkpoints: 0, keep_best_checkpoints: 0, checkpoint_days: 1 });
    const { job, kept } = await training({ 1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1 });
    const { projectId } = stage.ctx;
    const id = (step: number) => kept[step]!.artifact;
    await artifact(job, 'merged of 1', undefined, [{ id: id(1), type: 'merged-from' }]);
    const user = await aJob(stage, {
      kind: 'evaluate',
      spec: { kind: 'evaluate', model: { artifact: id(2) } },
    });
    await stage.t.db.tx(stage.ctx, async (tx) => {
      await tx.evaluation.create({
        data: {
          id: newId('eval_'),
          projectId,
          jobId: user,
          name: 'e',
          task: 'perplexity',
          subjectId: id(3),
          datasetVersionId: 'dsv_1',
        },
      });
      await tx.recall.create({
        data: {
          id: 'rec_1',
          projectId,
          kind: 'record',
          subject: 'x',
          reason: 'x',
          dryRun: false,
          state: 'executed',
          requestedBy: 'x',
          executedAt: new Date(),
        },
      });
      await tx.quarantine.create({
        data: { recallId: 'rec_1', subjectId: id(4), projectId, reason: 'held' },
      });
      const model = await tx.registeredModel.create({
        data: { id: newId('rm_'), projectId, name: `m-${job.slice(-6)}` },
      });
      await tx.modelVersion.create({
        data: {
          ...{
            id: newId('mv_'),
            projectId,
            modelId: model.id,
            number: 1,
            sourceJobId: job,
            step: 5,
            baseModelId: base,
            artifacts: {},
          },
          ...{ licenseId: 'x', openaiId: `ft:${job}`, tags: {}, evaluations: [], cardId: 'art_none' },
        },
      });
      const pipeline = await tx.pipeline.create({
        data: { id: newId('pipe_'), projectId, state: 'running' },
      });
      await tx.checkpoint.updateMany({ where: { jobId: job, step: 6 }, data: { pipelineId: pipeline.id } });
    });
    stage.clock.forward(2 * DAY_S);
    await rules({
      keep_last_checkpoints: 0,
      keep_best_checkpoints: 0,
      checkpoint_days: 1,
      hold: 'dispute 4711',
    });
    expect(await plan()).toMatchObject({ hold: 'dispute 4711', checkpoints: { count: 0 } });
    await sweep();
    await rules({ keep_last_checkpoints: 0, keep_best_checkpoints: 0, checkpoint_days: 1 });
    const mine = (await plan()).checkpoints.data.filter((one: { job: string }) => one.job === job);
    expect(mine.map((one: { step: number }) => one.step)).toEqual([7]);
    await sweep();
    const left = await stage.t.db.tx(stage.ctx, (tx) =>
      tx.checkpoint.findMany({ where: { jobId: job, artifactId: { not: null } }, orderBy: { step: 'asc' } }),
    );
    expect(left.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('rings the worker when asked to sweep now', async () => {
    const asked = await call('POST', '/retention/sweep', { delete: true });
    expect(asked).toMatchObject({ status: 202, body: { object: 'retention', swept_at: null } });
    const bells = await stage.t.db.client.outbox.findMany({
      where: { topic: { in: ['retention', 'store_sweep'] } },
    });
    expect(bells.map(({ topic, key }) => `${topic} ${key}`).sort()).toEqual([
      `retention ${stage.ctx.projectId}`,
      'store_sweep caches',
      'store_sweep unneeded',
    ]);
    expect(await stage.get(RetentionProcessor).due(50)).toContain(stage.ctx.projectId);
  });
});

describe('a sweep that is killed', () => {
  const objects = () => join(jobsDir, '..', 'objects');
  const once = (point: string) => {
    const settings = {
      ...{ url: stage.t.url, objects: objects(), jobsDir, project: stage.ctx.projectId },
      nowMs: stage.clock.now().getTime(),
    };
    const script = resolve('test/ports/fixtures/sweep-once.ts');
    return spawnSync(
      process.execPath,
      ['--import', resolve('test/support/ts-hooks.mjs'), script, JSON.stringify(settings), point],
      { encoding: 'utf8' },
    );
  };

  it.each(['retention.released', 'retention.cleared', 'gc.marked', 'gc.deleting', 'gc.deleted'])(
    'at %s: the next ones end what it began, and nothing needed is gone',
    async (point) => {
      await rules({
        keep_last_checkpoints: 1,
        keep_best_checkpoints: 0,
        checkpoint_days: 1,
        attempt_folder_days: 1,
      });
      const { job, kept, folder } = await training({ 1: 1, 2: 1, 3: 1 });
      stage.clock.forward(2 * DAY_S);
      const successor = async () => {
        await sweep();
        await stage.get(ObjectSweep).run();
        stage.clock.forward(8 * DAY_S);
      };
      if (point.startsWith('gc.delet')) await successor();
      expect(once(point)).toMatchObject({ signal: 'SIGKILL', stderr: `${reached(point)}\n` });
      expect(await there(kept[3]!)).toBe(true);
      stage.clock.forward(DAY_S);
      for (let round = 0; round < 2; round += 1) await successor();
      expect(await Promise.all([1, 2, 3].map((step) => there(kept[step]!)))).toEqual([false, false, true]);
      expect(readdirSync(join(folder, 'workspace'))).toEqual(['events.jsonl']);
      const marks = await stage.t.db.client.objectMark.findMany({
        where: { sha256: { in: [kept[1]!.sha256, kept[2]!.sha256] } },
      });
      expect(marks.map(({ state }) => state)).toEqual(['deleted', 'deleted']);
      const row = await stage.t.db.tx(stage.ctx, (tx) => tx.job.findUniqueOrThrow({ where: { id: job } }));
      expect(row.folderClearedAt).not.toBeNull();
      const told = (await audited('checkpoint.deleted')).filter(
        ({ facts }) => (facts as { job: string }).job === job,
      );
      expect(told).toHaveLength(2);
    },
  );
});
