import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aBase, aFinishedPipeline } from '../../test/support/a-version.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { LicensesService } from '#licenses/licenses.service.js';
import { ArtifactsService } from './artifacts.service.js';

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
const measure = (artifact: string, tokens: number) =>
  stage.t.db.tx(stage.ctx, (tx) =>
    tx.artifact.update({
      where: { id: artifact },
      data: { training: { tokens, parameters: 1e9, trainable_parameters: 0, flops: 4e9 * tokens } },
    }),
  );
const declare = (base: string, flops: number, source = 'https://example.org/paper') =>
  call('PATCH', `/base_models/${base}`, { training_compute: { flops, source } });

describe('training compute along a lineage of this installation', () => {
  it('is unknown until somebody measures and declares, then the same at every door', async () => {
    const of = await aBase(stage);
    const { artifacts } = await aFinishedPipeline(stage, of, null);
    const doors = async () => {
      const [lineage, artifact] = await Promise.all([
        call('GET', `/artifacts/${artifacts.gguf}/lineage`),
        call('GET', `/artifacts/${artifacts.gguf}`),
      ]);
      expect(artifact.body['ai_act']).toEqual(lineage.body['ai_act']);
      return lineage.body['ai_act'];
    };
    expect(await doors()).toMatchObject({
      ...{ flops: null, ratio: null, at_least: true },
      compared_with: { flops: 1e23, is_assumed: true },
      bases: [{ node: of.base, flops: null }],
      notes: [
        { code: 'AI_ACT_BASE_UNKNOWN', node: of.base },
        { code: 'AI_ACT_TRAINING_UNKNOWN', node: artifacts.adapter },
      ],
    });

    await measure(artifacts.adapter, 1e9);
    expect(await declare(of.base, 1e19)).toMatchObject({
      status: 200,
      body: { training_compute: { flops: 1e19, source: 'https://example.org/paper' } },
    });
    expect(await doors()).toMatchObject({
      ...{ flops: 4e18, ratio: 0.4, at_least: false, flag: 'provider' },
      bases: [{ node: of.base, flops: 1e19, source: 'declared', url: 'https://example.org/paper' }],
      notes: [{ code: 'AI_ACT_RATIO_PROVIDER' }],
    });
    const graph = await stage.get(ArtifactsService).lineage(stage.ctx, artifacts.gguf);
    const decision = await stage.get(LicensesService).decide(stage.ctx, {
      ...{ gate: 'G3', subjectType: 'artifact', subjectId: artifacts.gguf, subjectDigest: null },
      ...{ modelName: null, graph },
    });
    expect((await call('GET', `/license_decisions/${decision.id}`)).body['ai_act']).toEqual(await doors());
    expect((await call('GET', `/artifacts/${artifacts.gguf}/lineage?direction=down`)).body['ai_act']).toBe(
      null,
    );
  });

  it('audits a declaration with what was before, and takes it back', async () => {
    const { base } = await aBase(stage);
    await declare(base, 1e20);
    await declare(base, 2e20);
    const back = await call('PATCH', `/base_models/${base}`, { training_compute: null });
    expect(back).toMatchObject({ status: 200, body: { training_compute: null } });
    const events = await stage.t.db.tx(stage.ctx, (tx) =>
      tx.auditEvent.findMany({ where: { targetId: base }, orderBy: { seq: 'asc' } }),
    );
    const declared = (flops: number) => ({ flops, source: 'https://example.org/paper' });
    expect(events.map(({ action, facts }) => [action, facts])).toEqual([
      ['base_model.compute_declared', { before: null, now: declared(1e20) }],
      ['base_model.compute_declared', { before: declared(1e20), now: declared(2e20) }],
      ['base_model.compute_declared', { before: declared(2e20), now: null }],
    ]);
  });
});
