import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LineageGraph, LineageNode } from './decision.contract.js';
import { datesOn, knownBaseFlops, loadAiAct, modifierRatio, trainingFlops } from './regulation.js';
import { computeOf, type MeasuredTraining } from './training-compute.js';

const text = readFileSync(new URL('../license-catalogue/data/regulation.yaml', import.meta.url), 'utf8');
const act = loadAiAct(text);

describe('the operations of a training', () => {
  it.each([
    // 7e9 parameters, all trained, 1e9 tokens: 6 · 7e9 · 1e9
    ['every parameter', { parameters: 7e9, trainable_parameters: 7e9, tokens: 1e9 }, 4.2e19],
    // frozen weights need no gradient of their own: 4 · 7e9 · 1e9 + 2 · 2e7 · 1e9
    ['an adapter', { parameters: 7e9, trainable_parameters: 2e7, tokens: 1e9 }, 2.804e19],
    ['nobody knows how many', { parameters: 7e9, trainable_parameters: null, tokens: 1e9 }, 4.2e19],
    ['no token', { parameters: 7e9, trainable_parameters: 2e7, tokens: 0 }, 0],
  ])('of %s', (_title, training, flops) => expect(trainingFlops(training)).toBeCloseTo(flops, -9));
  it('are those of SmolLM2-135M with an adapter of rank 16 on a million tokens: 3.5e-7 of its own', () => {
    const flops = trainingFlops({ parameters: 139_399_488, trainable_parameters: 4_884_480, tokens: 1e6 });
    expect(flops).toBe(567_366_912_000_000);
    const baseFlops = knownBaseFlops('huggingfacetb/smollm2-135m-INSTRUCT', act)!.flops;
    expect(modifierRatio({ flops, baseFlops }, act)).toEqual({
      ...{ flops, base_flops: 1.61e21, is_assumed: false, flag: null },
      ratio: expect.closeTo(3.524e-7, 10),
    });
  });
});

describe('the modifier ratio', () => {
  it.each([
    [0.19, null],
    [0.2, 'near'],
    [0.33, 'near'],
    [0.34, 'provider'],
    [3, 'provider'],
  ])('at %d of the base flags %s', (share, flag) =>
    expect(modifierRatio({ flops: share * 6e6, baseFlops: 6e6 }, act).flag).toBe(flag),
  );
  it('assumes the threshold of the guidelines where the base is unknown', () => {
    const [flops, baseFlops] = [6e22, null];
    const general = { base_flops: 1e23, is_assumed: true, flag: 'provider' };
    expect(modifierRatio({ flops, baseFlops }, act)).toMatchObject(general);
    const systemic = { base_flops: 1e25, is_assumed: true, flag: null };
    expect(modifierRatio({ flops, baseFlops, hasSystemicRisk: true }, act)).toMatchObject(systemic);
  });
  it('keeps figures and dates as data', () => {
    const { applies, comes } = datesOn('2026-11-24', act);
    expect(applies.map(({ from }) => from)).toEqual(['2025-08-02', '2026-08-02']);
    expect(comes[0]).toMatchObject({ from: '2026-12-02', what: expect.stringContaining('50(2)') });
    expect(() => loadAiAct(text.replace('2026-12-02', '2. 12. 2026'))).toThrow();
    expect(() => loadAiAct(text.replace('warning_ratio: 0.2', 'warning: 0.2'))).toThrow();
    expect(knownBaseFlops('acme/nothing', act)).toBeNull();
  });
});

const node = (id: string, kind: LineageNode['kind']): LineageNode => ({ id, kind });
const measured = (flops: number, job = `job of ${flops}`): MeasuredTraining => ({
  ...{ flops, job, tokens: 1, parameters: 1, trainable_parameters: null },
});
/** base ← first ← second (goes on from first) ← merged (of second and sibling) ← gguf; sibling ← other base. */
const graph: LineageGraph = {
  nodes: [
    ...[node('gguf', 'quantized'), node('merged', 'merged'), node('first', 'adapter')],
    ...[node('second', 'finetuned'), node('sibling', 'adapter'), node('base', 'base_model')],
    ...[node('other', 'base_model'), node('data', 'dataset')],
  ],
  edges: [
    { from: 'gguf', to: 'merged', type: 'quantized-from' },
    { from: 'merged', to: 'second', type: 'merged-from' },
    { from: 'merged', to: 'sibling', type: 'merged-from' },
    { from: 'merged', to: 'base', type: 'merged-from' },
    { from: 'second', to: 'first', type: 'finetuned-from' },
    { from: 'first', to: 'base', type: 'adapter-of' },
    { from: 'sibling', to: 'other', type: 'adapter-of' },
    { from: 'second', to: 'data', type: 'trained-on' },
  ],
};
const declared = (flops: number) => ({
  ...{ flops, source: 'declared' as const, url: 'https://example.org', how: 'declared by Dana' },
});
const all: Record<string, MeasuredTraining> = {
  ...{ first: measured(1e20), second: measured(2e20), sibling: measured(4e20) },
};
const both = { base: declared(1e22), other: declared(3e21) };
const of = (
  over: {
    subject?: string;
    trainings?: Record<string, MeasuredTraining>;
    bases?: object;
    graph?: LineageGraph;
  } = {},
) => {
  const facts = {
    trainings: new Map(Object.entries(over.trainings ?? all)),
    bases: new Map<string, ReturnType<typeof declared>>(Object.entries(over.bases ?? both)),
  };
  const { subject = 'gguf' } = over;
  return computeOf({ graph: over.graph ?? graph, subject, facts, day: '2026-11-24' }, act);
};
const codes = (answer: ReturnType<typeof of>) => answer?.notes.map((one) => `${one.code} ${one.node}`);

