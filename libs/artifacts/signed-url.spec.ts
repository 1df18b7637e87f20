import { describe, expect, it } from '@jest/globals';
import { SignedUrls, type SignedQuery } from './signed-url.js';

let now = 1_700_000_000_000;
const urls = new SignedUrls(Buffer.alloc(32, 9), () => now);
const sha256 = 'ab'.repeat(32);
const parse = (url: string) => {
  const { pathname, searchParams } = new URL(url, 'http://host');
  return {
    sha: pathname.split('/').at(-1)!,
    query: Object.fromEntries(searchParams) as unknown as SignedQuery,
  };
};

describe('signed URLs', () => {
  const { sha, query } = parse(urls.sign({ sha256, filename: 'weights & more.safetensors' }, 60));

  it('open the object they name until they expire', () => {
    expect(urls.verify(sha, query)).toEqual({ sha256, filename: 'weights & more.safetensors' });
    now += 60_000;
    expect(urls.verify(sha, query)).toBeNull();
    now -= 60_000;
  });

  it.each<[string, string, Partial<SignedQuery>]>([
    ['another object', 'cd'.repeat(32), {}],
    ['a later end', sha256, { expires: String(Number(query.expires) + 1) }],
    ['another name', sha256, { filename: 'x.html' }],
    ['no signature', sha256, { signature: '' }],
    ['a signature that is no hex', sha256, { signature: 'zz' }],
    ['a cut signature', sha256, { signature: query.signature.slice(0, 62) }],
    ['an end in another notation', sha256, { expires: `${query.expires}.0` }],
    ['a path for a hash', '../passwd', {}],
  ])('refuse %s', (_what, other, change) => {
    expect(urls.verify(other, { ...query, ...change })).toBeNull();
  });

  it('refuse a link of another key', () => {
    expect(new SignedUrls(Buffer.alloc(32, 8), () => now).verify(sha, query)).toBeNull();
  });

  it('refuse a short key', () => {
    expect(() => new SignedUrls(Buffer.alloc(8), () => now)).toThrow(/32 bytes/);
  });
});
