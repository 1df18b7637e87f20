import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CliBench } from '../../../test/support/cli-run.js';
import { addProjectCommands } from './project.js';

const limits = { exact_match: 0.02, refusal_rate: 0.01, false_refusal_rate: 0.05 };
const project = {
  ...{ id: 'proj_1', object: 'project', name: 'desk', revision: 3 },
  declared_use: { purpose: 'internal', commercial: true },
  ...{ protected_aliases: ['production'], max_regression: { production: limits, beta: 0.3 } },
};
const bench = new CliBench(({ method }) => ({
  body: method === 'GET' ? project : { ...project, revision: 4 },
}));
const folder = mkdtempSync(join(tmpdir(), 'luthier-project-'));
beforeAll(() => bench.open());
afterAll(async () => {
  await bench.close();
  rmSync(folder, { recursive: true });
});

async function changed(...args: string[]) {
  const { code, message } = await bench.run(addProjectCommands, ['project', 'set', ...args]);
  expect([code, message]).toEqual([0, '']);
  return bench.asked.at(-1)!.body;
}

it('leaves the other limits of an alias alone when one is set', async () => {
  expect(await changed('--max-regression', 'production=0.03', 'beta=0.1')).toEqual({
    max_regression: { production: { ...limits, exact_match: 0.03 }, beta: 0.1 },
  });
});

it('sets beside what a file says, not beside what was there before it', async () => {
  const file = join(folder, 'project.yaml');
  const said = {
    ...{ declared_use: { purpose: 'saas-app', commercial: false }, self_review: true },
    ...{ max_regression: { production: { refusal_rate: 0.01 } }, protected_aliases: ['live'] },
  };
  writeFileSync(file, JSON.stringify(said));
  const more = ['--max-regression', 'production=0.1', '--protect', 'beta', '--commercial', 'on'];
  expect(await changed('--file', file, ...more)).toEqual({
    ...{ declared_use: { purpose: 'saas-app', commercial: true }, self_review: true },
    max_regression: { production: { refusal_rate: 0.01, exact_match: 0.1 } },
    protected_aliases: ['live', 'beta'],
  });
});
