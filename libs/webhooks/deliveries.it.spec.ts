import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { openWebhooksApp, type WebhooksApp } from '../../test/support/webhooks-app.js';

let w: WebhooksApp;
beforeAll(async () => {
  w = await openWebhooksApp();
}, 60_000);
afterAll(() => w?.close());
/** What one test leaves on its way is not sent in the time of another. */
afterEach(() =>
  w.t.db.tx({ projectId: '*' }, (tx) => tx.webhookEndpoint.updateMany({ data: { enabled: false } })),
);

type Project = Awaited<ReturnType<WebhooksApp['project']>>;
interface Delivery {
  id: string;
  state: string;
  attempts: number;
  next_attempt_at: number | null;
  event: { id: string; type: string; data: { id: string } };
  last: { status: number | null; error: string | null; response: string | null; latency_ms: number };
  history: { status: number | null }[];
}
let paths = 0;
/** A project with one endpoint that answers so. */
async function listening(answer: Parameters<WebhooksApp['receiver']['at']>[1], event_types = ['*']) {
  const own = await w.project();
  const path = `/d${(paths += 1)}`;
  const body = { name: path, url: w.receiver.at(path, answer), event_types };
  const { id } = (await w.call('POST', '/webhook_endpoints', own, body)).body as { id: string };
  const log = async (of: Project = own): Promise<Delivery[]> =>
    ((await w.call('GET', `/webhook_endpoints/${id}/deliveries?order=asc`, of)).body as { data: Delivery[] })
      .data;
  const endpoint = async () => (await w.call('GET', `/webhook_endpoints/${id}`, own)).body as object;
  return { own, path, id, log, endpoint, received: () => w.receiver.to(path) };
}
/** The wait of the only pending delivery goes by. */
const nextOf = async (log: () => Promise<Delivery[]>): Promise<number> => {
  const [one] = (await log()).filter(({ state }) => state === 'pending');
  const seconds = one!.next_attempt_at! - w.time.now.getTime() / 1000 + 1;
  w.advance(seconds);
  return seconds;
};

