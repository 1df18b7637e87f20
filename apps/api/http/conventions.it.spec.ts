import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newId } from '#kernel/ids.js';
import { Prisma } from '#platform/db.js';
import { JobsRepository } from '#jobs/jobs.repository.js';
import { PromotionsService } from '#deployments/promotions.service.js';
import { RegistryPublisher } from '#registry/registry.publisher.js';
import { aBase, aFinishedPipeline } from '../../../test/support/a-version.js';
import { openStage, type Stage } from '../../../test/support/stage.js';
import { expandOf } from './expand.js';

jest.setTimeout(60_000);
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage?.close());

interface Answer {
  status: number;
  headers: Headers;
  body: any;
}

async function ask(path: string, init: RequestInit & { key?: string } = {}): Promise<Answer> {
  const { key = stage.key, ...rest } = init;
  const headers = { authorization: `Bearer ${key}`, ...(rest.headers as Record<string, string>) };
  const answer = await fetch(`${stage.url}${path}`, { ...rest, headers });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) };
}
const post = (path: string, body: object, headers = {}, key?: string) =>
  ask(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
    ...(key === undefined ? {} : { key }),
  });
const ids = ({ body }: Answer): string[] => body.data.map(({ id }: { id: string }) => id);

/** A job row as nothing runs it. */
async function job(over: Partial<Prisma.JobUncheckedCreateInput> = {}): Promise<string> {
  const id = newId('job_');
  await stage.t.db.tx(stage.ctx, (tx) => tx.job.create({ data: { ...plain(id), ...over } }));
  return id;
}
const plain = (id: string): Prisma.JobUncheckedCreateInput => ({
  id,
  projectId: stage.ctx.projectId,
  kind: 'evaluate',
  state: 'paused',
  spec: {},
  needs: [],
  target: 'process',
  seed: 1,
  requestId: 'req_test',
  createdBy: 'tester',
  nextStepAt: null,
});
const at = (seconds: number) => new Date(seconds * 1000 + 999);

