import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CliBench } from '../../../test/support/cli-run.js';
import { addLicenseCommands } from './license.js';
import { addPapersCommands } from './papers.js';

let cut = false;
const bench = new CliBench(({ path }) =>
  path.endsWith('/bom') ? { body: '{"bomFormat":"CycloneDX"}', cut } : { body: { id: 'mv_1' } },
);
beforeAll(() => bench.open());
afterAll(() => bench.close());

it.each([
  [addPapersCommands, ['bom', 'mv_1']],
  [addLicenseCommands, ['license', 'record', 'prm_1']],
])('says where it cannot save: %s', async (add, args) => {
  const said = await bench.run(add, [...args, '-o', '/nonexistent/file']);
  expect(said).toMatchObject({
    code: 2,
    message: expect.stringMatching(/^\/nonexistent\/file cannot be written/),
  });
});

it('says of an answer that is cut that the service is not there', async () => {
  cut = true;
  const said = await bench.run(addPapersCommands, ['bom', 'mv_1']);
  expect(said).toMatchObject({
    code: 7,
    out: '',
    message: expect.stringContaining('ended its answer too early'),
  });
});
