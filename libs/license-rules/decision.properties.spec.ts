import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { catalogue, onData, use } from '../../test/support/license-case.js';
import { indexCatalogue } from '#license-catalogue/catalogue.js';
import { decide, type DecideInput } from './decision.js';
import { type LineageEdge, type LineageNode, type UseProfile, useProfile } from './decision.contract.js';
import { EDGE_TYPES, GATES, NODE_KINDS, PURPOSES, VERDICTS } from '#license-catalogue/vocabulary.js';

const rank = (verdict: string) => VERDICTS.indexOf(verdict as (typeof VERDICTS)[number]);
type Terms = Record<string, any>;
/** Terms that hold no restriction yet: replacing one restriction by another is no addition. */
const isPermission = (terms: Terms, key: string): boolean =>
  terms[key] === undefined ||
  terms[key] === null ||
  Array.isArray(terms[key]) ||
  ['allowed', 'conditional', 'none', 'free', false].includes(terms[key].value) ||
  terms[key].excluded?.length === 0;
const clause = 'x';
const restrictions: [string, (terms: Terms) => void][] = [
  ['commercial_use', (terms) => (terms.commercial_use = { value: 'prohibited', clause })],
  ['geography', (terms) => (terms.geography = { excluded: ['US'], clause })],
  ['hosted_service', (terms) => (terms.hosted_service = { value: 'prohibited', clause })],
  ['hosted_service', (terms) => (terms.hosted_service = { value: 'treated-as-distribution', clause })],
  ['gated', (terms) => (terms.gated = { value: true })],
  ['naming', (terms) => (terms.naming = { prefix: 'Zebra', outputs_trigger: true, clause })],
  ['output_use', (terms) => (terms.output_use = { value: 'same-family-only', clause })],
  ['output_use', (terms) => (terms.output_use = { value: 'becomes-derivative', clause })],
  ['copyleft', (terms) => (terms.copyleft = { value: 'strong', clause })],
  [
    'derivative_licence',
    (terms) => (terms.derivative_licence = { value: 'no-sharing-of-adaptations', clause }),
  ],
  [
    'field_of_use',
    (terms) => terms.field_of_use.push({ tag: 'aup-unread', strength: 'conditional', clause }),
  ],
  [
    'thresholds',
    (terms) =>
      terms.thresholds.push({
        metric: 'annual-revenue',
        operator: '>',
        amount: 1,
        unit: 'USD',
        measured: 'current',
        scope: 'licensee',
        effect: 'separate-licence-required',
        clause,
      }),
  ],
];

type Drawn = Omit<DecideInput, 'catalogue'>;

