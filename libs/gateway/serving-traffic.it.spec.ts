import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { aBase, aFinishedPipeline } from '../../test/support/a-version.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { DEPLOYMENT_DEFAULTS } from '#deployments/defaults.js';
import { type DeploymentRow, serverOf } from '#deployments/deployments.service.js';
import { PromotionsService } from '#deployments/promotions.service.js';
import { createLogger } from '#platform/logger.js';
import { RegistryPublisher } from '#registry/registry.publisher.js';
import { ServingUsageService } from '#serving-usage/serving-usage.service.js';
import { TrafficExpiry } from '#serving-usage/traffic-expiry.processor.js';
import { TrafficRepository } from '#serving-usage/traffic.repository.js';
import { GatewayService } from './gateway.service.js';
import { ServingMeter } from './serving-meter.service.js';

jest.setTimeout(30_000);
let stage: Stage;
let row: DeploymentRow;

beforeAll(async () => {
  stage = await openStage();
  const made = await aFinishedPipeline(stage, await aBase(stage), null);
  const asked = { model: 'support', sourceJobId: made.jobs.finetune, artifacts: made.artifacts };
  await stage.get(RegistryPublisher).registerVersion(stage.ctx, asked);
  const promotions = stage.get(PromotionsService);
  const { id } = await promotions.promote(stage.ctx, {
    ...{ model: 'support', alias: 'production', max_quantization_drop: 0.05 },
  });
  await stage.work(async () => (await promotions.get(stage.ctx, id)).state === 'succeeded');
  const { deployment } = await promotions.get(stage.ctx, id);
  row = await stage.t.db.tx(stage.ctx, (tx) =>
    tx.deployment.findUniqueOrThrow({ where: { id: deployment! } }),
  );
}, 60_000);
afterAll(() => stage?.close());
beforeEach(() => {
  stage.serving.mode = 'normal';
  // each test has an hour of its own, from its first minute on
  stage.clock.forward(3_660 - ((stage.clock.now().getTime() / 1000) % 3_600));
});

