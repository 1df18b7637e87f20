import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { eventually } from '../e2e/wait.js';
import { Receiver } from '../support/receiver.js';
import { FaultBench } from './bench.js';
import { withAdmin } from './invariants.js';
import { WEBHOOK } from './points.js';

const MINUTE = 60_000;
let receiver: Receiver;
let bench: FaultBench;
let secret = '';
let other = '';
beforeAll(async () => {
  receiver = await Receiver.open();
  bench = await FaultBench.open({ env: { LUTHIER_EGRESS_ALLOW: receiver.host } });
  const event_types = ['webhook_endpoint.disabled'];
  ({ signing_secret: secret } = await create({ name: 'told', url: receiver.at('/told'), event_types }));
  ({ id: other } = await create({ name: 'other', url: receiver.at('/other'), event_types: ['job.*'] }));
}, MINUTE);
afterAll(async () => {
  await bench?.close();
  await receiver?.close();
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
