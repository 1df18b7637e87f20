import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { loadCatalogue } from '#license-catalogue/catalogue.js';
import { decide } from '#license-rules/decision.js';
import { licenseTree } from './license-tree.js';

const catalogue = loadCatalogue(readFileSync('libs/license-catalogue/data/model-licenses.yaml', 'utf8'));
const graph = {
  nodes: [
    { id: 'art_1', kind: 'quantized' as const },
    { id: 'art_2', kind: 'adapter' as const },
    {
      id: 'bm_1',
      kind: 'base_model' as const,
      repo: 'acme/base',
      declared_license: 'llama3.1',
      modality: 'text' as const,
    },
    { id: 'dsv_1', kind: 'dataset' as const, declared_license: 'cc-by-nc-4.0' },
    { id: 'outside:gpt-4o', kind: 'hosted_service' as const, declared_license: 'LicenseRef-OpenAI-Terms' },
  ],
  edges: [
    { from: 'art_1', to: 'art_2', type: 'merged-from' as const },
    { from: 'art_1', to: 'bm_1', type: 'merged-from' as const },
    { from: 'art_2', to: 'bm_1', type: 'adapter-of' as const },
    { from: 'art_2', to: 'dsv_1', type: 'trained-on' as const },
    { from: 'dsv_1', to: 'outside:gpt-4o', type: 'data-generated-by' as const },
    { from: 'outside:gpt-4o', to: 'art_1', type: 'derived-from' as const },
  ],
};
const use = { purpose: 'saas-app' as const, commercial: true, model_name: 'acme' };
const found = decide({ gate: 'G5', profile: 'conservative', use, graph, subject: 'art_1', catalogue });
const tree = (width: number, names = new Map([['dsv_1', 'support@3 (dsv_1)']])) =>
  licenseTree({
    subject: 'art_1',
    graph,
    names,
    findings: found.findings,
    obligations: found.obligations,
    concluded: new Map(found.resolved.map((one) => [one.node, one.concluded])),
    width,
  });

describe('the license tree', () => {
  it('shows each thing once, with what bites there and how sure that is, and ends on a cycle', () => {
    const lines = tree(200).split('\n');
    expect(lines[0]).toMatch(/^art_1 · quantized/);
    expect(lines.filter((line) => line.includes('acme/base'))).toHaveLength(2);
    expect(lines.find((line) => line.includes('(above)'))).toBeDefined();
    const data = lines.findIndex((line) => line.includes('trained-on → support@3 (dsv_1)'));
    expect(lines[data]).toContain('CC-BY-NC-4.0 (declared cc-by-nc-4.0)');
    expect(lines.slice(data).find((line) => line.includes('✗ COMMERCIAL_PROHIBITED'))).toMatch(
      /\[primary-text-read\].*§2\(a\)\(1\)/,
    );
    expect(
      lines.some((line) => line.includes('! display (required, to do on documentation) "Built with Llama"')),
    ).toBe(true);
    expect(lines.filter((line) => line.includes('→ art_1'))).toHaveLength(1);
  });

  it('keeps to the width, and a name from elsewhere moves no cursor', () => {
    const names = new Map([['dsv_1', `\u001b[2J${'x'.repeat(500)}\u202e`]]);
    for (const row of tree(80, names).split('\n')) {
      expect(row.length).toBeLessThanOrEqual(80);
      expect(row).not.toMatch(/[\u001b\u202e]/u); // eslint-disable-line no-control-regex
    }
  });
});
