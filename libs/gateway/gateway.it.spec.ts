import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import OpenAI from 'openai';
import { aBase, aFinishedPipeline } from '../../test/support/a-version.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { PromotionsService } from '#deployments/promotions.service.js';
import { DeploymentsEvidence } from '#deployments/deployments.evidence.js';
import { type DeploymentRow, serverOf } from '#deployments/deployments.service.js';
import { RoutingCheck } from '#deployments/routing-check.service.js';
import { REREAD_MS } from '#deployments/sealed-decisions.service.js';
import { RegistryPublisher } from '#registry/registry.publisher.js';
import { RegistryService, type VersionRow } from '#registry/registry.service.js';
import { GatewayService } from './gateway.service.js';

jest.setTimeout(30_000);
let stage: Stage;
let of: { base: string; data: string };
let openai: OpenAI;
let served: VersionRow;
beforeAll(async () => {
  stage = await openStage();
  of = await aBase(stage);
  openai = new OpenAI({ baseURL: `${stage.url}/v1`, apiKey: stage.key, maxRetries: 0 });
  served = await aVersion('support');
  const promotions = stage.get(PromotionsService);
  const { id } = await promotions.promote(stage.ctx, {
    model: 'support',
    alias: 'production',
    max_quantization_drop: 0.05,
  });
  await stage.work(async () => (await promotions.get(stage.ctx, id)).state === 'succeeded');
}, 60_000);
afterAll(() => stage?.close());
afterEach(() => {
  stage.serving.mode = 'normal';
});

const aVersion = async (model: string, base = of): Promise<VersionRow> => {
  const made = await aFinishedPipeline(stage, base, null);
  return stage
    .get(RegistryPublisher)
    .registerVersion(stage.ctx, { model, sourceJobId: made.jobs.finetune, artifacts: made.artifacts });
};
const model = async () =>
  (await stage.get(RegistryService).findAlias(stage.ctx, 'support', 'production'))!.model;