describe('the ratio along a lineage', () => {
  it('sums every training once over continued ones and all parents of a merge, against the smallest base', () => {
    const answer = of();
    expect(answer).toMatchObject({
      ...{ flops: 7e20, at_least: false, flag: 'near', notes: [{ code: 'AI_ACT_RATIO_NEAR' }] },
      compared_with: { flops: 3e21, is_assumed: false },
      ratio: expect.closeTo(7 / 30, 6),
    });
    expect(answer?.trainings.map((one) => one.node).sort()).toEqual(['first', 'second', 'sibling']);
    expect(of({ subject: 'second' })).toMatchObject({ flops: 3e20, ratio: 0.03, flag: null, notes: [] });
    expect(of({ subject: 'first' })).toMatchObject({ flops: 1e20, ratio: 0.01 });
    expect(of({ trainings: { ...all, sibling: measured(1e21) } })).toMatchObject({ flag: 'provider' });
  });
  it('counts several artifacts of one job as one training', () => {
    const twice = { first: measured(1e20, 'job'), second: measured(1e20, 'job'), sibling: measured(1e20) };
    expect(of({ trainings: twice })).toMatchObject({ flops: 2e20 });
  });
  it('says unknown where nobody has measured, never zero', () => {
    const one = of({ trainings: { first: all['first']!, second: all['second']! } });
    expect(one).toMatchObject({ flops: 3e20, at_least: true });
    expect(codes(one)).toEqual(['AI_ACT_TRAINING_UNKNOWN sibling']);
    const none = of({ subject: 'first', trainings: {} });
    expect(none).toMatchObject({ flops: null, ratio: null, at_least: true, flag: null });
    expect(none?.trainings).toEqual([{ node: 'first', job: null, tokens: null, flops: null }]);
  });
  it('names a base that nobody knows, and compares with the figure of the guidelines', () => {
    const answer = of({ bases: {}, subject: 'first' });
    expect(answer).toMatchObject({
      bases: [{ node: 'base', flops: null, source: null }],
      compared_with: { flops: 1e23, is_assumed: true },
      ratio: 0.001,
    });
    expect(codes(answer)).toEqual(['AI_ACT_BASE_UNKNOWN base']);
    expect(of({ bases: { other: both.other } })).toMatchObject({ compared_with: { flops: 3e21 } });
  });
  it('has a true zero where nothing was trained, and nothing for data', () => {
    expect(of({ subject: 'base' })).toMatchObject({ flops: 0, ratio: 0, at_least: false, notes: [] });
    expect(of({ subject: 'data' })).toBeNull();
    expect(of({ subject: 'nothing' })).toBeNull();
  });
  it('says that what made the data is not in the sum', () => {
    const nodes = [...graph.nodes, node('gpt', 'base_model')];
    const edges = [...graph.edges, { from: 'data', to: 'gpt', type: 'data-generated-by' as const }];
    const answer = of({ graph: { nodes, edges }, subject: 'second' });
    expect(answer).toMatchObject({ flops: 3e20, at_least: true });
    expect(codes(answer)).toEqual(['AI_ACT_DATA_COMPUTE_UNKNOWN gpt']);
  });
  it('never falls when a training is added, and never depends on order', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 1e9 }), (a, b) => {
        const less = of({ trainings: { ...all, second: measured(a) } })!;
        const more = of({ trainings: { ...all, second: measured(a + b) } })!;
        expect(more.ratio).toBeGreaterThanOrEqual(less.ratio!);
        const turned = { nodes: [...graph.nodes].reverse(), edges: [...graph.edges].reverse() };
        expect(of({ graph: turned })?.ratio).toBe(of()?.ratio);
      }),
    ));
});
