import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { Webhook } from 'standardwebhooks';
import type { Received } from '../../test/support/receiver.js';
import { openWebhooksApp, type WebhooksApp } from '../../test/support/webhooks-app.js';

let w: WebhooksApp;
beforeAll(async () => {
  w = await openWebhooksApp();
}, 60_000);
afterAll(() => w?.close());

interface Endpoint {
  id: string;
  signing_secret: string;
  signing_secret_hint: string;
  revision: number;
  enabled: boolean;
  old_secret_until: number | null;
}
type Project = Awaited<ReturnType<WebhooksApp['project']>>;
const create = async (of: Project, body: object): Promise<Endpoint> => {
  const made = await w.call('POST', '/webhook_endpoints', of, { name: 'n', event_types: ['*'], ...body });
  expect(made).toMatchObject({ status: 200 });
  return made.body;
};
const code = ({ body }: { body: { error?: { code: string; param: string | null } } }) => body.error?.code;
const verifies = (secret: string, { body, headers }: Received): boolean => {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
};

describe('an endpoint', () => {
  it('tells its secret once, and keeps it sealed', async () => {
    const own = await w.project();
    const made = await create(own, { url: w.receiver.at('/once') });
    expect(made.signing_secret).toMatch(/^whsec_/);
    const read = await w.call('GET', `/webhook_endpoints/${made.id}`, own);
    expect(read.body).not.toHaveProperty('signing_secret');
    expect(read.headers['etag']).toMatch(/^"1-[\w-]{22}"$/);
    const row = await w.t.db.tx(own.ctx, (tx) =>
      tx.webhookEndpoint.findUniqueOrThrow({ where: { id: made.id } }),
    );
    const bytes = Buffer.from(made.signing_secret.slice(6), 'base64');
    expect(
      Buffer.from(row.secret).includes(bytes) || Buffer.from(row.secret).includes(made.signing_secret),
    ).toBe(false);
    const audit = await w.t.db.tx(own.ctx, (tx) => tx.auditEvent.findMany());
    expect(JSON.stringify(audit, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v))).not.toContain(
      made.signing_secret.slice(6),
    );
  });
  it('is made once for one Idempotency-Key, whose replay holds no secret', async () => {
    const own = await w.project();
    const body = { name: 'n', url: w.receiver.at('/idem'), event_types: ['job.*'] };
    const [one, two] = [
      await w.call('POST', '/webhook_endpoints', own, body, { 'idempotency-key': 'k' }),
      await w.call('POST', '/webhook_endpoints', own, body, { 'idempotency-key': 'k' }),
    ];
    expect((two.body as Endpoint).id).toBe((one.body as Endpoint).id);
    expect((two.body as Endpoint).signing_secret).toBeNull();
    const kept = await w.t.db.tx(own.ctx, (tx) => tx.idempotencyKey.findMany());
    expect(JSON.stringify(kept)).not.toContain((one.body as Endpoint).signing_secret);
  });
  it('is refused for a URL that is never called, and for types that nothing is', async () => {
    const own = await w.project();
    for (const url of ['http://example.com/', 'https://127.0.0.1/', 'https://u:p@example.com/', 'nonsense']) {
      const refused = await w.call('POST', '/webhook_endpoints', own, { name: 'n', url, event_types: ['*'] });
      expect(refused).toMatchObject({
        status: 400,
        body: { error: { code: 'invalid_value', param: 'url' } },
      });
    }
    const url = w.receiver.at('/types');
    for (const event_types of [[], ['batch.completed'], ['job.*', 'job.*'], ['jo*']]) {
      const refused = await w.call('POST', '/webhook_endpoints', own, { name: 'n', url, event_types });
      expect({ status: refused.status, code: code(refused) }).toEqual({ status: 400, code: 'invalid_value' });
    }
    expect((await w.call('GET', '/webhook_endpoints', own)).body).toMatchObject({ data: [] });
  });
  it("is nobody else's", async () => {
    const [own, other] = [await w.project(), await w.project()];
    const { id } = await create(own, { url: w.receiver.at('/own') });
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { name: 'x' }],
      ['POST', '', { name: 'x' }],
      ['DELETE', '', undefined],
      ['POST', '/rotate_secret', {}],
      ['POST', '/test', { event_type: 'job.failed' }],
      ['GET', '/deliveries', undefined],
    ] as const)
      expect(code(await w.call(method, `/webhook_endpoints/${id}${path}`, other, body))).toBe(
        'webhook_endpoint_not_found',
      );
    const viewer = await w.project('viewer');
    const denied = await w.call('POST', '/webhook_endpoints', viewer, {});
    expect(denied.status).toBe(403);
  });
  it('is changed by those who have read it, and not by an update that changes nothing', async () => {
    const own = await w.project();
    const { id } = await create(own, { url: w.receiver.at('/edit') });
    const path = `/webhook_endpoints/${id}`;
    expect((await w.call('PATCH', path, own, { name: 'n' })).body).toMatchObject({ revision: 1 });
    const renamed = await w.call('PATCH', path, own, { name: 'm' }, { 'if-match': '"1"' });
    expect(renamed).toMatchObject({ status: 200, body: { name: 'm', revision: 2 } });
    const late = await w.call('PATCH', path, own, { name: 'o' }, { 'if-match': '"1"' });
    expect({ status: late.status, code: code(late) }).toEqual({ status: 412, code: 'revision_mismatch' });
    expect((await w.call('POST', path, own, { description: 'd' })).body).toMatchObject({ revision: 3 });
  });
  it('may be there fifty times, also when all are made at once', async () => {
    const own = await w.project();
    const body = { name: 'n', url: w.receiver.at('/many'), event_types: ['*'] };
    const made = await Promise.all(
      Array.from({ length: 52 }, () => w.call('POST', '/webhook_endpoints', own, body)),
    );
    expect(made.filter(({ status }) => status === 200)).toHaveLength(50);
    expect(made.filter((one) => code(one) === 'too_many_webhook_endpoints')).toHaveLength(2);
  }, 60_000);
});

