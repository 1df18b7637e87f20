import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { catalogue, smollm } from '../../test/support/license-case.js';
import type { LineageNode } from './decision.contract.js';
import { opennessOf } from './openness.js';
import { datesOn, loadAiAct, modifierRatio } from './regulation.js';

const text = readFileSync(new URL('../license-catalogue/data/regulation.yaml', import.meta.url), 'utf8');
const act = loadAiAct(text);

describe('openness by the Open Source AI Definition', () => {
  const of = (over: { base?: Partial<LineageNode>; data?: Partial<LineageNode>; known?: boolean } = {}) => {
    const nodes: LineageNode[] = [
      { ...smollm, ...over.base },
      { id: 'pretraining', kind: 'dataset', repo: 'acme/web', declared_license: 'odc-by' },
      {
        id: 'data',
        kind: 'dataset',
        declared_license: 'LicenseRef-own-data',
        declared_by: 'Dana',
        ...over.data,
      },
      { id: 'lora', kind: 'adapter' },
      { id: 'gguf', kind: 'quantized' },
    ];
    const edges = [
      { from: 'gguf', to: 'lora', type: 'quantized-from' as const },
      { from: 'lora', to: 'base', type: 'adapter-of' as const },
      { from: 'lora', to: 'data', type: 'trained-on' as const },
      ...(over.known === false ? [] : [{ from: 'base', to: 'pretraining', type: 'trained-on' as const }]),
    ];
    const openCode = over.known === false ? undefined : new Set(['base']);
    return opennessOf({ graph: { nodes, edges }, subject: 'gguf', openCode }, catalogue);
  };
  const closed = (openness: ReturnType<typeof of>) =>
    openness.reasons.map(({ part, node }) => `${part} ${node}`);

  it('is whole where code, parameters and data are shown', () =>
    expect(of()).toEqual({ osaid: { code: true, parameters: true, data_information: true }, reasons: [] }));
  it('counts what nobody has shown as closed', () => {
    expect(of({ known: false }).osaid).toEqual({ code: false, parameters: true, data_information: false });
    expect(closed(of({ known: false }))).toEqual(['code base', 'data_information base']);
  });
  it.each([
    ['a field of use', 'gemma'],
    ['users', 'llama3.1'],
    ['commerce', 'cc-by-nc-4.0'],
    ['changed copies', 'cc-by-nd-4.0'],
    ['nothing known', 'other'],
  ])('loses the parameters to limits on %s', (_title, declared_license) => {
    const openness = of({ base: { repo: 'x/y', declared_license } });
    expect(openness.osaid).toEqual({ code: true, parameters: false, data_information: true });
    expect(closed(openness)).toEqual(['parameters base']);
  });
  it.each<[string, Partial<LineageNode>]>([
    ['unknown terms', { declared_license: 'other', repo: 'x/y' }],
    ['no origin', { declared_license: 'cc-by-4.0' }],
  ])('loses the data information to data of %s', (_title, data) =>
    expect(closed(of({ data }))).toEqual(['data_information data']),
  );
  it('is closed where there is no model at all', () =>
    expect(opennessOf({ graph: { nodes: [], edges: [] }, subject: 'x' }, catalogue).osaid).toEqual({
      code: false,
      parameters: false,
      data_information: false,
    }));
});

describe('the modifier ratio of the EU AI Act', () => {
  it('adds six operations for each parameter and token of every training', () =>
    expect(
      modifierRatio(
        {
          trainings: [
            { parameters: 1e9, tokens: 1e10 },
            { parameters: 2e9, tokens: 5e9 },
          ],
          baseFlops: 1e21,
        },
        act,
      ),
    ).toEqual({ flops: 1.2e20, base_flops: 1e21, is_assumed: false, ratio: 0.12, flag: null }));
  it.each([
    [0.19, null],
    [0.2, 'near'],
    [0.33, 'near'],
    [0.34, 'provider'],
    [3, 'provider'],
  ])('at %d of the base flags %s', (share, flag) =>
    expect(
      modifierRatio({ trainings: [{ parameters: 1, tokens: share * 1e6 }], baseFlops: 6e6 }, act).flag,
    ).toBe(flag),
  );
  it('assumes the threshold of the guidelines where the base is unknown', () => {
    const trainings = [{ parameters: 1e11, tokens: 1e11 }];
    expect(modifierRatio({ trainings, baseFlops: null }, act)).toMatchObject({
      base_flops: 1e23,
      is_assumed: true,
      flag: 'provider',
    });
    expect(modifierRatio({ trainings, baseFlops: null, hasSystemicRisk: true }, act)).toMatchObject({
      base_flops: 1e25,
      flag: null,
    });
  });
  it('never falls when a training is added', () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({ parameters: fc.nat(), tokens: fc.nat() }), { minLength: 1 }),
        (trainings) => {
          const less = modifierRatio({ trainings: trainings.slice(1), baseFlops: null }, act).ratio;
          expect(modifierRatio({ trainings, baseFlops: null }, act).ratio).toBeGreaterThanOrEqual(less);
        },
      ),
    ));
  it('keeps the dates as data', () => {
    const { applies, comes } = datesOn('2026-11-24', act);
    expect(applies.map(({ from }) => from)).toEqual(['2025-08-02', '2026-08-02']);
    expect(comes[0]).toMatchObject({ from: '2026-12-02', what: expect.stringContaining('50(2)') });
    expect(() => loadAiAct(text.replace('2026-12-02', '2. 12. 2026'))).toThrow();
    expect(() => loadAiAct(text.replace('warning_ratio: 0.2', 'warning: 0.2'))).toThrow();
  });
});
