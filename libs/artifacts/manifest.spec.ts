import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assertSafePath, canonicalManifest, manifestDigest, type ManifestFile } from './manifest.js';

const file = (path: string, sha = 'a'): ManifestFile => ({ path, size_bytes: 1, sha256: sha.repeat(64) });

describe('a manifest', () => {
  it('has one digest, whatever the order of its files and their keys', () => {
    const files = [file('b/x.json'), file('a.safetensors', 'b')];
    const turned = files.toReversed().map(({ path, size_bytes, sha256 }) => ({ sha256, path, size_bytes }));
    expect(manifestDigest(files)).toBe(manifestDigest(turned));
    expect(canonicalManifest(files).map((entry) => entry.path)).toEqual(['a.safetensors', 'b/x.json']);
  });

  it('has another digest when a byte, a size or a name differs', () => {
    const digests = [
      [file('a')],
      [file('b')],
      [file('a', 'b')],
      [{ ...file('a'), size_bytes: 2 }],
      [file('a'), file('b')],
    ].map(manifestDigest);
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('keeps its digest between releases', () => {
    expect(manifestDigest([file('a')])).toBe(
      '7067f3650a03e76ae44defb95f96ca33b2ce840d32283024a8033b2821cb8858',
    );
  });

  it.each([
    '/etc/passwd',
    '../x',
    'a/../b',
    'a/..',
    './a',
    'a//b',
    'a/',
    '',
    'a\\b',
    'C:x',
    'a\u0000',
    'a\nb',
    'e\u0301.json',
    '\ud800',
    'x'.repeat(513),
  ])('refuses the path %j', (path) => {
    expect(() => canonicalManifest([file(path)])).toThrow(expect.objectContaining({ code: 'unsafe_path' }));
  });

  it.each(['a', 'model-00001-of-00002.safetensors', 'a..b/c', 'a/.hidden', 'Prüfung.json', 'a b'])(
    'takes %j',
    (path) => {
      expect(() => assertSafePath(path)).not.toThrow();
    },
  );

  it.each([
    ['a name twice', [file('a'), file('a')]],
    ['a file that is a folder', [file('a'), file('a/b/c')]],
    ['no file', []],
    ['no hash', [{ ...file('a'), sha256: 'A'.repeat(64) }]],
    ['a broken size', [{ ...file('a'), size_bytes: -1 }]],
  ])('refuses %s', (_what, files) => {
    expect(() => manifestDigest(files)).toThrow();
  });

  it('lets no accepted path leave a folder', () => {
    const parts = fc.array(fc.constantFrom('..', '.', '', 'a', '/', '\\', 'b'), { maxLength: 6 });
    fc.assert(
      fc.property(parts, (names) => {
        const path = names.join('/');
        try {
          assertSafePath(path);
        } catch {
          return true;
        }
        return new URL(path, 'file:///root/inner/').pathname.startsWith('/root/inner/');
      }),
    );
  });
});
