import { describe, expect, it } from '@jest/globals';
import {
  answersOf,
  asksOf,
  byReach,
  deniedIn,
  endOfDay,
  reachOf,
  type Review,
  titleOf,
  unblocks,
} from './words.js';

const review = (over: Partial<Review> = {}): Review =>
  ({
    ...{
      subject: { type: 'base_model', id: 'bm_1', model: null },
      created_at: 10,
      findings: [],
      approvals: [],
    },
    ...{ blast_radius: { artifacts: 0, versions: 0, deployments: 0 }, required_approvals: 1, deadline: null },
    ...over,
  }) as unknown as Review;
const finding = (code: string, verdict: string, more: object = {}) =>
  ({
    code,
    verdict,
    remedy: `cure ${code}`,
    clause: '',
    node: 'n',
    license_id: null,
    ...more,
  }) as Review['findings'][number];

describe('a review in words', () => {
  it('has a title without a model', () => {
    expect(titleOf(review())).toBe('base model without a name');
    const subject = { type: 'dataset_version', id: 'dsv_1', model: null };
    expect(titleOf(review({ subject }), { id: 'dsv_1', name: 'cards v2' })).toBe('cards v2');
    expect(titleOf(review({ subject }), { id: 'bm_1', name: 'smol' })).toBe('dataset version with smol');
    expect(titleOf(review({ subject: { type: 'artifact', id: 'a', model: 'desk' } }))).toBe('desk');
  });

  it('says what is asked once, and how much more', () => {
    expect(asksOf(review({ findings: [finding('A', 'deny'), finding('A', 'deny')] }))).toBe('Cure A');
    expect(asksOf(review({ findings: [finding('A', 'deny'), finding('B', 'deny')] }))).toBe(
      'Cure A (and 1 more)',
    );
  });

  it('puts what serves above what only lies there', () => {
    const many = review({ blast_radius: { artifacts: 90, versions: 9, deployments: 0 } });
    const live = review({ blast_radius: { artifacts: 1, versions: 1, deployments: 1 } });
    expect([many, live].sort(byReach)).toEqual([live, many]);
    expect(reachOf(live.blast_radius)).toBe('1 deployment, 1 version, 1 artifact');
    expect(reachOf(review().blast_radius)).toBe('nothing yet');
  });

  it('does not promise what a second reviewer has to give', () => {
    expect(unblocks(review({ required_approvals: 2 }))).toMatch(/^Nothing yet/);
    expect(unblocks(review())).toMatch(/^Whoever asked/);
  });

  it('asks a grant for what nobody can cure otherwise', () => {
    const findings = [
      finding('A', 'deny'),
      finding('B', 'deny', { fixable: true }),
      finding('C', 'needs-review'),
    ];
    expect(deniedIn(review({ findings }))).toEqual(['A']);
  });

  it('shows a declared use without a brace', () => {
    expect(
      answersOf({ commercial: true, fields: [], domicile: 'US', all_products_mau_at: { x: 3 } }),
    ).toEqual([
      ...[
        ['Commercial', 'Yes'],
        ['Fields', 'None'],
        ['Domicile', 'US'],
      ],
      ['All products mau at', 'x: 3'],
    ]);
  });

  it('ends a day at its end', () => {
    expect(endOfDay('2026-11-30')).toBe(Date.UTC(2026, 10, 30, 23, 59, 59) / 1000);
    expect(endOfDay('')).toBeUndefined();
  });
});
