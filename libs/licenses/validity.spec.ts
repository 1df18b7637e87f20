import { describe, expect, it } from '@jest/globals';
import { endingsOf, endOf, type SignedDecision } from './validity.js';

const grant = (expires: unknown, sha = 'a') => ({ document_sha256: sha.repeat(64), expires });
const decided = (over: { grants?: object[]; lifted?: object[]; inputs?: object }): SignedDecision =>
  ({
    inputs: {
      use: { grants: over.grants ?? [] },
      graph: { nodes: [{ expires: '1999-01-01' }] },
      ...over.inputs,
    },
    decision: { lifted: over.lifted ?? [] },
  }) as SignedDecision;

describe('when something ends', () => {
  it.each<[unknown, number]>([
    ['2026-11-24', Date.UTC(2026, 10, 25)],
    ['2026-11-24T12:00:00Z', Date.UTC(2026, 10, 24, 12)],
    [1_700_000_000, 1_700_000_000_000],
    ['for ever', 0],
    ['', 0],
    [{}, 0],
  ])('%j', (expires, ms) => expect(endOf(expires)).toBe(ms));
});

describe('what of a decision ends', () => {
  it('is the grant that lifted a finding, not one that lifted nothing, and nothing of the lineage', () => {
    const grants = [grant('2030-01-01'), grant('2020-01-01', 'b')];
    const lifted = [{ code: 'NON_COMMERCIAL', grant_sha256: 'a'.repeat(64) }];
    expect(endingsOf(decided({ grants, lifted }))).toEqual([
      { endsAtMs: Date.UTC(2030, 0, 2), expires: '2030-01-01', what: 'grant aaaaaaaaaaaa' },
    ]);
  });
  it("is a reviewer's answer wherever it stands among the inputs, the earliest first", () => {
    const inputs = {
      reviews: [
        { id: 'rev_1', expires_at: 1_900_000_000 },
        { id: 'rev_2', expires: '2027-01-01' },
      ],
    };
    expect(endingsOf(decided({ inputs })).map(({ what }) => what)).toEqual(['review rev_2', 'review rev_1']);
  });
  it('is nothing where nothing has an end', () => expect(endingsOf(decided({}))).toEqual([]));
  it('is nothing of a statement that says nothing', () => expect(endingsOf({})).toEqual([]));
});