describe('an event', () => {
  it('is thin, and sent to whoever listens to its type, once', async () => {
    const one = await listening(204, ['job.*', 'fine_tuning.job.succeeded']);
    const facts = { fine_tuning_job: 'ftjob-1' };
    await w.happens(one.own, 'job.succeeded', 'job_1', facts);
    await w.happens(one.own, 'promotion.succeeded', 'prm_1');
    await w.happens(one.own, 'api_key.created', 'key_1');
    await w.sweep();
    await w.sweep();
    const bodies = one.received().map(({ body }) => JSON.parse(body) as object);
    expect(bodies).toHaveLength(2);
    expect(bodies).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'job.succeeded', data: { id: 'job_1', object: 'job' } }),
        expect.objectContaining({
          type: 'fine_tuning.job.succeeded',
          data: { id: 'ftjob-1', object: 'fine_tuning.job' },
        }),
      ]),
    );
    expect(one.received()[0]!.headers['webhook-id']).toMatch(/^evt_/);
    expect((await one.log()).map(({ state, attempts }) => [state, attempts])).toEqual([
      ['delivered', 1],
      ['delivered', 1],
    ]);
  });
  it('is a CloudEvent where that is asked for', async () => {
    const one = await listening(204, ['job.failed']);
    await w.call('PATCH', `/webhook_endpoints/${one.id}`, one.own, { format: 'cloudevents' });
    await w.happens(one.own, 'job.failed', 'job_1');
    await w.sweep();
    const [got] = one.received();
    expect(got!.headers['content-type']).toBe('application/cloudevents+json');
    expect(JSON.parse(got!.body)).toMatchObject({ specversion: '1.0', type: 'luthier.job.failed.v1' });
  });
  it('of the time before an endpoint, and while it was off, is not sent', async () => {
    const own = await w.project();
    await w.happens(own, 'job.failed', 'job_before');
    const url = w.receiver.at('/late');
    const body = { name: 'late', url, event_types: ['job.*'] };
    const { id } = (await w.call('POST', '/webhook_endpoints', own, body)).body as { id: string };
    const set = (enabled: boolean) => w.call('PATCH', `/webhook_endpoints/${id}`, own, { enabled });
    await set(false);
    await w.happens(own, 'job.failed', 'job_off');
    await set(true); // before anybody has read what came while it was off
    await w.happens(own, 'job.failed', 'job_on');
    await w.sweep();
    expect(w.receiver.to('/late').map((one) => (JSON.parse(one.body) as { data: object }).data)).toEqual([
      { id: 'job_on', object: 'job' },
    ]);
  });
  it("of one project is never another's", async () => {
    const [one, other] = [await listening(204), await listening(204)];
    await w.happens(one.own, 'job.failed', 'job_1');
    await w.sweep();
    expect(other.received()).toEqual([]);
    const [mine] = await one.log();
    expect((await w.call('GET', `/webhook_deliveries/${mine!.id}`, other.own)).status).toBe(404);
    expect((await w.call('POST', `/webhook_deliveries/${mine!.id}/redeliver`, other.own)).status).toBe(404);
  });
  it('is made once, however many workers read the chain at the same time', async () => {
    const one = await listening(204, ['job.*']);
    await Promise.all(
      Array.from({ length: 40 }, async (_, i) => {
        await w.happens(one.own, 'job.failed', `job_${i}`);
        await Promise.all([w.relay.step(one.own.id), w.relay.step(one.own.id)]);
      }),
    );
    await w.relay.step(one.own.id);
    const events = await w.t.db.tx(one.own.ctx, (tx) =>
      tx.webhookEvent.findMany({ orderBy: { seq: 'asc' } }),
    );
    expect(events.map(({ data }) => (data as { id: string }).id).sort()).toEqual(
      Array.from({ length: 40 }, (_, i) => `job_${i}`).sort(),
    );
  }, 60_000);
  it('is forgotten after 30 days, when nothing of it is on its way', async () => {
    const [one, failing] = [await listening(204, ['job.*']), await listening(500, ['job.*'])];
    for (const { own } of [one, failing]) await w.happens(own, 'job.failed', 'job_old');
    await w.sweep();
    const before = w.time.now;
    w.advance(31 * 24 * 3600);
    expect(await w.expiry.due()).toHaveLength(1);
    await w.expiry.step();
    expect(await w.expiry.due()).toEqual([]);
    w.time.now = before;
    expect([await one.log(), await failing.log()]).toEqual([
      [],
      [expect.objectContaining({ state: 'pending' })],
    ]);
  });
});

