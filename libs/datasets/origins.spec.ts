import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { loadCatalogue } from '#license-catalogue/catalogue.js';
import { decide } from '#license-rules/decision.js';
import type { LineageGraph, UseProfile } from '#license-rules/decision.contract.js';
import type { Gate } from '#license-catalogue/vocabulary.js';
import { generator } from './origins.contract.js';
import { inOneOrder, type KnownGenerator, lineageOfOrigins, NO_ORIGINS, parentIdsOf } from './origins.js';

const catalogue = loadCatalogue(readFileSync('libs/license-catalogue/data/model-licenses.yaml', 'utf8'));
const USE: UseProfile = {
  purpose: 'saas-app',
  commercial: true,
  general_purpose: true,
  model_name: 'acme-chat',
  domicile: 'US',
  regions_served: ['US'],
  output_regions: ['US'],
  fields: [],
  downstream_training: [],
  annual_revenue_usd: 500_000,
  product_mau: 10_000,
};
const made = (said: Partial<KnownGenerator>): KnownGenerator => ({
  model: 'x',
  role: 'generated',
  id: null,
  provider_terms: null,
  license: null,
  ...said,
});

/** What a gate says to a model that was trained on own data of these origins, on an Apache base. */
function ask(origins: Parameters<typeof lineageOfOrigins>[1], gate: Gate = 'G5', use = USE) {
  const { nodes, edges } = lineageOfOrigins('dsv_1', origins);
  const graph: LineageGraph = {
    nodes: [
      { id: 'art_1', kind: 'adapter' },
      { id: 'bm_1', kind: 'base_model', declared_license: 'apache-2.0', modality: 'text' },
      { id: 'dsv_1', kind: 'dataset', declared_license: 'LicenseRef-own-data', declared_by: 'Dana' },
      ...nodes,
    ],
    edges: [
      { from: 'art_1', to: 'bm_1', type: 'adapter-of' },
      { from: 'art_1', to: 'dsv_1', type: 'trained-on' },
      ...edges,
    ],
  };
  return decide({ gate, profile: 'conservative', use, graph, subject: 'art_1', catalogue });
}
const by = (said: Partial<KnownGenerator>) => ({ ...NO_ORIGINS, generated_by: [made(said)] });

describe('what the gates make of origins', () => {
  const codes = (found: ReturnType<typeof ask>) => found.findings.map(({ code }) => code);

  it('says nothing where data have none', () => {
    expect(codes(ask(NO_ORIGINS))).toEqual([]);
  });

  it('asks a reviewer about data that a service made', () => {
    const openai = by({ model: 'gpt-4o', provider_terms: 'LicenseRef-OpenAI-Terms' });
    for (const gate of ['G2', 'G5'] as const) {
      const found = ask(openai, gate).findings.find(({ code }) => code === 'PROVIDER_TERMS');
      expect(found).toMatchObject({
        node: 'outside:gpt-4o (LicenseRef-OpenAI-Terms)',
        verdict: 'needs-review',
      });
      expect(found?.path.at(-1)).toContain('dsv_1 -data-generated-by->');
    }
  });

  it.each(['generated', 'judge', 'preferences', 'teacher'] as const)(
    'carries the name of a Llama 3.1 that was the %s',
    (role) => {
      const found = ask(by({ model: 'meta-llama/Llama-3.1-405B-Instruct', role }));
      expect(found.obligations.map(({ type, text }) => [type, text])).toContainEqual([
        'name-prefix',
        'Llama',
      ]);
      expect(codes(found)).toContain('NAME_PREFIX_MISSING');
    },
  );

  it('takes over the terms of a Gemma', () => {
    const found = ask(by({ model: 'google/gemma-2-9b-it', license: 'gemma' }));
    expect(found.obligations.map(({ type }) => type)).toContain('pass-through-terms');
    expect(found.verdict).not.toBe('allow');
  });

  it('never passes over a generator that it does not know', () => {
    for (const model of ['gpt-4o', 'nobody/no-such-model', 'Llama']) {
      expect(codes(ask(by({ model }), 'G2'))).toContain('LICENSE_UNKNOWN');
      expect(codes(ask(by({ model })))).toContain('LICENSE_UNKNOWN');
    }
  });

  it('asks about the weights and the service, where one was called at the other', () => {
    const terms = { model: 'Llama-3.1-70B', license: 'llama3.1', provider_terms: 'LicenseRef-OpenAI-Terms' };
    const found = ask(by(terms));
    expect(codes(found)).toEqual(expect.arrayContaining(['NAME_PREFIX_MISSING', 'PROVIDER_TERMS']));
  });

  it('sees the data behind the data', () => {
    const found = ask(
      { ...NO_ORIGINS, derived_from: [{ repo: 'some/data', license: 'CC-BY-NC-4.0' }] },
      'G2',
    );
    expect(found.verdict).toBe('deny');
    expect(codes(found)).toContain('COMMERCIAL_PROHIBITED');
    expect(codes(ask({ ...NO_ORIGINS, derived_from: [{ repo: 'some/data' }] }, 'G2'))).toContain(
      'LICENSE_UNKNOWN',
    );
  });
});

describe('origins', () => {
  it('are equal in any order and number, and not equal under other terms', () => {
    const [a, b] = [made({ model: 'a' }), made({ model: 'b', id: 'bm_2' })];
    const origins = { generated_by: [b, a, b], derived_from: [{ dataset_version: 'dsv_9' }] };
    expect(inOneOrder(origins)).toEqual(inOneOrder({ ...origins, generated_by: [a, b] }));
    expect(parentIdsOf(origins)).toEqual(['bm_2', 'dsv_9']);
    const twice = [made({ model: 'a', license: 'mit' }), made({ model: 'a', license: 'gemma' })];
    expect(lineageOfOrigins('dsv_1', { ...NO_ORIGINS, generated_by: twice }).nodes).toHaveLength(2);
  });

  it.each(['gpt\u202e-4o', 'a\nb', 'x\u200by', '', '  '])('refuse the name %j', (model) => {
    expect(generator.safeParse({ model }).success).toBe(false);
  });
});
