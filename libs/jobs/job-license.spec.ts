import { describe, expect, it } from '@jest/globals';
import { catalogue } from '../../test/support/license-case.js';
import type { LineageGraph } from '#license-rules/decision.contract.js';
import { decide } from '#license-rules/decision.js';
import { PURPOSES } from '#license-catalogue/vocabulary.js';
import {
  joined,
  type LicenseAsk,
  MADE,
  ownIds,
  reachedByOthers,
  sameQuestion,
  stableId,
  withBases,
} from './job-license.js';

const draft = (id: string, license: Partial<LicenseAsk>) => ({
  job: { id },
  license: { what: 'training' as const, parents: [], siblings: [], ...license },
});
const from = (job: string) => ({ siblings: [{ job, type: 'merged-from' as const }] });
const tests = { id: 'dsv_t', type: 'evaluated-on' as const };
const train = draft('job_1', {
  parents: [
    { id: 'bm_a', type: 'adapter-of' },
    { id: 'dsv_b', type: 'trained-on' },
  ],
});
const merge = draft('job_2', { what: 'merge', ...from('job_1') });
const quantize = draft('job_3', { what: 'quantization', ...from('job_2') });
const measure = draft('job_4', { what: 'evaluation', ...from('job_2'), parents: [tests] });
const again = draft('job_5', { what: 'evaluation', ...from('job_3'), parents: [tests] });
const other = draft('job_6', {
  what: 'evaluation',
  ...from('job_3'),
  parents: [{ ...tests, id: 'dsv_u' }],
});
const all = new Map([train, merge, quantize, measure, again, other].map((one) => [one.job.id, one]));
const same = (one: typeof train) => sameQuestion(one, all);

describe('the questions of one pipeline', () => {
  it('are one for what adds no ancestor, and others for other data', () => {
    expect([train, merge, quantize].map(same)).toEqual(['job_1', 'job_1', 'job_1']);
    expect(same(again)).toBe(same(measure));
    expect(new Set([train, measure, other].map(same)).size).toBe(3);
    const alone = draft('job_7', { what: 'merge', parents: [{ id: 'art_x', type: 'merged-from' }] });
    expect(same(alone)).toBe('job_7');
    // learned from and measured on are not the same
    const learned = draft('job_8', { what: 'evaluation', parents: [{ id: 'dsv_t', type: 'merged-from' }] });
    expect(same(learned)).not.toBe(same(draft('job_9', { what: 'evaluation', parents: [tests] })));
  });
  it('bind a review to what is asked, not to ids that change with each submission', () => {
    expect(stableId(train, all)).toBe('bm_a+dsv_b');
    expect(stableId(again, all)).toBe('quantization(merge(training(bm_a+dsv_b)))+dsv_t');
  });
  it('name no step through what nobody can look up', () => {
    const path = [`job_4 -derived-from-> ${stableId(merge, all)}`];
    path.push(`${stableId(merge, all)} -merged-from-> ${stableId(train, all)}`);
    path.push(`${stableId(train, all)} -trained-on-> dsv_b`, 'dsv_b -derived-from-> dsv_a', '(9 more)');
    const [one] = reachedByOthers([{ code: 'X', path }], ownIds(measure, all));
    expect(one).toEqual({ code: 'X', path: ['dsv_b -derived-from-> dsv_a', '(9 more)'] });
  });
  it('give a merged model a copy of each base', () => {
    const graph: LineageGraph = {
      nodes: [
        { id: 'm', kind: 'merged' },
        { id: 'a', kind: 'adapter' },
        { id: 'b', kind: 'base_model' },
      ],
      edges: [
        { from: 'm', to: 'a', type: 'merged-from' },
        { from: 'a', to: 'b', type: 'adapter-of' },
      ],
    };
    const { edges } = withBases(graph, 'm');
    expect(edges).toContainEqual({ from: 'm', to: 'b', type: 'merged-from' });
    expect(joined([graph, graph])).toEqual(graph);
  });

  /** What sharing a decision rests on: over every license of the catalogue, as base and as data. */
  it.each(PURPOSES)('get the same answer at G2 trained, merged or quantized, for %s', (purpose) => {
    for (const { id } of catalogue.entries) {
      const answers = (['training', 'merge', 'quantization'] as const).map((what) => {
        const nodes: LineageGraph['nodes'] = [
          { id: 'made', kind: MADE[what] },
          { id: 'adapter', kind: 'adapter' },
          { id: 'base', kind: 'base_model', declared_license: id, repo: 'acme/base', modality: 'text' },
          { id: 'data', kind: 'dataset', declared_license: id, repo: 'acme/data' },
        ];
        const edges: LineageGraph['edges'] = [
          {
            from: 'made',
            to: 'adapter',
            type: what === 'quantization' ? 'quantized-from' : 'merged-from',
          },
          { from: 'adapter', to: 'base', type: 'adapter-of' },
          { from: 'adapter', to: 'data', type: 'trained-on' },
        ];
        const graph =
          what === 'training'
            ? { nodes: nodes.filter((node) => node.id !== 'made'), edges: edges.slice(1) }
            : withBases({ nodes, edges }, 'made');
        const subject = what === 'training' ? 'adapter' : 'made';
        const use = { purpose, commercial: true, fields: [], general_purpose: true };
        const decision = decide({
          ...{ gate: 'G2', profile: 'conservative', use, graph, subject, catalogue },
        });
        return {
          denied: decision.verdict === 'deny',
          findings: decision.findings.map(({ code, verdict, node }) => `${code} ${verdict} ${node}`),
        };
      });
      expect({ id, answer: answers[1] }).toEqual({ id, answer: answers[0] });
      expect({ id, answer: answers[2] }).toEqual({ id, answer: answers[0] });
    }
  });
});
