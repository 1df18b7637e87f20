import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { aBase } from '../../test/support/a-version.js';
import { chatFile } from '../../test/support/datasets-app.js';
import { editRow } from '../../test/support/edit-row.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { RECORDED, WandbServer } from '../../test/support/wandb/server.js';
import { RunsProcessor } from './runs.processor.js';

let wandb: WandbServer;
let strict: WandbServer;
let stage: Stage;
let openai: OpenAI;
let model: string;
let training_file: string;
beforeAll(async () => {
  wandb = await WandbServer.open();
  stage = await openStage(undefined, { allow: wandb.host });
  openai = new OpenAI({ baseURL: `${stage.url}/v1`, apiKey: stage.key, maxRetries: 0 });
  const { base } = await aBase(stage);
  const where = { id: stage.ctx.projectId };
  const declared = { defaultDatasetLicense: 'LicenseRef-own-data', defaultDatasetLicenseDeclaredBy: 'Dana' };
  await stage.t.db.tx(stage.ctx, async (tx) => {
    model = (await tx.baseModel.findUniqueOrThrow({ where: { id: base } })).slug;
    await tx.project.update({ where, data: declared });
  });
  const file = new File([chatFile(60, 'a row')], 'a.jsonl');
  training_file = (await openai.files.create({ file, purpose: 'fine-tune' })).id;
}, 60_000);
afterAll(async () => {
  await stage?.close();
  await wandb?.close();
  await strict?.close();
});

