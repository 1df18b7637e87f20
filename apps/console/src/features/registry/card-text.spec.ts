import { describe, expect, it } from '@jest/globals';
import { withoutFrontMatter } from './card-text.js';

describe('the text of a model card', () => {
  it('begins behind the block for the Hub', () => {
    expect(withoutFrontMatter('---\nlicense: mit\n---\n# Bot\n\n---\nend')).toBe('# Bot\n\n---\nend');
  });
  it('is whole where there is none, or where it does not end', () => {
    expect(withoutFrontMatter('# Bot\n---\nx\n---\n')).toBe('# Bot\n---\nx\n---\n');
    expect(withoutFrontMatter('---\nlicense: mit\n')).toBe('---\nlicense: mit\n');
  });
});