describe('properties', () => {
  const tags = [...catalogue.entries.flatMap((entry) => [entry.id, ...entry.hf.license]), 'nonsense'];
  const node = (id: string) =>
    fc.record({
      id: fc.constant(id),
      kind: fc.constantFrom(...NODE_KINDS),
      declared_license: fc.option(fc.constantFrom(...tags), { nil: undefined }),
      modality: fc.constantFrom('text' as const, 'multimodal' as const),
      acceptance_proof: fc.boolean(),
      declared_by: fc.constant('Dana'),
    });
  const ids = ['a', 'b', 'c', 'd', 'e'];
  const releaseDates = catalogue.entries.flatMap(({ terms }) =>
    terms.thresholds.flatMap((limit) => limit.measured_on ?? []),
  );
  const fieldTags = Object.keys(catalogue.document.conventions.field_tags);
  const graph = fc.record({
    nodes: fc.tuple(...ids.map(node)).map((nodes) => nodes as LineageNode[]),
    edges: fc.array(
      fc.record({
        from: fc.constantFrom(...ids),
        to: fc.constantFrom(...ids),
        type: fc.constantFrom(...EDGE_TYPES),
      }),
      { maxLength: 9 },
    ),
  });
  const ask = fc
    .record({
      gate: fc.constantFrom(...GATES),
      graph,
      purpose: fc.constantFrom(...PURPOSES),
      commercial: fc.boolean(),
    })
    .map(({ gate, graph: drawn, purpose, commercial }): Drawn => ({
      gate,
      profile: 'conservative',
      graph: drawn,
      subject: 'a',
      use: { ...use, purpose, commercial },
    }));
  const facts = (input: Drawn) => {
    const { findings, obligations, verdict } = decide({ ...input, catalogue });
    return { verdict, findings: findings.map(({ path: _path, ...rest }) => rest), obligations };
  };

  it('the order of nodes and edges changes nothing', () =>
    fc.assert(
      fc.property(
        ask.chain((input) =>
          fc.record({
            input: fc.constant(input),
            nodes: fc.shuffledSubarray(input.graph.nodes, { minLength: input.graph.nodes.length }),
            edges: fc.shuffledSubarray(input.graph.edges, { minLength: input.graph.edges.length }),
          }),
        ),
        ({ input, nodes, edges }) =>
          expect(facts({ ...input, graph: { nodes, edges } })).toEqual(facts(input)),
      ),
      { numRuns: 300 },
    ));

  it('a restriction that is added to a license never improves a verdict', () => {
    let worsened = 0;
    fc.assert(
      fc.property(ask, fc.nat(), fc.constantFrom(...restrictions), (input, pick, [key, add]) => {
        const before = decide({ ...input, catalogue });
        const used = before.resolved.flatMap(({ concluded }) => concluded);
        const stricter = structuredClone(catalogue.byId.get(used[pick % used.length] ?? 'MIT')!);
        fc.pre(stricter.kind !== 'own-data' && isPermission(stricter.terms, key));
        add(stricter.terms);
        const licences = catalogue.document.licences.map((entry) =>
          entry.id === stricter.id ? stricter : entry,
        );
        const strict = indexCatalogue({ ...catalogue.document, licences }, 'stricter');
        const after = rank(decide({ ...input, catalogue: strict }).verdict);
        expect(after).toBeGreaterThanOrEqual(rank(before.verdict));
        if (after > rank(before.verdict)) worsened += 1;
      }),
      { numRuns: 500 },
    );
    expect(worsened).toBeGreaterThan(20);
  });

  it('an ancestor that is added removes no finding, kinship apart', () => {
    const kin = new Set(['OUTPUT_USE_PROHIBITED', 'OUTPUT_USE_CONDITIONAL']);
    fc.assert(
      fc.property(
        ask,
        node('z'),
        fc.constantFrom(...ids),
        fc.constantFrom(...EDGE_TYPES),
        (input, added, from, type) => {
          const more = {
            ...input,
            graph: {
              nodes: [...input.graph.nodes, added as LineageNode],
              edges: [...input.graph.edges, { from, to: 'z', type }],
            },
          };
          const after = new Set(
            decide({ ...more, catalogue }).findings.map(
              ({ code, node: at, license_id }) => `${code} ${at} ${license_id}`,
            ),
          );
          for (const { code, node: at, license_id } of decide({ ...input, catalogue }).findings)
            if (!kin.has(code)) expect(after).toContain(`${code} ${at} ${license_id}`);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('an input that is missing never answers more kindly than one that is given, unless it says so', () => {
    const given = fc.record({
      annual_revenue_usd: fc.constantFrom(0, 900_000, 50_000_000, 2e9),
      monthly_revenue_usd: fc.constantFrom(0, 25_000_000),
      runs_model_as_a_service: fc.boolean(),
      product_mau: fc.constantFrom(0, 90_000_000, 800_000_000),
      all_products_mau_at: fc.constantFrom(
        {},
        Object.fromEntries(releaseDates.map((date) => [date, 10])),
        Object.fromEntries(releaseDates.map((date) => [date, 800_000_000])),
      ),
      domicile: fc.constantFrom('US', 'DE', 'KR'),
      regions_served: fc.constantFrom([], ['US'], ['FR', 'GB']),
      output_regions: fc.constantFrom([], ['US'], ['DE']),
      fields: fc.constantFrom([], ...fieldTags.map((tag) => [{ tag }])),
      general_purpose: fc.boolean(),
      downstream_training: fc.constantFrom([], [{ lineage: 'other-model' }]),
      model_name: fc.constantFrom('acme', 'Llama-3-acme'),
      provider_terms_accepted: fc.constant(Object.fromEntries(catalogue.entries.map(({ id }) => [id, true]))),
    });
    let missed = 0;
    fc.assert(
      fc.property(ask, given, fc.nat(), (input, answers, pick) => {
        const full: Drawn = { ...input, use: useProfile.parse({ ...input.use, ...answers }) };
        const keys = Object.keys(full.use) as (keyof UseProfile)[];
        const lost = keys[pick % keys.length]!;
        const { [lost]: _lost, ...use } = full.use;
        const before = decide({ ...full, catalogue });
        const after = decide({ ...full, use, catalogue });
        const told = after.findings.some(({ code }) => code.startsWith(`INPUT_MISSING:${lost}`));
        if (told) missed += 1;
        else expect(rank(after.verdict)).toBeGreaterThanOrEqual(rank(before.verdict));
      }),
      { numRuns: 1500 },
    );
    expect(missed).toBeGreaterThan(20);
  });

  it('nor does a fact of the lineage that is missing', () => {
    let missed = 0;
    fc.assert(
      fc.property(
        ask,
        fc.constantFrom(...ids),
        fc.constantFrom('modality', 'acceptance_proof', 'declared_by', 'declared_license'),
        (input, at, lost) => {
          const nodes = input.graph.nodes.map((one) => (one.id === at ? { ...one, [lost]: undefined } : one));
          // without a license of its own, what we make stands under those of its ancestors
          fc.pre(
            lost !== 'declared_license' ||
              ['base_model', 'dataset'].includes(nodes.find(({ id }) => id === at)!.kind),
          );
          const before = decide({ ...input, catalogue });
          const after = decide({ ...input, graph: { ...input.graph, nodes }, catalogue });
          const told = after.findings.some(
            ({ code, node: on }) => on === at && /^(INPUT_MISSING:|LICENSE_UNKNOWN)/.test(code),
          );
          if (told) missed += 1;
          else expect(rank(after.verdict)).toBeGreaterThanOrEqual(rank(before.verdict));
        },
      ),
      { numRuns: 1500 },
    );
    expect(missed).toBeGreaterThan(20);
  });

  it('cycles end, and so do chains of 10,000', () => {
    const cycle = onData({ declared_license: 'cc-by-4.0' });
    cycle.graph.edges.push(
      { from: 'base', to: 'tuned', type: 'finetuned-from' },
      { from: 'data', to: 'data', type: 'derived-from' },
    );
    expect(decide(cycle).verdict).toBe('allow-with-obligations');
    const nodes: LineageNode[] = Array.from({ length: 10_000 }, (_, i) => ({
      id: `n${i}`,
      kind: 'finetuned',
    }));
    nodes.push({ id: 'root', kind: 'base_model', declared_license: 'cc-by-nc-4.0' });
    const edges: LineageEdge[] = nodes
      .slice(1)
      .map(({ id }, i) => ({ from: `n${i}`, to: id, type: 'finetuned-from' }));
    const decision = decide({ ...cycle, subject: 'n0', graph: { nodes, edges } });
    expect(decision.findings[0]).toMatchObject({ code: 'COMMERCIAL_PROHIBITED', node: 'root' });
    for (const one of nodes.slice(0, -1)) one.declared_license = 'cc-by-sa-4.0';
    expect(decide({ ...cycle, gate: 'G4', subject: 'n0', graph: { nodes, edges } }).verdict).toBe('deny');
    expect(decision.findings[0]!.path).toHaveLength(65);
  });
});
