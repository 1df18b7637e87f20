import { describe, expect, it } from '@jest/globals';
import { changesOf, fingerprintsOf, type PublishedTerms } from './published-terms.js';

const text = (path: string, words: string) => ({
  path,
  bytes: Buffer.from(words),
  sizeBytes: Buffer.byteLength(words),
});
const before: PublishedTerms = {
  revision: 'a'.repeat(40),
  declaredLicense: 'apache-2.0',
  licenseName: null,
  licenseLink: null,
  license: text('LICENSE', 'You may use this.\nFor any purpose.\n'),
  card: text('README.md', '# Tiny\nScores 0.81.\nLicensed under Apache-2.0.\n'),
};
const now = (change: Partial<PublishedTerms>) =>
  changesOf(before, { ...before, revision: 'b'.repeat(40), ...change });

describe('what of published terms has changed', () => {
  it('is nothing for another commit with the same terms', () => {
    expect(now({})).toEqual([]);
  });

  it.each<[string, Partial<PublishedTerms>, object[]]>([
    [
      'the tag',
      { declaredLicense: 'cc-by-nc-4.0' },
      [{ what: 'license', before: 'apache-2.0', now: 'cc-by-nc-4.0' }],
    ],
    [
      'the link',
      { licenseLink: 'https://example.org/terms' },
      [{ what: 'license_link', before: null, now: 'https://example.org/terms' }],
    ],
    [
      'a line of the text',
      { license: text('LICENSE', 'You may use this.\nNot for money.\n') },
      [
        {
          what: 'license_file',
          diff: expect.stringMatching(/^-For any purpose\.$[^]*^\+Not for money\.$/m),
        },
      ],
    ],
    [
      'a text that is gone',
      { license: null },
      [{ what: 'license_file', now: null, diff: expect.stringContaining('-You may use this.') }],
    ],
    [
      'what the card says of the license',
      { card: text('README.md', '# Tiny\nScores 0.81.\nResearch use only.\n') },
      [{ what: 'card', diff: expect.stringContaining('+Research use only.') }],
    ],
  ])('is %s', (_, change, expected) => {
    expect(now(change)).toEqual(expected.map((one) => expect.objectContaining(one)));
  });

  it('is not a card that only reports other figures', () => {
    const card = text('README.md', '# Tiny\nScores 0.93.\nLicensed under Apache-2.0.\n');
    expect(now({ card })).toEqual([]);
  });

  it('is a text that has grown past what is read, and its diff stays readable', () => {
    const start = 'x '.repeat(200_000);
    const grown = { path: 'LICENSE', bytes: Buffer.from(start), sizeBytes: 40_000_000 };
    const [change] = now({ license: grown });
    expect(change).toMatchObject({ what: 'license_file' });
    expect(change!.diff!.length).toBeLessThanOrEqual(64 * 1024);
  });
});

describe('what stands for the terms', () => {
  const license = text('LICENSE', 'Pay first.\n');
  it('is the text where it has changed', () => {
    const [file] = now({ license });
    const seen = fingerprintsOf(now({ license, declaredLicense: 'mit' }));
    expect(seen).toEqual({ before: file!.before, now: file!.now });
  });

  it.each<Partial<PublishedTerms>>([
    { declaredLicense: 'mit' },
    { licenseLink: 'https://example.org' },
    { license: null },
  ])('differs for %j', (change) => {
    const { before: accepted, now: published } = fingerprintsOf(now(change));
    expect(accepted).not.toBe(published);
  });
});
