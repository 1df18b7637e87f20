import { describe, expect, it } from '@jest/globals';
import { catalogue, onData, use } from '../../test/support/license-case.js';
import { type HashedQuestion, lineageHash } from './lineage-hash.js';

const question = (over: Partial<HashedQuestion> = {}): HashedQuestion => {
  const { gate, profile, graph, subject } = onData({
    declared_license: 'cc-by-4.0',
    file_sha256: 'a'.repeat(64),
  });
  return {
    gate,
    profile,
    graph,
    subject,
    use,
    subjectDigest: 'd'.repeat(64),
    catalogue,
    ...over,
  };
};
const asked = lineageHash(question());
const { graph } = question();

describe('the hash that an answer binds to', () => {
  it('does not tell the order of the graph, nor the name of the subject', () => {
    const reversed = { nodes: [...graph.nodes].reverse(), edges: [...graph.edges].reverse() };
    expect(lineageHash(question({ graph: reversed }))).toBe(asked);
    const renamed = JSON.parse(JSON.stringify(graph).replaceAll('tuned', 'job_2')) as typeof graph;
    expect(lineageHash(question({ graph: renamed, subject: 'job_2' }))).toBe(asked);
  });

  it.each<[string, Partial<HashedQuestion>]>([
    ['gate', { gate: 'G5' }],
    ['profile', { profile: 'permissive-data' }],
    ['use', { use: { ...use, commercial: false } }],
    ['model name', { use: { ...use, model_name: 'other' } }],
    ['bytes', { subjectDigest: 'e'.repeat(64) }],
    [
      'license text',
      { graph: { ...graph, nodes: graph.nodes.map((one) => ({ ...one, file_sha256: 'b'.repeat(64) })) } },
    ],
    ['edges', { graph: { ...graph, edges: graph.edges.slice(1) } }],
  ])('changes with the %s', (_what, over) => {
    expect(lineageHash(question(over))).not.toBe(asked);
  });
});
