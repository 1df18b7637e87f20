import { describe, expect, it } from '@jest/globals';
import { handsOf, type KeyOrigin } from '#projects/key-origin.js';
import { askersAmong, assertIndependent } from './review-rules.js';

const key = (id: string, member: string, madeWith: string | null, isOwn = false): [string, KeyOrigin] => [
  id,
  { id, member, isOwn, madeWith, madeBy: null },
];
/** Olga has the first key. Dan is an engineer and an admin by her hand. */
const keys = new Map([
  key('olga', 'Olga', null),
  key('dan', 'Dan', 'olga'),
  key('dan_own', 'Dan', 'dan', true),
  key('olga_2', 'Olga', 'olga'),
  key('rita_of_olga', 'Rita', 'olga'),
  key('rita_of_dan', 'Rita', 'dan'),
  key('rita_own', 'Rita', 'rita_of_dan', true),
  key('rita_by_her_own', 'Rita', 'rita_own'),
  key('puppet_admin', 'Pam', 'dan'),
  key('puppet', 'Pat', 'puppet_admin'),
  key('puppet_self', 'Pam', 'puppet_admin'),
  key('of_own_admin', 'Pat', 'dan_own'),
  key('loop_a', 'Lou', 'loop_b'),
  key('loop_b', 'Lea', 'loop_a'),
  key('elsewhere', 'Eve', 'key_of_another_project'),
  key('of_session', 'Rita', null),
  key('of_session_of_session', 'Pat', 'of_session'),
]);
for (const one of keys.values()) one.madeBy = keys.get(one.madeWith ?? '')?.member ?? null;
keys.get('of_session')!.madeBy = 'Dan';
const hands = (used: string | null, addedWith: string | null = null, addedBy: string | null = null) =>
  handsOf({ key: used, addedWith, addedBy, keys }).sort();

describe('through whose hands an answer came', () => {
  it.each([
    ['the first key of a project', 'olga', null, []],
    ['a key that the only admin handed out', 'rita_of_olga', null, ['Olga']],
    ['a key that an engineer with the role admin made', 'rita_of_dan', null, ['Dan', 'Olga']],
    ['the key that Rita put in its place', 'rita_own', null, []],
    ['and that one, although the engineer added her', 'rita_own', 'dan', []],
    ['a further key that she made with her own', 'rita_by_her_own', null, ['Rita']],
    ['a key of the admin, for a member whom the engineer added', 'rita_of_olga', 'dan', ['Dan', 'Olga']],
    ['a key made by somebody invented', 'puppet', null, ['Dan', 'Olga', 'Pam']],
    ['a second key that somebody invented made for herself', 'puppet_self', null, ['Dan', 'Olga', 'Pam']],
    ['a key made with an own key: its maker acted alone', 'of_own_admin', null, ['Dan']],
    ['a key made from another project', 'elsewhere', null, []],
    ['no key at all', null, null, []],
    ['a key that nobody knows', 'key_none', 'gone', []],
    ['a key that the engineer made while logged in', 'of_session', null, ['Dan']],
    ['a key made with that one', 'of_session_of_session', null, ['Dan', 'Rita']],
  ])('%s', (_what, used, addedWith, expected) => {
    expect(hands(used, addedWith)).toEqual(expected);
  });

  it('counts who added the member while logged in', () => {
    expect(hands('rita_of_olga', null, 'Dan')).toEqual(['Dan', 'Olga']);
  });

  it('ends where rows lead in a circle', () => {
    expect(hands('loop_a')).toEqual(['Lea', 'Lou']);
  });
});

describe('an answer that may be the asker’s own', () => {
  const review = { id: 'rev_1' };
  const askers = new Map([['mem_dan', 'Dan']]);

  it('is refused with who it was and what to do', () => {
    expect(() => assertIndependent(review, ['mem_olga', 'mem_dan'], askers)).toThrow(
      expect.objectContaining({
        kind: 'denied',
        code: 'reviewer_not_independent',
        message: expect.stringMatching(/by Dan, who made your key.*luthier key rotate.*another member/),
      }),
    );
  });

  it('passes where the admin who handed out the key has no part in the question', () => {
    expect(() => assertIndependent(review, ['mem_olga'], askers)).not.toThrow();
    expect(() => assertIndependent(review, [], askers)).not.toThrow();
  });

  it('counts an approval from before hands were kept', () => {
    expect(askersAmong(undefined, new Set(['mem_dan']))).toEqual([]);
  });
});
