import { readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type CaseFault, readCases, runCase } from '#license-rules/case-file.js';
import { type Catalogue, loadCatalogue } from '#license-catalogue/catalogue.js';
import type { App } from './app.js';
import { readNames } from './args.js';
import { root } from './root.js';

const FOLDER = join(root, 'libs/license-catalogue/data');
const MAX_BYTES = 10_000_000;

/** Runs files of worked cases through the license engine and tells each difference; exits 1 where a case fails or cannot be read. */
export async function licenseCases({ progress }: Pick<App, 'progress'>, args: string[]): Promise<number> {
  const from = process.env['INIT_CWD'] ?? process.cwd(); // npm runs its scripts in the root of the clone
  const files = readNames(args).map((name) => resolve(from, name));
  const catalogue = loadCatalogue(readFileSync(join(FOLDER, 'model-licenses.yaml'), 'utf8'));
  let passed = 0;
  let failed = 0;
  for (const file of files.length > 0 ? files : [join(FOLDER, 'cases.yaml')]) {
    const { lines, count } = judge(file, catalogue);
    failed += new Set(lines.map(({ id }) => id)).size;
    passed += count - new Set(lines.filter(({ ran }) => ran).map(({ id }) => id)).size;
    const name = relative(from, file);
    for (const { id, message } of lines)
      progress.say(`${name}${id === null ? '' : `, case '${id}'`}: ${message}`);
  }
  progress.say(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

/** What is wrong in one file, and how many of its cases could be run. */
function judge(
  file: string,
  catalogue: Catalogue,
): { lines: (CaseFault & { ran: boolean })[]; count: number } {
  const source = readSource(file);
  if ('fault' in source) return { lines: [{ id: null, message: source.fault, ran: false }], count: 0 };
  const { cases, faults } = readCases(source.text, catalogue);
  const differences = cases.flatMap((one) =>
    runCase(one, catalogue).map((message) => ({ id: one.id, message, ran: true })),
  );
  return {
    lines: [...faults.map((fault) => ({ ...fault, ran: false })), ...differences],
    count: cases.length,
  };
}

function readSource(file: string): { text: string } | { fault: string } {
  try {
    const { size } = statSync(file);
    if (size > MAX_BYTES)
      return { fault: `${size} bytes are too many for a file of cases (at most ${MAX_BYTES})` };
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { fault: 'there is no such file' };
    if (code === 'EISDIR') return { fault: 'this is a folder: name the file of cases' };
    return { fault: `cannot be read (${(error as Error).message})` };
  }
}
