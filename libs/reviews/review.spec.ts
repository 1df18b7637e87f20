import { describe, expect, it } from '@jest/globals';
import type { Finding } from '#license-rules/decision.contract.js';
import {
  answersOf,
  approvalsFor,
  besideWords,
  deniedCodes,
  drainEnd,
  nextStep,
  REVIEW_STATES,
} from './review.js';

const finding = (code: string, verdict: Finding['verdict'], over: Partial<Finding> = {}): Finding => ({
  ...{ code, verdict, fixable: false, license_id: 'L', node: 'data', path: [], clause: '§1' },
  ...{ source_hash: null, confidence: 'primary-text-read', remedy: 'ask' },
  ...over,
});
const expiresAt = new Date('2027-01-01T00:00:00Z');
const review = {
  id: 'rev_1',
  state: 'approved',
  findings: [finding('AUP_UNREAD', 'needs-review'), finding('COMMERCIAL_PROHIBITED', 'deny')],
  approvals: [{ member: 'mem_1', name: 'Rita', self: false, at: '2026-11-24T00:00:00Z' }],
  grant: null,
  conditions: null,
  expiresAt,
};
const grant = {
  ...{ document: 'g.pdf', sha256: 'a'.repeat(64), licensor: 'Acme', scope: ['COMMERCIAL_PROHIBITED'] },
  expires_at: expiresAt.getTime() / 1000,
};

describe('what a review says to the rules', () => {
  it.each(REVIEW_STATES.filter((state) => state !== 'approved' && state !== 'waived'))(
    '%s: nothing',
    (state) => {
      expect(answersOf({ ...review, state, grant }, 0)).toEqual({ reviews: [], grants: [] });
    },
  );

  it('approved: an answer to each question, and no grant for a denial', () => {
    const { reviews, grants } = answersOf(review, 3600);
    expect(reviews).toMatchObject([
      { code: 'AUP_UNREAD', node: 'data', reviewers: ['Rita'], serves_until: '2027-01-01T01:00:00.000Z' },
    ]);
    expect(grants).toEqual([]);
  });

  it('waived: a grant for each denial in its scope, bound to the node, and both names', () => {
    const approvals = [...review.approvals, { ...review.approvals[0]!, member: 'mem_2', name: 'Ben' }];
    const { grants } = answersOf({ ...review, state: 'waived', grant, approvals }, 3600);
    expect(grants).toMatchObject([
      { node: 'data', scope: 'COMMERCIAL_PROHIBITED', reviewer: 'Rita, Ben', review: 'rev_1' },
    ]);
    const other = { ...grant, scope: ['NO_DERIVATIVES'] };
    expect(answersOf({ ...review, state: 'waived', grant: other }, 0).grants).toEqual([]);
  });
});

it('a waiver takes two, and is about what nobody can cure', () => {
  expect([approvalsFor('needs-review'), approvalsFor('deny')]).toEqual([1, 2]);
  const fixable = finding('NAME_PREFIX_MISSING', 'deny', { fixable: true });
  expect(deniedCodes([...review.findings, fixable])).toEqual(['COMMERCIAL_PROHIBITED']);
});

it('what rests on a grant ends with it, what rests on an approval has a while', () => {
  expect(drainEnd('waived', expiresAt, 60)).toEqual(expiresAt);
  expect(drainEnd('approved', expiresAt, 60).getTime() - expiresAt.getTime()).toBe(60_000);
});

it('the next step names the review and the command, and who may review no more', () => {
  expect(nextStep({ id: 'rev_1', state: 'open' })).toBe('Review rev_1 is open: luthier review show rev_1');
  expect(nextStep({ id: 'rev_1', state: 'approved', lost: ['Rita'] })).toMatch(
    /approved by Rita.*another reviewer/,
  );
  expect(nextStep({ id: 'rev_1', state: 'rejected' })).toMatch(/rejected/);
});

it('who came from the one who asks is no second person: the fix says what to do', () => {
  const next = nextStep({ id: 'rev_1', state: 'approved', handed: ['Rita'] });
  expect(next).toContain('approved by Rita with a key that came from who asks for it');
});

it('a review that would be opened beside others says what they save, and no more', () => {
  const [license, terms] = [
    finding('LICENSE_UNKNOWN', 'needs-review'),
    finding('AUP_UNREAD', 'needs-review'),
  ];
  const one = { id: 'rev_2', readings: ['a'] };
  expect(besideWords({ findings: [license], readings: ['a'] }, [])).toBe('A review would be opened.');
  const all = besideWords({ findings: [license], readings: ['a'] }, [one]);
  expect(all).toMatch(
    /beside rev_2, which asks for the same license: .* made of it, it is not asked again\.$/,
  );
  const more = /, that part is not asked again\.$/;
  expect(besideWords({ findings: [license, terms], readings: ['a'] }, [one])).toMatch(more);
  expect(besideWords({ findings: [license, license], readings: ['a', 'b'] }, [one])).toMatch(more);
});
