import { expect, it } from '@jest/globals';
import { aliases, versionCount } from './list-cells.js';

it('says which version each alias names, by its id where it is an old one', () => {
  const versions = [{ id: 'mv_2', version: 2 }];
  expect(aliases({ aliases: { production: 'mv_2', old: 'mv_1' }, versions })).toBe(
    'production → 2, old → mv_1',
  );
  expect(aliases({ aliases: {} })).toBe('-');
});

it('says how many versions a dataset has', () => {
  expect(versionCount({ versions: [{ number: 3 }, { number: 2 }] })).toBe('3');
  expect(versionCount({ versions: [] })).toBe('empty');
});
