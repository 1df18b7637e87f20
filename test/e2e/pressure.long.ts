// Concerns: apps/api, libs/files, libs/uploads, libs/dataset-checks, libs/jobs/jobs.stream.ts, libs/jobs/job-changes.service.ts, test/e2e
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  bigUpload,
  faultsOfStorm,
  push,
  residentMb,
  resetPeak,
  retryStorm,
  sendForm,
  streamsAtOnce,
} from './pressure.js';
import { openTenants, type Tenants } from './tenants.js';
import { changeProject } from '../support/change-project.js';

const MB = 2 ** 20;
let tenants: Tenants;
beforeAll(async () => {
  tenants = await openTenants({ env: { LUTHIER_MAX_FILE_MIB: '4096' } });
  const { service } = tenants;
  await changeProject(service.baseUrl, service.adminKey, {
    default_dataset_license: 'LicenseRef-own-data',
    default_dataset_license_declared_by: 'Dana Owens',
  });
}, 180_000);
afterAll(() => tenants?.stop(), 60_000);

const post = async (path: string, body: object) =>
  (await (await tenants.service.call('POST', path, body)).json()) as { id: string };

async function peakMb(work: () => Promise<void>): Promise<number> {
  const { pid } = tenants.service.life('api');
  const start = residentMb(pid, 'VmRSS');
  resetPeak(pid);
  await work();
  return residentMb(pid, 'VmHWM') - start;
}

describe('2 GB', () => {
  it('are checked and kept while they arrive, and cost the api no memory', async () => {
    const { service } = tenants;
    const peak = await peakMb(async () => {
      const answer = await sendForm(service, '/v1/files', bigUpload(2048 * MB));
      const file = (await answer.json()) as { id: string; bytes: number };
      expect(answer.status).toBe(200);
      expect(file.bytes).toBeGreaterThanOrEqual(2048 * MB);
      expect((await service.call('DELETE', `/v1/files/${file.id}`)).status).toBe(200);
    });
    console.info(`2 GB over HTTP: the api grew by ${peak.toFixed(0)} MB`);
    expect(peak).toBeLessThan(200);
  }, 900_000);

  it('come in parts of 64 MB as well', async () => {
    const { service } = tenants;
    const row = `{"messages":[{"role":"user","content":"${'x'.repeat(4000)}"},{"role":"assistant","content":"a"}]}\n`;
    const piece = row.repeat(Math.floor((60 * MB) / row.length));
    const bytes = 34 * piece.length;
    expect(bytes).toBeGreaterThan(1.9 * 1024 * MB);
    const peak = await peakMb(async () => {
      const body = { bytes, filename: 'big.jsonl', mime_type: 'text/jsonl', purpose: 'fine-tune' };
      const { id } = await post('/v1/uploads', body);
      const part_ids: string[] = [];
      for (let part = 0; part < 34; part += 1) {
        const form = new FormData();
        form.set('data', new Blob([piece]), 'upload');
        const sent = await service.call('POST', `/v1/uploads/${id}/parts`, form);
        part_ids.push(((await sent.json()) as { id: string }).id);
      }
      const answer = await service.call('POST', `/v1/uploads/${id}/complete`, { part_ids });
      const done = (await answer.json()) as { status: string; file: { bytes: number } };
      expect(done).toMatchObject({ status: 'completed', file: { bytes } });
    });
    console.info(`2 GB in parts: the api grew by ${peak.toFixed(0)} MB`);
    expect(peak).toBeLessThan(200);
  }, 900_000);
});

describe('who stops in the middle', () => {
  it.each([
    ['of its headers', 'POST /v1/jobs HTTP/1.1\r\nHost: x\r\nAuthor'],
    [
      'of a body of JSON',
      'POST /v1/jobs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer KEY\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"kind"',
    ],
    [
      'of a form',
      'POST /v1/files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer KEY\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 9999\r\n\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n{"a":1}\n',
    ],
  ])(
    '%s is answered 408 within half a minute',
    async (_where, text) => {
      const { service } = tenants;
      const request = text.replace('KEY', service.adminKey);
      const told = await push(service, request, { chunk: Buffer.alloc(1), bytes: 0 });
      expect(told.answer.body).toContain('"code":"request_timeout"');
      expect({ status: told.answer.status, late: told.seconds > 32 }).toEqual({ status: 408, late: false });
    },
    90_000,
  );
});

describe('many at once', () => {
  it('1,000 creates without an Idempotency-Key: a job or a 429 for each, within half a minute', async () => {
    const { service, own } = tenants;
    const body = { model: own.made.slug, training_file: own.made.file };
    expect(faultsOfStorm(await retryStorm(service, body, 1000))).toEqual([]);
  }, 300_000);

  it('2,000 open streams: each tells what comes, and ends with the job', async () => {
    const { service, own } = tenants;
    const { id } = await post('/v1/jobs', {
      kind: 'finetune',
      base_model: own.made.slug,
      dataset_version: own.made.version,
    });
    const peak = await peakMb(async () => expect(await streamsAtOnce(service, id, 2000)).toEqual([]));
    console.info(`2,000 streams: the api grew by ${peak.toFixed(0)} MB`);
    expect(peak).toBeLessThan(400);
    expect(service.complaints(50)).toEqual([]);
  }, 300_000);
});
