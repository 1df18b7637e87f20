import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aBase, aFinishedPipeline, aJob } from '../../test/support/a-version.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import { FilesService } from '#files/files.service.js';
import { PromotionsService } from '#deployments/promotions.service.js';
import { RegistryPublisher } from '#registry/registry.publisher.js';

jest.setTimeout(30_000);
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage?.close());

type Json = Record<string, never> & { error?: { code: string; message: string; param: string | null } };
async function call(method: string, path: string, body?: object) {
  const response = await fetch(`${stage.url}/v1${path}`, {
    method,
    redirect: 'manual',
    headers: {
      authorization: `Bearer ${stage.key}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : {}) as Json };
}
const chat = (model: string) =>
  call('POST', '/chat/completions', { model, messages: [{ role: 'user', content: 'hello' }] });
const audited = async (action: string) =>
  (await stage.t.db.tx(stage.ctx, (tx) => tx.auditEvent.findMany({ where: { action } }))).length;

/** A version that `model:production` serves, over base and data of its own. */
async function served(model: string, over?: { base: string; data: string }) {
  const of = over ?? (await aBase(stage));
  const made = await aFinishedPipeline(stage, of, null);
  const asked = { model, sourceJobId: made.jobs.finetune, artifacts: made.artifacts };
  const version = await stage.get(RegistryPublisher).registerVersion(stage.ctx, asked);
  const promotions = stage.get(PromotionsService);
  const wanted = { model, alias: 'production', max_quantization_drop: 0.05 };
  const { id } = await promotions.promote(stage.ctx, wanted);
  await stage.work(async () => (await promotions.get(stage.ctx, id)).state === 'succeeded');
  return { ...of, ...made, version };
}
const queued = (of: { base: string; data: string }) =>
  aJob(stage, {
    kind: 'finetune',
    state: 'queued',
    spec: { kind: 'finetune', base_model: of.base, dataset_version: of.data, rows: 1, params: {} },
  });
const recall = (subject: object, dry_run: boolean, reason = 'withdrawn by its licensor') =>
  call('POST', '/recalls', { subject, reason, dry_run });
const jobState = async (id: string) =>
  (await stage.t.db.tx(stage.ctx, (tx) => tx.job.findUniqueOrThrow({ where: { id } }))).state;
const quarantined = async () =>
  (await stage.t.db.tx(stage.ctx, (tx) => tx.quarantine.findMany({ where: { releasedAt: null } }))).map(
    (row) => row.subjectId,
  );

describe('the lineage of a thing', () => {
  it('is one graph from base model and data to the deployment, in either direction', async () => {
    const made = await served('traced');
    const { body } = await call('GET', `/artifacts/${made.artifacts.merged}/lineage`);
    const nodes = body['nodes'] as unknown as {
      id: string;
      kind: string;
      license: unknown;
      sha256: string;
    }[];
    const kinds = new Set(nodes.map((node) => node.kind));
    for (const kind of ['base_model', 'dataset_version', 'job', 'adapter', 'merged', 'gguf', 'model_version', 'alias', 'deployment'])
      expect([...kinds]).toContain(kind); // prettier-ignore
    expect(nodes.find((node) => node.id === made.base)).toMatchObject({
      license: { declared: 'apache-2.0', concluded: 'Apache-2.0' },
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
    });
    const edges = body['edges'] as unknown as { from: string; to: string; type: string }[];
    expect(edges).toEqual(
      expect.arrayContaining([
        { from: made.artifacts.merged, to: made.artifacts.adapter, type: 'merged-from' },
        { from: made.artifacts.gguf, to: made.artifacts.merged, type: 'quantized-from' },
        { from: made.artifacts.adapter, to: made.jobs.finetune, type: 'made-by' },
        { from: made.jobs.finetune, to: made.data, type: 'reads' },
        { from: made.version.id, to: made.artifacts.gguf, type: 'consists-of' },
      ]),
    );
    const up = await call('GET', `/lineage/${made.artifacts.merged}?direction=up`);
    const ids = (up.body['nodes'] as unknown as { id: string }[]).map((node) => node.id);
    expect(ids).toEqual(expect.arrayContaining([made.base, made.data, made.artifacts.adapter]));
    expect(ids).not.toContain(made.artifacts.gguf);
    const ofVersion = await call('GET', `/lineage/${encodeURIComponent(made.version.openaiId)}?direction=up`);
    expect(ofVersion.body).toMatchObject({ subject: made.version.id });
  });

  it.each([
    ['/artifacts/art_none/lineage', 404, 'artifact_not_found'],
    ['/lineage/bm_none', 404, 'lineage_subject_not_found'],
    ['/lineage/anything', 404, 'lineage_subject_not_found'],
    ['/lineage/ft:none', 404, 'model_version_not_found'],
    ['/lineage/bm_none?direction=sideways', 400, 'invalid_value'],
  ])('answers %s with %i', async (path, status, code) => {
    expect(await call('GET', path)).toMatchObject({ status, body: { error: { code } } });
  });
});

describe('a recall', () => {
  it('lists what descends, changes nothing in a dry run, and takes all of it out of use at once', async () => {
    const made = await served('recalled');
    const job = await queued(made);
    const before = await quarantined();
    const dry = await recall({ base_model: made.base }, true);
    expect(dry).toMatchObject({
      status: 201,
      body: {
        id: null,
        state: 'found',
        counts: { base_models: 1, model_versions: 1, aliases: 1, deployments: 2 },
      },
    });
    const names = JSON.stringify(dry.body['affected']);
    for (const id of [made.base, job, made.version.id, ...Object.values(made.artifacts)])
      expect(names).toContain(id);
    expect(await quarantined()).toEqual(before);
    expect(await jobState(job)).toBe('queued');
    expect((await chat('recalled')).status).toBe(200);

    const done = await recall({ base_model: made.base }, false);
    expect(done).toMatchObject({ status: 201, body: { state: 'executed', drained: false } });
    expect(await jobState(job)).toBe('cancelled');
    expect(await quarantined()).toEqual(
      expect.arrayContaining([made.base, ...Object.values(made.artifacts)]),
    );
    // the worker has done nothing yet: already now nobody is answered
    for (const model of ['recalled', made.version.openaiId]) {
      const refused = await chat(model);
      expect(refused).toMatchObject({ status: 403, body: { error: { code: 'quarantined' } } });
      expect(refused.body.error!.message).toContain('withdrawn by its licensor');
    }
    // as after a kill -9: the bells are lost, the rows are there
    await stage.t.db.client.outbox.deleteMany({});
    const id = String(done.body['id']);
    await stage.work(async () => (await call('GET', `/recalls/${id}`)).body['drained'] === (true as never));
    const rows = await stage.t.db.tx(stage.ctx, (tx) =>
      tx.deployment.findMany({ where: { versionId: made.version.id } }),
    );
    expect(rows.map((row) => [row.desired, row.state])).toEqual(rows.map(() => ['stopped', 'stopped']));
    expect(await audited('recall.executed')).toBe(1);
    expect(await audited('recall.drained')).toBe(1);
    expect(await recall({ base_model: made.base }, false)).toMatchObject({
      status: 409,
      body: { error: { code: 'already_recalled' } },
    });

    const refusals: [string, string, object?][] = [
      ['POST', '/jobs', { kind: 'finetune', base_model: made.base, dataset_version: made.data }],
      ['POST', '/jobs', { kind: 'merge', adapter: made.artifacts.adapter }],
      ['POST', '/jobs', { kind: 'quantize', model: made.artifacts.merged, type: 'q8_0' }],
      ['POST', '/promotions', { model: 'recalled', alias: 'production' }],
      ['GET', `/artifacts/${made.artifacts.gguf}/content?path=model.gguf`],
    ];
    for (const [method, path, body] of refusals)
      expect({ path, asked: body, ...(await call(method, path, body)) }).toMatchObject({
        status: 403,
        body: { error: { code: 'quarantined' } },
      });

    expect(await call('POST', `/recalls/${id}/release`, { reason: 'granted again' })).toMatchObject({
      status: 200,
      body: { state: 'released', release_reason: 'granted again' },
    });
    expect(await call('POST', `/recalls/${id}/release`, { reason: 'granted again' })).toMatchObject({
      status: 409,
      body: { error: { code: 'recall_not_executed' } },
    });
    expect((await call('GET', `/artifacts/${made.artifacts.gguf}/content?path=model.gguf`)).status).toBe(302);
    expect((await chat('recalled')).status).toBe(503);
  });

  it('holds what two recalls hold until both are released, and what was made meanwhile', async () => {
    const made = await served('twice');
    const first = await recall({ base_model: made.base }, false);
    const second = await recall({ dataset_version: made.data }, false);
    const late = await aFinishedPipeline(stage, made, null);
    await stage.work(async () => (await quarantined()).includes(late.artifacts.gguf));
    await call('POST', `/recalls/${String(first.body['id'])}/release`, { reason: 'found clean' });
    const content = () => call('GET', `/artifacts/${late.artifacts.gguf}/content?path=model.gguf`);
    expect((await content()).status).toBe(403);
    await call('POST', `/recalls/${String(second.body['id'])}/release`, { reason: 'found clean' });
    expect((await content()).status).toBe(302);
  });

  it('never lets an engine start on what it holds', async () => {
    const made = await served('engine');
    const started = stage.serving.started.length;
    await recall({ dataset_version: made.data }, false);
    // somebody with the database in hand wishes it back
    await stage.t.db.tx(stage.ctx, (tx) =>
      tx.deployment.updateMany({
        where: { versionId: made.version.id, kind: 'alias' },
        data: { desired: 'serving', state: 'starting', handle: {}, nextStepAt: new Date(0) },
      }),
    );
    await stage.work(async () => (await audited('deployment.refused')) > 0);
    expect(stage.serving.started).toHaveLength(started);
  });

  it('finds a record in every file that holds it, however it was written, and only there', async () => {
    const row = {
      messages: [
        { role: 'user', content: 'I am Ada' },
        { role: 'assistant', content: 'hello' },
      ],
    };
    const line = JSON.stringify(row);
    const spaced = JSON.stringify(row, null, 1).replaceAll('\n', ' ');
    const file = async (text: string) =>
      (
        await stage.get(FilesService).create(stage.ctx, {
          body: Readable.from([Buffer.from(text)]),
          filename: 'x.jsonl',
          fields: Promise.resolve({ purpose: 'fine-tune' as const }),
          purposeSoFar: () => 'fine-tune',
        })
      ).id;
    const other = (n: number) => `${line.replace('Ada', `Bob ${n}`)}\n`;
    const [a, b, c] = [await file(other(1) + line + '\n'), await file(spaced), await file(other(2))];
    const datasets = stage.get(DatasetsService);
    const { id } = await datasets.create(stage.ctx, 'people');
    const versions: string[] = [];
    for (const train of [a, b, c])
      versions.push(
        (await datasets.createVersion(stage.ctx, id, { files: { train }, license: 'mit', source: {} })).id,
      );
    const canonical = `{"messages":[{"content":"I am Ada","role":"user"},{"content":"hello","role":"assistant"}]}`;
    const record = createHash('sha256').update(canonical).digest('hex');
    const until = async (recallId: string) => {
      await stage.work(
        async () => (await call('GET', `/recalls/${recallId}`)).body['state'] !== ('scanning' as never),
      );
      return (await call('GET', `/recalls/${recallId}`)).body as unknown as {
        state: string;
        scan: { found: string[]; files: number };
        affected: { dataset_versions: { id: string }[] };
      };
    };
    const asked = await recall({ record }, true, 'Ada asked to be forgotten');
    expect(asked).toMatchObject({ status: 201, body: { state: 'scanning' } });
    const found = await until(String(asked.body['id']));
    expect(found).toMatchObject({ state: 'found', scan: { found: [a, b] } });
    expect(found.affected.dataset_versions.map((one) => one.id)).toEqual(versions.slice(0, 2));
    expect(await quarantined()).not.toContain(versions[0]);
    const exact = createHash('sha256').update(line).digest('hex');
    const one = await until(String((await recall({ record: exact }, false)).body['id']));
    expect(one).toMatchObject({ state: 'executed', scan: { found: [a] } });
    expect(await quarantined()).toEqual(expect.arrayContaining([versions[0], a]));
    expect(
      await call('POST', `/datasets/${id}/versions`, { files: { train: a }, license: 'mit' }),
    ).toMatchObject({
      status: 403,
      body: { error: { code: 'quarantined' } },
    });
  });

  it.each([
    [{}, 'subject'],
    [{ base_model: 'a', record: 'b'.repeat(64) }, 'subject'],
    [{ record: 'B'.repeat(64) }, 'subject.record'],
    [{ artifact: 'art_1' }, 'subject.artifact'],
  ])('refuses the subject %j', async (subject, param) => {
    expect(await recall(subject, false)).toMatchObject({ status: 400, body: { error: { param } } });
  });

  it('answers 404 for what is not there', async () => {
    expect((await recall({ base_model: 'none' }, false)).status).toBe(404);
    expect((await recall({ dataset_version: 'dsv_none' }, true)).status).toBe(404);
    expect((await call('POST', '/recalls/rcl_none/release', { reason: 'why not' })).status).toBe(404);
  });
});