describe("OpenAI's own client", () => {
  it('makes, reads, changes, tests, rotates and deletes an endpoint', async () => {
    const own = await w.project();
    await w.app.listen(0, '127.0.0.1');
    const client = new OpenAI({ apiKey: own.key, baseURL: `${await w.app.getUrl()}/v1` });
    const types = ['fine_tuning.job.succeeded', 'fine_tuning.job.failed'] as const;
    const url = w.receiver.at('/sdk', (_, reply) => reply.end('thanks'));
    const made = await client.webhooks.create({ event_types: [...types], name: 'sdk', url });
    expect(made).toMatchObject({ object: 'webhook_endpoint', event_types: types, name: 'sdk', url });
    expect((await client.webhooks.retrieve(made.id)).signing_secret_hint).toBe(made.signing_secret_hint);
    const renamed = await client.webhooks.update(made.id, { name: 'again' });
    expect(renamed.name).toBe('again');
    expect((await client.webhooks.list()).data.map(({ id }) => id)).toEqual([made.id]);
    expect((await client.webhooks.eventTypes.list()).data).toEqual(expect.arrayContaining([...types]));
    const tested = await client.webhooks.test(made.id, { event_type: 'fine_tuning.job.succeeded' });
    expect(tested).toMatchObject({ object: 'webhook_endpoint.test', success: true, status_code: 200 });
    const [sample] = w.receiver.to('/sdk');
    const event = await client.webhooks.unwrap(sample!.body, sample!.headers, made.signing_secret);
    expect(event).toMatchObject({ type: 'fine_tuning.job.succeeded', data: { id: 'sample' } });
    const rotated = await client.webhooks.rotateSecret(made.id);
    expect(rotated.signing_secret).not.toBe(made.signing_secret);
    expect(await client.webhooks.delete(made.id)).toMatchObject({
      ...{ id: made.id, object: 'webhook_endpoint.deleted', deleted: true },
    });
  });
  it('is told when nobody answers a test', async () => {
    const own = await w.project();
    const { id } = await create(own, { url: 'http://127.0.0.1:9/none' });
    const tested = await w.call('POST', `/webhook_endpoints/${id}/test`, own, { event_type: 'job.failed' });
    expect({ status: tested.status, code: code(tested) }).toEqual({
      status: 422,
      code: 'webhook_unreachable',
    });
  });
});

describe('a rotation', () => {
  it('signs with both secrets for 24 hours where that is asked for, and with the new one alone else', async () => {
    const own = await w.project();
    const old = await create(own, { url: w.receiver.at('/rotate'), event_types: ['job.failed'] });
    const path = `/webhook_endpoints/${old.id}/rotate_secret`;
    const kept: Endpoint = (await w.call('POST', path, own, { keep_old_secret_active_for_24_hours: true }))
      .body;
    await w.happens(own, 'job.failed', 'job_1');
    await w.sweep();
    const [both] = w.receiver.to('/rotate');
    expect(both!.headers['webhook-signature']!.split(' ')).toHaveLength(2);
    expect([old, kept].map(({ signing_secret }) => verifies(signing_secret, both!))).toEqual([true, true]);

    const last: Endpoint = (await w.call('POST', path, own)).body;
    expect(last.old_secret_until).toBeNull();
    await w.happens(own, 'job.failed', 'job_2');
    await w.sweep();
    const alone = w.receiver.to('/rotate').at(-1)!;
    expect([old, kept, last].map((one) => verifies(one.signing_secret, alone))).toEqual([false, false, true]);
  });
  it('is over after 24 hours', async () => {
    const own = await w.project();
    const { id } = await create(own, { url: w.receiver.at('/over'), event_types: ['job.failed'] });
    const path = `/webhook_endpoints/${id}/rotate_secret`;
    await w.call('POST', path, own, { keep_old_secret_active_for_24_hours: true });
    const before = w.time.now;
    w.advance(24 * 3600 + 1);
    await w.happens(own, 'job.failed', 'job_1');
    await w.sweep();
    w.time.now = before;
    expect(w.receiver.to('/over')[0]!.headers['webhook-signature']!.split(' ')).toHaveLength(1);
  });
});