describe('a list', () => {
  const T = 1_700_000_000;
  let made: string[];
  beforeAll(async () => {
    made = [];
    for (let i = 0; i < 6; i += 1)
      made.push(
        await job({
          createdAt: at(T + i),
          state: i % 2 === 0 ? 'paused' : 'queued',
          metadata: { team: i < 3 ? 'a' : 'b', n: String(i) },
        }),
      );
  });
  const list = (query: string) => ask(`/v1/jobs?order=asc&created_at[lte]=${T + 100}&${query}`);
  const places = async (query: string) => ids(await list(query)).map((id) => made.indexOf(id));

  it('is bounded by the second that created_at shows', async () => {
    expect(await places(`created_at[gte]=${T + 2}`)).toEqual([2, 3, 4, 5]);
    expect(await places(`created_at[gt]=${T + 2}`)).toEqual([3, 4, 5]);
    expect(ids(await ask(`/v1/jobs?created_at[lte]=${T + 1}&created_at%5Bgte%5D=0`))).toEqual([
      made[1],
      made[0],
    ]);
    expect(ids(await ask(`/v1/jobs?created_at[lt]=${T + 1}`))).toEqual([made[0]]);
    expect(await places(`created_at[gt]=${T + 50}`)).toEqual([]);
  });

  it('takes a filter more than once, and pairs of metadata', async () => {
    expect(await places('state=queued')).toEqual([1, 3, 5]);
    expect(await places('state=queued&state=paused&kind=evaluate&kind=merge')).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await places('metadata[team]=a&state=paused')).toEqual([0, 2]);
    expect(await places('metadata[team]=a&metadata[n]=3')).toEqual([]);
  });

  it('has the same pages while rows come, in both directions', async () => {
    const filter = `state=paused&state=queued&created_at[gte]=${T + 1}&created_at[lt]=${T + 5}`;
    const seen: string[] = [];
    let after = '';
    for (let has = true; has;) {
      const { body } = await list(`${filter}&limit=2${after}`);
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      has = body.has_more;
      after = `&after=${body.last_id}`;
      await job({ createdAt: at(T + 200) });
      await job({ createdAt: at(T), state: 'failed', finishedAt: at(T), failureReason: 'internal' });
    }
    expect(seen.map((id) => made.indexOf(id))).toEqual([1, 2, 3, 4]);
    const back = await list(`${filter}&limit=2&before=${made[4]}`);
    expect(ids(back).map((id) => made.indexOf(id))).toEqual([2, 3]);
    expect(back.body.has_more).toBe(true);
    const first = await list(`${filter}&limit=2&before=${made[2]}`);
    expect([ids(first).map((id) => made.indexOf(id)), first.body.has_more]).toEqual([[1], false]);
    const both = await list(`after=${made[1]}&before=${made[4]}`);
    expect([both.status, both.body.error.param]).toEqual([400, 'before']);
  });

  it('takes bounds wherever a resource says when it was made', async () => {
    const { body: document } = await ask('/openapi.json');
    const lists = Object.entries<any>(document.paths).flatMap(([path, { get }]) =>
      get?.parameters.some(({ name }: { name: string }) => name === 'order') && !path.includes('{')
        ? [path]
        : [],
    );
    expect(lists.length).toBeGreaterThan(15);
    for (const path of lists.filter((one) => one !== '/v1/files')) {
      const all = await ask(path);
      const none = await ask(`${path}?created_at[gte]=9999999999`);
      const old = await ask(`${path}?created_at[gte]=1&created_at[lt]=9999999999`);
      expect([path, none.status, none.body.data]).toEqual([path, 200, []]);
      expect([path, ids(old)]).toEqual([path, ids(all)]);
      expect([path, (await ask(`${path}?created_at[gte]=1e3`)).status]).toEqual([path, 400]);
    }
  });

  it('of jobs by state and time reads an index', async () => {
    const { projectId } = stage.ctx;
    await stage.t.db.tx(
      stage.ctx,
      (tx) => tx.$executeRaw`
        INSERT INTO job (id, project_id, kind, state, spec, needs, target, seed, request_id, created_by, created_at)
        SELECT 'job_' || lpad(i::text, 26, '0'), ${projectId}, 'evaluate', 'paused', '{}', '{}', 'process', 1, 'req', 'test',
          to_timestamp(${T + 1000} + i) FROM generate_series(1, 4000) i`,
    );
    const planned = async (from: number, until: number) => {
      const plan = await stage.t.db.tx(stage.ctx, async (tx) => {
        await tx.$executeRaw`ANALYZE job`;
        return tx.$queryRaw<{ 'QUERY PLAN': string }[]>`
          EXPLAIN SELECT * FROM job WHERE project_id = ${projectId} AND state IN ('paused'::"JobState")
          AND created_at >= ${at(from)} AND created_at < ${at(until)} ORDER BY id DESC LIMIT 21`;
      });
      return plan.map((line) => line['QUERY PLAN']).join('\n');
    };
    const wide = await planned(T + 1500, T + 4900);
    expect(wide).toContain('Index Scan');
    expect(wide).not.toContain('Seq Scan');
    expect(await planned(T + 1500, T + 1510)).toContain('job_project_id_created_at_idx');
  });
});

describe('an Idempotency-Key', () => {
  const create = (key: string, name: string) =>
    post('/v1/datasets', { name }, { 'idempotency-key': 'one' }, key);

  it('belongs to the key that sent it, and to those that take its place', async () => {
    const terms = { roles: ['engineer'] };
    const first = (await post('/v1/api_keys', { name: 'first', ...terms })).body;
    const second = (await post('/v1/api_keys', { name: 'second', ...terms })).body;
    const made = await create(first.key, 'by-first');
    expect(made.status).toBe(201);
    const other = await create(second.key, 'by-second'); // with another body: 422 if they shared it
    expect([other.status, other.body.name]).toEqual([201, 'by-second']);
    const rotated = (await post(`/v1/api_keys/${first.id}/rotate`, { overlap_seconds: 60 })).body;
    const again = await create(rotated.key, 'by-first');
    expect([again.headers.get('idempotent-replayed'), again.body.id]).toEqual(['true', made.body.id]);
    const own = (await post('/v1/api_keys/current/rotate', {}, {}, rotated.key)).body;
    expect((await create(own.key, 'by-first')).body.id).toBe(made.body.id);
    expect((await create(own.key, 'another')).status).toBe(422);
  });
});

