import { describe, expect, it } from '@jest/globals';
import { commitOf, hubFiles, treeOf } from './hub-repo.js';

const file = (path: string, sha256 = path) => ({ path, size_bytes: path.length, sha256 });
const card = {
  artifact: 'art_card',
  manifest: ['LICENSE', 'NOTICE', 'README.md', 'surfaces.json'].map((p) => file(p)),
};
const adapter = {
  role: 'adapter',
  artifact: 'art_adapter',
  manifest: [file('README.md', 'of the trainer'), file('adapter_model.safetensors')],
};
const merged = {
  role: 'merged',
  artifact: 'art_merged',
  manifest: [file('config.json'), file('sub/deep/x.json')],
};
const files = hubFiles(card, [adapter, merged]);

describe('a version as a repository', () => {
  it('has its main part and the papers at the root, the others in folders, no evidence, and one README', () => {
    expect(files.map(({ path, artifact }) => [path, artifact.id, artifact.path])).toEqual([
      ['LICENSE', 'art_card', 'LICENSE'],
      ['NOTICE', 'art_card', 'NOTICE'],
      ['README.md', 'art_card', 'README.md'],
      ['adapter_model.safetensors', 'art_adapter', 'adapter_model.safetensors'],
      ['merged/config.json', 'art_merged', 'config.json'],
      ['merged/sub/deep/x.json', 'art_merged', 'sub/deep/x.json'],
    ]);
  });

  it('has a commit that changes with a name and with a byte, and with nothing else', () => {
    const commit = commitOf(files);
    expect(commit).toMatch(/^[0-9a-f]{40}$/);
    expect(commitOf(hubFiles({ ...card, artifact: 'art_other' }, [adapter, merged]))).toBe(commit);
    const renamed = { ...merged, manifest: [file('config2.json', 'config.json'), merged.manifest[1]!] };
    const changed = { ...merged, manifest: [file('config.json', 'other'), merged.manifest[1]!] };
    for (const other of [renamed, changed])
      expect(commitOf(hubFiles(card, [adapter, other]))).not.toBe(commit);
  });

  it('lists a folder flat or to its end', () => {
    const paths = (folder: string, recursive: boolean) =>
      treeOf(files, folder, recursive).map(({ type, path }) => `${type[0]} ${path}`);
    expect(paths('', false)).toContain('d merged');
    expect(paths('', false)).not.toContain('f merged/config.json');
    expect(paths('merged', false)).toEqual(['f merged/config.json', 'd merged/sub']);
    expect(paths('merged', true)).toEqual([
      'f merged/config.json',
      'd merged/sub',
      'd merged/sub/deep',
      'f merged/sub/deep/x.json',
    ]);
    expect(paths('mer', true)).toEqual([]);
  });
});
