import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../e2e/wait.js';
import { aBase } from '../support/a-version.js';
import { FaultBench } from './bench.js';
import { withAdmin } from './invariants.js';
import { CANCEL, CANCEL_BY_API, SUBMIT, UPLOAD } from './points.js';

const MINUTE = 60_000;
let bench: FaultBench;
let base = '';
let data = '';
beforeAll(async () => {
  bench = await FaultBench.open({ env: { LUTHIER_CPU_SLOTS: '2' } });
  ({ base } = await aBase(bench.stage()));
  const file = await answered(bench.service.call('POST', '/v1/files', rows('the dataset')));
  const dataset = await answered(bench.service.call('POST', '/v1/datasets', { name: 'rows' }));
  const version = { files: { train: file.id }, license: 'CC-BY-4.0' };
  data = (await answered(bench.service.call('POST', `/v1/datasets/${dataset.id}/versions`, version))).id;
}, MINUTE);
afterAll(async () => {
  await bench?.close();
}, MINUTE);

/** Twenty chat rows with bytes of their own, as a form. */
function rows(about: string): FormData {
  const line = (i: number) =>
    JSON.stringify({
      messages: [
        { role: 'user', content: `question ${i} of ${about}` },
        { role: 'assistant', content: 'answer' },
      ],
    });
  const form = new FormData();
  form.set('purpose', 'fine-tune');
  form.set('file', new Blob([Array.from({ length: 20 }, (_, i) => line(i)).join('\n')]), 'rows.jsonl');
  return form;
}

async function answered(call: Promise<Response>): Promise<{ id: string }> {
  const response = await call;
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as { id: string };
}

const count = async (sql: string): Promise<number> => {
  const [row] = await withAdmin(bench.service, (ask) => ask(sql));
  return Number(row!['n']);
};
const jobs = () => count(`SELECT count(*) AS n FROM job WHERE request_id NOT IN ('test', 'fault')`);

interface Answer {
  status: number;
  id: string;
  code: string | undefined;
}

async function submit(key: string): Promise<Answer> {
  const response = await fetch(`${bench.service.baseUrl}/v1/jobs`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${bench.service.adminKey}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    },
    body: JSON.stringify({ kind: 'finetune', base_model: base, dataset_version: data }),
  });
  const body = (await response.json()) as { id: string; error?: { code: string } };
  return { status: response.status, id: body.id, code: body.error?.code };
}

/** The minute after which a key whose request has no answer counts as left behind. */
const aMinuteGoesBy = () =>
  withAdmin(bench.service, (ask) =>
    ask(`UPDATE idempotency_key SET created_at = created_at - interval '61 seconds' WHERE status IS NULL`),
  );

describe('kill -9 of the api during a submission, then the same request again', () => {
  for (const point of SUBMIT) {
    it(
      `dies at ${point}: there is one job, whoever heard of it`,
      async () => {
        const before = await jobs();
        let heard: Answer | null = null;
        await bench.dieAt('api', point, async () => {
          heard = await submit(`key of ${point}`);
        });
        expect(heard).toBeNull();
        await bench.startApi();
        expect(await jobs()).toBe(before + (point === 'submit.after_commit' ? 1 : 0));
        if (point !== 'submit.after_commit') {
          expect((await submit(`key of ${point}`)).code).toBe('idempotency_in_progress');
          await aMinuteGoesBy();
        }
        const again = await submit(`key of ${point}`);
        expect(again.status).toBe(201);
        expect(await submit(`key of ${point}`)).toEqual(again);
        expect(await jobs()).toBe(before + 1);
        bench.accepted.push(again.id);
      },
      2 * MINUTE,
    );
  }
});

describe('kill -9 of the api during a cancellation', () => {
  it(
    `dies at ${CANCEL_BY_API[0]}: nothing is half cancelled, and asked again every job is`,
    async () => {
      for (const [index, id] of bench.accepted.entries()) {
        const cancel = () => bench.service.call('POST', `/v1/jobs/${id}/cancel`);
        if (index === 0) {
          await bench.dieAt('api', CANCEL_BY_API[0], cancel);
          expect(await bench.state(id)).toBe('validating');
          await bench.startApi();
        }
        expect((await cancel()).status).toBe(200);
      }
      await bench.startWorker();
      expect(new Set(await bench.finished(bench.accepted))).toEqual(new Set(['cancelled']));
    },
    2 * MINUTE,
  );
});

describe('kill -9 of the worker while it cancels', () => {
  for (const point of CANCEL) {
    it(
      `dies at ${point}: the program is stopped and the job is cancelled once`,
      async () => {
        const job = await bench.submit({ steps: 2000, step_seconds: 0.1 });
        await bench.dieAt('worker', point, async () => {
          await eventually(
            async () => bench.step(job, 1),
            (step) => step > 1,
            60,
          );
          await bench.service.call('POST', `/v1/jobs/${job}/cancel`);
        });
        await bench.startWorker();
        expect(await bench.finished([job])).toEqual(['cancelled']);
      },
      2 * MINUTE,
    );
  }
});

describe('kill -9 of the api during an upload', () => {
  for (const point of UPLOAD) {
    it(
      `dies at ${point}: there is no file, and sent again it is whole`,
      async () => {
        const files = () => count('SELECT count(*) AS n FROM file');
        const before = await files();
        await bench.dieAt('api', point, () => bench.service.call('POST', '/v1/files', rows(point)));
        await bench.startApi();
        expect(await files()).toBe(before);
        const sent = await bench.service.call('POST', '/v1/files', rows(point));
        expect({ status: sent.status, files: await files() }).toEqual({ status: 200, files: before + 1 });
      },
      2 * MINUTE,
    );
  }
});

it(
  'breaks nothing',
  async () => {
    expect(await bench.settled()).toEqual([]);
  },
  2 * MINUTE,
);