const messages = [{ role: 'user' as const, content: 'hello there' }];
const post = async (body: object) => {
  const response = await fetch(`${stage.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stage.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as {
      error?: { code: string; param: string | null; message: string };
    } & Record<string, unknown>,
  };
};
const aliasDeployment = async () =>
  (
    await stage.t.db.tx(stage.ctx, (tx) =>
      tx.deployment.findMany({ where: { kind: 'alias', versionId: served.id } }),
    )
  )[0]!;

describe('chat with the stock client', () => {
  it.each(['support', 'support:production'])('answers for %s and says which version did', async (model) => {
    const { data, response } = await openai.chat.completions.create({ model, messages }).withResponse();
    expect(data).toMatchObject({
      object: 'chat.completion',
      model,
      choices: [{ message: { role: 'assistant', content: 'echo: hello there' } }],
      usage: { total_tokens: 5 },
    });
    expect(response.headers.get('x-luthier-model-version')).toBe(served.id);
    expect(stage.serving.asked.at(-1)!.body).toMatchObject({ model: served.openaiId, messages });
  });

  it('answers for the ft: id of a promoted version without a second server', async () => {
    const before = stage.serving.started.length;
    expect((await openai.chat.completions.create({ model: served.openaiId, messages })).model).toBe(
      served.openaiId,
    );
    expect(stage.serving.started).toHaveLength(before);
  });

  it('streams, with the usage chunk where it was asked for', async () => {
    const stream = await openai.chat.completions.create({
      model: 'support',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let usage: unknown;
    for await (const chunk of stream) {
      expect(chunk.model).toBe('support');
      text += chunk.choices[0]?.delta.content ?? '';
      usage = chunk.usage ?? usage;
    }
    expect([text, usage]).toEqual([
      'echo: hello there',
      { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
    ]);
  });

  it('raises on a stream that breaks, and has the worker look at the engine', async () => {
    stage.serving.mode = 'break-stream';
    const stream = await openai.chat.completions.create({ model: 'support', messages, stream: true });
    const read = async () => {
      for await (const _ of stream);
    };
    await expect(read()).rejects.toThrow(/cut off/);
    const looked = async () => (await aliasDeployment()).nextStepAt!.getTime() <= stage.clock.now().getTime();
    for (let i = 0; i < 60 && !(await looked()); i += 1) await new Promise((wake) => setTimeout(wake, 20));
    expect(await looked()).toBe(true);
  });

  it("ends the engine's work when the client goes away", async () => {
    stage.serving.mode = 'slow-stream';
    const stream = await openai.chat.completions.create({
      model: 'support',
      messages: [{ role: 'user', content: 'one two three four five six seven' }],
      stream: true,
    });
    for await (const _ of stream) break;
    const asked = stage.serving.asked.at(-1)!;
    for (let i = 0; i < 60 && !asked.aborted; i += 1) await new Promise((wake) => setTimeout(wake, 50));
    expect(asked.aborted).toBe(true);
  });
});

describe('chat is refused', () => {
  it.each<[string, object, number, string, string | null]>([
    [
      'an unknown fine-tuned model',
      { model: 'ft:no:such::model', messages },
      404,
      'model_not_found',
      'model',
    ],
    ['an unknown alias', { model: 'support:staging', messages }, 404, 'model_not_found', 'model'],
    ['a model that is not registered', { model: 'nobody', messages }, 404, 'model_not_found', 'model'],
    ['a name with too many parts', { model: 'a:b:c', messages }, 404, 'model_not_found', 'model'],
    [
      'an unknown field',
      { model: 'support', messages, temprature: 1 },
      400,
      'unknown_parameter',
      'temprature',
    ],
    ['no messages', { model: 'support' }, 400, 'missing_required_parameter', 'messages'],
    [
      'a role that is none',
      { model: 'support', messages: [{ role: 'robot', content: 'x' }] },
      400,
      'invalid_value',
      'messages[0].role',
    ],
    [
      'a temperature out of range',
      { model: 'support', messages, temperature: 3 },
      400,
      'invalid_value',
      'temperature',
    ],
  ])('for %s', async (_, body, status, code, param) => {
    const answer = await post(body);
    expect([answer.status, answer.body.error!.code, answer.body.error!.param]).toEqual([status, code, param]);
  });

  it('for tools, where the model is never told of them', async () => {
    stage.serving.knowsTools = false;
    const tools = [{ type: 'function', function: { name: 'f' } }];
    const answer = await post({ model: 'support', messages, tools });
    expect([answer.status, answer.body.error!.code, answer.body.error!.param]).toEqual([
      400,
      'not_supported',
      'tools',
    ]);
    expect((await post({ model: 'support', messages, tools, tool_choice: 'none' })).status).toBe(200);
    stage.serving.knowsTools = true;
    expect((await post({ model: 'support', messages, tools })).status).toBe(200);
  });

  it('for a base model, with a hint', async () => {
    const { data } = await openai.models.list();
    const base = data.find((model) => model.id.startsWith('tiny-'))!;
    const answer = await post({ model: base.id, messages });
    expect([answer.status, answer.body.error!.code]).toEqual([404, 'model_not_found']);
    expect(answer.body.error!.message).toContain('base model');
  });

  it('as the engine refused it: a conversation that is too long', async () => {
    stage.serving.mode = 'refuse';
    const answer = await post({ model: 'support', messages });
    expect([answer.status, answer.body.error!.code, answer.body.error!.param]).toEqual([
      400,
      'context_length_exceeded',
      'messages',
    ]);
  });

  it('while a license forbids the preview; once the use is allowed it answers', async () => {
    const use = (commercial: boolean) =>
      stage.t.db.tx(stage.ctx, (tx) =>
        tx.project.update({
          where: { id: stage.ctx.projectId },
          data: { declaredUse: { purpose: 'internal', commercial, fields: [], general_purpose: false } },
        }),
      );
    await use(false);
    const version = await aVersion('researched', await aBase(stage, 'apache-2.0', 'CC-BY-NC-4.0'));
    await use(true);
    await stage.work();
    const answer = await post({ model: version.openaiId, messages });
    expect([answer.status, answer.body.error!.code]).toEqual([403, 'license_forbids_use']);
    expect(stage.serving.started.map((spec) => spec.alias)).not.toContain(version.openaiId);
    await use(false);
    stage.clock.forward(61);
    const [warmed] = await Promise.all([
      post({ model: version.openaiId, messages }),
      stage.work(async () => stage.serving.asked.at(-1)!.body['model'] === version.openaiId),
    ]);
    expect(warmed.status).toBe(200);
    await use(true);
  });
});

describe('a cold model', () => {
  it('is held until it is ready', async () => {
    const version = await aVersion('cold');
    const [answer] = await Promise.all([
      post({ model: version.openaiId, messages }),
      stage.work(async () => stage.serving.asked.at(-1)?.body['model'] === version.openaiId),
    ]);
    expect(answer.status).toBe(200);
  });

  it('is 503 with Retry-After when it takes too long', async () => {
    const version = await aVersion('slow');
    stage.get(GatewayService).coldWaitMs = 300;
    const answer = await post({ model: version.openaiId, messages });
    stage.get(GatewayService).coldWaitMs = 30_000;
    expect([answer.status, answer.body.error!.code, answer.headers.get('retry-after')]).toEqual([
      503,
      'model_loading',
      '10',
    ]);
  });
});

describe('an engine that is gone', () => {
  it('is 503 with Retry-After at once, and is started again', async () => {
    const row = await aliasDeployment();
    stage.serving.crash(serverOf(row)!);
    const answer = await post({ model: 'support', messages });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    const before = stage.serving.started.length;
    await stage.work(
      async () => stage.serving.started.length > before && (await aliasDeployment()).state === 'ready',
    );
    expect((await post({ model: 'support', messages })).status).toBe(200);
  });
});

/** Rows are edited as somebody with the api's own database password would; each is put back, with its engine started anew. */
describe('a route is held against what was signed', () => {
  const tx = (work: (tx: any) => Promise<any>): Promise<any> => stage.t.db.tx(stage.ctx, work);
  const refusals = async () =>
    (await tx((db) => db.auditEvent.findMany({ where: { action: 'deployment.refused' } }))).length;
  const runs = async (row: DeploymentRow) =>
    (await stage.serving.list()).some((server) => server.name.endsWith(row.id.slice(-26)));
  const again = async (row: DeploymentRow) => {
    const { state, desired, failure, decisionId, artifactId, openaiId } = row;
    const data = { state, desired, failure, decisionId, artifactId, openaiId, endpoint: row.endpoint };
    await tx((db) => db.deployment.update({ where: { id: row.id }, data }));
    const before = stage.serving.started.length;
    await tx((db) =>
      db.deployment.update({
        where: { id: row.id },
        data: { state: 'starting', handle: {}, nextStepAt: new Date(0) },
      }),
    );
    stage.clock.forward(REREAD_MS / 1000 + 1);
    await stage.work(async () => (await aliasDeployment()).state === 'ready');
    expect(stage.serving.started.length).toBe(before + 1);
    expect((await post({ model: 'support', messages })).status).toBe(200);
  };
  const refused = async (code: string, row: DeploymentRow) => {
    const [seen, asked] = [await refusals(), stage.serving.asked.length];
    expect(await runs(row)).toBe(true);
    for (let i = 0; i < 2; i += 1) {
      const answer = await post({ model: 'support', messages });
      expect([
        answer.status,
        ['deployment_refused', 'model_not_served'].includes(answer.body.error!.code),
      ]).toEqual([503, true]);
    }
    expect(stage.serving.asked).toHaveLength(asked);
    expect(await refusals()).toBe(seen + 1);
    const [newest] = await tx((db) =>
      db.auditEvent.findMany({ where: { action: 'deployment.refused' }, orderBy: { seq: 'desc' }, take: 1 }),
    );
    expect(newest).toMatchObject({ targetId: row.id, facts: { code, at: 'routing' } });
    await stage.work();
    expect(await runs(row)).toBe(false);
  };

  it('by a decision of another version', async () => {
    const row = await aliasDeployment();
    const other = await stage
      .get(DeploymentsEvidence)
      .decide(stage.ctx, await model(), await aVersion('support'));
    await tx((db) => db.deployment.update({ where: { id: row.id }, data: { decisionId: other.id } }));
    await refused('alias_mismatch', row);
    await again(row);
  });
  it('by an alias that was pointed elsewhere', async () => {
    const row = await aliasDeployment();
    const [preview] = await tx((db) => db.deployment.findMany({ where: { kind: 'preview' } }));
    const { modelId } = await model().then(({ id }) => ({ modelId: id }));
    const point = (to: { versionId: string; decisionId: string }) =>
      tx((db) =>
        db.modelAlias.update({
          where: { modelId_alias: { modelId, alias: 'production' } },
          data: { versionId: to.versionId, decisionId: to.decisionId },
        }),
      );
    await point(preview);
    await refused('alias_mismatch', row);
    await point(row);
    await again(row);
  });
  it('by an artifact of another version', async () => {
    const row = await aliasDeployment();
    const other = (await aVersion('support')).artifacts as { gguf: string };
    await tx((db) => db.deployment.update({ where: { id: row.id }, data: { artifactId: other.gguf } }));
    await refused('version_mismatch', row);
    await again(row);
  });
  it('and costs a request less than a millisecond', async () => {
    const row = await aliasDeployment();
    const found = (await stage.get(RegistryService).findVersionById(stage.ctx, row.versionId))!;
    const check = stage.get(RoutingCheck);
    const route = { ...found, deployment: row, alias: null };
    await check.assert(stage.ctx, route);
    const started = performance.now();
    for (let i = 0; i < 1000; i += 1) await check.assert(stage.ctx, route);
    expect((performance.now() - started) / 1000).toBeLessThan(1);
  });
});
