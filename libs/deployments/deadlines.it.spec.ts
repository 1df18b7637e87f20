import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aBase, aFinishedPipeline } from '../../test/support/a-version.js';
import { callOn } from '../../test/support/stage-call.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { RegistryPublisher } from '#registry/registry.publisher.js';
import { DeadlinesProcessor } from './deadlines.processor.js';
import { changeProject } from '../../test/support/change-project.js';

jest.setTimeout(60_000);
const DAY = 86_400;
/** Commercial use has to be registered: a denial that the requester can cure. */
const REGISTERED = 'LicenseRef-Yi-Series-2.1';
/** Asks for the revenue of the month. */
const MEASURED = 'LicenseRef-Mistral-Modified-MIT';
const internal = { purpose: 'internal', fields: [], general_purpose: false, downstream_training: [] };
const free = { ...internal, commercial: false };
const sold = { ...internal, commercial: true };

let stage: Stage;
const keys = { dan: '', danAgain: '', rita: '' };
beforeAll(async () => {
  stage = await openStage();
  keys.dan = await key('Dan', ['deployer', 'engineer']);
  keys.danAgain = await key('Dan', ['reviewer']);
  keys.rita = await key('Rita', ['reviewer']);
}, 60_000);
afterAll(() => stage?.close());

type Asked = Parameters<typeof callOn>[3];
const call = (method: string, path: string, of?: Asked) => callOn(stage, method, path, of);
async function key(member: string, roles: string[]): Promise<string> {
  return (await call('POST', '/api_keys', { body: { name: member, roles, member } })).body.key as string;
}
const outcome = ({ status, body }: { status: number; body: any }) =>
  `${status} ${body.error?.code ?? ''}`.trim();
const declare = (declared_use: object, more: object = {}) =>
  changeProject(stage.url, stage.key, { declared_use, ...more });
const chat = (model: string) =>
  call('POST', '/chat/completions', { body: { model, messages: [{ role: 'user', content: 'hi' }] } });
const audited = async (action: string, target: string) =>
  (await call('GET', `/audit_events?action=${action}&target_id=${target}`)).body.data as { facts: any }[];
const deployment = async (id: string) => (await call('GET', `/deployments/${id}`)).body;
const promote = async (model: string) =>
  (await call('POST', '/promotions', { key: keys.dan, body: { model, alias: 'production' } })).body;

/** A version of a new model; `of`: what it was trained from and on. */
async function register(model: string, of: { base: string; data: string }): Promise<void> {
  const made = await aFinishedPipeline(stage, of, null);
  const asked = { model, sourceJobId: made.jobs.finetune, artifacts: made.artifacts };
  await stage.get(RegistryPublisher).registerVersion(stage.ctx, asked);
}

/** A model of that license behind its production alias; the deployment's id. */
async function serving(model: string, license: string): Promise<string> {
  await register(model, await aBase(stage, license));
  return promoted(model);
}

async function promoted(model: string): Promise<string> {
  const { id } = await promote(model);
  const state = async () => (await call('GET', `/promotions/${id}`)).body;
  await stage.work(async () => (await state()).state !== 'running');
  const ended = await state();
  expect(ended).toMatchObject({ state: 'succeeded' });
  return ended.deployment;
}

