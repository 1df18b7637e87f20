import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { Allowlist } from './allowlist.js';
import type { OwnImages } from './own-images.port.js';
import { readRecipe } from './recipe-files.js';

const folder = mkdtempSync(join(tmpdir(), 'luthier-own-'));
mkdirSync(join(folder, 'many/sub'), { recursive: true });
writeFileSync(join(folder, 'many/main.py'), 'def main(job): pass\n');
writeFileSync(join(folder, 'many/sub/B.py'), 'x = 1\n');
writeFileSync(join(folder, 'many/sub-a.py'), 'x = 2\n');
writeFileSync(join(folder, 'one.py'), 'def main(job): pass\n');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sh = (command: string) =>
  execFileSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' }).slice(0, 64);
const entry = (changes: object = {}) => ({
  name: 'one',
  description: 'one',
  does: 'finetune',
  file: 'one.py',
  sha256: sh('sha256sum one.py'),
  inputs: { base_model: { type: 'base_model' }, train: { type: 'dataset' } },
  outputs: ['adapter'],
  ...changes,
});
const list = (...recipes: object[]) =>
  Allowlist.parse(stringify({ recipes }), { path: 'allowed.yaml', folder });

describe('a digest', () => {
  it('is what sha256sum says, of a file and of a folder as the docs say it', async () => {
    expect((await readRecipe(join(folder, 'one.py'))).sha256).toBe(sh('sha256sum one.py'));
    const command = /`cd folder && (.*?)`/.exec(readFileSync('docs/own-recipes.md', 'utf8'))![1]!;
    expect((await readRecipe(join(folder, 'many'))).sha256).toBe(sh(`cd many && ${command}`));
  });
  it('is of no link, no folder without main.py, nothing that is not there', async () => {
    symlinkSync('/etc/passwd', join(folder, 'link.py'));
    mkdirSync(join(folder, 'linked'));
    writeFileSync(join(folder, 'linked/main.py'), '');
    symlinkSync('/etc/passwd', join(folder, 'linked/x.py'));
    await expect(readRecipe(join(folder, 'link.py'))).rejects.toThrow('is a link');
    await expect(readRecipe(join(folder, 'linked'))).rejects.toThrow('x.py is a link');
    await expect(readRecipe(join(folder, 'many/sub'))).rejects.toThrow('no main.py');
    await expect(readRecipe(join(folder, 'gone'))).rejects.toThrow('is not there');
  });
});

describe('the allowlist', () => {
  it('gives the bytes that were allowed, and no others', async () => {
    const allowed = list(entry(), entry({ name: 'two', sha256: 'a'.repeat(64) }));
    const { entry: one } = allowed.find('one')!;
    expect((await allowed.files(one)).files.get('main.py')!.toString()).toContain('def main');
    const { entry: two } = allowed.find('two')!;
    await expect(allowed.files(two)).rejects.toThrow("the recipe's file is not the one that was allowed");
    expect(await allowed.availability(one)).toEqual({ available: true, reason: null });
    expect(await allowed.availability(two)).toMatchObject({ available: false });
    expect(allowed.find('three')).toBeNull();
  });

  const image = { file: undefined, sha256: undefined, command: ['run'] };
  it('asks for an image, and knows that it does not know', async () => {
    const text = stringify({ recipes: [entry({ ...image, image: `sha256:${'a'.repeat(64)}` })] });
    const said = (images?: OwnImages) => {
      const allowed = Allowlist.parse(text, { path: 'x', folder, ...(images && { images }) });
      return allowed.availability(allowed.find('one')!.entry);
    };
    expect(await said()).toMatchObject({ available: false, reason: expect.stringContaining('DOCKER_HOST') });
    expect(await said({ fault: () => Promise.resolve(null) })).toEqual({ available: true, reason: null });
    expect(await said({ fault: () => Promise.resolve('gone') })).toEqual({
      available: false,
      reason: 'gone',
    });
    const silent = { fault: () => Promise.reject(new Error('no answer')) };
    expect(await said(silent)).toEqual({ available: null, reason: 'no answer' });
  });
  it.each([
    [entry({ sha256: 'x' }), /recipes\[0\]\.sha256: must be 64/],
    [entry({ nmae: 1 }), /Unrecognized key: "nmae"/],
    [entry({ outputs: [] }), /recipes\[0\]\.outputs/],
    [entry({ outputs: ['adapter', 'merged'] }), /at most one output is a model/],
    [entry({ outputs: ['base_model'] }), /recipes\[0\]\.outputs/],
    [entry({ outputs: ['report'] }), /leaves a model/],
    [entry({ does: 'evaluate' }), /an evaluation leaves reports alone/],
    [entry({ inputs: { base_model: { type: 'base_model' } } }), /reads a dataset/],
    [entry({ inputs: { train: { type: 'dataset' } } }), /reads a base_model or an artifact/],
    [
      entry({
        does: 'transform',
        outputs: ['merged'],
        inputs: { adapter: { type: 'artifact', kinds: ['adapter'] } },
      }),
      /reads its base_model too/,
    ],
    [entry({ ...image, image: 'python:3' }), /image: must be pinned/],
    [entry({ ...image, image: `a@sha256:${'a'.repeat(64)}`, command: undefined }), /command/],
    [entry({ params: { type: 'object', properties: { a: { type: 'colour' } } } }), /no JSON schema/],
    [entry({ params: { type: 'string' } }), /params\.type/],
  ])('refuses an entry in words: %#', (bad, says) => {
    expect(() => list(bad)).toThrow(says);
    expect(() => list(bad)).toThrow('LUTHIER_OWN_RECIPES, allowed.yaml');
  });
  it('refuses two of one name, what is no YAML, and a file that is not there', () => {
    expect(() => list(entry(), entry())).toThrow('the name is taken');
    expect(() => Allowlist.parse('a: [', { path: 'x', folder })).toThrow('no YAML');
    expect(() => Allowlist.read(join(folder, 'gone.yaml'))).toThrow('cannot be read');
  });
});
