import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { aBase, aFinishedPipeline } from '../../../test/support/a-version.js';
import { luthier } from '../../../test/e2e/cli-support.js';
import { openStage, type Stage } from '../../../test/support/stage.js';
import { PromotionsService } from '#deployments/promotions.service.js';
import { RegistryPublisher } from '#registry/registry.publisher.js';

jest.setTimeout(30_000);
let stage: Stage;
const run = (...args: string[]) =>
  luthier(['chat', ...args], { LUTHIER_BASE_URL: stage.url, LUTHIER_API_KEY: stage.key }).ended;
const asked = () => stage.serving.asked.at(-1)!.body;

beforeAll(async () => {
  stage = await openStage();
  const made = await aFinishedPipeline(stage, await aBase(stage), null);
  const of = { model: 'support', sourceJobId: made.jobs.finetune, artifacts: made.artifacts };
  await stage.get(RegistryPublisher).registerVersion(stage.ctx, of);
  const promotions = stage.get(PromotionsService);
  const body = { model: 'support', alias: 'production', max_quantization_drop: 0.05 };
  const { id } = await promotions.promote(stage.ctx, body);
  await stage.work(async () => (await promotions.get(stage.ctx, id)).state === 'succeeded');
}, 60_000);
afterAll(() => stage?.close());

it('says which version answers, and asks without randomness as evaluations do', async () => {
  const { code, out, err } = await run('support:production', 'hello', 'there', '--system', '');
  expect([code, out]).toEqual([0, 'echo: hello there\n']);
  expect(err).toMatch(/^support@1 answers at temperature 0$/m);
  expect(asked()).toMatchObject({ temperature: 0 });
});

it('takes another temperature, and tells both in JSON', async () => {
  const { out } = await run('support@1', 'hello', '--temperature', '0.7', '--system', 'Be kind.', '--json');
  expect(asked()).toMatchObject({
    temperature: 0.7,
    messages: [{ role: 'system', content: 'Be kind.' }, {}],
  });
  expect(JSON.parse(out)).toMatchObject({
    ...{ version: expect.stringMatching(/^mv_/), temperature: 0.7 },
    message: { role: 'assistant', content: 'echo: hello' },
  });
});
