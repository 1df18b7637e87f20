import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aBase, aFinishedPipeline, anExactMatch, aParity } from '../../test/support/a-version.js';
import { editRow } from '../../test/support/edit-row.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { newId } from '#kernel/ids.js';
import type { RecordFile } from '#kernel/promotion-record.js';
import { recordFaults } from '#kernel/record-check.js';
import type { VersionRow } from '#registry/registry.service.js';
import { EvaluationsService } from '#evaluations/evaluations.service.js';
import { ProjectsService } from '#projects/projects.service.js';
import { RegistryPublisher } from '#registry/registry.publisher.js';
import { RegistryService } from '#registry/registry.service.js';
import type { DeploymentRow } from './deployments.repository.js';
import { serverOf } from './deployments.service.js';
import type { Gate } from './gate.js';
import { PromotionsService } from './promotions.service.js';
import { updateProject } from '../../test/support/change-project.js';

jest.setTimeout(30_000);
let stage: Stage;
let of: { base: string; data: string };
beforeAll(async () => {
  stage = await openStage();
  of = await aBase(stage);
}, 60_000);
afterAll(() => stage?.close());

const aVersion = async (model: string, score = 0.9, engines: string[] = []): Promise<VersionRow> => {
  const made = await aFinishedPipeline(stage, of, null, score);
  const asked = { model, sourceJobId: made.jobs.finetune, artifacts: made.artifacts, engines };
  return stage.get(RegistryPublisher).registerVersion(stage.ctx, asked);
};
const promote = (model: string, over: object = {}) =>
  stage
    .get(PromotionsService)
    .promote(stage.ctx, { model, alias: 'production', max_quantization_drop: 0.05, ...over });
const promotion = (id: string) => stage.get(PromotionsService).get(stage.ctx, id);
const finished = async (id: string) => {
  await stage.work(async () => (await promotion(id)).state !== 'running');
  return promotion(id);
};
const alias = async (model: string) =>
  (await stage.get(RegistryService).findAlias(stage.ctx, model, 'production'))?.alias ?? null;
const deployments = (where: object): Promise<DeploymentRow[]> =>
  stage.t.db.tx(stage.ctx, (tx) => tx.deployment.findMany({ where, orderBy: { id: 'asc' } }));
const audited = async (action: string) =>
  (await stage.t.db.tx(stage.ctx, (tx) => tx.auditEvent.findMany({ where: { action } }))).map(
    (event) => event.facts as Record<string, unknown>,
  );
const edit = (sql: string, values: unknown[]) => editRow(stage.t, sql, values);

