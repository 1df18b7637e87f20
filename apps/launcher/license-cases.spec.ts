import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { licenseCases } from './license-cases.js';
import { root } from './root.js';

const folder = mkdtempSync(join(tmpdir(), 'cases-'));
afterAll(() => rmSync(folder, { recursive: true }));
const shipped = readFileSync(join(root, 'libs/license-catalogue/data/cases.yaml'), 'utf8');

async function run(...args: string[]) {
  const said: string[] = [];
  const progress = { say: (line: string) => void said.push(line), step: () => Promise.reject(new Error()) };
  return { code: await licenseCases({ progress }, args), said };
}
function file(name: string, text: string | Uint8Array): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe('npm run license:cases', () => {
  it('runs the shipped cases where no file is named', async () =>
    expect(await run()).toEqual({ code: 0, said: ['40 passed, 0 failed'] }));
  it('tells a wrong expectation by its case, and exits 1', async () => {
    const wrong = file(
      'wrong.yaml',
      shipped.replace("id: '2'", "id: 'mine'").replace('license: apache-2.0}', 'license: mit}'),
    );
    const { code, said } = await run(wrong);
    expect(code).toBe(1);
    expect(said[0]).toMatch(/wrong\.yaml, case '15': card\.license apache-2\.0, expected mit$/);
    expect(said.at(-1)).toBe('39 passed, 1 failed');
  });
  it('tells a broken case and a broken file, and still runs the rest', async () => {
    const half = file('half.yaml', shipped.replace('gate: G5', 'gate: G7'));
    const { code, said } = await run(
      half,
      file('broken.yaml', 'cases: ['),
      file('bytes.yaml', new Uint8Array([0xff])),
      folder,
      join(folder, 'none.yaml'),
    );
    expect(code).toBe(1);
    expect(said[0]).toMatch(/half\.yaml, case '1': Invalid value for 'gate'/);
    expect(said[1]).toMatch(/broken\.yaml: line 1, column/);
    expect(said[2]).toMatch(/bytes\.yaml: cannot be read/);
    expect(said[3]).toMatch(/: this is a folder/);
    expect(said[4]).toMatch(/none\.yaml: there is no such file$/);
    expect(said.at(-1)).toBe('39 passed, 5 failed');
  });
  it('takes no option', async () => expect(run('--fast')).rejects.toThrow(/--fast/));
});
