import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { chatFile } from '../../test/support/datasets-app.js';
import { aBase, aFinishedPipeline } from '../../test/support/a-version.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import { FilesService } from '#files/files.service.js';
import { ReevaluationProcessor } from '#licenses/reevaluation.processor.js';
import { JobsInputs } from './jobs.inputs.js';
import { JobsService } from './jobs.service.js';

jest.setTimeout(30_000);
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage?.close());

async function call(method: string, path: string, body?: object) {
  const headers = {
    authorization: `Bearer ${stage.key}`,
    ...(body ? { 'content-type': 'application/json' } : {}),
  };
  const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
  const response = await fetch(`${stage.url}/v1${path}`, init);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const jobsNow = () => stage.t.db.tx(stage.ctx, (tx) => tx.job.count());
const decisions = () =>
  stage.t.db.tx(stage.ctx, (tx) =>
    tx.licenseDecision.findMany({ where: { gate: 'G2' }, orderBy: { id: 'asc' } }),
  );
async function asked<T>(work: () => Promise<T>) {
  const before = (await decisions()).length;
  const answer = await work();
  return { answer, decisions: (await decisions()).slice(before) };
}
async function made(license?: string, dataLicense?: string) {
  const of = await aBase(stage, license, dataLicense);
  return { ...of, ...(await aFinishedPipeline(stage, of, null)) };
}
/** Rows that can be trained on, as somebody uploads them. */
async function uploaded(): Promise<string> {
  const { id: train } = await stage.get(FilesService).create(stage.ctx, {
    body: Readable.from([Buffer.from(chatFile(12))]),
    filename: 'x.jsonl',
    fields: Promise.resolve({ purpose: 'fine-tune' as const }),
    purposeSoFar: () => 'fine-tune',
  });
  const datasets = stage.get(DatasetsService);
  const { id } = await datasets.create(stage.ctx, 'pipeline');
  const body = { files: { train }, license: 'CC-BY-4.0', source: {} };
  return (await datasets.createVersion(stage.ctx, id, body)).id;
}
const measure = (model: unknown, data: string) => ({
  ...{ kind: 'evaluate', model, dataset_version: data, split: 'train', engine: 'transformers' },
});

describe('gate G2 of jobs that train nothing', () => {
  it('is asked by merge, quantize and evaluate, each about what it makes', async () => {
    const { base, data, artifacts } = await made();
    const { decisions } = await asked(async () => {
      const bodies = [
        { kind: 'merge', adapter: artifacts.adapter },
        { kind: 'quantize', model: artifacts.merged },
        measure(artifacts.merged, data),
        measure({ base_model: base }, data),
      ];
      for (const body of bodies)
        expect(await call('POST', '/jobs', body)).toMatchObject({
          status: 201,
          body: { decision: expect.stringMatching(/^dec_/) },
        });
    });
    const kinds = decisions.map(({ inputs, subjectId }) => {
      const { graph } = inputs as unknown as { graph: { nodes: { id: string; kind: string }[] } };
      return graph.nodes.find(({ id }) => id === subjectId)?.kind;
    });
    expect(kinds).toEqual(['merged', 'quantized', 'deployment', 'deployment']);
    const uses = decisions.map(({ inputs }) => (inputs as { use: { purpose: string } }).use.purpose);
    expect(uses).toEqual(['internal', 'internal', 'internal', 'internal']);
  });

  it('refuses what a license forbids, with the clause, and keeps no job', async () => {
    const nc = await made('cc-by-nc-4.0');
    const tests = await made('apache-2.0', 'CC-BY-NC-4.0');
    const free = await made();
    const before = await jobsNow();
    for (const body of [
      { kind: 'merge', adapter: nc.artifacts.adapter },
      { kind: 'quantize', model: nc.artifacts.merged },
      measure(nc.artifacts.merged, free.data),
      measure({ base_model: nc.base }, free.data),
      measure(free.artifacts.merged, tests.data),
    ]) {
      const refused = await call('POST', '/jobs', body);
      expect({ asked: body, ...refused }).toMatchObject({
        status: 403,
        body: { error: { code: 'license_forbids_use', message: expect.stringContaining('§') } },
      });
    }
    expect(await jobsNow()).toBe(before);
  });

  it('is asked again before a program starts: what waited or was paused does not outlive a no', async () => {
    const declare = async (commercial: boolean) => {
      const body = { declared_use: { purpose: 'internal', commercial } };
      expect((await call('PATCH', '/projects/current', body)).status).toBe(200);
      await stage.get(ReevaluationProcessor).step(stage.ctx.projectId);
    };
    await declare(false);
    const { artifacts } = await made('cc-by-nc-4.0');
    const asked = await call('POST', '/jobs', { kind: 'quantize', model: artifacts.merged });
    expect(asked.status).toBe(201);
    const job = await stage.get(JobsService).getJob(stage.ctx, String(asked.body['id']));
    const start = () => stage.get(JobsInputs).prepare(stage.ctx, job, 1, null);
    await expect(start()).resolves.toMatchObject({ spec: { recipe: 'quantize_gguf' } });
    await declare(true);
    const no = {
      reason: 'policy_blocked',
      message: expect.stringContaining('A license forbids this by now'),
    };
    await expect(start()).rejects.toMatchObject(no);
    await declare(false);
    await expect(start()).resolves.toBeDefined();
    await declare(true);
  });

  it('follows on_needs_review, and asks one review however often it is asked', async () => {
    const odd = await made('other');
    const { data } = await made();
    const body = measure({ base_model: odd.base }, data);
    const ran = await call('POST', '/jobs', body);
    expect(ran.status).toBe(201);
    const events = await call('GET', `/jobs/${String(ran.body['id'])}/events`);
    expect(JSON.stringify(events.body)).toContain('License question, to be answered before promotion');

    await call('PATCH', '/projects/current', { on_needs_review: 'wait' });
    const before = await jobsNow();
    const [first, second] = [await call('POST', '/jobs', body), await call('POST', '/jobs', body)];
    for (const refused of [first, second])
      expect(refused).toMatchObject({ status: 403, body: { error: { code: 'license_review_required' } } });
    const reviewOf = (one: typeof first) => (one.body['error'] as { review: string }).review;
    expect(reviewOf(first)).toMatch(/^rev_/);
    expect(reviewOf(second)).toBe(reviewOf(first));
    expect(await jobsNow()).toBe(before);
    await call('PATCH', '/projects/current', { on_needs_review: 'train' });
  });

  it('is asked once for what a pipeline asks twice', async () => {
    const { base } = await made();
    const data = await uploaded();
    const jobs = [
      { name: 'train', kind: 'finetune', base_model: base, dataset_version: data },
      { name: 'merge', kind: 'merge', adapter: { job: 'train' } },
      { name: 'gguf', kind: 'quantize', model: { job: 'merge' } },
      { name: 'before', ...measure({ base_model: base }, data) },
      { name: 'tuned', ...measure({ job: 'merge' }, data) },
      { name: 'small', ...measure({ job: 'gguf' }, data), engine: 'llamacpp' },
    ];
    const { answer, decisions } = await asked(() => call('POST', '/pipelines', { jobs }));
    expect(answer).toMatchObject({ status: 201, body: { object: 'pipeline' } });
    const of = (answer.body['jobs'] as { decision: string }[]).map((job) => job.decision);
    const [train, before, tuned] = decisions.map(({ id }) => id);
    expect(of).toEqual([train, train, train, before, tuned, tuned]);
    expect(decisions).toHaveLength(3);
  });
});
