import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import OpenAI from 'openai';
import { JOB_DEFAULTS, type JobDefaults } from '#jobs/defaults.js';
import { EstimatesService } from '#jobs/estimates.service.js';
import { JobsCollector } from '#jobs/jobs.collector.js';
import { JobsInputs } from '#jobs/jobs.inputs.js';
import { JobsLedger } from '#jobs/jobs.ledger.js';
import { JobsProcessor } from '#jobs/jobs.processor.js';
import { ReuseService } from '#jobs/reuse.service.js';
import { JobsRepository } from '#jobs/jobs.repository.js';
import { JobsService } from '#jobs/jobs.service.js';
import { PauseService } from '#jobs/pause.service.js';
import { newId } from '#kernel/ids.js';
import { aBase } from '../../test/support/a-version.js';
import { chatFile } from '../../test/support/datasets-app.js';
import { FakeCompute } from '../../test/support/fake-compute.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { UNKNOWN_SECONDS } from './quota.js';

jest.setTimeout(60_000);
let stage: Stage;
let openai: OpenAI;
let requests: string[] = [];
const rows = new JobsRepository();

beforeAll(async () => {
  stage = await openStage();
  const counted: typeof fetch = (input, init) => {
    requests.push(`${init?.method} ${String(input instanceof Request ? input.url : input)}`);
    return fetch(input, init);
  };
  openai = new OpenAI({ baseURL: `${stage.url}/v1`, apiKey: stage.key, fetch: counted, maxRetries: 2 });
}, 60_000);
afterAll(() => stage?.close());
afterEach(async () => {
  await stage.t.db.tx(stage.ctx, async (tx) => {
    const now = stage.clock.now();
    await tx.attempt.updateMany({ where: { live: true }, data: { live: false, finishedAt: now } });
    await tx.$executeRaw`UPDATE job SET state = 'cancelled', finished_at = ${now}, next_step_at = NULL
      WHERE state IN ('validating', 'waiting', 'queued', 'paused')`;
  });
  await set({});
  requests = [];
});

