import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { aBase, aFinishedPipeline } from '../../test/support/a-version.js';
import { editRow } from '../../test/support/edit-row.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { RegistryPublisher } from '#registry/registry.publisher.js';
import { RegistryService } from '#registry/registry.service.js';
import { DeploymentsService } from './deployments.service.js';

jest.setTimeout(60_000);
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage?.close());

it('a preview that was refused is replaced once its cause is cured, by one of many askers', async () => {
  const made = await aFinishedPipeline(stage, await aBase(stage), null);
  const asked = { model: 'damaged', sourceJobId: made.jobs.finetune, artifacts: made.artifacts };
  const { id } = await stage.get(RegistryPublisher).registerVersion(stage.ctx, asked);
  const { gguf } = made.artifacts;
  const { digest } = await stage.t.db.tx(stage.ctx, (tx) =>
    tx.artifact.findUniqueOrThrow({ where: { id: gguf } }),
  );
  const preview = async () => {
    const found = (await stage.get(RegistryService).findVersionById(stage.ctx, id))!;
    return (await stage.get(DeploymentsService).ensurePreview(stage.ctx, found.model, found.version))!;
  };
  const first = await preview();
  const rows = () => stage.t.db.tx(stage.ctx, (tx) => tx.deployment.findMany({ where: { versionId: id } }));
  await editRow(stage.t, 'UPDATE artifact SET digest = $2 WHERE id = $1', [gguf, 'f'.repeat(64)]);
  await stage.work();
  await editRow(stage.t, 'UPDATE artifact SET digest = $2 WHERE id = $1', [gguf, digest]);
  expect(await preview()).toMatchObject({
    ...{ id: first.id, state: 'failed' },
    failure: expect.stringContaining('verification: artifact_digest'),
  });
  stage.clock.forward(61);
  const answers = await Promise.all([preview(), preview(), preview()]);
  const [next] = answers;
  expect(new Set(answers.map((row) => row.id)).size).toBe(1);
  expect(next).toMatchObject({ state: 'starting', desired: 'serving' });
  expect(await rows()).toHaveLength(2);
  await stage.work(async () => (await preview()).state === 'ready');
  expect((await preview()).id).toBe(next.id);
});