describe('expand[]', () => {
  const attempt = (jobId: string, number: number) =>
    stage.t.db.tx(stage.ctx, (tx) =>
      tx.attempt.create({
        data: {
          ...{ id: newId('att_'), projectId: stage.ctx.projectId, jobId, number, target: 'process' },
          ...{ name: `a-${jobId}-${number}`, live: false },
        },
      }),
    );
  let pipeline: string;
  let jobs: string[];
  beforeAll(async () => {
    pipeline = newId('pipe_');
    const data = { id: pipeline, projectId: stage.ctx.projectId, name: 'whole' };
    await stage.t.db.tx(stage.ctx, (tx) => tx.pipeline.create({ data }));
    jobs = [];
    for (let i = 0; i < 5; i += 1) jobs.push(await job({ pipelineId: pipeline, attemptCount: 2 }));
    for (const id of jobs) for (const number of [1, 2]) await attempt(id, number);
  });

  it('puts attempts and the pipeline into a job, two deep', async () => {
    const plainly = await ask(`/v1/jobs/${jobs[0]}`);
    expect(plainly.body).toMatchObject({ attempts: 2, pipeline });
    const { body } = await ask(
      `/v1/jobs/${jobs[0]}?expand[]=attempts&expand[]=pipeline.jobs&expand[]=decision`,
    );
    expect(body.attempts.map(({ object, number }: any) => [object, number])).toEqual([
      ['attempt', 1],
      ['attempt', 2],
    ]);
    expect(body.pipeline).toMatchObject({ id: pipeline, object: 'pipeline', name: 'whole' });
    expect(body.pipeline.jobs.map(({ id }: any) => id)).toEqual(jobs);
    expect(body.decision).toBeNull();
    const deep = await ask(`/v1/pipelines/${pipeline}?expand[]=jobs.attempts`);
    expect(deep.body.jobs.map(({ attempts }: any) => attempts.length)).toEqual([2, 2, 2, 2, 2]);
  });

  it('asks as many queries for a long list as for a short one', async () => {
    const load = stage.get(JobsRepository);
    const asked = jest.spyOn(load, 'attemptsOfJobs');
    const counted = async (limit: number) => {
      asked.mockClear();
      const { body } = await ask(
        `/v1/jobs?pipeline=${pipeline}&limit=${limit}&expand[]=attempts&expand[]=pipeline`,
      );
      expect(body.data).toHaveLength(limit);
      for (const one of body.data) expect([one.attempts.length, one.pipeline.id]).toEqual([2, pipeline]);
      return asked.mock.calls.length;
    };
    expect([await counted(1), await counted(5)]).toEqual([1, 1]);
    asked.mockRestore();
  });

  it.each([
    ['expand[]=__proto__', 'expand[]', /cannot be expanded/],
    ['expand[]=constructor', 'expand[]', /these can: attempts, decision, pipeline/],
    ['expand[]=spec', 'expand[]', /cannot be expanded/],
    ['expand[]=pipeline.jobs.attempts', 'expand[]', /at most two deep/],
    ['expand[]=', 'expand[]', /cannot be expanded/],
    ['expand=attempts', 'expand', /Did you mean 'expand\[\]'/],
    ['expand[a]=attempts', 'expand[a]', /Unknown/],
    [Array.from({ length: 30 }, (_, i) => `expand[]=x${i}`).join('&'), 'expand[]', /./],
  ])('refuses %s', async (query, param, message) => {
    for (const path of [`/v1/jobs/${jobs[0]}`, '/v1/jobs']) {
      const { status, body } = await ask(`${path}?${query}`);
      expect([status, body.error.param]).toEqual([400, param]);
      expect(body.error.message).toMatch(message);
    }
  });

  it('shows nobody what they may not ask for by itself', async () => {
    const terms = { name: 'jobs alone', roles: ['viewer'], scopes: ['jobs:read'] };
    const { key } = (await post('/v1/api_keys', terms)).body;
    expect((await ask(`/v1/jobs/${jobs[0]}?expand[]=attempts`, { key })).status).toBe(200);
    const refused = await ask(`/v1/jobs/${jobs[0]}?expand[]=pipeline.jobs&expand[]=decision`, { key });
    expect([refused.status, refused.body.error.code]).toEqual([403, 'insufficient_scope']);
  });

  it('keeps what every contract promises', async () => {
    expect(expandOf(stage.app).missing()).toEqual([]);
    const { body: document } = await ask('/openapi.json');
    const told = Object.values<any>(document.paths).flatMap(({ get }) =>
      (get?.parameters ?? []).filter(({ name }: any) => name === 'expand[]').map(({ schema }: any) => schema),
    );
    expect(told.length).toBeGreaterThanOrEqual(18);
    for (const schema of told) {
      expect(schema.items.enum.length).toBeGreaterThan(0);
      for (const path of schema.items.enum) expect(path.split('.').length).toBeLessThanOrEqual(2);
    }
  });

  it('of datasets has their versions, and of versions their dataset', async () => {
    const { base, data } = await aBase(stage);
    expect(base).toMatch(/^bm_/);
    const version = (await ask(`/v1/dataset_versions/${data}?expand[]=dataset`)).body;
    expect(version.dataset).toMatchObject({ id: version.dataset_id, object: 'dataset' });
    const { body } = await ask('/v1/datasets?expand[]=versions');
    const own = body.data.find(({ id }: any) => id === version.dataset_id);
    expect(own.versions.map(({ id }: any) => id)).toEqual([data]);
    expect(body.data.every(({ versions }: any) => Array.isArray(versions))).toBe(true);
  });

  it('fills every field that any list or resource names, one query more a field', async () => {
    const made = await aFinishedPipeline(stage, await aBase(stage), null, 0.9);
    const asked = { model: 'shown', sourceJobId: made.jobs.finetune, artifacts: made.artifacts };
    await stage.get(RegistryPublisher).registerVersion(stage.ctx, asked);
    const wanted = { model: 'shown', alias: 'production', max_quantization_drop: 0.05 };
    const { id } = await stage.get(PromotionsService).promote(stage.ctx, wanted);
    const promotion = () => stage.get(PromotionsService).get(stage.ctx, id);
    await stage.work(async () => (await promotion()).state !== 'running');
    const { body: document } = await ask('/openapi.json');
    const filled = new Set<string>();
    for (const [path, { get }] of Object.entries<any>(document.paths)) {
      const names = get?.parameters.find(({ name }: any) => name === 'expand[]')?.schema.items
        .enum as string[];
      if (!names || path.includes('{')) continue;
      const query = `limit=100&${names.map((name) => `expand[]=${name}`).join('&')}`;
      const { status, body } = await ask(`${path}?${query}`);
      expect([path, status]).toEqual([path, 200]);
      for (const [place, one] of body.data.entries()) {
        const alone =
          place > 0 ? { status: 200, body: one } : await ask(`${path}/${one.id}?${query.slice(10)}`);
        expect([path, alone.status]).toEqual([path, 200]);
        for (const name of names) {
          const [field, deeper] = name.split('.') as [string, string?];
          expect([path, name, kindsOf(alone.body[field])]).toEqual([path, name, kindsOf(one[field])]);
          const inner = [one[field]].flat().filter((value) => value?.object);
          if (
            deeper === undefined
              ? inner.length > 0
              : inner.some((value) => value[deeper]?.object ?? value[deeper]?.[0])
          )
            filled.add(`${path} ${name}`);
        }
      }
    }
    expect([...filled].sort()).toEqual(
      expect.arrayContaining([
        '/v1/deployments decision',
        '/v1/deployments traffic',
        '/v1/deployments version.source_job',
        '/v1/evaluations dataset_version.dataset',
        '/v1/evaluations job',
        '/v1/jobs attempts',
        '/v1/jobs pipeline.jobs',
        '/v1/promotions decision',
        '/v1/promotions deployment',
        '/v1/promotions version.source_job',
        '/v1/registered_models versions.source_job',
      ]),
    );
  });
  const kindsOf = (value: any) => [value].flat().map((one) => one?.object ?? typeof one);
});
