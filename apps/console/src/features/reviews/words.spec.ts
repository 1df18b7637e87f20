import { describe, expect, it } from '@jest/globals';
import {
  answeredBy,
  answersOf,
  asksOf,
  asksWhich,
  beforeUpload,
  byReach,
  deniedIn,
  doneWith,
  endOfDay,
  openedWords,
  reachOf,
  type Review,
  settlesOf,
  titleOf,
  unblocks,
  whileAsked,
} from './words.js';

const NOTHING = { pipelines: 0, jobs: 0, artifacts: 0, versions: 0, deployments: 0 };
const review = (over: Partial<Review> = {}): Review =>
  ({
    ...{
      subject: { type: 'base_model', id: 'bm_1', model: null, published_as: null },
      created_at: 10,
      findings: [],
      state: 'open',
      approvals: [],
    },
    ...{ blast_radius: NOTHING, settles: [], required_approvals: 1, deadline: null },
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
    const subject = { type: 'dataset_version', id: 'dsv_1', model: null, published_as: null };
    expect(titleOf(review({ subject }), { id: 'dsv_1', name: 'cards v2' })).toBe('cards v2');
    expect(titleOf(review({ subject }), { id: 'bm_1', name: 'smol' })).toBe('dataset version with smol');
    expect(titleOf(review({ subject: { ...subject, type: 'artifact', model: 'desk' } }))).toBe('desk');
    const training = { ...subject, type: 'training', id: 'bm_1+dsv_1', published_as: 'intent-bot' };
    expect(titleOf(review({ subject: training }), { id: 'dsv_1', name: 'cards v2' })).toBe(
      'training for intent-bot',
    );
  });

  it('says what is asked once, and how much more', () => {
    expect(asksOf(review({ findings: [finding('A', 'deny'), finding('A', 'deny')] }))).toBe('Cure A');
    expect(asksOf(review({ findings: [finding('A', 'deny'), finding('B', 'deny')] }))).toBe(
      'Cure A (and 1 more)',
    );
  });

  it('asks which license where nobody knows it, and says what else the answer closed', () => {
    const findings = [finding('LICENSE_UNKNOWN', 'needs-review')];
    expect(asksOf(review({ findings }))).toBe('Which license it has');
    expect([asksWhich(review({ findings })), asksWhich(review())]).toEqual([true, false]);
    expect(settlesOf(review({ settles: ['rev_1', 'rev_2'] }))).toBe('2 others');
    expect(settlesOf(review())).toBe('only itself');
    expect(settlesOf(review({ state: 'approved', settles: ['rev_1'] }))).toBe('');
    expect(doneWith('Approved.', { closed: ['rev_1', 'rev_2'] })).toBe(
      'Approved. 2 other reviews closed with it.',
    );
    expect(doneWith('Approved.', { closed: [] })).toBe('Approved.');
    expect(answeredBy([{ facts: {} }, { facts: { answered_by: 'rev_1' } }])).toBe('rev_1');
    expect(answeredBy([])).toBeNull();
  });

  it('puts what serves above what only lies there', () => {
    const many = review({ blast_radius: { ...NOTHING, artifacts: 90, versions: 9 } });
    const live = review({ blast_radius: { ...NOTHING, artifacts: 1, versions: 1, deployments: 1 } });
    expect([many, live].sort(byReach)).toEqual([live, many]);
    const trained = review({ blast_radius: { ...NOTHING, jobs: 2 } });
    expect([review({ blast_radius: { ...NOTHING, jobs: 1 } }), trained].sort(byReach)[0]).toBe(trained);
    expect(reachOf(live.blast_radius)).toBe('1 deployment, 1 version, 1 artifact');
    expect(reachOf({ ...NOTHING, pipelines: 2, jobs: 9 })).toBe('2 pipelines');
    expect(reachOf({ ...NOTHING, jobs: 1 })).toBe('1 job');
    expect(reachOf(review().blast_radius)).toBe('nothing yet');
  });

  it('does not promise what a second reviewer has to give', () => {
    expect(unblocks(review({ required_approvals: 2 }))).toMatch(/^Nothing yet/);
    expect(unblocks(review())).toMatch(/^This question is not asked again/);
    expect(unblocks(review({ blast_radius: { ...NOTHING, jobs: 3 } }))).toMatch(/goes on by itself/);
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

it('says how often a link was opened', () => {
  expect([openedWords(1), openedWords(2)]).toEqual(['Opened once,', 'Opened 2 times, last']);
});

it('says of data that a reviewer is asked about what the project lets be done with them meanwhile', () => {
  for (const words of [whileAsked, beforeUpload]) {
    expect(words('wait')).toMatch(
      /a training on it is refused until a reviewer has (answered|said what it is)\.$/i,
    );
    expect(words('train')).toContain('trained on');
    for (const policy of ['train', undefined]) expect(words(policy)).not.toContain('refused');
    expect(words(undefined)).not.toContain('trained on');
  }
});
