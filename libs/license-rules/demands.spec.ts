import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { loadCatalogue } from '#license-catalogue/catalogue.js';
import { decide } from './decision.js';
import { demandsOf } from './demands.js';

const data = new URL('../license-catalogue/data/model-licenses.yaml', import.meta.url);
const catalogue = loadCatalogue(readFileSync(data, 'utf8'));
const demands = (declared_license: string) => {
  const node = { id: 'bm_1', kind: 'base_model' as const, modality: 'text' as const, declared_license };
  const use = { purpose: 'saas-app' as const, commercial: true };
  const decision = decide({
    ...{ gate: 'G3', profile: 'conservative', use, catalogue },
    ...{ graph: { nodes: [node], edges: [] }, subject: 'bm_1' },
  });
  return demandsOf(decision, decision.resolved[0]!.concluded, catalogue);
};

describe('what a license demands', () => {
  it('is what is owed, beside its thresholds, its naming rule and its fields, each with its clause', () => {
    const { verdict, obligations, licenses } = demands('llama3.1');
    expect(verdict).not.toBe('allow');
    expect(obligations.map(({ type }) => type)).toEqual(expect.arrayContaining(['display', 'ship-license']));
    expect(obligations.every(({ what, why }) => what !== '' && why.includes('Llama'))).toBe(true);
    expect(licenses).toHaveLength(1);
    expect(licenses[0]).toMatchObject({ naming: { prefix: 'Llama' }, use_policy: {} });
    expect(licenses[0]!.thresholds[0]).toMatchObject({ amount: 700_000_000, clause: expect.any(String) });
    expect(licenses[0]!.thresholds[0]!.says).toMatch(
      /^Above 700,000,000 users \(monthly active users, at version release of 2024-07-23\): .+\.$/,
    );
    expect(licenses[0]!.fields).toContainEqual(expect.objectContaining({ strength: 'prohibited' }));
  });

  it('names no limit of a license that has none, and no license where none is known', () => {
    expect(demands('apache-2.0').licenses[0]).toMatchObject({ thresholds: [], naming: null, fields: [] });
    const unknown = demands('nobody-knows-1.0');
    expect(unknown.verdict).toBe('deny');
    expect(unknown.findings[0]).toMatchObject({ code: 'LICENSE_UNKNOWN', remedy: expect.any(String) });
  });
});