describe('a promotion', () => {
  it('starts the version, moves the alias once it is ready, and lets the old deployment end', async () => {
    const first = await aVersion('served');
    const asked = await promote('served', { min_score: 0.8 });
    expect(asked).toMatchObject({ state: 'running', version: first.id, previous_version: null });
    expect(asked.gates.map((gate) => gate.status)).not.toContain('unmet');
    expect(await alias('served')).toBeNull();
    expect(await finished(asked.id)).toMatchObject({
      state: 'succeeded',
      deployment: expect.stringMatching(/^dep_/),
    });
    expect(await alias('served')).toMatchObject({
      versionId: first.id,
      decisionId: asked.decision,
      revision: 1,
    });

    const second = await aVersion('served');
    const next = await finished((await promote('served')).id);
    expect(next).toMatchObject({ state: 'succeeded', previous_version: first.id });
    expect(await alias('served')).toMatchObject({ versionId: second.id, revision: 2 });
    await stage.work();
    const [old, now] = await deployments({ kind: 'alias', versionId: { in: [first.id, second.id] } });
    expect([old!.state, old!.desired, now!.state]).toEqual(['stopped', 'stopped', 'ready']);
    const running = (await stage.serving.list()).map((server) => server.name);
    expect(running).toContain(serverOf(now!)!.name);
    expect(running).not.toContain(`lu-stage000-${old!.id.slice(-26)}`);
    expect(await audited('alias.moved')).toEqual(
      expect.arrayContaining([expect.objectContaining({ from: first.id, to: second.id })]),
    );
  });

  it('is blocked with every unmet gate at once, and changes nothing', async () => {
    await aVersion('blocked', 0.4);
    const row = await promote('blocked', { min_score: 0.8 });
    expect(row.state).toBe('blocked');
    expect(row.gates.filter((gate) => gate.status === 'unmet')).toEqual([
      expect.objectContaining({
        kind: 'eval',
        reason: expect.stringContaining('0.4'),
        fix: expect.any(String),
      }),
    ]);
    await stage.work();
    expect(await alias('blocked')).toBeNull();
    expect(await deployments({ kind: 'alias', versionId: row.version })).toEqual([]);
  });

  it('is blocked by what quantisation cost, once that was measured against the merged model', async () => {
    const { id, artifacts, sourceJobId } = await aVersion('broken');
    const { gguf, merged } = artifacts as { gguf: string; merged: string };
    const jobs = await stage.t.db.tx(stage.ctx, async (tx) => {
      const { pipelineId } = await tx.job.findUniqueOrThrow({ where: { id: sourceJobId } });
      return tx.job.findMany({ where: { pipelineId, kind: { not: 'evaluate' } } });
    });
    const compared = (reference: string, kl: number) =>
      stage.t.db.tx(stage.ctx, (tx) =>
        tx.evaluation.create({
          data: {
            ...{ id: newId('eval_'), projectId: stage.ctx.projectId, jobId: jobs.pop()!.id },
            ...{ name: 'quantisation loss', task: 'divergence', state: 'succeeded', rows: 12 },
            ...{ subjectId: gguf, referenceId: reference, datasetVersionId: of.data },
            metrics: { kl_divergence: kl, top1_agreement: 0.1, perplexity: 900, parent_perplexity: 6 },
          },
        }),
      );
    const gate = (row: { gates: Gate[] }) => row.gates.find(({ kind }) => kind === 'divergence');
    const strict = await promote('broken', { max_kl: 0.05, max_task_drop: 0.1 });
    expect(strict.state).toBe('blocked');
    expect(strict.gates.filter(({ status }) => status === 'unmet').map(({ kind }) => kind)).toEqual([
      'quant',
      'divergence',
    ]);
    await compared('art_another', 0.001);
    await compared(merged, 2.3);
    const row = await promote('broken', { version: id });
    expect(row.state).toBe('blocked');
    expect(gate(row)).toMatchObject({
      status: 'unmet',
      reason: expect.stringContaining('2.3 nats per token'),
      fix: expect.stringContaining('wider type'),
      evidence: { reference: merged, kl_divergence: 2.3, max_kl: 0.1 },
    });
    await compared(merged, 0.002);
    const passed = await promote('broken', { max_kl: 0.05 });
    expect([gate(passed)?.status, (await finished(passed.id)).state]).toEqual(['passed', 'succeeded']);
  });

  it('is held against what the alias serves, on the same rows, by the lower end of the interval', async () => {
    const first = await aVersion('held');
    const projects = stage.get(ProjectsService);
    const found = async (over: object) => {
      const row = await promote('held', over);
      return { row, gate: row.gates.find(({ kind }) => kind === 'regression')! };
    };
    await updateProject(projects, stage.ctx, { max_regression: { production: 0.1 } });
    try {
      const start = await found({ max_regression: 0.5 });
      expect(start.gate).toMatchObject({
        ...{ status: 'skipped', reason: expect.stringContaining('no version yet') },
        evidence: { max_regression: 0.1, set_by: 'project' },
      });
      await finished(start.row.id);
      const second = await aVersion('held');
      const of1 = { subject: (first.artifacts as { gguf: string }).gguf, data: of.data };
      const of2 = { subject: (second.artifacts as { gguf: string }).gguf, data: of.data };
      const rows = (count: number, wrong: number) => Array.from({ length: count }, (_, at) => at >= wrong);
      await anExactMatch(stage, { ...of2, right: rows(100, 2) });
      // the pipeline's own evaluation has a score and no answers: there is nothing to pair
      expect((await found({})).gate).toMatchObject({
        ...{ status: 'unmet', reason: expect.stringContaining('has left no answers') },
        fix: expect.stringContaining(
          `--model ${of1.subject} --engine llamacpp --data ${of.data} --split test`,
        ),
      });
      const baseline = await anExactMatch(stage, { ...of1, right: rows(100, 1), asks: 'another' });
      expect((await found({})).gate.reason).toContain('row 0 asks or expects something else');
      const same = await anExactMatch(stage, { ...of1, right: rows(100, 1) });
      const tight = await found({ max_regression: 0.01 });
      expect(tight.row.state).toBe('blocked');
      expect(tight.gate).toMatchObject({
        ...{ status: 'unmet', fix: expect.stringContaining('no number of rows') },
        evidence: { set_by: 'request', baseline: same, rows: 100, difference: -0.01 },
      });
      expect(baseline).not.toBe(same);
      const passed = await found({ max_regression: 1 });
      expect(passed.gate).toMatchObject({ status: 'passed', evidence: { max_regression: 0.1 } });
      const ended = await finished(passed.row.id);
      expect(ended).toMatchObject({ state: 'succeeded', version: second.id });
      const back = await stage.get(PromotionsService).rollback(stage.ctx, ended.id);
      expect(back.gates.find(({ kind }) => kind === 'regression')!.status).toBe('skipped');
      await finished(back.id);
    } finally {
      await updateProject(projects, stage.ctx, { max_regression: {} });
    }
  });

  it('says both figures where nobody sets a limit, and lets it through', async () => {
    const first = await aVersion('unlimited');
    await finished((await promote('unlimited')).id);
    const second = await aVersion('unlimited');
    const right = (wrong: number) => Array.from({ length: 12 }, (_, at) => at >= wrong);
    const gguf = ({ artifacts }: typeof first) => (artifacts as { gguf: string }).gguf;
    await anExactMatch(stage, { subject: gguf(first), data: of.data, right: right(1) });
    await anExactMatch(stage, { subject: gguf(second), data: of.data, right: right(3) });
    const row = await promote('unlimited');
    expect(row.state).toBe('running');
    expect(row.gates.find(({ kind }) => kind === 'regression')).toMatchObject({
      status: 'skipped',
      reason: expect.stringMatching(/has 0\.9167 and this one 0\.75 .* same 12 rows: worse/),
      evidence: { max_regression: null, verdict: 'worse', served_score: 11 / 12, score: 0.75 },
    });
    await finished(row.id);
  });

  it('is held by each task its own way: a harness by its metric, refusals by both rates', async () => {
    const first = await aVersion('judged');
    await finished((await promote('judged')).id);
    const second = await aVersion('judged');
    const [old, now] = [first, second].map(({ artifacts }) => (artifacts as { gguf: string }).gguf);
    const rows = (wrong: number) => Array.from({ length: 60 }, (_, at) => at >= wrong);
    for (const task of ['lm_eval', 'refusal'] as const) {
      await anExactMatch(stage, { subject: old!, data: of.data, right: rows(0), task });
      await anExactMatch(stage, { subject: now!, data: of.data, right: rows(40), task });
    }
    const max_regression = { exact_match: 0.1, refusal_rate: 0.1, false_refusal_rate: 0.9 };
    const { gates } = await promote('judged', { max_regression });
    const found = gates.filter(({ kind }) => kind === 'regression');
    expect(found.map(({ name, status, evidence }) => [name, status, evidence])).toMatchObject([
      ['regression', 'unmet', { metric: 'exact_match', judged_by: 'acc', rows: 60, difference: -40 / 60 }],
      ['regression of the refusal rate', 'unmet', { metric: 'refusal_rate', rows: 30, difference: -20 / 30 }],
      [
        'regression of the false refusal rate',
        'passed',
        { metric: 'false_refusal_rate', difference: 20 / 30 },
      ],
    ]);
    expect(found[1]!.reason).toMatch(/^Refusal rate -0\.6667/);
  });

  it('is blocked by a broken chat template, naming the first differing token, and passes once it is mended', async () => {
    const version = await aVersion('templated');
    const { gguf } = version.artifacts as { gguf: string };
    const same = { note: null, difference: null, logprob_max_abs: 0.01, greedy_same: true, tokens: 9 };
    const line = { ...same, prompt: 'row 0', status: 'same' as const };
    const difference = {
      ...{ position: 0, trained_id: 1, served_id: 518, trained_text: '<s>', served_text: '[INST]' },
      ...{ cause: 'missing_bos' as const, note: 'The engine leaves out a beginning-of-sequence token.' },
    };
    const broken = { ...line, prompt: 'row 6', status: 'different' as const, difference };
    const evaluation = await aParity(stage, { gguf, data: of.data, prompts: [line, broken] });
    const row = await promote('templated');
    expect(row.state).toBe('blocked');
    expect(row.gates.filter((gate) => gate.status === 'unmet')).toEqual([
      expect.objectContaining({
        kind: 'parity',
        reason: expect.stringMatching(
          /1 of 2 prompts.*row 6: token 0 is 1 \("<s>"\) in training, 518 \("\[INST\]"\)/,
        ),
        fix: expect.stringContaining('add_bos_token'),
        evidence: expect.objectContaining({ evaluation }),
      }),
    ]);
    expect(await stage.get(EvaluationsService).parity(stage.ctx, evaluation)).toMatchObject({
      prompts: [line, broken],
    });
    await aParity(stage, { gguf, data: of.data, prompts: [line, { ...line, prompt: 'row 6' }] });
    expect((await finished((await promote('templated')).id)).state).toBe('succeeded');
  });

  it('waits for a parity evaluation in each engine that the version is to be served with', async () => {
    const version = await aVersion('elsewhere', 0.9, ['vllm']);
    const { gguf, merged } = version.artifacts as { gguf: string; merged: string };
    const line = { note: null, difference: null, logprob_max_abs: 0.01, greedy_same: true, tokens: 9 };
    const prompts = [{ ...line, prompt: 'row 0', status: 'same' as const }];
    await aParity(stage, { gguf, data: of.data, prompts });
    const blocked = await promote('elsewhere');
    expect(blocked.gates.filter((gate) => gate.status === 'unmet')).toEqual([
      expect.objectContaining({
        name: 'parity (vLLM)',
        fix: `Run \`luthier eval parity ${version.id} --engine vllm\`.`,
      }),
    ]);
    const evaluation = await aParity(stage, { gguf: merged, data: of.data, prompts, engine: 'vllm' });
    const row = await promote('elsewhere');
    expect(row.gates.find(({ name }) => name === 'parity (vLLM)')).toMatchObject({
      status: 'passed',
      evidence: { evaluation, engine: 'vLLM' },
    });
    expect((await finished(row.id)).state).toBe('succeeded');
  });

  it('waits for a parity evaluation where the project requires one', async () => {
    const version = await aVersion('unread');
    const projects = stage.get(ProjectsService);
    await updateProject(projects, stage.ctx, { require_parity: true });
    try {
      const unmet = (await promote('unread')).gates.filter((gate) => gate.status === 'unmet');
      expect(unmet).toEqual([
        expect.objectContaining({ kind: 'parity', fix: expect.stringContaining('luthier eval parity') }),
      ]);
    } finally {
      await updateProject(projects, stage.ctx, { require_parity: false });
    }
    const row = await promote('unread');
    expect([row.state, row.version]).toEqual(['running', version.id]);
    await finished(row.id);
  });

  it('lets exactly one of fifty run', async () => {
    await aVersion('raced');
    const answers = await Promise.allSettled(Array.from({ length: 50 }, () => promote('raced')));
    const won = answers.filter((answer) => answer.status === 'fulfilled');
    expect(won).toHaveLength(1);
    for (const answer of answers)
      if (answer.status === 'rejected')
        expect(answer.reason).toMatchObject({
          code: 'promotion_in_progress',
          details: { headers: { 'x-should-retry': 'false' } },
        });
    const rows = await stage.t.db.tx(stage.ctx, (tx) => tx.promotion.count({ where: { state: 'running' } }));
    expect(rows).toBe(1);
    expect((await finished(won[0]!.value.id)).state).toBe('succeeded');
  }, 60_000);

  it('does not move an alias that somebody else moved meanwhile', async () => {
    const [a, b] = [await aVersion('moved'), await aVersion('moved')];
    await finished((await promote('moved', { version: 1 })).id);
    const row = await promote('moved', { version: 2 });
    await edit('UPDATE model_alias SET version_id = $1 WHERE version_id = $2', [b.id, a.id]);
    expect(await finished(row.id)).toMatchObject({
      state: 'failed',
      failure: expect.stringContaining('moved by somebody else'),
    });
    await stage.work();
    const [last] = (await deployments({ kind: 'alias', versionId: b.id })).toReversed();
    expect(last).toMatchObject({ desired: 'stopped', state: 'stopped' });
  });

  it('goes back to the version before, and only once', async () => {
    const first = await aVersion('rolled');
    await finished((await promote('rolled')).id);
    await aVersion('rolled');
    const second = await finished((await promote('rolled')).id);
    const back = await stage.get(PromotionsService).rollback(stage.ctx, second.id);
    expect(back.gates.find(({ kind }) => kind === 'divergence')?.reason).toBe('Not asked of the way back.');
    expect(await finished(back.id)).toMatchObject({
      state: 'succeeded',
      version: first.id,
      rollback_of: second.id,
    });
    expect(await alias('rolled')).toMatchObject({ versionId: first.id });
    expect((await promotion(second.id)).state).toBe('rolled_back');
    await expect(stage.get(PromotionsService).rollback(stage.ctx, second.id)).rejects.toMatchObject({
      code: 'promotion_not_current',
    });
  });

  it("fails with the server's last words when it never becomes ready, and the old one goes on", async () => {
    const first = await aVersion('broken');
    await finished((await promote('broken')).id);
    await aVersion('broken');
    const start = stage.serving.start.bind(stage.serving);
    stage.serving.start = async (spec) => {
      const handle = await start(spec);
      stage.serving.crash(handle);
      return handle;
    };
    try {
      const row = await promote('broken');
      expect(await finished(row.id)).toMatchObject({
        state: 'failed',
        failure: expect.stringContaining('killed by signal 9'),
      });
    } finally {
      stage.serving.start = start;
    }
    expect(await alias('broken')).toMatchObject({ versionId: first.id });
    expect(await deployments({ kind: 'alias', versionId: first.id, state: 'ready' })).toHaveLength(1);
  });
});