interface Part {
  limit: number | null;
  source: string;
  used: number;
  reserved: number;
}
interface View {
  revision: number;
  compute_seconds: Part;
  storage_bytes: Part;
  concurrent_jobs: Part & { waiting: number };
}
const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  fetch(`${stage.url}/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${stage.key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const show = async () => (await (await call('GET', '/quotas')).json()) as View;
async function set(limits: object): Promise<View> {
  const now = await call('GET', '/quotas');
  const answer = await call('PUT', '/quotas', limits, { 'if-match': now.headers.get('etag')! });
  expect(answer.status).toBe(200);
  return (await answer.json()) as View;
}
const audited = (action: string) =>
  stage.t.db.tx(stage.ctx, (tx) => tx.auditEvent.findMany({ where: { action }, orderBy: { seq: 'asc' } }));

const params = { steps: 4, step_seconds: 0, save_steps: 1 };
const spec = { kind: 'finetune' as const, recipe: 'contract_trainer' as const, params };
const planned = (estimate: object | null = null) => ({
  ...{ id: newId('job_'), spec, needs: [], target: 'fake', warnings: [] },
  estimate: estimate as never,
});
const seconds = (value: number) => ({ seconds: { value, basis: 'formula', from: 'test' } });
const insert = (job = planned()) => {
  const jobs = stage.get(JobsService);
  return jobs.creating(stage.ctx, (tx) => jobs.insert(tx, stage.ctx, job));
};
const settled = (work: Promise<unknown>[]) =>
  Promise.allSettled(work).then((all) => ({
    made: all.filter(({ status }) => status === 'fulfilled').length,
    refused: all.flatMap((one) =>
      one.status === 'rejected' ? [(one.reason as { code?: string }).code] : [],
    ),
  }));

describe('GET and PUT /v1/quotas', () => {
  it('has no limit at first, and takes one for who has read what is there', async () => {
    const first = await call('GET', '/quotas');
    const { revision } = (await first.clone().json()) as View;
    expect(first.headers.get('etag')).toMatch(new RegExp(`^"${revision}-`));
    expect(await first.json()).toMatchObject({
      object: 'quota',
      project: stage.ctx.projectId,
      compute_seconds: { limit: null, source: 'installation' },
      concurrent_jobs: { limit: null, used: 0, reserved: 0, waiting: 0 },
    });
    const limits = { compute_seconds: 5000, storage_bytes: null };
    expect((await call('PUT', '/quotas', limits)).status).toBe(428);
    expect((await call('PUT', '/quotas', limits, { 'if-match': '"999"' })).status).toBe(412);
    const made = await set(limits);
    expect(made).toMatchObject({
      revision: revision + 1,
      compute_seconds: { limit: 5000, source: 'project' },
      storage_bytes: { limit: null, source: 'project' },
      concurrent_jobs: { limit: null, source: 'installation' },
    });
    const [event] = (await audited('quota.changed')).slice(-1);
    expect(event).toMatchObject({ targetId: stage.ctx.projectId, facts: { after: limits } });
  });

  it('lets one of two win that have read the same', async () => {
    const etag = (await call('GET', '/quotas')).headers.get('etag')!;
    const both = await Promise.all(
      [1, 2].map((jobs) => call('PUT', '/quotas', { concurrent_jobs: jobs }, { 'if-match': etag })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it.each([
    [{ compute_seconds: -1 }, 'invalid_value', 'compute_seconds'],
    [{ storage_bytes: 1.5 }, 'invalid_value', 'storage_bytes'],
    [{ concurrent_jobs: '4' }, 'invalid_value', 'concurrent_jobs'],
    [{ concurrent_job: 4 }, 'unknown_parameter', 'concurrent_job'],
  ])('refuses %j', async (body, code, param) => {
    const answer = await call('PUT', '/quotas', body, { 'if-match': '"0"' });
    const { error } = (await answer.json()) as { error: { code: string; param: string; message: string } };
    expect([answer.status, error.code, error.param]).toEqual([400, code, param]);
    if (code === 'unknown_parameter') expect(error.message).toContain("'concurrent_jobs'");
  });
});

/** The clock's milliseconds are rounded up to a second. */
const about = (value: number) =>
  ({
    asymmetricMatch: (seen: unknown) => Math.abs((seen as number) - value) <= 1,
    toString: () => `about ${value}`,
  }) as unknown as number;

describe('compute', () => {
  it('of many creates at once lets as many through as fit', async () => {
    const { compute_seconds: before } = await show();
    await set({ compute_seconds: before.used + before.reserved + 5 * 100 });
    const { made, refused } = await settled(Array.from({ length: 24 }, () => insert(planned(seconds(100)))));
    expect(made).toBe(5);
    expect(new Set(refused)).toEqual(new Set(['insufficient_quota']));
    expect((await show()).compute_seconds.reserved).toBe(before.reserved + 500);
  });

  it('is reserved by the estimate, used as it runs, and settled at the end to what it took', async () => {
    const before = (await show()).compute_seconds;
    const taken = (now: Part) => [now.used - before.used, now.reserved - before.reserved];
    const job = await insert(planned(seconds(100)));
    await insert();
    expect((await show()).compute_seconds.reserved).toBe(before.reserved + 100 + UNKNOWN_SECONDS);
    await stage.t.db.tx(stage.ctx, async (tx) => {
      const of = { id: newId('att_'), projectId: stage.ctx.projectId, jobId: job.id, number: 1 };
      const startedAt = stage.clock.now();
      await tx.attempt.create({ data: { ...of, name: `lu-quota-${job.id}`, target: 'fake', startedAt } });
    });
    stage.clock.forward(30);
    const running = (await show()).compute_seconds;
    expect(taken(running)).toEqual([about(30), about(670)]);
    stage.clock.forward(90);
    const late = (await show()).compute_seconds;
    expect(taken(late)).toEqual([about(120), about(600)]);
    await stage.t.db.tx(stage.ctx, async (tx) => {
      const finishedAt = stage.clock.now();
      await tx.attempt.updateMany({ where: { jobId: job.id }, data: { live: false, finishedAt } });
      await tx.$executeRaw`UPDATE job SET state = 'cancelled', finished_at = ${finishedAt} WHERE id = ${job.id}`;
    });
    stage.clock.forward(500);
    const ended = (await show()).compute_seconds;
    expect(taken(ended)).toEqual([about(120), about(600)]);
  });

  it('begins anew with the month, the running part of it only', async () => {
    const job = await insert(planned(seconds(100)));
    const month = new Date((await monthStart()) * 1000);
    await stage.t.db.tx(stage.ctx, async (tx) => {
      const of = { projectId: stage.ctx.projectId, jobId: job.id, target: 'fake', live: false };
      const at = (shift: number) => new Date(month.getTime() + shift * 1000);
      const earlier = { id: newId('att_'), number: 1, startedAt: at(-900), finishedAt: at(-500) };
      const across = { id: newId('att_'), number: 2, startedAt: at(-40), finishedAt: at(7) };
      await tx.attempt.deleteMany({});
      for (const one of [earlier, across])
        await tx.attempt.create({ data: { ...of, ...one, name: `lu-quota-${one.id}` } });
    });
    expect((await show()).compute_seconds.used).toBe(7);
  });
});

const monthStart = async () =>
  ((await (await call('GET', '/quotas')).json()) as { period: { starts_at: number } }).period.starts_at;

describe('storage', () => {
  it('of many uploads at once lets as many through as fit, files and promises together', async () => {
    const content = chatFile(12, 'quota');
    const bytes = Buffer.byteLength(content);
    const { storage_bytes: before } = await show();
    await set({ storage_bytes: before.used + before.reserved + 3 * bytes + bytes / 2 });
    const file = () => openai.files.create({ file: new File([content], 'a.jsonl'), purpose: 'fine-tune' });
    const upload = () =>
      openai.uploads.create({ bytes, filename: 'a', mime_type: 'text/jsonl', purpose: 'fine-tune' });
    const { made, refused } = await settled([
      ...Array.from({ length: 4 }, file),
      ...Array.from({ length: 4 }, upload),
    ]);
    expect(made).toBe(3);
    expect(new Set(refused)).toEqual(new Set(['insufficient_quota']));
    const after = (await show()).storage_bytes;
    expect(after.used + after.reserved - before.used - before.reserved).toBe(3 * bytes);
  });

  it('lets an upload be completed that was admitted, whatever the limit is now', async () => {
    const content = chatFile(12, 'promised');
    const bytes = Buffer.byteLength(content);
    const of = { filename: 'a', mime_type: 'text/jsonl', purpose: 'fine-tune' as const };
    const upload = await openai.uploads.create({ ...of, bytes });
    const reserved = (await show()).storage_bytes.reserved;
    await set({ storage_bytes: 0 });
    const part = await openai.uploads.parts.create(upload.id, { data: new File([content], 'p') });
    const done = await openai.uploads.complete(upload.id, { part_ids: [part.id] });
    expect(done.file!.bytes).toBe(bytes);
    expect((await show()).storage_bytes.reserved).toBe(reserved - bytes);
    await openai.files.delete(done.file!.id);
  });

  it('that is used up refuses an import at once, and a file is given back by its deletion', async () => {
    const made = await openai.files.create({
      file: new File([chatFile(12, 'gone')], 'a.jsonl'),
      purpose: 'fine-tune',
    });
    const { storage_bytes: now } = await show();
    await set({ storage_bytes: now.used + now.reserved });
    const body = {
      from: { type: 'file', file: made.id },
      name: 'x',
      license: 'CC-BY-4.0',
      attribution: 'us',
    };
    expect((await call('POST', '/datasets/import', body)).status).toBe(429);
    expect((await call('POST', '/datasets/import', { ...body, dry_run: true })).status).toBe(202);
    await openai.files.delete(made.id);
    expect(
      (
        await call('POST', '/uploads', {
          bytes: made.bytes,
          filename: 'a',
          mime_type: 'text/plain',
          purpose: 'batch',
        })
      ).status,
    ).toBe(200);
  });
});

describe("OpenAI's door", () => {
  it('answers RateLimitError insufficient_quota, sent once, told once a day, the dry run and the estimate alike', async () => {
    const { base } = await aBase(stage);
    const where = { id: stage.ctx.projectId };
    const declared = {
      defaultDatasetLicense: 'LicenseRef-own-data',
      defaultDatasetLicenseDeclaredBy: 'Dana Owens',
    };
    const { slug: model } = await stage.t.db.tx(stage.ctx, async (tx) => {
      await tx.project.update({ where, data: declared });
      return tx.baseModel.findUniqueOrThrow({ where: { id: base } });
    });
    const file = await openai.files.create({
      file: new File([chatFile(20, 'door')], 'a.jsonl'),
      purpose: 'fine-tune',
    });
    const body = { model, training_file: file.id };
    const asked = (await (await call('POST', '/estimates', body)).json()) as { allowed_to_proceed: boolean };
    expect(asked.allowed_to_proceed).toBe(true);
    stage.clock.forward(86_400); // a day on which nothing was told yet
    await set({ compute_seconds: 1 });
    const told = (await audited('quota.exceeded')).length;
    expect(await (await call('POST', '/estimates', body)).json()).toMatchObject({
      allowed_to_proceed: false,
      unavailable_reason: { code: 'insufficient_quota' },
    });
    const dry = await call('POST', '/fine_tuning/jobs', { ...body, dry_run: true });
    expect([dry.status, (await audited('quota.exceeded')).length]).toEqual([429, told]);
    requests = [];
    for (const _again of [1, 2]) {
      const error = await openai.fineTuning.jobs.create(body).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(OpenAI.RateLimitError);
      expect(error).toMatchObject({ status: 429, code: 'insufficient_quota', type: 'insufficient_quota' });
    }
    expect(requests).toHaveLength(2);
    const after = await audited('quota.exceeded');
    expect(after).toHaveLength(told + 1);
    expect(after.at(-1)!.facts).toMatchObject({ resource: 'compute_seconds', limit: 1 });
    const left = await stage.t.db.tx(stage.ctx, (tx) => tx.pipeline.count());
    expect(left).toBe(0);
  });
});

describe('concurrent jobs', () => {
  const work = () => {
    const defaults: JobDefaults = stage.get(JOB_DEFAULTS as never);
    const target = new FakeCompute(defaults.installation);
    const collector = { needsNoProgram: async () => false } as unknown as JobsCollector;
    return new JobsProcessor(
      stage.get(JobsInputs),
      stage.get(JobsLedger),
      collector,
      stage.get(EstimatesService),
      stage.get(ReuseService),
      { fake: target },
      defaults,
    );
  };
  const state = async (id: string) => (await stage.t.db.tx(stage.ctx, (tx) => rows.findJob(tx, id)))!.state;
  const states = (ids: string[]) => Promise.all(ids.map(state));
  const bells = () =>
    stage.t.db.client.outbox.findMany({ where: { topic: 'job' } }).then((all) => all.map(({ key }) => key));

  it('beyond the limit wait in their order, and go on when a place is freed, also without its bell', async () => {
    await set({ concurrent_jobs: 2 });
    const ids: string[] = [];
    for (let i = 0; i < 5; i += 1) ids.push((await insert()).id);
    const worker = work();
    await Promise.all(ids.map((id) => worker.step(id)));
    const at = await states(ids);
    expect(at.filter((one) => one === 'queued')).toHaveLength(2);
    expect(at.filter((one) => one === 'waiting')).toHaveLength(3);
    expect((await show()).concurrent_jobs).toMatchObject({ used: 0, reserved: 2, waiting: 3 });
    const waiting = ids.filter((_, i) => at[i] === 'waiting');
    const queued = ids.filter((_, i) => at[i] === 'queued');
    await stage.t.db.client.outbox.deleteMany({});
    await stage.get(JobsService).cancel(stage.ctx, queued[0]!);
    expect(await bells()).toContain(waiting[0]);
    await stage.t.db.client.outbox.deleteMany({}); // the bell is lost: the sweep looks in any order
    for (const id of [...waiting].reverse()) await worker.step(id);
    expect(await states(waiting)).toEqual(['queued', 'waiting', 'waiting']);
    const fresh = (await insert()).id;
    await stage.get(JobsService).cancel(stage.ctx, queued[1]!);
    await worker.step(fresh);
    expect(await state(fresh)).toBe('waiting'); // an older one waits for the place
    await stage.t.db.client.outbox.deleteMany({});
    await set({ concurrent_jobs: null });
    expect(await bells()).toEqual([...waiting.slice(1), fresh]);
    for (const id of [...waiting.slice(1), fresh]) await worker.step(id);
    expect(await states([...waiting, fresh])).toEqual(['queued', 'queued', 'queued', 'queued']);
  });

  it('of many workers at once never come to more than the limit', async () => {
    await set({ concurrent_jobs: 3 });
    const ids = await Promise.all(Array.from({ length: 15 }, async () => (await insert()).id));
    const workers = [work(), work(), work()];
    await Promise.all(workers.flatMap((worker) => ids.map((id) => worker.step(id))));
    expect((await states(ids)).filter((one) => one === 'queued')).toHaveLength(3);
  });

  it('that rest give their place away, and wait for one when resumed', async () => {
    await set({ concurrent_jobs: 1 });
    const [first, second] = [(await insert()).id, (await insert()).id];
    const [worker, pausing] = [work(), stage.get(PauseService)];
    for (const id of [first, second]) await worker.step(id);
    expect(await states([first, second])).toEqual(['queued', 'waiting']);
    await pausing.pause(stage.ctx, first);
    await worker.step(second);
    expect(await states([first, second])).toEqual(['paused', 'queued']);
    await pausing.resume(stage.ctx, first);
    expect(await state(first)).toBe('waiting');
    await stage.get(JobsService).cancel(stage.ctx, second);
    await worker.step(first);
    expect(await state(first)).toBe('queued');
  });
});
