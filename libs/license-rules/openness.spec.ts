import { describe, expect, it } from '@jest/globals';
import { catalogue, smollm } from '../../test/support/license-case.js';
import type { LineageNode } from './decision.contract.js';
import { opennessOf } from './openness.js';

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
