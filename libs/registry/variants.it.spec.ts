import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aBase, aFinishedPipeline, aQuantized, type Made } from '../../test/support/a-version.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { ArtifactChecks } from '#artifacts/artifact-checks.service.js';
import { DeploymentsService } from '#deployments/deployments.service.js';
import { PromotionsService } from '#deployments/promotions.service.js';
import { PipelinesProcessor } from './pipelines.processor.js';
import { RegistryMirror } from './registry.mirror.js';
import { RegistryService } from './registry.service.js';

jest.setTimeout(30_000);
let stage: Stage;
let of: { base: string; data: string };
beforeAll(async () => {
  stage = await openStage();
  of = await aBase(stage);
}, 60_000);
afterAll(() => stage?.close());

const ask = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`${stage.url}/v1${path}`, {
    ...init,
    headers: { authorization: `Bearer ${stage.key}`, 'content-type': 'application/json' },
  });
  const text = await response.text();
  return { status: response.status, text, body: text.startsWith('{') ? JSON.parse(text) : null };
};
const register = (model: string, made: Made, quantize_job: unknown) =>
  ask(`/registered_models/${model}/versions`, {
    method: 'POST',
    body: JSON.stringify({ job: made.jobs.finetune, merge_job: made.jobs.merge, quantize_job }),
  });
const took = (watt_hours: number | null, basis: string | null) => ({
  ...{ attempts: 1, slot_seconds: 60, watt_hours, basis, cpu_watt_hours: watt_hours ?? 0, gpu_watt_hours: 0 },
  ...{ share_of_machine: 0.5, source: 'CPU: rapl package-0', kg_co2e: 0.01 },
  cost: { currency: 'EUR', units: 0, nanos: 250_000_000 },
});
const setUsage = (id: string, usage: object) =>
  stage.t.db.tx(stage.ctx, (tx) => tx.job.update({ where: { id }, data: { usage } }));

describe('a version with a quantized folder', () => {
  let made: Made;
  let quantized: { job: string; artifact: string };
  let version: any;
  beforeAll(async () => {
    made = await aFinishedPipeline(stage, of, { model: 'variants' });
    quantized = await aQuantized(stage, { ...of, merged: made.artifacts.merged, pipeline: made.pipeline });
    await setUsage(made.jobs.finetune, took(120, 'measured'));
    await setUsage(quantized.job, took(6, 'modelled'));
    await stage.get(PipelinesProcessor).step(made.pipeline);
    const { versionId } = await stage.t.db.tx(stage.ctx, (tx) =>
      tx.pipeline.findUniqueOrThrow({ where: { id: made.pipeline } }),
    );
    version = (await ask(`/model_versions/${versionId}`)).body;
  }, 60_000);

  it('has it as a role beside the GGUF of the same pipeline, signed, with what it lost', async () => {
    expect(version.artifacts).toEqual({ ...made.artifacts, quantized: quantized.artifact });
    expect(await stage.get(ArtifactChecks).verify(stage.ctx, quantized.artifact)).toMatchObject({ ok: true });
    expect(version.evaluations).toContainEqual(
      expect.objectContaining({
        task: 'divergence',
        subject: quantized.artifact,
        reference: made.artifacts.merged,
      }),
    );
  });

  it('says on its card and in its bill what it is, what loads it, and what all jobs took', async () => {
    const card = (await ask(`/model_versions/${version.id}/card`)).text;
    expect(card).toMatch(/\| quantized \| bnb_nf4 .* \| 0\.031 \| 0\.97 \| vLLM, transformers \|/);
    expect(card).toContain('All jobs behind this version together: 0.126 kWh (mixed)');
    expect(card).toContain('| quantized/model.safetensors |');

    const bill = (await ask(`/model_versions/${version.id}/bom`)).body;
    const { component } = bill.metadata;
    const variant = component.components.find((part: any) => part['bom-ref'].endsWith('/quantized'));
    expect(variant.pedigree.ancestors[0].name).toContain(made.artifacts.merged);
    expect(variant.components.map((file: any) => file.name)).toEqual(
      expect.arrayContaining(['quantized/config.json', 'quantized/model.safetensors']),
    );
    const energy = component.modelCard.considerations.environmentalConsiderations.energyConsumptions;
    expect(energy.map((one: any) => [one.activity, one.activityEnergyCost.value])).toEqual([
      ['fine-tuning', 0.12],
      ['other', 0.006],
    ]);
  });

  it('lists its forms as a tree, with what each lost and whether its signature holds', async () => {
    const { data } = (await ask(`/model_versions/${version.id}/forms`)).body;
    const { adapter, merged, gguf } = made.artifacts;
    expect(data.map((form: any) => [form.id, form.role, form.depth, form.made_from])).toEqual([
      [adapter, 'adapter', 0, []],
      [merged, 'merged', 1, [adapter]],
      [gguf, 'gguf', 2, [merged]],
      [quantized.artifact, 'quantized', 2, [merged]],
    ]);
    expect(data[3]).toMatchObject({
      ...{ type: 'bnb_nf4', format: 'safetensors', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      loss: { metrics: { kl_divergence: 0.031, top1_agreement: 0.97 } },
      signature: { holds: true, faults: [], key: expect.any(String) },
    });
    expect([data[2].type, data[2].loss]).toEqual(['q8_0', null]);
    // nobody counted the parameters of this base model
    expect(data.map((form: any) => form.bits_per_weight)).toEqual([null, null, null, null]);
    await stage.t.db.tx(stage.ctx, (tx) =>
      tx.baseModel.update({ where: { id: of.base }, data: { parameterCount: 64n } }),
    );
    const again = (await ask(`/model_versions/${version.id}/forms`)).body.data;
    expect(again[1].bits_per_weight).toBeNull();
    expect(again[3].bits_per_weight).toBeGreaterThan(0);
  });

  it('lists what was quantized of it afterwards too, and a signature that no longer holds', async () => {
    const later = await aQuantized(stage, { ...of, merged: made.artifacts.merged });
    await stage.t.db.tx(stage.ctx, (tx) =>
      tx.artifact.update({ where: { id: later.artifact }, data: { digest: 'ab'.repeat(32) } }),
    );
    const { data } = (await ask(`/model_versions/${version.id}/forms`)).body;
    expect(data.find((form: any) => form.id === later.artifact)).toMatchObject({
      ...{ role: null, depth: 2, made_from: [made.artifacts.merged] },
      signature: { holds: false, faults: expect.arrayContaining(['digest_mismatch', 'bad_provenance']) },
    });
    expect((await ask('/model_versions/mv_none/forms')).status).toBe(404);
  });

  it('is mirrored with its digest, and its jobs with what they took', async () => {
    await stage.get(RegistryMirror).mirror(version.id);
    const run = (job: string) => [...stage.tracking.runs.values()].find((one) => one.run.jobId === job)!;
    const { metrics, tags } = run(quantized.job);
    expect(metrics).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ key: 'usage.watt_hours', value: 6 }),
        expect.objectContaining({ key: 'usage.kg_co2e', value: 0.01 }),
        expect.objectContaining({ key: 'usage.cost', value: 0.25 }),
      ]),
    );
    expect(tags).toMatchObject({ 'luthier.energy.basis': 'modelled', 'luthier.cost.currency': 'EUR' });
    expect(run(made.jobs.finetune).tags).toMatchObject({
      ...{
        'luthier.energy.basis': 'measured',
        'luthier.quantized.sha256': expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
    expect(run(made.jobs.merge).tags).not.toHaveProperty('luthier.energy.basis');
  });
});