describe('what serves on a decision that has become a no', () => {
  let served = '';
  let review = '';

  it('gets a review, also of what can be cured, and a deadline; and goes on', async () => {
    await declare(free);
    served = await serving('sold', REGISTERED);
    expect(await deployment(served)).toMatchObject({ drain_at: null, drain: null });
    await declare(sold, { worse_verdict_drain_seconds: 5 * DAY });
    await stage.work();
    const flagged = await deployment(served);
    review = flagged.drain.review;
    const inDays = (flagged.drain_at - stage.clock.now().getTime() / 1000) / DAY;
    expect(inDays).toBeGreaterThan(4.9);
    expect(inDays).toBeLessThanOrEqual(5);
    const asked = await call('GET', `/reviews/${review}`);
    expect(asked.body).toMatchObject({ state: 'open', severity: 'deny', deadline: flagged.drain_at });
    expect(asked.body.findings.map((one: { code: string }) => one.code)).toEqual(['REGISTRATION_REQUIRED']);
    expect(await audited('deployment.verdict_worse', served)).toMatchObject([
      { facts: { decision: flagged.drain.decision, verdict: 'deny', review } },
    ]);
    expect((await chat('sold')).status).toBe(200);
    expect((await promote('sold')).state).toBe('blocked');
    const denied = await call('POST', `/reviews/${review}/approve`, { ...{ key: keys.rita, body: {} }, ifMatch: asked.etag! }); // prettier-ignore
    expect(denied.body.error).toMatchObject({
      code: 'waiver_required',
      message: expect.stringContaining('it is cured and asked again, or a waiver'),
    });
  });

  it('keeps the deadline through another no, and loses it once the question passes again', async () => {
    const { drain_at } = await deployment(served);
    stage.clock.forward(DAY);
    await declare({ ...sold, domicile: 'US' });
    await stage.work();
    const again = await deployment(served);
    expect(again).toMatchObject({ drain_at, drain: { decision: expect.any(String) } });
    expect((await call('GET', `/reviews/${review}`)).body.state).toBe('superseded');
    await declare(free);
    await stage.work();
    expect(await deployment(served)).toMatchObject({ desired: 'serving', drain_at: null, drain: null });
    expect(await audited('deployment.deadline_lifted', served)).toHaveLength(1);
    expect((await call('GET', `/reviews/${again.drain.review}`)).body.state).toBe('superseded');
    stage.clock.forward(10 * DAY);
    await stage.work();
    expect((await chat('sold')).status).toBe(200);
  });

  it('is drained at the deadline, once, whoever comes first', async () => {
    await declare(sold, { worse_verdict_drain_seconds: DAY });
    await stage.work();
    expect((await deployment(served)).drain_at).not.toBeNull();
    stage.clock.forward(DAY - 60);
    await stage.work();
    expect((await chat('sold')).status).toBe(200);
    stage.clock.forward(61);
    const deadlines = stage.get(DeadlinesProcessor);
    expect(await deadlines.due(50)).toContain(served);
    await Promise.all([deadlines.step(served), deadlines.step(served)]);
    await stage.work();
    expect(await audited('deployment.drained', served)).toMatchObject([
      { facts: { reason: 'worse_verdict', verdict: 'deny' } },
    ]);
    expect(await deployment(served)).toMatchObject({ desired: 'stopped', state: 'stopped' });
    expect(outcome(await chat('sold'))).toBe('403 license_forbids_use');
    expect(await audited('deployment.refused', served)).toEqual([]);
  });

  it('goes on when its review is answered, by nobody who had asked', async () => {
    await declare({ ...sold, monthly_revenue_usd: 10 }, { worse_verdict_drain_seconds: 14 * DAY });
    const measured = await serving('measured', MEASURED);
    stage.clock.forward(36 * DAY); // nobody confirms the revenue
    await stage.work();
    const { drain } = await deployment(measured);
    const asked = await call('GET', `/reviews/${drain.review}`);
    expect(asked.body).toMatchObject({ severity: 'needs-review' });
    expect(asked.body.findings[0]).toMatchObject({
      code: 'INPUT_MISSING:monthly_revenue_usd',
      fixable: true,
    });
    const approve = (by: string) =>
      call('POST', `/reviews/${drain.review}/approve`, { key: by, body: {}, ifMatch: asked.etag! });
    expect(outcome(await approve(keys.danAgain))).toBe('403 reviewer_is_requester');
    expect((await approve(keys.rita)).status).toBe(200);
    await stage.work();
    expect(await deployment(measured)).toMatchObject({ desired: 'serving', drain_at: null });
    expect((await promote('measured')).state).not.toBe('blocked');
  });

  it('goes on as soon as the answer to another review settles its own', async () => {
    await declare(free, { worse_verdict_drain_seconds: 14 * DAY });
    const of = await aBase(stage, 'acme-house-rules');
    await register('settled', of);
    await register('beside', of);
    const reviewOf = ({ gates }: any) =>
      gates.find((one: any) => one.name === 'license').evidence.review as string;
    const approve = async (id: string, body: object = {}) => {
      const { etag } = await call('GET', `/reviews/${id}`);
      return call('POST', `/reviews/${id}/approve`, { key: keys.rita, body, ifMatch: etag! });
    };
    await approve(reviewOf(await promote('settled')));
    const settled = await promoted('settled');
    await declare({ ...free, domicile: 'US' });
    await stage.work();
    const { drain } = await deployment(settled);
    expect((await call('GET', `/reviews/${drain.review}`)).body.state).toBe('open');
    const { body } = await approve(reviewOf(await promote('beside')), { holds_for: 'lineage' });
    expect(body.closed).toEqual([drain.review]);
    await stage.work();
    expect(await deployment(settled)).toMatchObject({ desired: 'serving', drain_at: null, drain: null });
  });

  it('goes on when the figures are confirmed', async () => {
    await stage.work();
    await declare({ ...sold, monthly_revenue_usd: 11 });
    const measured = await serving('confirmed', MEASURED);
    stage.clock.forward(36 * DAY);
    await stage.work();
    expect((await deployment(measured)).drain_at).not.toBeNull();
    expect((await call('POST', '/projects/current/confirm_use', { key: keys.rita })).status).toBe(403);
    expect((await call('POST', '/projects/current/confirm_use')).status).toBe(200);
    await stage.work();
    expect(await deployment(measured)).toMatchObject({ desired: 'serving', drain_at: null });
  });
});
