import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../e2e/wait.js';
import { newId } from '#kernel/ids.js';
import { RegistryPublisher } from '#registry/registry.publisher.js';
import { aBase, aCheckpoint, aFinishedPipeline } from '../support/a-version.js';
import { FaultBench } from './bench.js';
import { withAdmin } from './invariants.js';
import {
  CANCEL,
  CANCEL_BY_API,
  CHECKPOINT_BY_API,
  RECALL,
  RECALL_BY_API,
  SUBMIT,
  UPLOAD,
  UPLOAD_PARTS,
  UPLOAD_SWEEP,
} from './points.js';

const MINUTE = 60_000;
let bench: FaultBench;
let base = '';
let data = '';
beforeAll(async () => {
  bench = await FaultBench.open({ env: { LUTHIER_CPU_SLOTS: '2' } });
  ({ base } = await aBase(bench.stage()));
  const file = await bench.answered(bench.service.call('POST', '/v1/files', rows('the dataset')));
  const dataset = await bench.answered(bench.service.call('POST', '/v1/datasets', { name: 'rows' }));
  const version = { files: { train: file.id }, license: 'CC-BY-4.0' };
  data = (await bench.answered(bench.service.call('POST', `/v1/datasets/${dataset.id}/versions`, version)))
    .id;
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

describe('kill -9 during an upload in parts', () => {
  const text = async (about: string) => (rows(about).get('file') as File).text();
  const parts = (upload: string) =>
    count(`SELECT count(*) AS n FROM upload_part WHERE upload_id = '${upload}'`);
  const begin = (content: string) => {
    const body = { bytes: Buffer.byteLength(content), filename: 'a.jsonl', mime_type: 'text/jsonl' };
    return bench.answered(bench.service.call('POST', '/v1/uploads', { ...body, purpose: 'fine-tune' }));
  };
  const add = (upload: string, content: string) => {
    const form = new FormData();
    form.set('data', new Blob([content]), 'upload');
    return bench.service.call('POST', `/v1/uploads/${upload}/parts`, form);
  };
  const complete = (upload: string, part: string) =>
    bench.service.call('POST', `/v1/uploads/${upload}/complete`, { part_ids: [part] });
  const objects = async () =>
    (await bench.service.kept()).files.filter((path) => /^objects\/(?!tmp)/.test(path));

  it(
    'it goes on with the parts that were answered, completes once, and what is left is swept away',
    async () => {
      await bench.killWorker();
      const content = await text('an upload');
      const before = await objects();
      const upload = (await begin(content)).id;
      for (const point of [UPLOAD_PARTS[0], UPLOAD_PARTS[1]]) {
        await bench.dieAt('api', point, () => add(upload, content));
        await bench.startApi();
      }
      const part = (await bench.answered(add(upload, content))).id;
      expect(await parts(upload)).toBe(3);
      await bench.dieAt('api', UPLOAD_PARTS[2], () => complete(upload, part));
      await bench.startApi();
      const made = (await (await complete(upload, part)).json()) as { status: string; file: { id: string } };
      expect(made).toMatchObject({ status: 'completed', file: { object: 'file' } });
      const stored = await bench.service.call('GET', `/v1/files/${made.file.id}/content`);
      expect(await stored.text()).toBe(content);

      // the two that were cut off are an hour old
      await withAdmin(bench.service, async (ask) => {
        await ask(`UPDATE upload_part SET created_at = created_at - interval '61 minutes'`);
        await ask(`UPDATE upload SET next_step_at = now()`);
      });
      await bench.dieAt('worker', UPLOAD_SWEEP[0]);
      expect(await parts(upload)).toBe(3);
      await bench.startWorker();
      expect(
        await eventually(
          () => parts(upload),
          (n) => n === 0,
          60,
        ),
      ).toBe(0);
      expect((await objects()).length).toBe(before.length + 1);
    },
    3 * MINUTE,
  );
});

describe('kill -9 of the api at the first call of a checkpoint', () => {
  it(
    `dies at ${CHECKPOINT_BY_API[0]}: nothing is begun, and the next calls begin it once`,
    async () => {
      const stage = bench.stage();
      const of = await aBase(stage);
      const made = await aFinishedPipeline(stage, of, null);
      const asked = { model: 'stepped', sourceJobId: made.jobs.finetune, artifacts: made.artifacts };
      const version = await stage.get(RegistryPublisher).registerVersion(stage.ctx, asked);
      await aCheckpoint(stage, of, made.jobs.finetune, 4);
      const model = `${version.openaiId}:ckpt-step-4`;
      const chat = () =>
        bench.service.call('POST', '/v1/chat/completions', {
          model,
          messages: [{ role: 'user', content: 'hello' }],
        });
      const begun = () => count(`SELECT count(*) AS n FROM pipeline WHERE name = 'checkpoint 4'`);
      await bench.killWorker();
      await bench.dieAt('api', CHECKPOINT_BY_API[0], chat);
      expect(await begun()).toBe(0);
      await bench.startApi();
      const two = [chat(), chat()];
      expect(await eventually(begun, (n) => n === 1, 60)).toBe(1);
      // what the stage calls an adapter is none to the recipe: the jobs end, the calls say so
      await bench.startWorker();
      for (const one of two) expect((await one).status).toBe(503);
      const pipeline = () =>
        count(`SELECT count(*) AS n FROM pipeline WHERE name = 'checkpoint 4' AND state = 'failed'`);
      expect(await eventually(pipeline, (n) => n === 1, 90)).toBe(1);
      expect(await begun()).toBe(1);
    },
    4 * MINUTE,
  );
});

describe('kill -9 around a recall', () => {
  const recalls = () => count(`SELECT count(*) AS n FROM recall WHERE kind = 'base_model'`);
  const held = () => count('SELECT count(*) AS n FROM quarantine WHERE released_at IS NULL');
  const stopped = () =>
    count(`SELECT count(*) AS n FROM deployment WHERE desired = 'stopped' AND state = 'stopped'`);
  const recalled = (subject: object, dry_run: boolean) =>
    bench.service.call('POST', '/v1/recalls', { subject, reason: 'withdrawn', dry_run });
  const recall = async (id: string) =>
    (await (await bench.service.call('GET', `/v1/recalls/${id}`)).json()) as never;

  it(
    'quarantines everything or nothing, and what serves it is stopped whoever dies in between',
    async () => {
      await bench.killWorker();
      const stage = bench.stage();
      const of = await aBase(stage);
      const made = await aFinishedPipeline(stage, of, null);
      const asked = { model: 'recalled', sourceJobId: made.jobs.finetune, artifacts: made.artifacts };
      const version = await stage.get(RegistryPublisher).registerVersion(stage.ctx, asked);
      await stage.t.db.tx(stage.ctx, async (tx) => {
        const decision = await tx.licenseDecision.findFirstOrThrow({ orderBy: { id: 'desc' } });
        const {
          id: artifactId,
          digest: artifactDigest,
          projectId,
        } = await tx.artifact.findUniqueOrThrow({
          where: { id: made.artifacts.gguf },
        });
        const served = {
          projectId,
          versionId: version.id,
          openaiId: version.openaiId,
          artifactId,
          artifactDigest,
        };
        const state = {
          kind: 'alias',
          engine: 'llamacpp',
          state: 'ready',
          desired: 'serving',
          nextStepAt: null,
        };
        await tx.deployment.create({
          data: { ...served, ...state, id: newId('dep_'), decisionId: decision.id },
        });
      });
      await bench.dieAt('api', RECALL_BY_API[0], () => recalled({ base_model: of.base }, false));
      await bench.startApi();
      expect([await recalls(), await held(), await stopped()]).toEqual([0, 0, 0]);

      await bench.dieAt('api', RECALL_BY_API[1], () => recalled({ base_model: of.base }, false));
      await bench.startApi();
      expect([await recalls(), await stopped()]).toEqual([1, 0]);
      expect(await held()).toBeGreaterThan(4);
      const body = { model: version.openaiId, messages: [{ role: 'user', content: 'hello' }] };
      const chat = await bench.service.call('POST', '/v1/chat/completions', body);
      expect({ status: chat.status, ...((await chat.json()) as object) }).toMatchObject({
        status: 403,
        error: { code: 'quarantined' },
      });

      await bench.dieAt('worker', RECALL[1]);
      await bench.passClaims();
      await bench.startWorker();
      expect(await eventually(stopped, (n) => n === 1, 60)).toBe(1);
      const drained = () => count(`SELECT count(*) AS n FROM audit_event WHERE action = 'recall.drained'`);
      expect(await eventually(drained, (n) => n === 1, 60)).toBe(1);
    },
    2 * MINUTE,
  );

  it(
    `dies at ${RECALL[0]}: the search goes on and counts no file twice`,
    async () => {
      await bench.killWorker();
      const { id } = await bench.answered(recalled({ record: 'ab'.repeat(32) }, true));
      await bench.dieAt('worker', RECALL[0]);
      await bench.passClaims();
      await bench.startWorker();
      const found = await eventually(
        () => recall(id),
        ({ state }) => state === 'found',
        60,
      );
      const files = await count(`SELECT count(*) AS n FROM file WHERE purpose = 'fine-tune'`);
      expect(found).toMatchObject({ state: 'found', scan: { files, found: [], unreadable: [] } });
    },
    2 * MINUTE,
  );
});

it(
  'breaks nothing',
  async () => {
    expect(await bench.settled()).toEqual([]);
  },
  2 * MINUTE,
);