describe('registering by hand', () => {
  it('takes both forms, and refuses two of the same', async () => {
    const made = await aFinishedPipeline(stage, of, null);
    const [one, two] = [
      await aQuantized(stage, { ...of, merged: made.artifacts.merged }),
      await aQuantized(stage, { ...of, merged: made.artifacts.merged }),
    ];
    const same = await register('by-hand', made, [one.job, two.job]);
    expect([same.status, same.body.error.param]).toEqual([400, 'quantize_job']);
    expect(same.body.error.message).toContain('both left a quantized');
    const both = await register('by-hand', made, [made.jobs.quantize, one.job]);
    expect(both.status).toBe(201);
    expect(both.body.artifacts).toMatchObject({ gguf: made.artifacts.gguf, quantized: one.artifact });
    // what is served is still the GGUF
    const row = await stage.get(RegistryService).getVersion(stage.ctx, both.body.id);
    expect(await stage.get(DeploymentsService).targetOf(stage.ctx, row)).toMatchObject({
      id: made.artifacts.gguf,
    });
  });

  it('keeps one from production that no engine here loads, and names those that would', async () => {
    const made = await aFinishedPipeline(stage, of, null);
    const { job } = await aQuantized(stage, { ...of, merged: made.artifacts.merged });
    const { status, body } = await register('unserved', made, job);
    expect([status, Object.keys(body.artifacts).sort()]).toEqual([201, ['adapter', 'merged', 'quantized']]);
    const promotion = await stage.get(PromotionsService).promote(stage.ctx, {
      ...{ model: 'unserved', alias: 'production', max_quantization_drop: 0.05 },
    });
    expect(promotion.state).toBe('blocked');
    const gate = promotion.gates.find(({ kind }) => kind === 'quant')!;
    expect(gate).toMatchObject({
      status: 'unmet',
      reason: expect.stringContaining('Its quantized is loaded by vLLM and transformers.'),
      evidence: { engines: { quantized: ['vLLM', 'transformers'], merged: ['vLLM', 'transformers'] } },
    });
    const called = await ask('/chat/completions', {
      method: 'POST',
      body: JSON.stringify({ model: body.openai_id, messages: [{ role: 'user', content: 'hi' }] }),
    });
    expect([called.status, called.body.error.message]).toEqual([404, expect.stringContaining('llama.cpp')]);
  });
});
