import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { RelativePath } from './recipe-envelope.contract.js';
import { EXITS, JobEvent, JobResult, jsonSchemas, Termination } from './recipe-output.contract.js';
import { JobSpec } from './recipe.contract.js';

const schemaFolder = new URL('../../jobs/schema/', import.meta.url);
const finetune = {
  schema_version: 1,
  kind: 'finetune',
  recipe: 'finetune_sft',
  job_id: 'job_1',
  attempt: 1,
  seed: 7,
  inputs: { base_model: { path: '/m', name: 'org/model' }, train: { path: '/d/train.jsonl' } },
  params: {
    method: 'sft',
    device: 'auto',
    adapter: {
      type: 'lora',
      r: 8,
      alpha: 16,
      dropout: 0,
      target_modules: 'all-linear',
      use_rslora: false,
      use_dora: false,
      bias: 'none',
      quantization: null,
    },
    trainer: {
      n_epochs: 1,
      max_steps: null,
      batch_size: 2,
      gradient_accumulation_steps: 1,
      learning_rate: 1e-3,
      lr_scheduler: 'linear',
      warmup_ratio: 0.05,
      weight_decay: 0,
      max_seq_length: 256,
      packing: false,
      n_checkpoints: 1,
      save_steps: null,
      logging_steps: 1,
    },
  },
};
const withAdapter = (change: object) => ({
  ...finetune,
  params: { ...finetune.params, adapter: { ...finetune.params.adapter, ...change } },
});

describe('the job contract', () => {
  it('matches the schemas that Python reads (else: npm run build && node jobs/schema/generate.mjs)', () => {
    const schemas = jsonSchemas();
    const files = readdirSync(schemaFolder).filter((name) => name.endsWith('.schema.json'));
    expect(files.sort()).toEqual(
      Object.keys(schemas)
        .map((name) => `${name}.schema.json`)
        .sort(),
    );
    for (const [name, schema] of Object.entries(schemas)) {
      expect(JSON.parse(readFileSync(new URL(`${name}.schema.json`, schemaFolder), 'utf8'))).toEqual(schema);
    }
  });

  it('names a recipe file for every spec it accepts', () => {
    const recipes = readdirSync(new URL('../../jobs/recipes/', import.meta.url))
      .filter((name) => name.endsWith('.py') && !name.startsWith('_'))
      .map((name) => name.slice(0, -3));
    const named = JobSpec.options.map((option) => option.shape.recipe.value);
    // an operator's own lies where the operator keeps it
    expect(named.filter((name) => name !== 'own').sort()).toEqual(recipes.sort());
  });

  it.each([
    ['as it is', finetune, true],
    [
      'qlora with its quantization',
      withAdapter({ type: 'qlora', quantization: { method: 'bnb-nf4' } }),
      true,
    ],
    ['qlora without one', withAdapter({ type: 'qlora' }), false],
    ['lora with one', withAdapter({ quantization: { method: 'bnb-nf4' } }), false],
    ['r = 0', withAdapter({ r: 0 }), false],
    ['an unknown field', { ...finetune, note: 'x' }, false],
    ['a kind that is not the recipe’s', { ...finetune, kind: 'merge' }, false],
    [
      'a relative input',
      { ...finetune, inputs: { ...finetune.inputs, train: { path: 'train.jsonl' } } },
      false,
    ],
    ['no training rows', { ...finetune, inputs: { base_model: { path: '/m' } } }, false],
    ['an unknown recipe', { ...finetune, recipe: '../evil' }, false],
  ])('reads a spec: %s', (_what, spec, accepted) => {
    expect(JobSpec.safeParse(spec).success).toBe(accepted);
  });

  it.each(['out/adapter', 'checkpoints/step-5', 'a..b'])('keeps %s', (path) => {
    expect(RelativePath.safeParse(path).success).toBe(true);
  });
  it.each(['/etc/passwd', '../x', 'a/../b', 'a/..', './a', 'a//b', '', 'a\u0000b', 'a\n'])(
    'refuses the path %j',
    (path) => {
      expect(RelativePath.safeParse(path).success).toBe(false);
    },
  );

  it('refuses a metric that is not a finite number and an event of another version', () => {
    const line = {
      v: 1,
      seq: 1,
      ts: '2026-11-24T05:00:00.000Z',
      type: 'metrics',
      step: 1,
      total_steps: 2,
      epoch: 0.5,
    };
    expect(JobEvent.safeParse({ ...line, train_loss: 1.5 }).success).toBe(true);
    expect(JobEvent.safeParse({ ...line, train_loss: Number.NaN }).success).toBe(false);
    expect(JobEvent.safeParse({ ...line, v: 2 }).success).toBe(false);
    const result = {
      schema_version: 1,
      job_id: 'job_1',
      attempt: 1,
      metrics: { exact_match: Number.POSITIVE_INFINITY },
      peak_memory_mb: 1,
      seconds: 1,
      artifacts: [],
      environment: { python: '3.11', platform: 'linux', device: 'cpu', packages: {} },
    };
    expect(JobResult.safeParse(result).success).toBe(false);
    expect(JobResult.safeParse({ ...result, metrics: { exact_match: 0.5 } }).success).toBe(true);
  });

  it('knows a reason for every exit code of the contract', () => {
    expect([...new Set(Object.values(EXITS).map((exit) => exit.code))]).toEqual([0, 1, 2, 3, 4, 75, 143]);
    expect(
      Termination.safeParse({ schema_version: 1, code: 4, reason: 'disk_full', message: '' }).success,
    ).toBe(true);
  });
});
