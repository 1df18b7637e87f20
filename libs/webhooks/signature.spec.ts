import { describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { Webhook } from 'standardwebhooks';
import { headersOf, messageOf } from './message.js';
import { hintOf, newSecret, sign } from './signature.js';

const event = {
  id: 'evt_01k0000000000000000000000a',
  projectId: 'proj_1',
  type: 'fine_tuning.job.succeeded',
  data: { id: 'ftjob-1', object: 'fine_tuning.job' },
  createdAt: new Date(),
};

describe('a signature', () => {
  // https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
  it("is that of the specification's example", () => {
    const message = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: 1614265330,
      body: '{"test": 2432232314}',
    };
    expect(sign('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', message)).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    );
  });
  it('covers id, time and every byte of the body', () => {
    const secret = newSecret();
    const message = { id: 'evt_1', timestamp: 1, body: '{}' };
    const all = [
      message,
      { ...message, id: 'evt_2' },
      { ...message, timestamp: 2 },
      { ...message, body: '{} ' },
    ];
    expect(new Set([...all.map((one) => sign(secret, one)), sign(newSecret(), message)]).size).toBe(5);
  });
  it('has a secret of 32 bytes that is its own each time', () => {
    const [one, other] = [newSecret(), newSecret()];
    expect(one).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(one).not.toBe(other);
    expect(hintOf(one)).toBe(`whsec_…${one.slice(-4)}`);
  });
});

describe.each(['standard', 'cloudevents'] as const)('a %s message', (format) => {
  const secrets = [newSecret(), newSecret()];
  const message = messageOf(format, event);
  const headers = headersOf(message, { secrets, now: new Date() });
  it("verifies with OpenAI's client and with the Standard Webhooks library, under either secret", async () => {
    for (const secret of secrets) {
      const client = new OpenAI({ apiKey: 'none', webhookSecret: secret });
      expect(await client.webhooks.unwrap(message.body, headers)).toEqual(JSON.parse(message.body));
      expect(new Webhook(secret).verify(message.body, headers)).toEqual(JSON.parse(message.body));
    }
  });
  it('verifies under no other secret, changed or late', async () => {
    const client = new OpenAI({ apiKey: 'none', webhookSecret: newSecret() });
    await expect(client.webhooks.unwrap(message.body, headers)).rejects.toThrow('signature');
    const right = new Webhook(secrets[0]!);
    expect(() => right.verify(message.body.replace('ftjob-1', 'ftjob-2'), headers)).toThrow();
    const old = headersOf(message, { secrets, now: new Date(Date.now() - 400_000) });
    expect(() => right.verify(message.body, old)).toThrow();
  });
});

it('has the shape of its format', () => {
  expect(JSON.parse(messageOf('standard', event).body)).toEqual({
    ...{ id: event.id, object: 'event', type: event.type, data: event.data },
    created_at: Math.floor(event.createdAt.getTime() / 1000),
    timestamp: event.createdAt.toISOString(),
  });
  const { body, contentType } = messageOf('cloudevents', event);
  expect(contentType).toBe('application/cloudevents+json');
  expect(JSON.parse(body)).toEqual({
    ...{ specversion: '1.0', id: event.id, source: '/projects/proj_1', subject: 'ftjob-1', data: event.data },
    type: 'luthier.fine_tuning.job.succeeded.v1',
    time: event.createdAt.toISOString(),
    datacontenttype: 'application/json',
  });
});
