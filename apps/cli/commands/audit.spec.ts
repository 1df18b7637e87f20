import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CliBench } from '../../../test/support/cli-run.js';
import { addAuditCommands } from './audit.js';

let cut = true;
const bench = new CliBench(() => ({ body: '{"seq":1}\n{"seq":2}\n', cut }));
const folder = mkdtempSync(join(tmpdir(), 'luthier-audit-'));
const to = join(folder, 'audit.jsonl');
beforeAll(() => bench.open());
afterAll(async () => {
  await bench.close();
  rmSync(folder, { recursive: true });
});

it.each([
  ['a connection that was cut', true],
  ['an answer that ended early', false],
])('says of %s that it is to be tried again, and leaves no file', async (_what, isCut) => {
  cut = isCut;
  const ended = { code: 7, message: 'the export ended before its signature' };
  expect(await bench.run(addAuditCommands, ['audit', 'export', '-o', to])).toMatchObject(ended);
  expect([existsSync(to), readdirSync(folder)]).toEqual([false, []]);
  expect(await bench.run(addAuditCommands, ['audit', 'export'])).toMatchObject(ended);
});

it('asks for nothing where the file cannot be made', async () => {
  bench.asked.length = 0;
  const said = await bench.run(addAuditCommands, ['audit', 'export', '-o', join(folder, 'none', 'a.jsonl')]);
  expect(said).toMatchObject({ code: 2, message: expect.stringContaining('cannot be written') });
  expect(bench.asked).toEqual([]);
});

it('prints nothing of it on a terminal', async () => {
  const { isTTY } = process.stdout;
  process.stdout.isTTY = true;
  const said = await bench.run(addAuditCommands, ['audit', 'export']);
  process.stdout.isTTY = isTTY;
  expect(said).toMatchObject({ code: 2, out: '', message: expect.stringContaining('terminal') });
});

it('takes no key where there is no file for it', async () => {
  const said = await bench.run(addAuditCommands, ['audit', 'verify', '--key', 'signing-key.pub']);
  expect(said).toMatchObject({ code: 2, message: '--key is for a saved export' });
});
