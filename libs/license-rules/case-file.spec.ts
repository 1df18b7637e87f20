import { describe, expect, it } from '@jest/globals';
import { catalogue } from '../../test/support/license-case.js';
import { readCases, runCase } from './case-file.js';

const own = (over = '', expect_ = '{verdict: allow, findings: [], obligations: []}') => `
cases:
- id: 1
  title: own data
  gate: G2
  use: {purpose: internal, commercial: true}
  graph: {nodes: [{id: data, kind: dataset, declared_license: LicenseRef-own-data, declared_by: Dana}], edges: []}
  subject: data
  expect: ${expect_}${over}
`;
const faultsOf = (source: string) =>
  readCases(source, catalogue).faults.map(({ id, message }) => `${id}: ${message}`);
const diffOf = (expect_: string) => runCase(readCases(own('', expect_), catalogue).cases[0]!, catalogue);

describe('a file of cases', () => {
  it('is read, an id without quotes and a profile left out too', () => {
    const { cases, faults } = readCases(own(), catalogue);
    expect({ id: cases[0]!.id, profile: cases[0]!.asked.profile, faults }).toEqual({
      id: '1',
      profile: 'conservative',
      faults: [],
    });
    expect(runCase(cases[0]!, catalogue)).toEqual([]);
  });
  it.each([
    ['no YAML', 'cases: [', /^null: line 1, column/],
    ['a key given twice', 'cases: []\ncases: []', /unique/i],
    ['no cases', 'case: []', /^null: it needs a key 'cases'/],
    ['a list of words', 'cases: [one]', /^number 1 of the list: /],
    [
      'an alias that explodes',
      `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\ncases: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]`,
      /^null: .*alias/i,
    ],
    ['a field written wrong', own('\n  gatee: G3'), /^1: Unknown parameter: 'gatee'\. Did you mean 'gate'/],
    ['a verdict that is none', own('', '{verdict: maybe}'), /^1: Invalid value for 'expect\.verdict'/],
    ['a deny that does not say fixable', own('', '{verdict: deny}'), /'expect\.fixable': say whether/],
    [
      'a code that is none',
      own('', '{verdict: allow, not_findings: [{code: COMERCIAL_PROHIBITED}]}'),
      /did you mean 'COMMERCIAL_PROHIBITED'/,
    ],
    ['a row that agrees with all', own('', '{verdict: allow, not_findings: [{}]}'), /agrees with everything/],
    [
      'a license that is none',
      own('', '{verdict: allow, not_findings: [{license_id: CC-BY-NC-4}]}'),
      /expect\.not_findings\[0\]\.license_id: the catalogue has no 'CC-BY-NC-4'; did you mean 'CC-BY-NC-4\.0'/,
    ],
    [
      'a subject that is no node',
      own().replace('subject: data', 'subject: date'),
      /^1: subject: .* did you mean 'data'/,
    ],
    ['an id given twice', own() + own().replace('\ncases:\n', ''), /^1: id: another case/],
  ])('%s is told with its place', (_title, source, message) =>
    expect(faultsOf(source).join('\n')).toMatch(message),
  );
  it('keeps the cases beside a broken one', () => {
    const broken = own()
      .replace('\ncases:\n', '')
      .replace('id: 1', 'id: two')
      .replace('gate: G2', 'gate: G9');
    const { cases, faults } = readCases(own() + broken, catalogue);
    expect([cases.map(({ id }) => id), faults.map(({ id }) => id)]).toEqual([['1'], ['two']]);
  });
  it('tells each difference, of the card too', () => {
    expect(diffOf('{verdict: deny, fixable: true, findings: [{code: LICENSE_UNKNOWN}]}')).toEqual([
      'verdict allow, expected deny',
      'fixable null, expected true',
      'findings lack {"code":"LICENSE_UNKNOWN"}',
    ]);
    expect(diffOf('{verdict: allow, card: {license: mit}}')).toEqual(['card.license other, expected mit']);
  });
});