describe('a delivery', () => {
  it('is tried again with the same id after a 500, and done after a success', async () => {
    const one = await listening(
      (_, reply, nth) => void reply.writeHead(nth === 1 ? 500 : 200).end('hello'),
      ['job.*'],
    );
    await w.happens(one.own, 'job.failed', 'job_1');
    await w.sweep();
    expect(await one.log()).toMatchObject([{ state: 'pending', attempts: 1, last: { status: 500 } }]);
    expect(await one.endpoint()).toMatchObject({ failing_since: expect.any(Number) });
    await w.sweep();
    expect(one.received()).toHaveLength(1); // not before its time
    expect(await nextOf(one.log)).toBeLessThanOrEqual(7);
    await w.sweep();
    const [first, second] = one.received();
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    expect(second!.headers['webhook-timestamp']).not.toBe(first!.headers['webhook-timestamp']);
    expect(second!.body).toBe(first!.body);
    const [done] = await one.log();
    expect(done).toMatchObject({ state: 'delivered', attempts: 2, last: { status: 200, response: 'hello' } });
    expect(done!.history.map(({ status }) => status)).toEqual([500, 200]);
    expect(await one.endpoint()).toMatchObject({ failing_since: null });
  });
  it.each<[string, Parameters<typeof listening>[0], RegExp]>([
    [
      'a redirect',
      (_, reply) => void reply.writeHead(307, { location: 'http://169.254.169.254/' }).end(),
      /redirects/,
    ],
    ['a cut connection', (request) => void request.socket.destroy(), /^cut: /],
    [
      'half an answer',
      (request, reply) => {
        reply.writeHead(200, { 'content-length': '10' }).write('half', () => request.socket.destroy());
      },
      /^cut: /,
    ],
  ])('does not take %s for an answer', async (_, answer, why) => {
    const one = await listening(answer, ['job.*']);
    await w.happens(one.own, 'job.failed', 'job_1');
    await w.sweep();
    expect(one.received()).toHaveLength(1);
    expect(await one.log()).toMatchObject([
      { state: 'pending', last: { error: expect.stringMatching(why) } },
    ]);
  });
  it('keeps 4 KiB of a huge body, and no character that a terminal or database would trip over', async () => {
    const one = await listening(
      (_, reply) => {
        reply.writeHead(200).write('\u0000\u001b[31m\u202ered');
        reply.on('error', () => undefined).end('x'.repeat(30_000_000));
      },
      ['job.*'],
    );
    await w.happens(one.own, 'job.failed', 'job_1');
    await w.sweep();
    const [{ state, last }] = (await one.log()) as [Delivery];
    expect(state).toBe('delivered');
    expect(last.response!.startsWith('\\u{0}\\u{1b}[31m\\u{202e}red')).toBe(true);
    expect(last.response!.length).toBeLessThan(4200);
  });
  it('is given up after 15 seconds without an answer, while others are sent', async () => {
    const [slow, quick] = [await listening(() => undefined, ['job.*']), await listening(204, ['job.*'])];
    for (let i = 0; i < 12; i += 1) await w.happens(slow.own, 'job.failed', `job_${i}`);
    await w.happens(quick.own, 'job.failed', 'job_q');
    for (const { own } of [slow, quick]) await w.relay.step(own.id);
    const due = await w.deliveries.due(50);
    const startedMs = Date.now();
    const all = due.map((id) => w.deliveries.step(id));
    while (quick.received().length + slow.received().length < 5 && Date.now() - startedMs < 5000)
      await tick();
    expect(quick.received()).toHaveLength(1);
    expect(slow.received()).toHaveLength(4);
    const more = (await slow.log()).filter(({ attempts }) => attempts === 0).map(({ id }) => id);
    await Promise.all(more.map((id) => w.deliveries.step(id)));
    expect(slow.received()).toHaveLength(4); // its lanes are full
    await Promise.all(all);
    expect(Date.now() - startedMs).toBeLessThan(20_000);
    const tried = (await slow.log()).filter(({ attempts }) => attempts === 1);
    expect(tried).toHaveLength(4);
    expect(tried[0]).toMatchObject({
      state: 'pending',
      last: { status: null, error: expect.stringMatching(/^timeout/) },
    });
  }, 60_000);
  it('waits as long as Retry-After asks, within four hours', async () => {
    for (const [asked, atLeast, atMost] of [
      ['600', 599, 602],
      ['999999', 4 * 3600 - 1, 4 * 3600 + 2],
    ] as const) {
      const one = await listening(
        (_, reply) => void reply.writeHead(503, { 'retry-after': asked }).end(),
        ['job.*'],
      );
      await w.happens(one.own, 'job.failed', 'job_1');
      await w.sweep();
      const [{ next_attempt_at }] = (await one.log()) as [Delivery];
      const wait = next_attempt_at! - w.time.now.getTime() / 1000;
      expect(wait).toBeGreaterThanOrEqual(atLeast);
      expect(wait).toBeLessThanOrEqual(atMost);
    }
  });
  it('ends with 410, which switches the endpoint off', async () => {
    const one = await listening(410, ['job.*', 'webhook_endpoint.disabled']);
    for (const id of ['job_1', 'job_2']) await w.happens(one.own, 'job.failed', id);
    await w.sweep();
    expect(await one.endpoint()).toMatchObject({
      enabled: false,
      disabled_reason: expect.stringContaining('410'),
    });
    const log = await one.log();
    expect(log.some(({ state }) => state === 'dead')).toBe(true);
    const dead = log.find(({ state }) => state === 'dead')!;
    const again = await w.call('POST', `/webhook_deliveries/${dead.id}/redeliver`, one.own);
    expect(again).toMatchObject({ status: 409, body: { error: { code: 'webhook_endpoint_disabled' } } });
    const before = one.received().length;
    w.advance(3600);
    await w.sweep();
    expect(one.received()).toHaveLength(before);
  });
  it('is dead after a day, with an audit event; five days of failing switch the endpoint off', async () => {
    const before = w.time.now;
    const one = await listening(500, ['job.*']);
    await w.happens(one.own, 'job.failed', 'job_1');
    let attempts = 0;
    for (await w.sweep(); (await one.log())[0]!.state === 'pending'; attempts += 1) {
      await nextOf(one.log);
      await w.sweep();
    }
    expect(attempts).toBeGreaterThan(8);
    const audit = (action: string) =>
      w.t.db.tx(one.own.ctx, (tx) => tx.auditEvent.findMany({ where: { action } }));
    expect(await audit('webhook_delivery.dead')).toHaveLength(1);
    expect(await one.endpoint()).toMatchObject({ enabled: true });
    w.advance(4.5 * 24 * 3600);
    await w.happens(one.own, 'job.failed', 'job_2');
    await w.sweep();
    expect(await one.endpoint()).toMatchObject({
      enabled: false,
      disabled_reason: expect.stringContaining('5 days'),
    });
    expect(await audit('webhook_endpoint.disabled')).toHaveLength(1);
    w.time.now = before;
  }, 60_000);
  it('is sent once more when asked, under the same id', async () => {
    const one = await listening(204, ['job.*']);
    await w.happens(one.own, 'job.failed', 'job_1');
    await w.sweep();
    const [{ id }] = (await one.log()) as [Delivery];
    expect((await w.call('POST', `/webhook_deliveries/${id}/redeliver`, one.own)).body).toMatchObject({
      state: 'pending',
    });
    const twice = await w.call('POST', `/webhook_deliveries/${id}/redeliver`, one.own);
    expect(twice).toMatchObject({ status: 409, body: { error: { code: 'webhook_delivery_pending' } } });
    await w.sweep();
    const [first, second] = one.received();
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    expect(await one.log()).toMatchObject([{ state: 'delivered', attempts: 1 }]);
  });
  it('is sent by one of two workers that come for it', async () => {
    const one = await listening(204, ['job.*']);
    for (let i = 0; i < 4; i += 1) await w.happens(one.own, 'job.failed', `job_${i}`);
    await w.relay.step(one.own.id);
    const ids = (await one.log()).map(({ id }) => id);
    await Promise.all([...ids, ...ids].map((id) => w.deliveries.step(id)));
    expect(new Set(one.received().map(({ headers }) => headers['webhook-id'])).size).toBe(4);
    expect(one.received()).toHaveLength(4);
  });
  it('whose worker died is sent again, and what the dead one says later counts for nothing', async () => {
    const one = await listening(204, ['job.*']);
    await w.happens(one.own, 'job.failed', 'job_1');
    await w.relay.step(one.own.id);
    const [{ id }] = (await one.log()) as [Delivery];
    const dead = (await w.ledger.claim(id))!; // has sent, perhaps, and says no more
    expect(await w.ledger.claim(id)).toBeNull();
    w.advance(26);
    expect((await w.deliveries.step(id)).kind).toBe('done');
    expect(one.received()).toHaveLength(1);
    const late = {
      status: 500,
      error: 'answered 500',
      response: null,
      latencyMs: 1,
      retryAfterSeconds: null,
    };
    expect((await w.ledger.settle(dead, late)).kind).toBe('done');
    expect(await one.log()).toMatchObject([{ state: 'delivered', attempts: 2, last: { status: 204 } }]);
  });
  it('ends with its endpoint', async () => {
    const one = await listening(500, ['job.*']);
    await w.happens(one.own, 'job.failed', 'job_1');
    await w.sweep();
    const [{ id }] = (await one.log()) as [Delivery];
    expect((await w.call('DELETE', `/webhook_endpoints/${one.id}`, one.own)).status).toBe(200);
    expect((await w.call('GET', `/webhook_deliveries/${id}`, one.own)).status).toBe(404);
    w.advance(60);
    expect((await w.deliveries.step(id)).kind).toBe('done');
    expect(one.received()).toHaveLength(1);
  });
});

const tick = () => new Promise((done) => setTimeout(done, 20));
