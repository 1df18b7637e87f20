import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { Receiver } from '../support/receiver.js';
import { Service } from './harness.js';
import { eventually } from './wait.js';

let receiver: Receiver;
let service: Service;
beforeAll(async () => {
  receiver = await Receiver.open();
  service = await Service.start({ env: { LUTHIER_EGRESS_ALLOW: receiver.host } });
}, 120_000);
afterAll(async () => {
  await service?.stop();
  await receiver?.close();
}, 60_000);

/** The command line against the service; what it prints, or with --json what that says. */
async function luthier(...args: string[]): Promise<{ text: string; error: string; code: number }> {
  const { PATH = '' } = process.env;
  const own = { LUTHIER_BASE_URL: service.baseUrl, LUTHIER_API_KEY: service.adminKey };
  const run = promisify(execFile)(process.execPath, ['dist/apps/cli/main.js', 'webhook', ...args], {
    env: { PATH, NO_COLOR: '1', ...own },
  });
  return run.then(
    ({ stdout, stderr }) => ({ text: stdout.trim(), error: stderr, code: 0 }),
    ({ stdout, stderr, code }: { stdout: string; stderr: string; code: number }) => ({
      ...{ text: stdout.trim(), error: stderr, code },
    }),
  );
}
const asJson = async <T>(...args: string[]): Promise<T> => {
  const { text, error } = await luthier(...args, '--json');
  if (!text) throw new Error(error);
  return JSON.parse(text) as T;
};
interface Delivery {
  id: string;
  state: string;
  event: { id: string; type: string };
}

describe('webhooks by the command line', () => {
  let secret = '';
  let told = '';
  let other = '';

  it('creates endpoints and shows each secret once', async () => {
    const args = [
      'create',
      receiver.at('/told'),
      '--events',
      'webhook_endpoint.*,job.failed',
      '--name',
      'told',
    ];
    const made = await asJson<{ id: string; signing_secret: string }>(...args);
    ({ id: told, signing_secret: secret } = made);
    const printed = await luthier('create', receiver.at('/other'));
    expect(printed).toMatchObject({ code: 0, text: expect.stringMatching(/^whsec_/) });
    other = /we_[0-9a-z]{26}/.exec(printed.error)![0];
    const listed = await luthier('ls');
    expect(listed.text).toContain('told');
    expect(listed.text).not.toContain(secret);
    expect((await luthier('show', told)).text).toContain(`…${secret.slice(-4)}`);
  }, 60_000);

  it('sends a sample, and what really happens', async () => {
    expect((await luthier('test', told)).text).toMatch(/^the receiver answered 204 in \d+ ms/);
    expect(await luthier('disable', other)).toMatchObject({ code: 0 });
    const sent = await eventually(
      async () => receiver.to('/told'),
      ({ length }) => length === 2,
      20,
    );
    const verified = sent.map(({ body, headers }) => new Webhook(secret).verify(body, headers));
    expect(verified).toMatchObject([
      { type: 'job.succeeded', data: { id: 'sample' } },
      { type: 'webhook_endpoint.disabled', data: { id: other, object: 'webhook_endpoint' } },
    ]);
  }, 60_000);

  it('lists what was sent, and sends it once more under the same id', async () => {
    const deliveries = () => asJson<{ data: Delivery[] }>('deliveries', told);
    const { data } = await eventually(deliveries, (page) => page.data[0]?.state === 'delivered', 20);
    expect(data.map(({ event }) => event.type)).toEqual(['webhook_endpoint.disabled']);
    expect((await luthier('redeliver', data[0]!.id)).code).toBe(0);
    const sent = await eventually(
      async () => receiver.to('/told'),
      ({ length }) => length === 3,
      20,
    );
    expect(sent[2]!.headers['webhook-id']).toBe(data[0]!.event.id);
  }, 60_000);

  it('rotates, switches on and deletes', async () => {
    expect((await luthier('rotate', told, '--overlap')).text).toMatch(/^whsec_/);
    expect((await luthier('enable', other)).text).toBe(`${other} enabled`);
    expect((await luthier('rm', other)).text).toBe(`${other} deleted`);
    expect(await luthier('show', other)).toMatchObject({ code: 5 });
  }, 60_000);

  it('refuses what must not be called', async () => {
    const refused = await luthier('create', 'https://169.254.169.254/latest');
    expect(refused).toMatchObject({ code: 2, error: expect.stringContaining('not public') });
  });

  it('leaves no secret in a log, and nothing to complain of', () => {
    expect(service.tail(10_000)).not.toContain(secret.slice(6));
    expect(service.complaints()).toEqual([]);
  });
});