async function call(method: string, body?: object, path = '/v1/integrations/wandb') {
  const headers = { authorization: `Bearer ${stage.key}`, 'content-type': 'application/json' };
  const reply = await fetch(stage.url + path, {
    ...{ method, headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: reply.status, body: (await reply.json()) as any };
}
const setKey = () => call('PUT', { api_key: wandb.key, base_url: `${wandb.url}/` });
const integration = (own: object = {}) => ({ type: 'wandb' as const, wandb: { project: 'p 1', ...own } });
const create = (...integrations: object[]) =>
  openai.fineTuning.jobs.create({ model, training_file, suffix: 'x', integrations } as never);
const rowOf = (id: string) => `job_${id.slice('ftjob-'.length)}`;

/** As the worker leaves the row; what leads there is not this slice's. */
const put = (id: string, state: string) =>
  editRow(
    stage.t,
    `UPDATE job SET state = $2::"JobState", started_at = coalesce(started_at, $3),
       failure_reason = CASE WHEN $2 = 'failed' THEN 'internal' END,
       finished_at = CASE WHEN $2 IN ('failed', 'cancelled', 'succeeded') THEN $3::timestamptz END WHERE id = $1`,
    [rowOf(id), state, stage.clock.now()],
  );
const steps = (id: string, ...numbers: number[]) =>
  stage.t.db.tx(stage.ctx, (tx) =>
    tx.jobMetric.createMany({
      data: numbers.flatMap((step) =>
        ['train_loss', 'valid_loss'].map((key) => ({
          ...{ jobId: rowOf(id), projectId: stage.ctx.projectId, key, step, value: 1 / step },
          at: new Date(stage.clock.now().getTime() + step * 1000),
        })),
      ),
    }),
  );
/** What the sweep would do now and for the next `seconds`. */
async function sweep(seconds = 0): Promise<void> {
  const runs = stage.get(RunsProcessor);
  const stride = seconds > 20 ? 5 : 1;
  for (let passed = 0; passed <= seconds; passed += stride) {
    for (const id of await runs.due(50)) {
      let outcome = await runs.step(id);
      while (outcome.kind === 'again' && outcome.afterSeconds === 0) outcome = await runs.step(id);
    }
    if (passed < seconds) stage.clock.forward(stride);
  }
}
const warnings = async (id: string) => {
  const events = [];
  for await (const event of openai.fineTuning.jobs.listEvents(id)) events.push(event);
  return events.filter(({ level }) => level === 'warn').map(({ message }) => message);
};
const run = (id: string) => wandb.run(id)!;

describe('the local W&B server', () => {
  it('takes what the official client sent, and nothing that it never sends', async () => {
    strict = await WandbServer.open();
    Object.assign(strict, { key: '0123456789abcdef0123456789abcdef01234567' });
    const send = async (path: string, headers: object, body: unknown) =>
      (
        await fetch(strict.url + path, {
          method: 'POST',
          headers: headers as never,
          body: JSON.stringify(body),
        })
      ).status;
    for (const { path, headers, body } of RECORDED) expect(await send(path, headers, body)).toBe(200);
    expect(strict.faults).toEqual([]);
    expect(strict.run('job1')).toMatchObject({ exitCode: 0, config: { lr: 0.0001 }, tags: ['a', 'b'] });
    expect(strict.run('job1')!.history.map((line) => line['train_loss'])).toEqual([1, 0.5, 1 / 3]);
    expect(strict.run('job2')).toMatchObject({ exitCode: 3, history: [{ x: 'Infinity' }] });
    const stream = RECORDED.find(({ body }) => 'complete' in body)!;
    const [first] = RECORDED;
    const wrong: [string, unknown][] = [
      [stream.path, { ...stream.body, done: true }],
      [stream.path, { files: { 'wandb-history.jsonl': { offset: 9, content: ['{}'] } } }],
      [stream.path, { files: { 'wandb-history.jsonl': { offset: 0, content: ['{"_step":1}'] } } }],
      [stream.path, { complete: true }],
      [stream.path.replace('job1', 'job9'), stream.body],
      [
        '/graphql',
        {
          ...first!.body,
          query: String(first!.body['query']).replace('modelName:$project', 'project:$project'),
        },
      ],
      [
        '/graphql',
        { ...first!.body, variables: { ...(first!.body['variables'] as object), config: '{"lr":1}' } },
      ],
      ['/graphql', { ...first!.body, variables: { ...(first!.body['variables'] as object), tags: 'a' } }],
    ];
    for (const [path, body] of wrong) expect(await send(path, first!.headers, body)).toBe(400);
    expect(strict.faults).toHaveLength(wrong.length);
  });
});

describe('the key of a project', () => {
  it('is asked for when a job wants a run', async () => {
    const refused = { status: 400, code: 'integration_not_configured', param: 'integrations[0]' };
    await expect(create(integration())).rejects.toMatchObject(refused);
    await expect(create(integration())).rejects.toThrow('luthier integration set wandb');
    expect(await stage.t.db.tx(stage.ctx, (tx) => tx.job.count({ where: { kind: 'finetune' } }))).toBe(0);
  });

  it('goes in and never comes out: sealed in the row, four characters in answers and audit', async () => {
    const made = await setKey();
    expect(made).toMatchObject({
      status: 200,
      body: { base_url: wandb.url, api_key_hint: `…${wandb.key.slice(-4)}` },
    });
    expect(await call('GET')).toMatchObject({ status: 200, body: made.body });
    const row = await stage.t.db.tx(stage.ctx, (tx) => tx.integration.findFirstOrThrow());
    expect(Buffer.from(row.secret).includes(wandb.key)).toBe(false);
    const said = await stage.t.db.tx(stage.ctx, (tx) =>
      tx.auditEvent.findMany({ where: { targetType: 'integration' } }),
    );
    const text = JSON.stringify([made, said], (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    expect(said.length).toBeGreaterThan(0);
    expect(text).not.toContain(wandb.key);
  });
});

describe('a job with integrations', () => {
  it('rehearsed makes no run', async () => {
    const dry: any = await openai.fineTuning.jobs.create({
      ...{ model, training_file, integrations: [integration()], dry_run: true },
    });
    expect(dry.integrations).toEqual([
      { type: 'wandb', wandb: expect.objectContaining({ project: 'p 1', run_id: null }) },
    ]);
    expect(await stage.t.db.tx(stage.ctx, (tx) => tx.integrationRun.count())).toBe(0);
  });

  it('is mirrored step by step, in each run, and closed with its end', async () => {
    const job: any = await create(
      integration({ tags: ['mine'], name: 'first' }),
      integration({ entity: 'team' }),
    );
    expect(job.integrations).toMatchObject([
      {
        type: 'wandb',
        wandb: { project: 'p 1', name: 'first', entity: null, tags: ['mine'], run_id: job.id, url: null },
      },
      { type: 'wandb', wandb: { project: 'p 1', name: null, entity: 'team', run_id: `${job.id}-2` } },
    ]);
    await sweep(10);
    expect(wandb.runs.size).toBe(0); // not before it trains
    await put(job.id, 'running');
    await steps(job.id, 1, 2, 3);
    await sweep(10);
    expect(run(job.id)).toMatchObject({ entity: 'me', displayName: 'first', exitCode: null, upserts: 1 });
    expect(run(job.id).history.map((line) => line['_step'])).toEqual([1, 2]);
    expect(run(job.id).tags).toEqual(['mine', 'luthier/finetune', `luthier/${model}`, `luthier/${job.id}`]);
    await steps(job.id, 4);
    await put(job.id, 'cancelled');
    await sweep(10);
    for (const name of [job.id, `${job.id}-2`]) {
      expect(run(name).history.map((line) => line['train_loss'])).toEqual([1, 1 / 2, 1 / 3, 1 / 4]);
      expect(run(name)).toMatchObject({
        exitCode: 255,
        summary: { status: 'cancelled', train_loss: 1 / 4, _step: 4 },
      });
    }
    const config = JSON.stringify(run(job.id).config);
    expect(run(job.id).config).toMatchObject({
      model,
      job_id: job.id,
      trainer: { n_epochs: 5 },
      dataset: { splits: { train: { rows: 60 } } },
    });
    expect(config).not.toContain('a row');
    expect(config).not.toContain(wandb.key);
    const seen: any = await openai.fineTuning.jobs.retrieve(job.id);
    expect(seen.integrations[0].wandb.url).toBe(`${wandb.url}/me/p%201/runs/${job.id}`);
    const before = wandb.requests;
    await sweep(60);
    expect(wandb.requests).toBe(before); // done is done
    expect(wandb.faults).toEqual([]);
    expect(await warnings(job.id)).toEqual([]);
  });

  it('is mirrored once more after its end, by the native door, with all steps', async () => {
    const job = await create();
    const at = `/v1/jobs/${rowOf(job.id)}/integrations`;
    await put(job.id, 'running');
    await steps(job.id, 1, 2);
    await put(job.id, 'cancelled');
    const runs = [
      await call('POST', integration({ tags: ['late'] }), at),
      await call('POST', integration(), at),
    ];
    expect(runs.map(({ status }) => status)).toEqual([201, 201]);
    expect(runs.map(({ body }) => body.wandb.run_id)).toEqual([job.id, `${job.id}-2`]);
    await sweep(10);
    expect(run(job.id).history.map((line) => line['train_loss'])).toEqual([1, 1 / 2]);
    expect(run(job.id)).toMatchObject({ exitCode: 255, summary: { status: 'cancelled' } });
    expect((await call('GET', undefined, at)).body.data).toMatchObject([
      { wandb: { tags: ['late'], url: `${wandb.url}/me/p%201/runs/${job.id}` } },
      { wandb: { tags: [] } },
    ]);
    for (let more = 2; more < 5; more++) await call('POST', integration(), at);
    expect(await call('POST', integration(), at)).toMatchObject({
      status: 409,
      body: { error: { code: 'too_many_integrations' } },
    });
  });

  it('lets nobody know that it sends twice: what was not written down comes again at the same offset', async () => {
    const job = await create(integration());
    await put(job.id, 'running');
    await steps(job.id, 1, 2, 3);
    await sweep(6);
    const table = stage.t.db;
    // as after a kill between the answer and the write
    await table.tx(stage.ctx, (tx) =>
      tx.integrationRun.updateMany({
        where: { jobId: rowOf(job.id) },
        data: { sentLines: 0, sentStep: -1, place: undefined },
      }),
    );
    await steps(job.id, 4, 5);
    await sweep(6);
    await put(job.id, 'failed');
    await sweep(6);
    expect(run(job.id).batches.map(({ offset }) => offset)).toEqual([0, 0, 4]);
    expect(run(job.id).history.map((line) => line['_step'])).toEqual([1, 2, 3, 4, 5]);
    expect(run(job.id).exitCode).toBe(1);
    expect(wandb.faults).toEqual([]);
  });

  it('drops what a worker writes whose lease is another’s', async () => {
    const job = await create(integration());
    await put(job.id, 'running');
    await sweep(6);
    await steps(job.id, 1, 2);
    stage.clock.forward(30);
    const runs = stage.get(RunsProcessor);
    const [id] = await runs.due(50);
    await Promise.all([runs.step(id!), runs.step(id!)]);
    expect(run(job.id).batches).toEqual([{ offset: 0, lines: 1 }]);
    await put(job.id, 'failed');
    await sweep(6);
    expect(run(job.id).history).toHaveLength(2);
  });

  it('goes on while W&B is away, says so once, and catches up', async () => {
    const job = await create(integration());
    await put(job.id, 'running');
    await sweep(6);
    wandb.broken = { status: 503 };
    await steps(job.id, 1, 2, 3);
    await sweep(120);
    expect(await warnings(job.id)).toEqual([expect.stringContaining('W&B answers 503')]);
    const { requests } = wandb;
    await sweep(60);
    expect(wandb.requests - requests).toBeLessThan(3);
    wandb.broken = null;
    await sweep(300);
    expect(run(job.id).history).toHaveLength(2);
    await put(job.id, 'failed');
    await sweep(6);
    expect(run(job.id)).toMatchObject({ exitCode: 1 });
  });

  it.each<[string, { status: number; body?: string }, string]>([
    ['401', { status: 401 }, 'does not accept the key'],
    ['403', { status: 403 }, 'may not write'],
    ['a page', { status: 200, body: '<html>' }, 'not that of a W&B server'],
    ['a redirect', { status: 302 }, 'refuses the request (302)'],
    [
      'GraphQL that denies',
      { status: 200, body: '{"errors":[{"message":"permission denied: SECRET"}]}' },
      'may not write',
    ],
    [
      'GraphQL without a run',
      { status: 200, body: '{"data":{"upsertBucket":null}}' },
      'not that of a W&B server',
    ],
  ])('tells %s in its own words', async (_what, broken, says) => {
    const job = await create(integration());
    await put(job.id, 'running');
    wandb.broken = broken;
    await sweep(20);
    wandb.broken = null;
    const told = await warnings(job.id);
    expect(told).toEqual([expect.stringContaining(says)]);
    expect(told[0]).not.toContain('SECRET');
    await put(job.id, 'failed');
    await sweep(400);
    expect(run(job.id)).toMatchObject({ exitCode: 1 });
  });

  it('goes on without the key, says so once, and is given up a day after its end', async () => {
    const job = await create(integration());
    await put(job.id, 'running');
    await sweep(6);
    expect((await call('DELETE')).status).toBe(200);
    await sweep(40);
    expect(await warnings(job.id)).toEqual([expect.stringContaining('no W&B key any more')]);
    await put(job.id, 'failed');
    await sweep(1);
    stage.clock.forward(25 * 3600);
    await sweep(1);
    expect(await warnings(job.id)).toEqual([
      expect.stringContaining('given up'),
      expect.stringContaining('no W&B key any more'),
    ]);
    expect(await stage.get(RunsProcessor).due(50)).toEqual([]);
    await setKey();
  });

  it('beats its heart while nothing happens, seldom', async () => {
    const job = await create(integration());
    await put(job.id, 'running');
    await sweep(6);
    const { requests } = wandb;
    await sweep(90);
    expect(wandb.requests - requests).toBeGreaterThanOrEqual(2);
    expect(wandb.requests - requests).toBeLessThanOrEqual(4);
    await put(job.id, 'cancelled');
    await sweep(6);
    expect(wandb.faults).toEqual([]);
  });
});
