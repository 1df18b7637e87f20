import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aBase, aFinishedPipeline, anExactMatch } from '../../test/support/a-version.js';
import { changeProject } from '../../test/support/change-project.js';
import { editRow } from '../../test/support/edit-row.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { callOn } from '../../test/support/stage-call.js';
import { PromotionsService } from '#deployments/promotions.service.js';
import { RegistryPublisher } from '#registry/registry.publisher.js';
import type { VersionRow } from '#registry/registry.service.js';

jest.setTimeout(30_000);
let stage: Stage;
let of: { base: string; data: string };
const versions: VersionRow[] = [];
const promoted: string[] = [];
const evaluations: string[] = [];
const promotions = () => stage.get(PromotionsService);
const finished = async (id: string) => {
  await stage.work(async () => (await promotions().get(stage.ctx, id)).state !== 'running');
  return promotions().get(stage.ctx, id);
};
const rows = (wrong: number) => Array.from({ length: 100 }, (_, at) => at >= wrong);
const ask = async (body: object) => {
  const { status, body: answer } = await callOn(stage, 'POST', '/promotions/try_policies', { body });
  expect(status).toBe(200);
  return answer;
};
const counts = () =>
  stage.t.db.tx(stage.ctx, async (tx) => [
    await tx.licenseDecision.count(),
    await tx.auditEvent.count(),
    await tx.promotion.count(),
    await tx.project.findUniqueOrThrow({ where: { id: stage.ctx.projectId } }),
  ]);

beforeAll(async () => {
  stage = await openStage();
  of = await aBase(stage);
  for (const wrong of [1, 31]) {
    const made = await aFinishedPipeline(stage, of, null, 0.9);
    const asked = { model: 'tried', sourceJobId: made.jobs.finetune, artifacts: made.artifacts, engines: [] };
    const version = await stage.get(RegistryPublisher).registerVersion(stage.ctx, asked);
    const { gguf: subject } = version.artifacts as { gguf: string };
    evaluations.push(await anExactMatch(stage, { subject, data: of.data, right: rows(wrong) }));
    versions.push(version);
    const body = { model: 'tried', version: version.id, alias: 'production', max_quantization_drop: 1 };
    const row = await finished((await promotions().promote(stage.ctx, body)).id);
    expect(row.state).toBe('succeeded');
    promoted.push(row.id);
  }
}, 120_000);
afterAll(() => stage?.close());

