import { expect, it } from '@jest/globals';
import { askGateBody } from '#license-rules/decision.contract.js';
import { useAgain, useOfReading } from './frozen.js';

const asked = (over: object) =>
  askGateBody.parse({
    ...{ gate: 'G4', subject: 'art', graph: { nodes: [], edges: [] } },
    use: { purpose: 'publish-weights', publish_license: 'MIT', commercial: true, model_name: 'acme' },
    ...over,
  });
const declared = { purpose: 'internal', commercial: false, publish_license: 'Apache-2.0' } as const;

it.each([
  ['its own fields', { own: ['purpose'] }, { purpose: 'publish-weights', publish_license: 'Apache-2.0' }],
  ['of an old publication, purpose and license', {}, { purpose: 'publish-weights', publish_license: 'MIT' }],
  ['of another old question, none', { gate: 'G5' }, { purpose: 'internal', publish_license: 'Apache-2.0' }],
])('a question that is asked again keeps %s', (_what, over, expected) => {
  expect(useAgain(asked(over), declared)).toEqual({ ...expected, commercial: false, model_name: 'acme' });
});

it.each([
  ['a measurement under the purpose of the project', 'G2', 'internal'],
  ['a publication under its own', 'G4', 'publish-weights'],
] as const)('which license something has is asked by %s', (_what, gate, purpose) => {
  expect(useOfReading(asked({ gate }), declared).purpose).toBe(purpose);
});
