import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Postbox } from '../../test/support/smtp-server.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { SmtpTransport } from '#adapters/smtp/smtp.transport.js';
import { AuditService } from '#audit/audit.service.js';
import type { Ctx } from '#kernel/context.js';
import { LicensesService } from '#licenses/licenses.service.js';
import { MembersService } from '#projects/members.service.js';
import { ProjectsService } from '#projects/projects.service.js';
import type { MailSettings } from './mail.port.js';
import { MailProcessor } from './mail.processor.js';
import { MailRepository } from './mail.repository.js';

jest.setTimeout(60_000);
const SECRET = 'sw0rd-f1sh';
const DAY = 86_400;
let stage: Stage;
let box: Postbox;
let settings: MailSettings;
let asked = 0;
const keys: Record<string, string> = {};
const members: Record<string, string> = {};

beforeAll(async () => {
  box = await Postbox.open({ user: 'luthier', pass: SECRET });
  settings = {
    ...{ transport: new SmtpTransport(box.url), from: 'Luthier <luthier@acme.example>' },
    ...{ publicUrl: 'https://luthier.acme.example', digestSeconds: 60, leaseSeconds: 60 },
  };
  stage = await openStage(undefined, { mail: settings });
  for (const [name, role] of [
    ['Rita', 'reviewer'],
    ['Ben', 'reviewer'],
    ['Dan', 'engineer'],
    ['Mute', 'reviewer'],
    ['Few', 'reviewer'],
  ] as const) {
    const body = { name, email: `${name.toLowerCase()}@acme.example` };
    members[name] = (await call('POST', '/members', { body })).body.id;
    keys[name] = (await call('POST', '/api_keys', { body: { name, roles: [role], member: name } })).body.key;
  }
  await call('POST', '/api_keys', { body: { name: 'x', roles: ['reviewer'], member: 'No Address' } });
  await call('PATCH', '/members/current', { key: keys['Mute'], body: { notify: 'none' } });
  await call('PATCH', `/members/${members['Few']}`, { body: { notify: 'assigned' } });
}, 90_000);
afterAll(async () => {
  await stage?.close();
  await box?.stop();
});
afterEach(async () => {
  box.refuse.clear();
  await deliver();
  box.received.length = 0;
});