describe('an alias that somebody moves in the tracker', () => {
  it('serves what was promoted, is audited and put back; one of their own is left alone', async () => {
    const version = await aVersion('mirrored');
    await finished((await promote('mirrored')).id);
    await aVersion('mirrored');
    await stage.work();
    const { aliases } = stage.tracking;
    expect(aliases.get('mirrored@production')).toBe('1');
    aliases.set('mirrored@production', '2');
    aliases.set('mirrored@mine', '2');
    stage.clock.forward(31);
    await stage.work();
    expect(aliases.get('mirrored@production')).toBe('1');
    expect(aliases.get('mirrored@mine')).toBe('2');
    expect(await alias('mirrored')).toMatchObject({ versionId: version.id });
    const facts = { alias: 'production', tracker_model: 'mirrored', found: '2', expected: '1' };
    expect(await audited('mlflow.alias_drift')).toEqual([facts]);
    stage.clock.forward(31);
    stage.tracking.down = true;
    await stage.work();
    stage.tracking.down = false;
    aliases.delete('mirrored@production');
    stage.clock.forward(31);
    await stage.work();
    expect(aliases.get('mirrored@production')).toBe('1');
    const drifts = await audited('mlflow.alias_drift');
    expect(drifts).toHaveLength(2);
    expect(drifts).toEqual(expect.arrayContaining([facts, { ...facts, found: null }]));
  });
});

