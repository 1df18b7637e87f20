import { describe, expect, it } from '@jest/globals';
import type { Thing } from './license-things.js';
import { reviewText } from './review-text.js';
import type { Review } from './views.js';

const finding = {
  ...{ code: 'LICENSE_UNKNOWN', verdict: 'needs-review', node: 'dsv_1', license_id: 'LicenseRef-unknown' },
  ...{ clause: 'no license file, link, name or tag that says something', remedy: 'find the text' },
};
const review = (over: object = {}) =>
  ({
    ...{
      id: 'rev_1',
      state: 'open',
      severity: 'needs-review',
      gate: 'G2',
      approvals: [],
      findings: [finding],
    },
    ...{ subject: { type: 'training', id: 'bm_1+dsv_1', model: null }, required_approvals: 1, grant: null },
    ...{ blast_radius: { artifacts: 0, versions: 0, deployments: 0 }, may_hold_for_lineage: true },
    ...{ conditions: null, holds_for: 'question', expires_at: null, drain_at: null, deadline: null },
    ...over,
  }) as unknown as Review;
const things = new Map<string, Thing>([
  ['bm_1', { name: 'smol', declared: 'apache-2.0', by: null }],
  ['dsv_1', { name: 'bank@1', declared: 'our-tickets', by: 'Ann Owner' }],
]);

describe('a review at the terminal', () => {
  it('is told by names: what is asked, which license was declared, and by whom', () => {
    const lines = reviewText(review(), things).split('\n');
    expect(lines[0]).toBe(
      'rev_1 open: needs-review at G2 (training) for training smol (bm_1)+bank@1 (dsv_1)',
    );
    expect(lines[2]).toBe('approvals: 0 of 1');
    const row = lines.find((one) => one.startsWith('LICENSE_UNKNOWN'));
    expect(row).toMatch(
      / bank@1 \(dsv_1\) +declared our-tickets by Ann Owner +no license file.* +find the text$/,
    );
  });

  it('offers an answer for all that is made of it only where such an answer can be given', () => {
    const offer =
      'for all that is made of it too, at every gate: luthier review approve rev_1 --holds-for lineage';
    expect(reviewText(review(), things).split('\n').at(-1)).toBe(offer);
    expect(reviewText(review({ may_hold_for_lineage: false }))).not.toContain('--holds-for');
  });

  it.each(['rejected', 'superseded', 'approved'])('asks nothing any more once it is %s', (state) => {
    const told = reviewText(review({ state }), things);
    expect(told).not.toMatch(/WHAT TO DO|find the text|approvals:|answer:|--holds-for/);
    const approvals = [{ name: 'Rita', self_attested: false }];
    expect(reviewText(review({ state, approvals }))).toContain('approvals: 1 of 1, by Rita');
  });

  it('keeps a license that was found beside the one that was declared', () => {
    const known = { ...finding, license_id: 'CC-BY-4.0' };
    const cell = (declared: string, license = known) =>
      reviewText(review({ findings: [license] }), new Map([['dsv_1', { name: 'b@1', declared, by: null }]]));
    expect(cell('cc-by')).toContain('CC-BY-4.0 (declared cc-by)');
    expect(cell('CC-BY-4.0')).not.toContain('(declared');
    expect(reviewText(review())).toContain('  LicenseRef-unknown  ');
  });
});