async function call(
  method: string,
  path: string,
  { key = stage.key, body, ifMatch }: { key?: string | undefined; body?: object; ifMatch?: string } = {},
) {
  const response = await fetch(`${stage.url}/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(ifMatch ? { 'if-match': ifMatch } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return {
    status: response.status,
    etag: response.headers.get('etag'),
    body: (await response.json()) as any,
  };
}
async function act(id: string, action: string, of: { as: string; body?: object }) {
  const { etag } = await call('GET', `/reviews/${id}`);
  const done = await call('POST', `/reviews/${id}/${action}`, {
    ...{ key: keys[of.as], body: of.body ?? {}, ifMatch: etag! },
  });
  expect(done.body.error).toBeUndefined();
  return done.body;
}
/** A question that Dan puts to the gate. */
async function ask(id = `art_${(asked += 1)}`, repo = 'acme/base'): Promise<string> {
  const ctx: Ctx = (await stage.get(ProjectsService).authenticate(keys['Dan']!, 'req'))!;
  const { review } = await stage.get(LicensesService).decide(ctx, {
    ...{ gate: 'G5', subjectType: 'artifact', subjectId: id, subjectDigest: 'd'.repeat(64), modelName: null },
    graph: {
      nodes: [
        { id, kind: 'adapter' },
        { id: 'bm_1', kind: 'base_model', declared_license: 'LicenseRef-NVIDIA-Open-Model', repo },
      ],
      edges: [{ from: id, to: 'bm_1', type: 'adapter-of' }],
    },
  });
  return review!.id;
}
const processor = () => stage.get(MailProcessor);
/** One round of the sweep after `seconds`. */
async function deliver(seconds = 61): Promise<void> {
  stage.clock.forward(seconds);
  await stage.work();
}
const mails = async (query = '') => (await call('GET', `/mails?limit=100${query}`)).body.data as any[];
const to = (name: string) => box.received.filter((one) => one.to.includes(`${name}@acme.example`));

describe('who is told of a review', () => {
  it('those who may answer, once they had time to gather; not who asked, not who wants none', async () => {
    const first = await ask();
    const second = await ask();
    await stage.work();
    expect(box.received).toEqual([]);
    await deliver();
    expect(box.received.map((one) => one.to[0]).sort()).toEqual(['ben@acme.example', 'rita@acme.example']);
    const [mail] = to('rita');
    expect(mail!.header('subject')).toBe('[Luthier] 2 license review notices');
    expect(mail!.header('auto-submitted')).toBe('auto-generated');
    for (const id of [first, second]) {
      expect(mail!.body).toContain(`luthier review show ${id}`);
      expect(mail!.body).toContain(`https://luthier.acme.example/v1/reviews/${id}`);
    }
    expect((await mails('&state=sent'))[0]).toMatchObject({ attempts: 1, last_error: null });
  });

  it('the one it is handed to alone, and who asked hears of the answer', async () => {
    const id = await ask();
    await deliver();
    box.received.length = 0;
    await act(id, 'delegate', { as: 'Rita', body: { member: 'Few', comment: 'yours' } });
    await deliver();
    expect(box.received.map((one) => one.to[0])).toEqual(['few@acme.example']);
    expect(to('few')[0]!.body).toMatch(/handed to you by Rita[^]*> yours/);
    box.received.length = 0;
    await act(id, 'approve', { as: 'Few', body: { comment: 'fine by me' } });
    await deliver();
    expect(box.received.map((one) => one.to[0])).toEqual(['dan@acme.example']);
    expect(to('dan')[0]!.header('subject')).toMatch(/is approved, by Few$/);
  });

  it('of an end that is near, twice, of the end, and of an answer that was taken back', async () => {
    const ends = (days: number) => Math.floor(stage.clock.now().getTime() / 1000) + days * DAY;
    const [a, b] = [await ask(), await ask()];
    await deliver();
    await act(a, 'approve', { as: 'Rita', body: { expires_at: ends(40) } });
    await act(b, 'approve', { as: 'Rita' });
    await deliver();
    const round = async (seconds: number) => {
      box.received.length = 0;
      stage.clock.forward(seconds);
      await stage.work();
      await deliver();
      return to('ben').map((one) => one.header('subject'));
    };
    expect(await round(9 * DAY)).toEqual([]);
    expect(await round(1.5 * DAY)).toEqual([expect.stringMatching(/ends within 30 days$/)]);
    expect(await round(5 * DAY)).toEqual([]);
    expect(await round(18 * DAY)).toEqual([expect.stringMatching(/ends within 7 days$/)]);
    expect(await round(DAY)).toEqual([]);
    expect(await round(7 * DAY)).toEqual([expect.stringMatching(/has expired$/)]);
    box.received.length = 0;
    await act(b, 'revoke', { as: 'Ben', body: { reason: 'the policy has changed' } });
    await deliver();
    expect(box.received.map((one) => one.to[0]).sort()).toEqual(['dan@acme.example', 'rita@acme.example']);
    expect(to('dan')[0]!.body).toMatch(/taken back by Ben[^]*> the policy has changed/);
  });

  it('of another question in its place', async () => {
    const old = await ask('art_changed');
    await deliver();
    box.received.length = 0;
    const next = await ask('art_changed', 'acme/other');
    await deliver();
    expect(to('rita')).toHaveLength(1);
    expect(to('rita')[0]!.body).toMatch(new RegExp(`superseded[^]*${old}[^]*opened again[^]*${next}`));
  });

  it('only admins see what was sent, only its member or an admin changes what it gets', async () => {
    expect((await call('GET', '/mails', { key: keys['Rita'] })).status).toBe(403);
    const other = await call('PATCH', `/members/${members['Ben']}`, {
      key: keys['Rita'],
      body: { notify: 'none' },
    });
    expect(`${other.status} ${other.body.error.code}`).toBe('403 insufficient_permissions');
    const bad = await call('PATCH', '/members/current', {
      key: keys['Rita'],
      body: { email: 'a@b.c\r\nBcc: x' },
    });
    expect(bad.body.error.param).toBe('email');
  });
});

describe('hostile words', () => {
  it('are shown, and are no header, no second mail and no markup', async () => {
    const id = await ask();
    await deliver();
    box.received.length = 0;
    const comment = 'ok\r\n.\r\nMAIL FROM:<x@y.z>\r\nBcc: all@acme.example\n<img src=http://e.example/x.gif>';
    await act(id, 'reject', { as: 'Rita', body: { comment } });
    await deliver();
    expect(box.received).toHaveLength(1);
    const [mail] = box.received;
    expect(mail!.to).toEqual(['dan@acme.example']);
    expect(mail!.header('bcc')).toBeNull();
    expect(mail!.body).toContain('> Bcc: all@acme.example');
    expect(mail!.body).toContain('&lt;img src=http');
    expect(mail!.body.slice(mail!.body.indexOf('<!doctype'))).not.toContain('<img');
  });
});