const now = () => Math.floor(stage.clock.now().getTime() / 1000);
const hour = () => now() - (now() % 3_600);
const authorization = () => `Bearer ${stage.key}`;
const chat = (over: object = {}, signal?: AbortSignal) =>
  fetch(`${stage.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: authorization(), 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'support', messages: [{ role: 'user', content: 'hello there' }], ...over }),
    ...(signal ? { signal } : {}),
  });
const read = async (response: Response) => [response.status, await response.text()] as const;
const traffic = async (query = `since=${hour()}`) => {
  await stage.get(ServingMeter).flush();
  const response = await fetch(`${stage.url}/v1/deployments/${row.id}/traffic?${query}`, {
    headers: { authorization: authorization() },
  });
  return (await response.json()) as Record<string, any>;
};
const NONE = { answered: 0, refused: 0, cancelled: 0, failed: 0, timed_out: 0, cut_off: 0 };
/** A process of its own, as another api or the next start of this one. */
const another = () =>
  new ServingMeter(
    ...([stage.get(ServingUsageService), stage.app.get(DEPLOYMENT_DEFAULTS), stage.clock] as const),
    createLogger('meter', 'fatal'),
  );

describe('what the gateway counts of requests', () => {
  it('is null where nothing was measured, and no error rate without a request', async () => {
    const told = await traffic();
    expect(told).toMatchObject({
      ...{ object: 'serving_traffic', deployment: row.id, version: row.versionId, endings: NONE },
      ...{ requests: 0, errors: 0, error_rate: null, step_seconds: 300, bucket_ratio: 1.122 },
      latency: { count: 0, p50_seconds: null, p95_seconds: null },
      first_token: { count: 0, p50_seconds: null, p95_seconds: null },
    });
    expect(told['series']).toEqual([expect.objectContaining({ at: hour(), requests: 0, p50_seconds: null })]);
  });

  it('is each answer with its latency, and the time to the first token of streams alone', async () => {
    await read(await chat());
    const [status, text] = await read(await chat({ stream: true }));
    expect([status, text]).toEqual([200, expect.stringContaining('[DONE]')]);
    const told = await traffic();
    expect(told).toMatchObject({
      ...{ requests: 2, endings: { ...NONE, answered: 2 }, error_rate: 0 },
      ...{ prompt_tokens: 6, output_tokens: 4 },
      ...{ latency: { count: 2 }, first_token: { count: 1 } },
    });
    expect(told['latency'].p95_seconds).toBeGreaterThan(0);
    expect(told['series'][0]).toMatchObject({ requests: 2, errors: 0 });
  });

  it('has the first token of a slow stream long before its end', async () => {
    stage.serving.mode = 'slow-stream';
    await read(await chat({ stream: true }));
    const { latency, first_token: first } = await traffic();
    expect(latency.p50_seconds).toBeGreaterThan(0.35); // two words, 0.2 s behind each
    expect(first.p50_seconds).toBeLessThan(0.2);
  });

  it.each<[string, 'refuse' | 'fail' | 'break-answer', number, string]>([
    ['what the engine refuses', 'refuse', 400, 'refused'],
    ['what the engine fails at', 'fail', 503, 'failed'],
    ['an answer that breaks', 'break-answer', 503, 'cut_off'],
  ])('tells %s', async (_, mode, status, ending) => {
    stage.serving.mode = mode;
    expect((await read(await chat()))[0]).toBe(status);
    expect(await traffic()).toMatchObject({
      ...{ requests: 1, endings: { ...NONE, [ending]: 1 }, error_rate: ending === 'refused' ? 0 : 1 },
      latency: { count: 0 },
    });
  });

  it.each([
    ['breaks', 'break-stream', 'cut_off'],
    ['ends with a fault that the engine tells', 'fault-in-stream', 'failed'],
  ] as const)('tells a stream that %s, with the first token that came', async (_, mode, ending) => {
    stage.serving.mode = mode;
    expect((await read(await chat({ stream: true })))[1]).toContain('engine_failed');
    expect(await traffic()).toMatchObject({
      ...{ endings: { ...NONE, [ending]: 1 }, latency: { count: 0 }, first_token: { count: 1 } },
    });
  });

  it('tells a caller who goes away, which is nobody’s error', async () => {
    stage.serving.mode = 'slow-stream';
    const gone = new AbortController();
    const response = await chat({ stream: true }, gone.signal);
    await response.body!.getReader().read();
    gone.abort();
    for (let i = 0; i < 60 && (await traffic())['requests'] === 0; i += 1)
      await new Promise((wake) => setTimeout(wake, 50));
    expect(await traffic()).toMatchObject({ endings: { ...NONE, cancelled: 1 }, error_rate: 0 });
  });

  it('tells an engine that begins no answer in time', async () => {
    const gateway = stage.get(GatewayService);
    const wait = gateway.engineWaitMs;
    gateway.engineWaitMs = 100;
    stage.serving.mode = 'silent';
    const [status, text] = await read(await chat());
    gateway.engineWaitMs = wait;
    expect([status, JSON.parse(text).error.code]).toEqual([503, 'engine_timeout']);
    expect(await traffic()).toMatchObject({ endings: { ...NONE, timed_out: 1 }, error_rate: 1 });
  });

  it('tells a request whose engine was never asked: what the model knows nothing of', async () => {
    stage.serving.knowsTools = false;
    const tools = [{ type: 'function', function: { name: 'f' } }];
    expect((await read(await chat({ tools })))[0]).toBe(400);
    stage.serving.knowsTools = true;
    expect(await traffic()).toMatchObject({ requests: 1, endings: { refused: 1 } });
  });

  it('tells an engine that is gone', async () => {
    stage.serving.crash(serverOf(row)!);
    expect((await read(await chat()))[0]).toBe(503);
    expect(await traffic()).toMatchObject({ endings: { ...NONE, failed: 1 }, error_rate: 1 });
  });
});

describe('what is written', () => {
  const second = { prompt: 1, output: 1 };
  const spent = async (meter: ServingMeter, seconds: number, of = row) => {
    const one = meter.begin(of);
    stage.clock.forward(seconds);
    one.answered(second);
  };

  it('is merged over processes and hours, and counts nothing twice', async () => {
    const [meter, other] = [another(), another()];
    const since = hour();
    for (let i = 0; i < 9; i += 1) await spent(i % 2 ? meter : other, 1);
    await Promise.all([meter.flush(), other.flush(), meter.flush()]);
    stage.clock.forward(3_600);
    await spent(meter, 10);
    await meter.flush();
    await meter.flush();
    await another().flush();
    const told = await traffic(`since=${since}`);
    expect(told).toMatchObject({ requests: 10, latency: { count: 10 } });
    // within a bucket of the true values
    expect(Math.abs(Math.log10(told['latency'].p50_seconds))).toBeLessThan(0.0501);
    expect(Math.abs(Math.log10(told['latency'].p95_seconds / 10))).toBeLessThan(0.0501);
    const points = (told['series'] as { requests: number; p50_seconds: number | null }[]).filter(
      ({ requests }) => requests > 0,
    );
    expect(points.map(({ requests }) => requests)).toEqual([9, 1]);
  });

  it('is told by hours over a week, and every step is there', async () => {
    await spent(another(), 1); // lost with its process, which is never flushed
    const told = await traffic(`since=${hour() - 7 * 86_400}&until=${hour() + 3_600}`);
    expect(told['step_seconds']).toBe(3_600);
    expect(told['series']).toHaveLength(7 * 24 + 1);
    expect(told['requests']).toBeGreaterThan(10);
  });

  it('is kept while it cannot be written, and written with what came since', async () => {
    const broken = jest
      .spyOn(stage.get(ServingUsageService), 'counted')
      .mockRejectedValueOnce(new Error('the database is away'));
    const meter = another();
    await spent(meter, 1);
    await meter.flush();
    expect(await traffic()).toMatchObject({ requests: 0 });
    await spent(meter, 1);
    await meter.flush();
    broken.mockRestore();
    expect(await traffic()).toMatchObject({ requests: 2 });
  });

  it('has no future: no points of it, and no beginning in it', async () => {
    const at = now();
    const told = await traffic(`since=${hour()}&until=4102444800`);
    expect([told['until'], told['series'].length]).toEqual([at, 1]);
    for (const query of [`since=${at}`, `since=${at + 600}&until=4102444800`, `since=${at}&until=${at}`])
      expect(await traffic(query)).toMatchObject({
        error: { code: 'invalid_value', param: 'since', message: expect.stringMatching(/before/) },
      });
  });

  it('is kept for a year', async () => {
    const day = 86_400_000;
    const rows = [366, 364].flatMap((days) =>
      ['a', 'b'].map((writer) => ({
        ...{ deploymentId: row.id, versionId: row.versionId, projectId: row.projectId, writer, answered: 1n },
        slot: new Date(stage.clock.now().getTime() - days * day),
      })),
    );
    const left = () =>
      stage.t.db.tx(stage.ctx, (tx) =>
        tx.servingTraffic.findMany({ where: { writer: { in: ['a', 'b'] } }, orderBy: { writer: 'asc' } }),
      );
    await stage.t.db.tx(stage.ctx, (tx) => tx.servingTraffic.createMany({ data: rows }));
    const newer = await stage.t.db.tx(stage.ctx, (tx) =>
      tx.servingTraffic.count({ where: { writer: { notIn: ['a', 'b'] } } }),
    );
    const sweep = stage.get(TrafficExpiry);
    expect(await sweep.due()).toEqual(['all']);
    await sweep.step();
    expect((await left()).map(({ slot, writer }) => [slot, writer])).toEqual(
      rows.slice(2).map(({ slot, writer }) => [slot, writer]),
    );
    expect(await stage.t.db.tx(stage.ctx, (tx) => tx.servingTraffic.count())).toBe(newer + 2);
    expect(await sweep.due()).toEqual([]);
    stage.clock.forward(86_400);
    expect(await sweep.due()).toEqual(['all']);
  });

  it('comes with a list of deployments, each with its own last day, by one query', async () => {
    const asked = jest.spyOn(stage.get(TrafficRepository), 'steps');
    const meter = another();
    for (let i = 0; i < 3; i += 1) await spent(meter, 2);
    meter.begin(row).dropped('failed');
    await meter.flush();
    const other = `dep_${'0'.repeat(26)}`;
    const idle = { ...row, id: other, handle: {}, state: 'stopped', desired: 'stopped', nextStepAt: null };
    await stage.t.db.tx(stage.ctx, (tx) => tx.deployment.create({ data: idle }));
    asked.mockClear();
    const response = await fetch(`${stage.url}/v1/deployments?expand[]=traffic`, {
      headers: { authorization: authorization() },
    });
    const { data } = (await response.json()) as { data: Record<string, any>[] };
    expect(asked).toHaveBeenCalledTimes(1);
    asked.mockRestore();
    const of = (id: string) => data.find((one) => one['id'] === id)!['traffic'];
    const { series, version, step_seconds, ...whole } = await traffic('');
    expect([series.length, version, step_seconds]).toEqual([of(row.id).by_hour.length, row.versionId, 3_600]);
    expect(of(row.id)).toEqual({
      ...whole,
      by_hour: series.map(({ requests, errors }: any) => ({ requests, errors })),
    });
    expect(whole).toMatchObject({ errors: expect.any(Number), latency: { count: expect.any(Number) } });
    expect(of(other)).toMatchObject({ requests: 0, error_rate: null, latency: { p95_seconds: null } });
    const [plain] = (
      (await (
        await fetch(`${stage.url}/v1/deployments`, { headers: { authorization: authorization() } })
      ).json()) as { data: object[] }
    ).data;
    expect(plain).not.toHaveProperty('traffic');
  });

  it('belongs to the project alone', async () => {
    const count = (projectId: string) => stage.t.db.tx({ projectId }, (tx) => tx.servingTraffic.count());
    expect(await count('proj_none')).toBe(0);
    expect(await count(stage.ctx.projectId)).toBeGreaterThan(0);
  });
});
