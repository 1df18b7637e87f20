import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import OpenAI from 'openai';
import { aBase, aFinishedPipeline } from '../../test/support/a-version.js';
import { chatFile } from '../../test/support/datasets-app.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import { FilesService } from '#files/files.service.js';
import { DeploymentsEvidence } from '#deployments/deployments.evidence.js';
import { RegistryPublisher } from './registry.publisher.js';
import { RegistryService, type VersionRow } from './registry.service.js';
import { changeProject } from '../../test/support/change-project.js';

jest.setTimeout(30_000);
let stage: Stage;
let of: { base: string; data: string };
let version: VersionRow;
beforeAll(async () => {
  stage = await openStage();
  const use = {
    purpose: 'saas-app',
    commercial: true,
    general_purpose: false,
    fields: [],
    downstream_training: [],
  };
  await changeProject(stage.url, stage.key, { declared_use: use });
  of = await aBase(stage, 'llama3.1');
  const made = await aFinishedPipeline(stage, of, null);
  const asked = { model: 'llama-acme', sourceJobId: made.jobs.finetune, artifacts: made.artifacts };
  version = await stage.get(RegistryPublisher).registerVersion(stage.ctx, asked);
}, 60_000);
afterAll(() => stage?.close());

type Json = Record<string, never> & { error?: Record<string, unknown> };
async function call(method: string, path: string, body?: object) {
  const response = await fetch(`${stage.url}/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${stage.key}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return { status: response.status, text, body: (isJson ? JSON.parse(text) : {}) as Json };
}
const display = async () => {
  const { model } = (await stage.get(RegistryService).findVersionById(stage.ctx, version.id))!;
  const decision = await stage.get(DeploymentsEvidence).decide(stage.ctx, model, version);
  const { body } = await call('GET', `/license_decisions/${decision.id}`);
  const owed = body['obligations'] as unknown as { type: string; text?: string; satisfied_by?: string }[];
  return {
    met: owed.find((one) => one.type === 'display')?.satisfied_by,
    attestations: (body['inputs'] as unknown as { attestations?: { id: string }[] }).attestations,
  };
};

describe('the name of a model', () => {
  it('is refused before anything is trained, with the one that will do', async () => {
    const body = Readable.from([Buffer.from(chatFile(12, 'named '))]);
    const fields = Promise.resolve({ purpose: 'fine-tune' as const });
    const { id: train } = await stage
      .get(FilesService)
      .create(stage.ctx, { body, filename: 'x.jsonl', fields, purposeSoFar: () => 'fine-tune' });
    const datasets = stage.get(DatasetsService);
    const { id } = await datasets.create(stage.ctx, 'named');
    const data = await datasets.createVersion(stage.ctx, id, {
      files: { train },
      license: 'mit',
      source: {},
    });
    const pipeline = (model: string) => ({
      jobs: [{ name: 'tune', kind: 'finetune', base_model: of.base, dataset_version: data.id }],
      publish: { model },
    });
    const before = await stage.t.db.tx(stage.ctx, (tx) => tx.licenseDecision.count());
    const refused = await call('POST', '/pipelines', pipeline('acme'));
    expect(refused).toMatchObject({
      status: 400,
      body: { error: { code: 'name_prefix_missing', param: 'publish.model' } },
    });
    expect(refused.body.error!['message']).toContain("call it 'llama-acme'");
    expect(await stage.t.db.tx(stage.ctx, (tx) => tx.licenseDecision.count())).toBe(before);
    expect((await call('POST', '/pipelines', pipeline('llama-acme'))).status).toBe(201);
  });
});

describe('an attestation', () => {
  const path = () => `/model_versions/${version.id}/attestations`;
  const attest = (over: object = {}) =>
    call('POST', path(), {
      surface: 'website',
      shows: ['… Built with Llama …'],
      url: 'https://example.org/about',
      sha256: 'ab'.repeat(32),
      ...over,
    });

  it('meets a display duty at the next decision, which names it, until it is revoked', async () => {
    // the card carries the line already, so that only the choice of surface tells whose word counts
    const shown = await stage.get(RegistryService).surfaces(stage.ctx, version);
    expect(shown.surfaces.website).toBeUndefined();
    const made = await attest();
    expect(made).toMatchObject({
      status: 201,
      body: { surface: 'website', made_by: expect.any(String) as unknown },
    });
    const id = String(made.body['id']);
    expect(await display()).toEqual({ met: 'website', attestations: [expect.objectContaining({ id })] });
    expect((await call('GET', path())).body['data']).toEqual([made.body]);
    const revoke = () => call('POST', `${path()}/${id}/revoke`);
    expect(await revoke()).toMatchObject({
      status: 200,
      body: { revoked_by: expect.any(String) as unknown },
    });
    expect(await revoke()).toMatchObject({ status: 409, body: { error: { code: 'attestation_revoked' } } });
    expect((await display()).attestations).toBeUndefined();
    expect((await display()).met).not.toBe('website');
  });

  it.each([
    [{ sha256: undefined }, 400, 'sha256'],
    [{ file: 'file-x' }, 400, 'sha256'],
    [{ surface: 'license-file' }, 400, 'surface'],
    [{ url: 'javascript:alert(1)' }, 400, 'url'],
    [{ shows: [] }, 400, 'shows'],
  ])('refuses %j', async (over, status, param) => {
    expect(await attest(over)).toMatchObject({ status, body: { error: { param } } });
  });

  it('answers 404 for a version or an attestation that is none', async () => {
    expect((await call('GET', '/model_versions/mv_none/attestations')).status).toBe(404);
    expect((await call('POST', `${path()}/ats_none/revoke`)).status).toBe(404);
  });
});

describe('what the licenses demand', () => {
  it('is told of a base model before anything is made of it, under the declared use', async () => {
    const { status, body } = await call('GET', `/base_models/${of.base}/obligations`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ object: 'license_obligations', subject: of.base, decision: null });
    expect(body['obligations']).toContainEqual(
      expect.objectContaining({ type: 'display', what: expect.stringContaining('Built with Llama') }),
    );
    expect(body['licenses']).toEqual([
      expect.objectContaining({
        naming: expect.objectContaining({ prefix: 'Llama' }),
        thresholds: [expect.objectContaining({ amount: 700_000_000 })],
      }),
    ]);
    const before = await stage.t.db.tx(stage.ctx, (tx) => tx.licenseDecision.count());
    await call('GET', `/base_models/${of.base}/obligations`);
    expect(await stage.t.db.tx(stage.ctx, (tx) => tx.licenseDecision.count())).toBe(before);
  });

  it('is told of a version by its newest decision, with what is met', async () => {
    const { status, body } = await call('GET', `/model_versions/${version.id}/obligations`);
    expect([status, body['decision']]).toEqual([200, expect.stringMatching(/^dec_/)]);
    expect(body['obligations']).toContainEqual(expect.objectContaining({ type: 'display' }));
    expect((await call('GET', '/model_versions/mv_none/obligations')).status).toBe(404);
    expect((await call('GET', '/base_models/none/obligations')).status).toBe(404);
  });
});

describe('what comes with a version', () => {
  it("stands beside OpenAI's fields, and the stock client reads on", async () => {
    const openai = new OpenAI({ baseURL: `${stage.url}/v1`, apiKey: stage.key, maxRetries: 0 });
    const listed = (await openai.models.list()).data.find((model) => model.id === version.openaiId)!;
    const { luthier } = listed as unknown as {
      luthier: { attribution: string[]; obligations: { type: string; text?: string }[] };
    };
    expect(luthier.attribution).toContain('Casanueva et al., 2020');
    expect(luthier.obligations).toContainEqual(
      expect.objectContaining({ type: 'display', text: 'Built with Llama' }),
    );
    expect(listed).toMatchObject({ object: 'model', owned_by: 'acme' });
  });

  it('is a text of the terms to pass on, by license and clause, shipped and served', async () => {
    const { status, text } = await call('GET', `/model_versions/${version.id}/terms`);
    expect(status).toBe(200);
    expect(text).toContain('Llama 3.1');
    expect(text).toMatch(/aup-bind-users \(.*§1\.b\.iv/);
    expect(text).toContain('prohibited:');
    const card = await stage.t.db.tx(stage.ctx, (tx) =>
      tx.artifact.findUniqueOrThrow({ where: { id: version.cardId } }),
    );
    expect((card.manifest as { path: string }[]).map((file) => file.path)).toContain('TERMS.txt');
  });
});
