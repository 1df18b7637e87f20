import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { reached } from '#platform/failpoints.js';
import { Service } from '../e2e/harness.js';
import { eventually } from '../e2e/wait.js';
import { Postbox } from '../support/smtp-server.js';
import { openInside, type Inside } from './inside.js';
import { LicensesService } from '#licenses/licenses.service.js';

const MINUTE = 60_000;
let service: Service;
let inside: Inside;
let box: Postbox;

beforeAll(async () => {
  box = await Postbox.open({ user: 'luthier', pass: 'sw0rd-f1sh' });
  const env = {
    ...{ LUTHIER_SMTP_URL: box.url, LUTHIER_MAIL_FROM: 'luthier@acme.example' },
    ...{ LUTHIER_MAIL_DIGEST_SECONDS: '0', LUTHIER_LEASE_SECONDS: '2' },
  };
  service = await Service.start({ programs: ['api'], env });
  inside = await openInside(service, env);
  await service.call('POST', '/v1/members', { name: 'Rita', email: 'rita@acme.example' });
  await service.call('POST', '/v1/api_keys', { name: 'r', roles: ['reviewer'], member: 'Rita' });
}, 2 * MINUTE);
afterAll(async () => {
  await inside?.close();
  await service?.stop();
  await box?.stop();
}, MINUTE);

/** A review is opened, of which Rita is told. */
async function opened(id: string): Promise<string> {
  const { review } = await inside.get(LicensesService).decide(inside.ctx, {
    ...{ gate: 'G5', subjectType: 'artifact', subjectId: id, subjectDigest: 'd'.repeat(64), modelName: null },
    graph: {
      nodes: [
        { id, kind: 'adapter' },
        { id: 'bm_1', kind: 'base_model', declared_license: 'LicenseRef-NVIDIA-Open-Model' },
      ],
      edges: [{ from: id, to: 'bm_1', type: 'adapter-of' }],
    },
  });
  return review!.id;
}
const mailOf = async (review: string) => {
  const { data } = (await (await service.call('GET', '/v1/mails?limit=100')).json()) as { data: any[] };
  return data.find((one) => one.notices.some((notice: { subject: string }) => notice.subject === review));
};

describe('a worker that is killed while it sends', () => {
  it.each([
    ['mail.claimed', 1],
    ['mail.handed_over', 2],
  ])(
    'at %s: the mail arrives, %i time(s), as one',
    async (point, times) => {
      box.received.length = 0;
      const dying = service.launch('worker', { LUTHIER_FAILPOINT: point });
      const review = await opened(`art_${point}`);
      expect((await dying.ended).signal).toBe('SIGKILL');
      expect(dying.stderr()).toContain(reached(point));
      await service.launch('worker').ready;
      const sent = await eventually(
        () => mailOf(review),
        (mail) => mail?.state === 'sent',
        40,
      );
      expect(sent).toMatchObject({ attempts: 2 });
      const found = box.received.filter((one) => one.body.includes(review));
      expect(found).toHaveLength(times);
      expect(new Set(found.map((one) => one.header('message-id')))).toEqual(new Set([sent.message_id]));
      service.life('worker').kill('SIGTERM');
      await service.life('worker').ended;
      expect(service.tail(2000)).not.toContain('sw0rd-f1sh');
    },
    2 * MINUTE,
  );
});
