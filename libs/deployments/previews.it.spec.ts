import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { aBase, aFinishedPipeline } from '../../test/support/a-version.js';
import { editRow } from '../../test/support/edit-row.js';
import { callOn } from '../../test/support/stage-call.js';
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

it('a preview that waits for a review is decided anew as soon as the answer to another settles it', async () => {
  const of = await aBase(stage, 'acme-house-rules');
  const preview = async (model: string) => {
    const made = await aFinishedPipeline(stage, of, null);
    const asked = { model, sourceJobId: made.jobs.finetune, artifacts: made.artifacts };
    const { id } = await stage.get(RegistryPublisher).registerVersion(stage.ctx, asked);
    return async () => {
      const found = (await stage.get(RegistryService).findVersionById(stage.ctx, id))!;
      return (await stage.get(DeploymentsService).ensurePreview(stage.ctx, found.model, found.version))!;
    };
  };
  const [first, second] = [await preview('waiting'), await preview('settled')];
  const [one, other] = [await first(), await second()];
  expect([one.state, other.state]).toEqual(['blocked', 'blocked']);
  expect((await second()).id).toBe(other.id);
  const { review } = (await callOn(stage, 'GET', `/license_decisions/${one.decisionId}`)).body;
  const key = { name: 'Rita', roles: ['reviewer'], member: 'Rita' };
  const rita = (await callOn(stage, 'POST', '/api_keys', { body: key })).body.key as string;
  const given = await callOn(stage, 'POST', `/reviews/${review}/approve`, {
    ...{ key: rita, body: { holds_for: 'lineage' }, ifMatch: '"1"' },
  });
  expect(given.body.closed).toHaveLength(1);
  expect(await second()).toMatchObject({ state: 'starting', desired: 'serving' });
});

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