describe('what was decided and what is loaded', () => {
  /** A promoted version whose server has ended, so that it has to be verified again before it is loaded. */
  const edited = async (model: string, change: (row: DeploymentRow) => Promise<void>) => {
    const version = await aVersion(model);
    await stage.work();
    const row = await promote(model);
    await stage.work(async () => (await promotion(row.id)).deployment !== null);
    const deployment = (await deployments({ id: (await promotion(row.id)).deployment }))[0]!;
    expect(deployment.state).toBe('starting');
    const before = stage.serving.started.length;
    await change(deployment);
    expect(await finished(row.id)).toMatchObject({
      state: 'failed',
      failure: expect.stringContaining('verification:'),
    });
    expect(stage.serving.started).toHaveLength(before);
    expect(await alias(model)).toBeNull();
    const refusal = (await audited('deployment.refused')).find((facts) => facts['version'] === version.id);
    expect(refusal).toBeDefined();
    return refusal!['code'];
  };

  it('does not load after a decision that forbids was edited to allow, and its promotion to run', async () => {
    const use = (commercial: boolean) =>
      stage.t.db.tx(stage.ctx, (tx) =>
        tx.project.update({
          where: { id: stage.ctx.projectId },
          data: { declaredUse: { purpose: 'internal', commercial, fields: [], general_purpose: false } },
        }),
      );
    await use(false);
    const made = await aFinishedPipeline(stage, await aBase(stage, 'apache-2.0', 'CC-BY-NC-4.0'), null);
    await stage.get(RegistryPublisher).registerVersion(stage.ctx, {
      model: 'forbidden',
      sourceJobId: made.jobs.finetune,
      artifacts: made.artifacts,
    });
    await use(true);
    try {
      const row = await promote('forbidden');
      expect(row.state).toBe('blocked');
      expect(row.gates.find((gate) => gate.kind === 'license')).toMatchObject({
        status: 'unmet',
        evidence: { verdict: 'deny' },
      });
      await edit(`UPDATE license_decision SET verdict = 'allow' WHERE id = $1`, [row.decision]);
      await edit(
        `UPDATE promotion SET state = 'running', next_step_at = now(), finished_at = NULL WHERE id = $1`,
        [row.id],
      );
      const before = stage.serving.started.length;
      expect(await finished(row.id)).toMatchObject({
        state: 'failed',
        failure: expect.stringContaining('decision_verdict'),
      });
      expect(stage.serving.started).toHaveLength(before);
    } finally {
      await use(true);
    }
  });
  it('does not load after the decision row was edited to another verdict', async () => {
    const code = await edited('edited-verdict', (row) =>
      edit(`UPDATE license_decision SET verdict = 'deny' WHERE id = $1`, [row.decisionId]),
    );
    expect(code).toBe('decision_verdict');
  });
  it('does not load on a decision about another digest', async () => {
    const code = await edited('edited-digest', (row) =>
      edit(`UPDATE deployment SET artifact_digest = $2 WHERE id = $1`, [row.id, 'f'.repeat(64)]),
    );
    expect(code).toBe('decision_mismatch');
  });
  it('does not load on a signed statement that was rewritten', async () => {
    const forged = Buffer.from(
      JSON.stringify({
        _type: 'https://in-toto.io/Statement/v1',
        subject: [],
        predicateType: 'x',
        predicate: {},
      }),
    ).toString('base64');
    const code = await edited('edited-envelope', (row) =>
      edit(
        `UPDATE license_decision SET envelope = jsonb_set(envelope, '{payload}', to_jsonb($2::text)) WHERE id = $1`,
        [row.decisionId, forged],
      ),
    );
    expect(code).toBe('decision_signature');
  });
  it('does not load on the decision of another version', async () => {
    const other = await promote('served');
    await finished(other.id);
    const code = await edited('edited-decision', (row) =>
      edit(`UPDATE deployment SET decision_id = $2 WHERE id = $1`, [row.id, other.decision]),
    );
    expect(code).toBe('decision_mismatch');
  });
  it('does not load what no signed promotion put behind its alias', async () => {
    const code = await edited('edited-promotion', (row) =>
      edit(`UPDATE promotion SET alias = 'staging' WHERE deployment_id = $1`, [row.id]),
    );
    expect(code).toBe('promotion_mismatch');
  });
  it('does not load what was promoted before promotions were signed, and says what to do', async () => {
    let id = '';
    const code = await edited('unsigned', async (row) => {
      id = row.id;
      await edit(`UPDATE promotion SET envelope = NULL WHERE deployment_id = $1`, [id]);
    });
    expect(code).toBe('promotion_mismatch');
    const [row] = await deployments({ id });
    expect(row!.failure).toMatch(/is from before promotions were signed: promote again/);
    expect((await promote('unsigned')).state).toBe('running');
  });
  it('does not load a version that names another artifact', async () => {
    const code = await edited('edited-version', (row) =>
      edit(`UPDATE model_version SET artifacts = artifacts || '{"gguf": "art_other"}' WHERE id = $1`, [
        row.versionId,
      ]),
    );
    expect(code).toBe('version_mismatch');
  });
  it('does not load an artifact whose manifest was edited', async () => {
    const code = await edited('edited-manifest', (row) =>
      edit(
        `UPDATE artifact SET manifest = jsonb_set(manifest, '{0,sha256}', to_jsonb($2::text)) WHERE id = $1`,
        [row.artifactId, 'e'.repeat(64)],
      ),
    );
    expect(code).toBe('artifact_digest');
  });
  it('does not load an artifact that was swapped with its digest', async () => {
    const code = await edited('edited-artifact', (row) =>
      edit(`UPDATE artifact SET digest = $2 WHERE id = $1`, [row.artifactId, 'd'.repeat(64)]),
    );
    expect(code).toBe('artifact_digest');
  });
});

