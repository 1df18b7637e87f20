import { describe, expect, it } from '@jest/globals';
import { claimValues, parseClaimRoles, rolesByProject } from './claim-roles.js';

const map = parseClaimRoles(
  'ml-team=default:engineer+deployer, counsel=default:reviewer,ml-team=bots:viewer',
);

describe('roles from claims', () => {
  it('are those of every value that the claim has, by project', () => {
    expect(rolesByProject(map, ['ml-team', 'counsel', 'sales'])).toEqual(
      new Map([
        ['default', ['deployer', 'engineer', 'reviewer']],
        ['bots', ['viewer']],
      ]),
    );
    expect(rolesByProject(map, [])).toEqual(new Map());
  });

  it('come of a text or a list of texts, and of nothing else', () => {
    expect(claimValues({ groups: ['a', 1, null, 'b'] }, 'groups')).toEqual(['a', 'b']);
    expect(claimValues({ groups: 'a' }, 'groups')).toEqual(['a']);
    expect(claimValues({ groups: { a: true } }, 'groups')).toEqual([]);
    expect(claimValues({ groups: ['a'] }, null)).toEqual([]);
  });

  it.each(['a', 'a=b', 'a=b:owner', '=b:viewer', 'a=B!:viewer', 'a=b:viewer+'])(
    'are refused as %j',
    (text) => {
      expect(() => parseClaimRoles(text)).toThrow(text);
    },
  );
});
