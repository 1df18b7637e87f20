import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cases, catalogue, onData } from '../../test/support/license-case.js';
import { extendCatalogue } from '#license-catalogue/additions.js';
import { indexCatalogue } from '#license-catalogue/catalogue.js';
import { type CatalogueDocument, licenseEntry } from '#license-catalogue/license-entry.js';
import { decide } from './decision.js';
import type { LineageGraph } from './decision.contract.js';
import { termsHash } from './terms-hash.js';

type Case = (typeof cases)[number];
const reposOf = ({ asked }: Case) => asked.graph.nodes.flatMap(({ repo }) => repo ?? []);
const tagsOf = ({ asked }: Case) => asked.graph.nodes.flatMap((one) => one.declared_license ?? []);
/** As often of the case itself as of any. */
const near = (of: (one: Case) => string[], one: Case) => {
  const any = fc.constantFrom(...new Set(cases.flatMap(of)));
  const own = of(one);
  return own.length > 0 ? fc.oneof(any, fc.constantFrom(...own)) : any;
};
const ids = catalogue.entries.map(({ id }) => id).filter((id) => id !== catalogue.unknown.id);

/** A license that no graph of the worked cases knows. */
const stranger = (over: object = {}) =>
  licenseEntry.parse({
    ...structuredClone(catalogue.byId.get('CC-BY-NC-4.0')!),
    ...{ id: 'LicenseRef-Stranger', url: 'https://stranger.example/license', examples: [] },
    ...{ hf: { license: ['stranger'], license_name: ['stranger'] } },
    texts: [{ sha256: 'ab'.repeat(32), normalized_sha256: 'cd'.repeat(32), source: 'test' }],
    ...over,
  });

type Change = (document: CatalogueDocument) => void;
const changes = (one: Case): fc.Arbitrary<Change> =>
  fc.oneof(
    fc.constantFrom(...ids).map((id): Change => ({ licences }) => {
      const found = licences.find((one) => one.id === id);
      if (found) found.terms.commercial_use = { value: 'prohibited', clause: '§0' };
    }),
    fc.constantFrom(...ids).map((id): Change => ({ licences }) => {
      const found = licences.find((one) => one.id === id);
      if (found) found.confidence = 'memory';
    }),
    near(tagsOf, one).map((tag): Change => ({ licences }) => {
      licences.push(stranger({ hf: { license: [tag], license_name: [tag] } }));
    }),
    near(reposOf, one).map((repo): Change => ({ licences }) => {
      licences.push(stranger({ examples: [repo] }));
    }),
    fc.constantFrom('ee'.repeat(32), 'ff'.repeat(32)).map((sha256): Change => ({ licences }) => {
      licences.push(stranger({ texts: [{ sha256, normalized_sha256: null, source: 'test' }] }));
    }),
    near(reposOf, one).map((repo): Change => ({ lineage_overrides }) => {
      lineage_overrides.push({ repo, tag: '', effective: ['CC-BY-NC-4.0'], reason: 'test' });
    }),
    near(tagsOf, one).map((tag): Change => ({ conventions }) => {
      conventions.ambiguous_names[tag] = ['MIT', 'CC-BY-NC-4.0'];
    }),
    near(tagsOf, one).map((tag): Change => ({ conventions }) => {
      conventions.no_information_tags.push(tag);
    }),
  );

function changed(change: Change) {
  const document = structuredClone(catalogue.document);
  change(document);
  return indexCatalogue(document, 'changed');
}

describe('the hash of the terms that a graph reaches', () => {
  it('changes with everything that changes an answer', () => {
    let [differing, same] = [0, 0];
    fc.assert(
      fc.property(
        fc.constantFrom(...cases).chain((one) => fc.tuple(fc.constant(one), changes(one))),
        ([{ asked }, change]) => {
          const other = changed(change);
          const [before, after] = [catalogue, other].map((one) => termsHash(asked.graph, one));
          const answers = [catalogue, other].map((one) => {
            const { catalogue_version: _version, ...answer } = decide({ ...asked, catalogue: one });
            return answer;
          });
          if (before !== after) differing += 1;
          else {
            same += 1;
            expect(answers[1]).toEqual(answers[0]);
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(Math.min(differing, same)).toBeGreaterThan(10); // it proves something of both
  });

  it('does not change with a license or override of somebody else', () => {
    const other = extendCatalogue(
      catalogue,
      {
        entries: [stranger({ examples: ['stranger/model'] })],
        overrides: [
          {
            ...{ repo: 'stranger/other', license_ids: ['MIT'] },
            text_sha256: 'ef'.repeat(32),
            reason: 'test',
          },
        ],
      },
      'more',
    );
    for (const { asked } of cases)
      expect(termsHash(asked.graph, other)).toBe(termsHash(asked.graph, catalogue));
  });

  const said = (tag: string): LineageGraph => onData({ declared_license: tag }).graph;
  it.each<[string, LineageGraph, Change]>([
    ['the terms of a license on a choice', said('MIT OR CC-BY-4.0'), ({ licences }) => {
      licences.find(({ id }) => id === 'MIT')!.terms.commercial_use = { value: 'prohibited', clause: '§0' };
    }],
    ['an entry for a tag that nobody knew', said('stranger'), ({ licences }) => licences.push(stranger())],
    ['an override for a repository of the graph', said('mit'), ({ lineage_overrides }) => {
      const repo = 'HuggingFaceTB/SmolLM2-135M-Instruct';
      lineage_overrides.push({ repo, tag: '', effective: ['MIT'], reason: 'test' });
    }],
  ])('changes with %s', (_what, graph, change) => {
    expect(termsHash(graph, changed(change))).not.toBe(termsHash(graph, catalogue));
  }); // prettier-ignore

  it('does not tell ids and order of the nodes', () => {
    const { graph } = onData({ declared_license: 'cc-by-4.0' });
    const nodes = graph.nodes.map((node) => ({ ...node, id: `other-${node.id}` })).reverse();
    expect(termsHash({ nodes, edges: [] }, catalogue)).toBe(termsHash(graph, catalogue));
  });
});