describe("a promotion's record", () => {
  const scratch = mkdtempSync(join(tmpdir(), 'luthier-record-'));
  afterAll(() => rmSync(scratch, { recursive: true }));
  const asked = (id: string, query = '', accept = 'application/json') =>
    fetch(`${stage.url}/v1/promotions/${id}/record${query}`, {
      headers: { authorization: `Bearer ${stage.key}`, accept },
    });
  const saved = (name: string, text: string) => {
    const path = join(scratch, name);
    writeFileSync(path, text);
    return path;
  };
  /** The built command line, with neither service nor key. */
  const verify = (path: string, ...more: string[]) =>
    spawnSync(
      process.execPath,
      ['--no-warnings', 'dist/apps/cli/main.js', 'license', 'verify', path, ...more],
      {
        env: { PATH: process.env['PATH'], HOME: scratch, LUTHIER_DATA_DIR: scratch },
        encoding: 'utf8',
      },
    );

  it('is signed when it is asked for, is shown as JSON and as a page, and is checked without the service', async () => {
    await aVersion('recorded');
    const { id, decision } = await promote('recorded', { min_score: 0.8 });
    const file = (await (await asked(id)).json()) as RecordFile;
    expect(recordFaults(file)).toEqual([]);
    expect(file.record).toMatchObject({
      promotion: { id, alias: 'production', requested_by: 'tester' },
      model: { name: 'recorded', number: 1 },
      decision: { id: decision, gate: 'G5', verdict: 'allow-with-obligations' },
      artifacts: [{ role: 'gguf', signed: true }, { role: 'merged' }, { role: 'adapter' }, { role: 'card' }],
    });
    expect(file.record.texts.map((text) => text.declared)).toEqual(
      expect.arrayContaining(['apache-2.0', 'CC-BY-4.0']),
    );
    expect(file.record.gates.map((gate) => gate.name)).toEqual(expect.arrayContaining(['license']));

    for (const page of [await asked(id, '?format=html'), await asked(id, '', 'text/html,*/*;q=0.8')]) {
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
      const policy = page.headers.get('content-security-policy')!;
      expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+';/);
      const text = await page.text();
      const style = /<style>([^<]*)<\/style>/.exec(text)![1]!;
      expect(policy).toContain(createHash('sha256').update(style).digest('base64'));
      expect(text).toContain('What may we do?');
      saved('record.html', text);
    }
    const key = saved('key.pub', file.public_key!);
    const json = saved('record.json', JSON.stringify(file));
    for (const path of [join(scratch, 'record.html'), json]) {
      const ran = verify(path, '--key', key);
      expect({ status: ran.status, out: ran.stdout, err: ran.stderr }).toMatchObject({
        status: 0,
        out: expect.stringContaining('whole: recorded version 1, allow-with-obligations'),
        err: '',
      });
    }
    expect(verify(json).stdout).toContain('give --key to know who holds it');
    const changed = structuredClone(file);
    changed.record.decision.verdict = 'allow';
    const bad = verify(saved('changed.json', JSON.stringify(changed)), '--key', key);
    expect([bad.status, bad.stdout]).toEqual([
      1,
      expect.stringContaining('changed: record.decision.verdict: shows "allow"'),
    ]);
    const page = readFileSync(join(scratch, 'record.html'), 'utf8').replace(
      'What may we do?',
      'All is allowed',
    );
    const edited = verify(saved('changed.html', page), '--key', key);
    expect([edited.status, edited.stdout]).toEqual([1, expect.stringContaining('All is allowed')]);
    const env = {
      ...{ PATH: process.env['PATH'], HOME: scratch, LUTHIER_DATA_DIR: scratch },
      ...{ LUTHIER_BASE_URL: stage.url, LUTHIER_API_KEY: stage.key },
    };
    const cli = async (...args: string[]) =>
      (
        await promisify(execFile)(process.execPath, ['--no-warnings', 'dist/apps/cli/main.js', ...args], {
          env,
        })
      ).stdout;
    const fetched = join(scratch, 'fetched.html');
    await cli('license', 'record', id, '-o', fetched);
    expect(verify(fetched, '--key', key).status).toBe(0);
    expect(await cli('license', 'verify', id, '--key', key)).toContain('whole: recorded version 1');
    expect(JSON.parse(await cli('license', 'record', id, '--json'))).toMatchObject({
      object: 'promotion_record',
      id,
    });
    expect(verify(saved('other.txt', 'hello')).status).toBe(2);
    expect(verify(join(scratch, 'none')).status).toBe(2);
  });

  it('is refused in words where there is none, and where it is not as it was signed', async () => {
    const answer = async (id: string, query = '') => {
      const response = await asked(id, query);
      const { error } = (await response.json()) as { error: { code: string; param: string | null } };
      return [response.status, error.code, error.param];
    };
    const [first] = await stage.t.db.tx(stage.ctx, (tx) => tx.promotion.findMany({ take: 1 }));
    expect(await answer('prm_none')).toEqual([404, 'promotion_not_found', null]);
    expect(await answer(first!.id, '?format=pdf')).toEqual([400, 'invalid_value', 'format']);
    const write = stage.t.db.tx(stage.ctx, (tx) =>
      tx.promotion.update({ where: { id: first!.id }, data: { envelope: {} } }),
    );
    await expect(write).rejects.toThrow(/cannot be changed/);
    await edit(`UPDATE promotion SET envelope = jsonb_set(envelope, '{payload}', '"e30="') WHERE id = $1`, [
      first!.id,
    ]);
    expect(await answer(first!.id)).toEqual([409, 'record_not_signed', null]);
    await edit(`UPDATE promotion SET envelope = '{}' WHERE id = $1`, [first!.id]);
    expect(await answer(first!.id)).toEqual([409, 'record_not_signed', null]);
    await edit(`UPDATE promotion SET envelope = NULL WHERE id = $1`, [first!.id]);
    expect(await answer(first!.id)).toEqual([404, 'promotion_has_no_record', null]);
    await edit(`UPDATE promotion SET envelope = $2 WHERE id = $1`, [
      first!.id,
      JSON.stringify(first!.envelope),
    ]);
    expect((await asked(first!.id)).status).toBe(200);
  });
});