describe('policies that are tried', () => {
  it('say which promotions they would have blocked, by which gate, and store nothing', async () => {
    const before = await counts();
    const {
      promotions: [second, first],
      ...rest
    } = await ask({ max_regression: { production: 0.05 } });
    expect(rest).toEqual({ object: 'policy_trial', left_out: 0 });
    expect(second).toMatchObject({
      ...{
        id: promoted[1],
        model: 'tried',
        alias: 'production',
        number: 2,
        state: 'succeeded',
        current: true,
      },
      before: { blocked: false, unmet: [] },
      after: { blocked: true, unmet: ['regression'] },
      changed: [
        {
          ...{ name: 'regression', kind: 'regression', before: 'skipped', after: 'unmet' },
          reason: expect.stringContaining('more than the 0.05 allowed'),
          fix: 'Train a better version.',
        },
      ],
    });
    // it replaced nothing
    expect(first).toMatchObject({ id: promoted[0], current: false, after: { blocked: false }, changed: [] });
    expect(await counts()).toEqual(before);
  });

  it('leave as it is what they do not name, and other aliases alone', async () => {
    for (const body of [{}, { max_regression: { staging: 0 } }, { require_parity: false }]) {
      const { promotions: all } = await ask(body);
      expect(all.map((one: any) => [one.after.blocked, one.changed])).toEqual([
        [false, []],
        [false, []],
      ]);
    }
    const { promotions: wide } = await ask({ max_regression: { production: 0.9 } });
    expect(wide[0]).toMatchObject({ after: { blocked: false }, changed: [{ after: 'passed' }] });
  });

  it('ask for a parity evaluation of all', async () => {
    const { promotions: all } = await ask({ require_parity: true, promotions: 1 });
    expect(all).toMatchObject([
      {
        ...{ id: promoted[1], after: { blocked: true, unmet: ['parity'] } },
        changed: [
          { kind: 'parity', before: 'skipped', after: 'unmet', fix: expect.stringContaining('eval parity') },
        ],
      },
    ]);
  });

  it('tell who answered for themselves, where the alias is to be protected', async () => {
    const id = (await promotions().get(stage.ctx, promoted[1]!)).decision;
    await editRow(stage.t, 'UPDATE license_decision SET lifted = $1 WHERE id = $2', [
      JSON.stringify([{ self_attested: true }]),
      id,
    ]);
    const { promotions: all } = await ask({ protected_aliases: [] }); // it is protected from the start
    expect(all[0]).toMatchObject({
      ...{ before: { unmet: ['license'] }, after: { unmet: [] } },
      changed: [{ kind: 'license', before: 'unmet', after: 'passed' }],
    });
    expect(all[1]).toMatchObject({ before: { unmet: [] }, changed: [] });
    const { promotions: kept } = await ask({ protected_aliases: ['production', 'beta'] });
    expect(kept[0]).toMatchObject({ after: { unmet: ['license'] }, changed: [] });
  });

  it('hold a request to what it asked itself, and ask nothing of the way back', async () => {
    const body = { model: 'tried', version: versions[0]!.id, alias: 'production', max_quantization_drop: 1 };
    const asked = await promotions().promote(stage.ctx, { ...body, max_regression: 0.5 });
    await finished(asked.id);
    const back = await promotions().rollback(stage.ctx, asked.id);
    await finished(back.id);
    const { promotions: all } = await ask({ max_regression: { production: 0.01 } });
    const found = new Map<string, any>(all.map((one: any) => [one.id, one]));
    expect(found.get(asked.id)).toMatchObject({ before: { unmet: [] }, after: { unmet: [] } });
    expect(found.get(back.id)).toMatchObject({ after: { blocked: false }, changed: [] });
    expect(found.get(promoted[1]!)).toMatchObject({ after: { blocked: true } });
    // a request that asks for less than the project would allow goes on to
    const { promotions: lax } = await ask({ max_regression: { production: 1 } });
    const kept = lax.find((one: any) => one.id === asked.id);
    expect(kept.changed).toEqual([]);
  });

  it('hold a request to the evaluation and the limit that it named, also where the project hid that', async () => {
    await changeProject(stage.url, stage.key, { max_regression: { production: 0.4 } });
    const body = { model: 'tried', alias: 'production', max_quantization_drop: 1 };
    await finished((await promotions().promote(stage.ctx, { ...body, version: versions[0]!.id })).id);
    const own = { version: versions[1]!.id, evaluation: evaluations[1]!, max_regression: 0.5 };
    const asked = await promotions().promote(stage.ctx, { ...body, ...own });
    expect((await finished(asked.id)).state).toBe('succeeded');
    const { gguf: subject } = versions[1]!.artifacts as { gguf: string };
    await anExactMatch(stage, { subject, data: of.data, right: rows(1) }); // a newer one, without a loss
    const [strict] = (await ask({ max_regression: { production: 0.05 }, promotions: 1 })).promotions;
    expect(strict).toMatchObject({ id: asked.id, before: { unmet: [] }, after: { unmet: ['regression'] } });
    const [lax] = (await ask({ max_regression: {}, promotions: 1 })).promotions;
    expect(lax).toMatchObject({ id: asked.id, changed: [] });
  });

  it('count what is deleted as left out', async () => {
    await editRow(stage.t, 'UPDATE promotion SET version_id = $1 WHERE id = $2', [
      'mv_01j00000000000000000000000',
      promoted[0],
    ]);
    const { promotions: all, left_out } = await ask({});
    expect(left_out).toBe(1);
    expect(all.map(({ id }: any) => id)).not.toContain(promoted[0]);
  });
});
