import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { eventually } from '../e2e/wait.js';
import { rows, upload } from '../e2e/tenants.js';
import { aBase, aFinishedPipeline, aJob, anExactMatch } from '../support/a-version.js';
import { JudgeServer } from '../support/judge-server.js';
import { Receiver } from '../support/receiver.js';
import { WandbServer } from '../support/wandb/server.js';
import { IntegrationsService } from '#integrations/integrations.service.js';
import { FaultBench } from './bench.js';
import { withAdmin } from './invariants.js';
import { JUDGE, MIRROR, WEBHOOK } from './points.js';
import { changeProject } from '../support/change-project.js';

const MINUTE = 60_000;
let receiver: Receiver;
let wandb: WandbServer;
let judge: JudgeServer;
let bench: FaultBench;
let secret = '';
let other = '';
beforeAll(async () => {
  [receiver, wandb, judge] = await Promise.all([Receiver.open(), WandbServer.open(), JudgeServer.open()]);
  const env = {
    LUTHIER_EGRESS_ALLOW: `${receiver.host},${wandb.host},${judge.host}`,
    ...{ LUTHIER_JUDGE_URL: judge.baseUrl, LUTHIER_JUDGE_MODEL: 'judge-1', LUTHIER_JUDGE_KEY: 'sk-judge' },
  };
  bench = await FaultBench.open({ env });
  const event_types = ['webhook_endpoint.disabled'];
  ({ signing_secret: secret } = await create({ name: 'told', url: receiver.at('/told'), event_types }));
  ({ id: other } = await create({ name: 'other', url: receiver.at('/other'), event_types: ['job.*'] }));
}, MINUTE);
afterAll(async () => {
  await bench?.close();
  await receiver?.close();
  await wandb?.close();
  await judge?.close();
}, MINUTE);

const create = (body: object): Promise<{ id: string; signing_secret: string }> =>
  bench.answered(bench.service.call('POST', '/v1/webhook_endpoints', body));

const deliveries = () =>
  withAdmin(bench.service, (ask) =>
    ask(`SELECT d.state, d.attempts, e.id, e.seq FROM webhook_delivery d JOIN webhook_event e ON e.id = d.event_id
         ORDER BY e.seq`),
  );

/** The smallest thing that happens and is told: an endpoint is switched off and on again. */
async function happen(): Promise<void> {
  for (const enabled of [false, true])
    await bench.service.call('PATCH', `/v1/webhook_endpoints/${other}`, { enabled });
}

describe('kill -9 of the worker around a webhook', () => {
  const sentBefore: Record<(typeof WEBHOOK)[number], number> = {
    'webhook.persist': 0,
    'webhook.send': 0,
    'webhook.ack': 1,
  };
  for (const point of WEBHOOK) {
    it(
      `dies at ${point}: the event is there once, and it is sent until it is written down`,
      async () => {
        const { length: told } = receiver.to('/told');
        const { length: made } = await deliveries();
        await bench.dieAt('worker', point, happen);
        expect(receiver.to('/told')).toHaveLength(told + sentBefore[point]);
        expect(await deliveries()).toHaveLength(made + (point === 'webhook.persist' ? 0 : 1));

        await bench.passClaims();
        await bench.startWorker();
        const after = await eventually(
          deliveries,
          (rows) => rows.length === made + 1 && rows.at(-1)!['state'] === 'delivered',
          30,
        );
        const sent = receiver.to('/told').slice(told);
        expect(sent).toHaveLength(1 + sentBefore[point]);
        expect(new Set(sent.map(({ headers }) => headers['webhook-id']))).toEqual(
          new Set([after.at(-1)!['id']]),
        );
        for (const { body, headers } of sent)
          expect(new Webhook(secret).verify(body, headers)).toMatchObject({ data: { id: other } });
      },
      2 * MINUTE,
    );
  }
});