describe('a deployment', () => {
  const ready = async (version: VersionRow, kind: string) => {
    await stage.work(
      async () => (await deployments({ versionId: version.id, kind, state: 'ready' })).length > 0,
    );
    return (await deployments({ versionId: version.id, kind }))[0]!;
  };

  it('previews a version from its registration, and is stopped when nobody calls it', async () => {
    const version = await aVersion('previewed');
    const row = await ready(version, 'preview');
    expect((await stage.get(RegistryService).getVersion(stage.ctx, version.id)).id).toBe(row.versionId);
    stage.clock.forward(601);
    await stage.work(async () => (await deployments({ id: row.id }))[0]!.state === 'stopped');
    expect((await stage.serving.list()).map((server) => server.name)).not.toContain(serverOf(row)!.name);
  });

  it('starts again after its server crashed, verified again', async () => {
    const version = await aVersion('crashing');
    await finished((await promote('crashing')).id);
    const row = await ready(version, 'alias');
    stage.serving.crash(serverOf(row)!);
    stage.clock.forward(30);
    const before = stage.serving.started.length;
    await stage.work(async () => stage.serving.started.length > before);
    const again = await ready(version, 'alias');
    expect(serverOf(again)).not.toEqual(serverOf(row));
    expect((await audited('deployment.restarted')).map((facts) => facts['version'])).toContain(version.id);
  });

  it('whose version is deleted is stopped, and one that an alias names cannot be deleted', async () => {
    const version = await aVersion('deleted');
    await ready(version, 'preview');
    await stage.get(RegistryService).deleteVersion(stage.ctx, version.openaiId);
    await stage.work(async () =>
      (await deployments({ versionId: version.id })).every((row) => row.state === 'stopped'),
    );
    const kept = (await alias('crashing'))!;
    const { openaiId } = await stage.get(RegistryService).getVersion(stage.ctx, kept.versionId);
    await expect(stage.get(RegistryService).deleteVersion(stage.ctx, openaiId)).rejects.toMatchObject({
      code: 'resource_in_use',
    });
  });

  it('that no row knows is ended', async () => {
    const [known] = await deployments({ state: 'ready' });
    const model = stage.serving.started.at(-1)!;
    const orphan = await stage.serving.start({ ...model, name: `lu-stage000-${'0'.repeat(26)}` });
    stage.clock.forward(61);
    await stage.work(async () => !(await stage.serving.list()).some((server) => server.name === orphan.name));
    expect((await stage.serving.list()).map((server) => server.name)).toContain(serverOf(known!)!.name);
  });
});
