import { describe, expect, it } from '@jest/globals';
import { passageOf, piecesOf, sectionOf } from './passage.js';

const TEXT = `Meadow License

1. Grant. You may.

2. Use.
2.1 Not for sale.
2.2 Nor for rent. See section 1.

Section 3. Notice.
Keep it.

10. End.`;
const shown = (clause: string) => {
  const found = passageOf(TEXT, clause);
  return found && TEXT.slice(found.from, found.to);
};

describe('the passage that a clause names', () => {
  it.each([
    ['§2.3 Trustworthy AI terms (text not read)', '2.3'],
    ['Section 4(b)', '4'],
    ['§ 10', '10'],
    ['not read: output_use', null],
    ['LICENSE, first page', null],
  ])('%s is section %s', (clause, section) => expect(sectionOf(clause)).toBe(section));

  it('reaches over its own parts to the next section', () => {
    expect(shown('§2')).toBe('2. Use.\n2.1 Not for sale.\n2.2 Nor for rent. See section 1.');
    expect(shown('§2.1')).toBe('2.1 Not for sale.');
    expect(shown('section 3')).toBe('Section 3. Notice.\nKeep it.');
    expect(shown('§10')).toBe('10. End.');
  });

  it('is none where the text has no such section: 1 is not 10, and a mention is no heading', () => {
    expect(shown('§1')).toBe('1. Grant. You may.');
    expect(shown('§4')).toBeNull();
    expect(shown('not read')).toBeNull();
  });

  it('leaves every letter where it was', () => {
    const passages = ['§2', '§2.1', '§10'].map((clause) => passageOf(TEXT, clause)!);
    const pieces = piecesOf(TEXT, passages);
    expect(pieces.map(({ text }) => text).join('')).toBe(TEXT);
    expect(pieces.filter(({ marked }) => marked)).toHaveLength(2);
  });
});