describe('a server that does not take it', () => {
  const stateOf = async (member: string) => {
    const [mail] = await mails(`&member=${members[member]}`);
    return `${mail.state} ${mail.attempts}`;
  };
  const audited = async (action: string) =>
    (await call('GET', `/audit_events?action=${action}&limit=1`)).body.data[0];
  /** Without the clock that goes on where nothing is due. */
  const round = async (seconds: number) => {
    stage.clock.forward(seconds);
    for (const id of await processor().due(50)) await processor().step(id);
  };

  it('for ever: it is dead at once, with the reason and an audit event', async () => {
    box.refuse.set('rita@acme.example', 550);
    await ask();
    await round(61);
    expect(await stateOf('Rita')).toBe('dead 1');
    expect(await stateOf('Ben')).toBe('sent 1');
    const [mail] = await mails(`&member=${members['Rita']}`);
    expect(mail.last_error).toContain('550');
    expect(await audited('mail.dead')).toMatchObject({ target: { id: mail.id } });
  });

  it('for now: it is sent at a later try', async () => {
    box.refuse.set('rita@acme.example', 451);
    await ask();
    await round(61);
    expect(await stateOf('Rita')).toBe('waiting 1');
    await round(5);
    expect(await stateOf('Rita')).toBe('waiting 1');
    box.refuse.clear();
    await round(41);
    expect(await stateOf('Rita')).toBe('sent 2');
    expect(to('rita')).toHaveLength(1);
  });

  it('because the connection is cut within DATA', async () => {
    box.cuts = 2;
    await ask();
    await round(61);
    expect([await stateOf('Rita'), await stateOf('Ben')]).toEqual(['waiting 1', 'waiting 1']);
    await round(46);
    expect([await stateOf('Rita'), await stateOf('Ben')]).toEqual(['sent 2', 'sent 2']);
    expect(box.received).toHaveLength(2);
  });

  it('because it is away for hours', async () => {
    await ask();
    await box.stop();
    await round(61);
    for (let tries = 0; tries < 5; tries += 1) await round(3600);
    expect(await stateOf('Rita')).toBe('waiting 6');
    await box.start();
    await round(4 * 3600);
    expect(await stateOf('Rita')).toBe('sent 7');
    expect(to('rita')).toHaveLength(1);
  });

  it('for a day: it is given up, and says so without a secret', async () => {
    await ask();
    await box.stop();
    for (let hours = 0; hours < 30; hours += 1) await round(3600);
    await box.start();
    expect(await stateOf('Rita')).toMatch(/^dead \d+$/);
    const text = JSON.stringify([await mails(), await audited('mail.dead')]);
    expect(text).toContain('ECONNREFUSED');
    expect(text).not.toContain(SECRET);
  });

  it('for a wrong password, which is mended meanwhile', async () => {
    const wrong = new SmtpTransport(box.url.replace(SECRET, 'wr0ng-one'));
    expect(await wrong.probe()).toMatch(/EAUTH/);
    expect(await settings.transport.probe()).toBeNull();
    await ask();
    const broken = new MailProcessor(
      ...([
        stage.t.db,
        stage.get(MailRepository),
        stage.get(MembersService),
        stage.get(AuditService),
      ] as const),
      ...([stage.clock, { ...settings, transport: wrong }] as const),
    );
    stage.clock.forward(61);
    for (const id of await broken.due(50)) await broken.step(id);
    expect(await stateOf('Rita')).toBe('waiting 1');
    expect(JSON.stringify(await mails())).not.toContain('wr0ng-one');
    await round(46);
    expect(await stateOf('Rita')).toBe('sent 2');
  });

  it('in time: a server that says nothing holds up no worker', async () => {
    box.isSilent = true;
    const quick = new SmtpTransport(box.url);
    const mail = {
      messageId: '<x@acme.example>',
      from: settings.from,
      to: 'ben@acme.example',
      date: new Date(),
    };
    const sent = quick.send({ ...mail, subject: 's', text: 't', html: 'h' }, 300);
    expect(await sent).toEqual({ kind: 'failed', why: 'the server took too long' });
    box.isSilent = false;
  });

  it('because its worker died after it had handed it over: it comes again, under the same id', async () => {
    await ask();
    const dying: MailSettings = {
      ...settings,
      transport: {
        probe: () => settings.transport.probe(),
        send: async (mail, timeoutMs) => {
          await settings.transport.send(mail, timeoutMs);
          throw new Error('the process ends here');
        },
      },
    };
    const dead = new MailProcessor(
      ...([
        stage.t.db,
        stage.get(MailRepository),
        stage.get(MembersService),
        stage.get(AuditService),
      ] as const),
      ...([stage.clock, dying] as const),
    );
    stage.clock.forward(61);
    const [id] = await dead.due(50);
    await expect(dead.step(id!)).rejects.toThrow('ends here');
    await processor().step(id!); // still the dead one's
    expect(box.received).toHaveLength(1);
    await round(61);
    const twice = box.received.filter((one) => one.to[0] === box.received[0]!.to[0]);
    expect(twice).toHaveLength(2);
    expect(new Set(twice.map((one) => one.header('message-id'))).size).toBe(1);
    expect(twice[0]!.header('message-id')).toBe(`<${id}@acme.example>`);
    expect(new Set(twice.map((one) => one.header('date'))).size).toBe(1);
  });

  it('and of two workers one sends it', async () => {
    await ask();
    stage.clock.forward(61);
    const ids = await processor().due(50);
    await Promise.all(
      ids.flatMap((id) => [processor().step(id), processor().step(id), processor().step(id)]),
    );
    expect(box.received).toHaveLength(2);
  });

  it('a member who left meanwhile gets none', async () => {
    const body = { name: 'Gone', email: 'gone@acme.example' };
    const { id } = (await call('POST', '/members', { body })).body;
    await call('POST', '/api_keys', { body: { name: 'g', roles: ['reviewer'], member: 'Gone' } });
    await ask();
    await call('DELETE', `/members/${id}`);
    await round(61);
    expect(to('gone')).toEqual([]);
    expect((await mails(`&member=${id}`))[0]).toMatchObject({ state: 'dropped' });
  });
});
