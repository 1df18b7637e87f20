import { describe, expect, it } from '@jest/globals';
import { scopesOf } from './scopes-of.js';
import { changedUse, servedOf } from './served.js';
import { leftOutWords, sameWords } from './policy-trial-words.js';
import { choicesOf, endpointState, saidOf } from './webhook.js';
import { invitationState, keyState } from './words.js';

const key = { revoked_at: null, expires_at: null, rotated_to: null };
const invited = { accepted_at: null, withdrawn_at: null, expires_at: 10 };

it('says whether a key and an invitation still open', () => {
  expect([
    keyState(key, 9),
    keyState({ ...key, expires_at: 10, rotated_to: 'key_2' }, 9),
    keyState({ ...key, expires_at: 10 }, 10),
    keyState({ ...key, revoked_at: 1 }, 9),
    keyState({ ...key, revoked_at: 1, rotated_to: 'key_2' }, 9),
  ]).toEqual(['live', 'live', 'expired', 'revoked', 'replaced']);
  expect([
    invitationState(invited, 9),
    invitationState(invited, 10),
    invitationState({ ...invited, accepted_at: 1 }, 99),
    invitationState({ ...invited, withdrawn_at: 1 }, 99),
  ]).toEqual(['open', 'expired', 'accepted', 'withdrawn']);
});

it('says of a trial of policies what it could not ask again', () => {
  const said = (asked: number, left_out: number) => sameWords({ promotions: Array(asked), left_out });
  expect(said(0, 0)).toBe('Nothing was promoted yet.');
  expect(said(0, 2)).toMatch(/^2 promotions cannot be asked again: their versions, /);
  expect(said(1, 0)).toBe('None of the newest 1 promotion would have been answered otherwise.');
  expect(said(3, 1)).toMatch(
    /^None of the newest 3 .* otherwise\. 1 more cannot be asked again: its version, /,
  );
  expect(leftOutWords(0)).toBeNull();
});

it('finds the scopes of roles in the description of the operations', () => {
  const operations = [
    { 'x-roles': ['admin', 'viewer'], 'x-scope': 'jobs:read' },
    { 'x-roles': ['admin'], 'x-scope': 'quotas:write' },
    { 'x-roles': ['admin', 'viewer'], 'x-scope': 'jobs:read' },
    { 'x-roles': undefined, 'x-scope': undefined },
  ];
  expect(scopesOf(operations, ['viewer'])).toEqual(['jobs:read']);
  expect(scopesOf(operations, ['admin'])).toEqual(['jobs:read', 'quotas:write']);
  expect(scopesOf(operations, [])).toEqual([]);
});

describe('webhooks', () => {
  it('offer the wildcards that choose several types', () => {
    expect(choicesOf(['fine_tuning.job.failed', 'fine_tuning.job.succeeded', 'alias.moved'])).toEqual([
      ...['*', 'alias.moved', 'fine_tuning.*', 'fine_tuning.job.*'],
      ...['fine_tuning.job.failed', 'fine_tuning.job.succeeded'],
    ]);
  });
  it('are on, off or failing, and say what the receiver said', () => {
    expect([
      endpointState({ enabled: true, failing_since: null }),
      endpointState({ enabled: true, failing_since: 1 }),
      endpointState({ enabled: false, failing_since: 1 }),
    ]).toEqual(['on', 'failing', 'off']);
    expect([
      saidOf({ status: 204, error: null }),
      saidOf({ status: 500, error: 'answered 500' }),
      saidOf({ status: null, error: null }),
    ]).toEqual(['HTTP 204', 'answered 500', '—']);
  });
});

describe('trying another use', () => {
  it('asks about the newest promotion of each alias that came through', () => {
    const promotion = (model: string, alias: string, state: 'succeeded' | 'blocked' | 'rolled_back') => ({
      ...{ model, alias, state, decision: 'dec_1' },
    });
    const all = [
      promotion('a', 'production', 'blocked'),
      promotion('a', 'production', 'succeeded'),
      promotion('a', 'production', 'succeeded'),
      promotion('a', 'canary', 'succeeded'),
      promotion('b', 'production', 'rolled_back'),
    ];
    expect(servedOf(all)).toEqual([all[1], all[3]]);
  });
  it('changes what was typed alone, and nothing that is the question’s own', () => {
    const use = { purpose: 'publish-weights', commercial: false, model_name: 'bot', product_mau: 5 };
    const now = { purpose: 'internal', commercial: false, product_mau: 5 };
    const next = { purpose: 'research', commercial: true, domicile: 'DE' };
    expect(changedUse({ use, own: ['purpose'] }, now, next)).toEqual({
      ...{ purpose: 'publish-weights', commercial: true, model_name: 'bot', domicile: 'DE' },
    });
  });
});
