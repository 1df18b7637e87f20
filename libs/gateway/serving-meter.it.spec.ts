import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import OpenAI from 'openai';
import { aBase, aFinishedPipeline } from '../../test/support/a-version.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { DEPLOYMENT_DEFAULTS } from '#deployments/defaults.js';
import type { DeploymentRow } from '#deployments/deployments.service.js';
import { PromotionsService } from '#deployments/promotions.service.js';
import type { ServerUsage } from '#deployments/serving.port.js';
import { createLogger } from '#platform/logger.js';
import { RegistryPublisher } from '#registry/registry.publisher.js';
import type { VersionRow } from '#registry/registry.service.js';
import { ServingUsageService } from '#serving-usage/serving-usage.service.js';
import { ServingMeter } from './serving-meter.service.js';

jest.setTimeout(30_000);
let stage: Stage;
let openai: OpenAI;
let served: VersionRow;
let row: DeploymentRow;
const messages = [{ role: 'user' as const, content: 'hello there' }];

beforeAll(async () => {
  stage = await openStage();
  openai = new OpenAI({ baseURL: `${stage.url}/v1`, apiKey: stage.key, maxRetries: 0 });
  const made = await aFinishedPipeline(stage, await aBase(stage), null);
  const asked = { model: 'support', sourceJobId: made.jobs.finetune, artifacts: made.artifacts };
  served = await stage.get(RegistryPublisher).registerVersion(stage.ctx, asked);
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
beforeEach(async () => {
  stage.serving.mode = 'normal';
  // each test has an hour of its own, from its first minute on
  stage.clock.forward(3_660 - ((stage.clock.now().getTime() / 1000) % 3_600));
});

const ask = async (path: string) => {
  const response = await fetch(`${stage.url}/v1${path}`, {
    headers: { authorization: `Bearer ${stage.key}` },
  });
  return (await response.json()) as Record<string, any>;
};
const flush = () => stage.get(ServingMeter).flush();
/** Of this hour alone. */
const usage = async (query = '', of = `/deployments/${row.id}`) => {
  const since = Math.floor(stage.clock.now().getTime() / 1000);
  return ask(`${of}/usage?since=${since}${query}`);
};
const stream = async (over: object = {}) => {
  const chunks = [];
  for await (const chunk of await openai.chat.completions.create({
    model: 'support',
    messages,
    stream: true,
    ...over,
  }))
    chunks.push(chunk);
  return chunks;
};
/** A process of its own, as another api or the next start of this one. */
const another = () =>
  new ServingMeter(
    ...([stage.get(ServingUsageService), stage.app.get(DEPLOYMENT_DEFAULTS), stage.clock] as const),
    createLogger('meter', 'fatal'),
  );

describe('what the gateway counts', () => {
  it('is requests and tokens, streamed or not, and no chunk that nobody asked for', async () => {
    await openai.chat.completions.create({ model: 'support', messages });
    const chunks = await stream();
    expect(chunks.every((one) => one.usage === undefined && one.choices.length === 1)).toBe(true);
    expect((await stream({ stream_options: { include_usage: true } })).at(-1)!.usage).toMatchObject({
      total_tokens: 5,
    });
    await flush();
    const told = await usage();
    expect(told).toMatchObject({
      ...{ object: 'serving_usage', deployment: row.id, version: served.id },
      ...{ requests: 3, uncounted_requests: 0, prompt_tokens: 9, output_tokens: 6 },
    });
    expect(told['busy_seconds']).toBeGreaterThan(0);
    expect(await usage('', `/model_versions/${served.id}`)).toMatchObject({ deployment: null, requests: 3 });
  });

  it('is a request without tokens where a stream was cut off, and none where the engine refused it', async () => {
    stage.serving.mode = 'break-stream';
    await expect(stream()).rejects.toThrow(/cut off/);
    stage.serving.mode = 'refuse';
    await expect(openai.chat.completions.create({ model: 'support', messages })).rejects.toThrow(/refused/);
    await flush();
    expect(await usage()).toMatchObject({ requests: 1, uncounted_requests: 1, prompt_tokens: 0 });
  });

  it('is the time that any request was open, once however many there were', async () => {
    const meter = another();
    const [one, two] = [meter.begin(row), meter.begin(row)];
    stage.clock.forward(10);
    one.answered({ prompt: 100, output: 50 });
    stage.clock.forward(5);
    two.answered(null);
    two.answered({ prompt: 9, output: 9 }); // it has ended
    stage.clock.forward(60);
    await meter.flush();
    const told = await usage();
    expect(told).toMatchObject({ requests: 2, uncounted_requests: 1, prompt_tokens: 100, output_tokens: 50 });
    expect(Math.round(told['busy_seconds'])).toBe(15);
  });

  it('counts nothing twice: told again, by two processes at once, and after a start', async () => {
    const [meter, other] = [another(), another()];
    meter.begin(row).answered({ prompt: 10, output: 1 });
    await meter.flush();
    await meter.flush();
    meter.begin(row).answered({ prompt: 10, output: 1 });
    other.begin(row).answered({ prompt: 1, output: 1 });
    await Promise.all([meter.flush(), other.flush(), meter.flush()]);
    await another().flush();
    expect(await usage()).toMatchObject({ requests: 3, prompt_tokens: 21 });
  });

  it('is kept while it cannot be written, and written with what came since', async () => {
    const service = stage.get(ServingUsageService);
    const broken = jest.spyOn(service, 'counted').mockRejectedValueOnce(new Error('the database is away'));
    const meter = another();
    meter.begin(row).answered({ prompt: 5, output: 5 });
    await meter.flush();
    expect(await usage()).toMatchObject({ requests: 0 });
    meter.begin(row).answered({ prompt: 5, output: 5 });
    await meter.flush();
    broken.mockRestore();
    expect(await usage()).toMatchObject({ requests: 2, prompt_tokens: 10 });
  });

  it('belongs to the project alone', async () => {
    const rows = await stage.t.db.tx({ projectId: 'proj_none' }, (tx) => tx.servingUsage.count());
    expect(rows).toBe(0);
  });
});

describe('what the engine takes', () => {
  const says = (over: Partial<ServerUsage>): ServerUsage => ({
    ...{ up_seconds: 0, cpu_seconds: 0, cpu_joules: 0, cpu_source: 'rapl package-0', cpu_unavailable: null },
    ...{ gpus: 0, gpu_joules: null, gpu_unavailable: null, ...over },
  });
  const watched = async () => {
    stage.clock.forward(10);
    await stage.work();
  };

  it('is read from its supervisor while it is watched, and each reading counts once', async () => {
    stage.serving.says = says({ up_seconds: 100, cpu_joules: 1_000 });
    await watched();
    await watched(); // the same words again
    stage.serving.says = says({ up_seconds: 110, cpu_joules: 1_720 });
    await watched();
    await openai.chat.completions.create({ model: 'support', messages });
    await flush();
    expect(await usage()).toMatchObject({
      ...{ up_seconds: 110, basis: 'measured', watt_hours: 0.477777778 },
      source: 'CPU: rapl package-0 of the machine by share of CPU time',
      watt_hours_per_1k_tokens: 95.5555556,
    });
  });

  it('is compared with a price per token, and told behind the card', async () => {
    another().begin(row); // nothing of it is counted before it ends
    await openai.chat.completions.create({ model: 'support', messages });
    await flush();
    stage.serving.says = says({ up_seconds: 470, cpu_joules: 1_720 });
    await watched();
    const told = await usage('&hour_price=0.5&price_in_per_1m=10&price_out_per_1m=40');
    expect(told['cost']).toMatchObject({ price_per_hour: 0.5, up: 0.05, currency: null });
    expect(told['comparison']).toMatchObject({
      ...{ provider_cost: 0.00011, own_cost: 0.05, cheaper: 'provider', break_even_tokens_per_hour: 22_728 },
      assumptions: expect.arrayContaining([expect.stringContaining('3 to 2')]),
    });
    const card = await fetch(`${stage.url}/v1/model_versions/${served.id}/card`, {
      headers: { authorization: `Bearer ${stage.key}` },
    });
    expect(await card.text()).toMatch(/## Served\n\n\d+ requests, .*Energy of 1,000 tokens: .* Wh/s);
  });

  it('is modelled from the busy time, and marked, where no supervisor says anything', async () => {
    stage.serving.says = null;
    const meter = another();
    const open = meter.begin(row);
    stage.clock.forward(36);
    open.answered({ prompt: 500, output: 500 });
    await meter.flush();
    const told = await usage();
    expect(told).toMatchObject({ basis: 'modelled', up_seconds: 0 });
    expect(told['watt_hours_per_1k_tokens']).toBeCloseTo(0.1, 3);
    expect(told['source']).toContain('nobody metered these hours');
  });

  it('is read a last time when it is stopped', async () => {
    stage.serving.says = says({ up_seconds: 500, cpu_joules: 1_720, gpus: 0 });
    await watched();
    const before = (await usage())['up_seconds'];
    stage.serving.says = says({ up_seconds: 507, cpu_joules: 1_800 });
    await stage.t.db.tx(stage.ctx, (tx) =>
      tx.deployment.update({
        where: { id: row.id },
        data: { desired: 'stopped', nextStepAt: stage.clock.now() },
      }),
    );
    await stage.work();
    expect((await usage())['up_seconds'] - before).toBe(7);
    stage.clock.forward(60);
    await stage.work();
    expect((await usage())['up_seconds'] - before).toBe(7);
  });
});