describe('kill -9 of the worker around a run at W&B', () => {
  let of = { base: '', data: '' };
  beforeAll(async () => {
    of = await aBase(bench.stage());
    const key = { api_key: wandb.key, base_url: wandb.url };
    await bench.answered(bench.service.call('PUT', '/v1/integrations/wandb', key));
  }, MINUTE);

  /** A training that has ended, as its mirror finds it after the outage of a worker. */
  async function trained(): Promise<string> {
    const { ctx, db } = bench.inside;
    const { projectId } = ctx;
    const params = { method: 'sft', trainer: { n_epochs: 1 } };
    const spec = { kind: 'finetune', base_model: of.base, dataset_version: of.data, rows: 480, params };
    const id = await aJob(bench.stage(), { kind: 'finetune', spec });
    await db.tx(ctx, async (tx) => {
      const points = [1, 2, 3].map((step) => ({ key: 'train_loss', step, value: 1 / step }));
      await tx.jobMetric.createMany({ data: points.map((one) => ({ ...one, jobId: id, projectId })) });
    });
    return id;
  }
  const enlist = (id: string) => {
    const { ctx, db } = bench.inside;
    const wanted = [{ type: 'wandb' as const, wandb: { project: 'p' } }];
    const job = { id, projectId: ctx.projectId };
    return db.tx(ctx, (tx) => bench.inside.get(IntegrationsService).enlist(tx, job, wanted));
  };
  const before: Record<(typeof MIRROR)[number], { upserts: number; batches: number }> = {
    'integration.opened': { upserts: 1, batches: 0 },
    'integration.send': { upserts: 1, batches: 0 },
    'integration.ack': { upserts: 1, batches: 1 },
  };
  for (const point of MIRROR) {
    it(
      `dies at ${point}: there is one run, whole and closed, whatever was said twice`,
      async () => {
        const id = await trained();
        const run = () => wandb.run(`ftjob-${id.slice('job_'.length)}`)!;
        await bench.dieAt('worker', point, () => enlist(id));
        expect({ upserts: run().upserts, batches: run().batches.length }).toEqual(before[point]);

        await bench.passClaims();
        await bench.startWorker();
        const state = () =>
          withAdmin(bench.service, (ask) => ask(`SELECT state FROM integration_run WHERE job_id = $1`, [id]));
        await eventually(state, ([row]) => row!['state'] === 'done', 30);
        expect(run()).toMatchObject({ exitCode: 0, summary: { status: 'succeeded', train_loss: 1 / 3 } });
        expect(run().history.map((line) => line['_step'])).toEqual([1, 2, 3]);
        expect(run().batches.every(({ offset }) => offset === 0)).toBe(true);
        expect(run().batches).toHaveLength(point === 'integration.ack' ? 2 : 1);
        expect(wandb.faults).toEqual([]);
      },
      2 * MINUTE,
    );
  }
});

describe('kill -9 of the worker around a judge', () => {
  const ROWS = 10;
  let evaluation = '';
  beforeAll(async () => {
    const { base } = await aBase(bench.stage());
    const file = await bench.answered(upload(bench.service, bench.service.adminKey, rows(ROWS, 'ask')));
    const { id: dataset } = await bench.answered(
      bench.service.call('POST', '/v1/datasets', { name: 'judged' }),
    );
    const body = { files: { train: file.id, test: file.id }, license: 'CC-BY-4.0' };
    const { id: data } = await bench.answered(
      bench.service.call('POST', `/v1/datasets/${dataset}/versions`, body),
    );
    const { artifacts } = await aFinishedPipeline(bench.stage(), { base, data }, null);
    evaluation = await anExactMatch(bench.stage(), {
      ...{ subject: artifacts.gguf, data, right: [] },
      answers: Array.from({ length: ROWS }, (_, row) => ({
        ...{ question: `ask ${row}`, expected: `answer ${row}`, answer: `said ${row}` },
      })),
    });
    await bench.answered(
      changeProject(bench.service.baseUrl, bench.service.adminKey, { external_judge: true }),
    );
  }, MINUTE);

  /** How many answers were paid for and lost: those on their way when it died. */
  const lost: Record<(typeof JUDGE)[number], { least: number; most: number }> = {
    'judgement.answered': { least: 1, most: 4 },
    'judgement.recorded': { least: 0, most: 3 },
  };
  for (const point of JUDGE) {
    it(
      `dies at ${point}: every row is judged once, and only what was on its way is paid for again`,
      async () => {
        const before = judge.asked.length;
        const ask = async () => {
          const path = `/v1/evaluations/${evaluation}/judgements`;
          await bench.answered(bench.service.call('POST', path, { rubric: 'Be right.' }));
        };
        await bench.dieAt('worker', `${point}@5`, ask); // in the second four
        const { data } = await bench.answered<{ data: { id: string; calls: number }[] }>(
          bench.service.call('GET', '/v1/judgements'),
        );
        expect(data[0]!.calls).toBeGreaterThanOrEqual(4);
        await bench.passClaims();
        await bench.startWorker();
        const get = () =>
          bench.answered<{ state: string; calls: number; result: object }>(
            bench.service.call('GET', `/v1/judgements/${data[0]!.id}`),
          );
        const ended = await eventually(get, ({ state }) => state !== 'running', 30);
        expect(ended).toMatchObject({ state: 'succeeded', calls: ROWS, result: { rows: ROWS, mean: 7 } });
        const again = judge.asked.length - before - ROWS;
        expect(again).toBeGreaterThanOrEqual(lost[point].least);
        expect(again).toBeLessThanOrEqual(lost[point].most);
      },
      2 * MINUTE,
    );
  }
});
