import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Inside, openInside } from '../fault/inside.js';
import { aBase, aFinishedPipeline } from '../support/a-version.js';
import type { Stage } from '../support/stage.js';
import { needed, ownProcesses, Service } from './harness.js';
import { rows, upload } from './tenants.js';
import { eventually, isFinal } from './wait.js';
import { changeProject } from '../support/change-project.js';

let service: Service;
let inside: Inside;
let gguf: Buffer;
/** Who acts: an engineer who also promotes, the same person's other key, and a second person. */
const keys = { dan: '', danAgain: '', rita: '' };
const model = { unread: '' };

beforeAll(async () => {
  service = await Service.start();
  inside = await openInside(service);
  const file = join(service.dataDir, 'tiny.gguf');
  execFileSync(needed('LUTHIER_TEST_TRAIN_PYTHON'), ['test/support/tiny_gguf.py', file]);
  gguf = readFileSync(file);
  await declare('internal');
  keys.dan = await keyOf('Dan', ['engineer', 'deployer']);
  keys.danAgain = await keyOf('Dan', ['reviewer']);
  keys.rita = await keyOf('Rita', ['reviewer']);
}, 120_000);
afterAll(async () => {
  if (process.env['E2E_LOG']) console.log(service.tail(30));
  await inside?.close();
  await service?.stop();
}, 60_000);

interface Said {
  status: number;
  etag: string | null;
  body: any;
}
async function call(
  method: string,
  path: string,
  { body, key = service.adminKey, ifMatch }: { body?: object; key?: string; ifMatch?: string } = {},
): Promise<Said> {
  const response = await fetch(service.baseUrl + path, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(ifMatch ? { 'if-match': ifMatch } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, etag: response.headers.get('etag'), body: await response.json() };
}
const declare = (purpose: string, commercial = true, more: object = {}) =>
  changeProject(service.baseUrl, service.adminKey, {
    ...more,
    declared_use: {
      ...{ purpose, commercial, fields: [], general_purpose: false },
      ...{ downstream_training: [], all_products_mau_at: {}, domicile: 'US' },
    },
  });
async function keyOf(member: string, roles: string[]): Promise<string> {
  const { body } = await call('POST', '/v1/api_keys', { body: { name: member, roles, member } });
  return body.key as string;
}
const outcome = ({ status, body }: Said) => `${status} ${body.error?.code ?? body.state ?? ''}`.trim();

/** The command line, as its own process; throws with its output where it ends otherwise than 0. */
async function luthier(key: string, ...args: string[]): Promise<any> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['dist/apps/cli/main.js', ...args, '--json'],
    {
      env: { PATH: process.env['PATH'], LUTHIER_BASE_URL: service.baseUrl, LUTHIER_API_KEY: key },
    },
  );
  return JSON.parse(stdout);
}

/** Finished jobs on a base of that license, as a training would leave them: what this suite is about comes after. */
async function trained(license: string): Promise<{ job: string; quantize_job: string }> {
  const stage = { t: { db: inside.db }, ctx: inside.ctx, get: (type) => inside.get(type) } as Stage;
  const of = await aBase(stage, license);
  const { jobs } = await aFinishedPipeline(stage, of, null, 0.9, gguf);
  return { job: jobs.finetune, quantize_job: jobs.quantize };
}
const register = (name: string, jobs: object) =>
  call('POST', `/v1/registered_models/${name}/versions`, { key: keys.dan, body: jobs });
const promote = (name = 'desk') =>
  call('POST', '/v1/promotions', { key: keys.dan, body: { model: name, alias: 'production' } });
const chat = (name = 'desk') =>
  call('POST', '/v1/chat/completions', {
    body: { model: `${name}:production`, max_tokens: 4, messages: [{ role: 'user', content: 'hi' }] },
  });
const servers = () =>
  ownProcesses(service.dataDir).filter((pid) => commandOf(pid).includes('llamacpp_server'));

describe('from a license question to a drained deployment', () => {
  it('refuses to train on noncommercial data in a commercial project, and names clause and review', async () => {
    const stage = { t: { db: inside.db }, ctx: inside.ctx, get: (type) => inside.get(type) } as Stage;
    const { base } = await aBase(stage);
    const file = ((await (await upload(service, keys.dan, rows(12))).json()) as { id: string }).id;
    const dataset = (await call('POST', '/v1/datasets', { body: { name: 'nc' } })).body.id as string;
    const version = await call('POST', `/v1/datasets/${dataset}/versions`, {
      body: { files: { train: file }, license: 'CC-BY-NC-4.0' },
    });
    const body = { kind: 'finetune', base_model: base, dataset_version: version.body.id };
    const refused = await call('POST', '/v1/jobs', { key: keys.dan, body });
    expect(outcome(refused)).toBe('403 license_forbids_use');
    expect(refused.body.error.findings[0]).toMatchObject({
      clause: expect.stringContaining('NonCommercial'),
    });
    const { review } = refused.body.error;
    const asked = await call('GET', `/v1/reviews/${review}`);
    expect(asked.body).toMatchObject({ state: 'open', severity: 'deny', required_approvals: 2 });
    const approve = { key: keys.rita, body: {}, ifMatch: asked.etag! };
    expect(outcome(await call('POST', `/v1/reviews/${review}/approve`, approve))).toBe('409 waiver_required');
  }, 60_000);

  it('refuses a Llama 3.1 model under a name of its own, and is cured by the name', async () => {
    const jobs = await trained('llama3.1');
    await declare('saas-app');
    const refused = await register('acme-desk', jobs);
    expect(outcome(refused)).toBe('403 license_forbids_use');
    expect(refused.body.error.findings).toContainEqual(
      expect.objectContaining({
        code: 'NAME_PREFIX_MISSING',
        fixable: true,
        remedy: expect.stringContaining('Llama'),
      }),
    );
    expect(refused.body.error.review).toBeNull();
    expect((await register('llama-3.1-acme-desk', jobs)).status).toBe(201);
    await declare('internal');
  }, 60_000);

  it('holds a promotion whose use policy nobody has read, until a second person has', async () => {
    expect((await register('desk', await trained('LicenseRef-NVIDIA-Open-Model'))).status).toBe(201);
    const blocked = await promote();
    expect(blocked.body.state).toBe('blocked');
    const gate = blocked.body.gates.find((one: { kind: string }) => one.kind === 'license');
    model.unread = gate.evidence.review;
    expect(gate.fix).toContain(`Review ${model.unread} is open: luthier review show ${model.unread}`);
    const { etag, body } = await call('GET', `/v1/reviews/${model.unread}`, { key: keys.rita });
    expect(body.findings.map((one: { code: string }) => one.code)).toEqual(['AUP_UNREAD']);
    expect(body.blast_radius).toMatchObject({ versions: 1, deployments: 0 });
    const approve = (key: string) =>
      call('POST', `/v1/reviews/${model.unread}/approve`, {
        ...{ key, ifMatch: etag!, body: { comment: 'I read it myself' } },
      });
    expect(outcome(await approve(keys.danAgain))).toBe('403 reviewer_is_requester');
    const inbox = await luthier(keys.rita, 'review', 'ls', '--severity', 'needs-review');
    expect(inbox.data.map((one: { id: string }) => one.id)).toContain(model.unread);
    const words = ['--comment', 'read on 2026-11-24', '--conditions', 'keep the guardrail', '--revision'];
    const late = luthier(keys.rita, 'review', 'approve', model.unread, ...words, '9');
    await expect(late).rejects.toMatchObject({
      code: 6,
      stderr: expect.stringContaining('revision_mismatch'),
    });
    const approved = await luthier(keys.rita, 'review', 'approve', model.unread, ...words, '1');
    expect(approved).toMatchObject({ state: 'approved', conditions: 'keep the guardrail' });
    const running = await promote();
    const ended = await eventually(
      () => call('GET', `/v1/promotions/${running.body.id}`),
      (said) => isFinal(said.body.state),
      60,
    );
    expect(ended.body).toMatchObject({ state: 'succeeded' });
    const explained = await luthier(keys.dan, 'decision', 'explain', ended.body.decision as string);
    expect(explained.explanation.join('\n')).toContain(`lifted by review ${model.unread} (Rita)`);
    expect((await chat()).status).toBe(200);
    expect(servers().length).toBeGreaterThan(0);
  }, 120_000);

  it('lets counsel read that one review by a link, without a key, until it is taken back', async () => {
    const made = await luthier(
      keys.rita,
      'review',
      'link',
      model.unread,
      '--for',
      'Jane Counsel',
      '--days',
      '3',
    );
    const page = await fetch(made.url, { headers: { accept: 'text/html' } });
    expect({ status: page.status, robots: page.headers.get('x-robots-tag') }).toEqual({
      status: 200,
      robots: 'noindex, nofollow, noarchive',
    });
    const text = await page.text();
    expect(text).toContain('License review, for Jane Counsel');
    expect(text).not.toMatch(/<script|href=|src=/);
    const links = await luthier(keys.rita, 'review', 'links', model.unread);
    expect(links.data).toMatchObject([{ id: made.id, for: 'Jane Counsel', opened: 1 }]);
    expect(JSON.stringify(links)).not.toContain(made.url.split('/').at(-1));
    await luthier(keys.rita, 'review', 'unlink', made.id);
    expect((await fetch(made.url)).status).toBe(404);
    expect(service.tail(500)).not.toContain(made.url.split('/').at(-1));
  }, 30_000);

  it('takes the word of a member that a page shows a line, and lets go of it', async () => {
    const [version, page] = ['desk@1', 'https://example.org/about'];
    const evidence = join(service.dataDir, 'about.png');
    writeFileSync(evidence, 'a picture of the page');
    const shown = ['--surface', 'website', '--shows', 'Built with Acme', '--url', page];
    const made = await luthier(keys.rita, 'license', 'attest', version, ...shown, '--evidence', evidence);
    const sha256 = createHash('sha256').update('a picture of the page').digest('hex');
    expect(made).toMatchObject({ surface: 'website', shows: ['Built with Acme'], url: page, sha256 });
    await luthier(keys.rita, 'license', 'unattest', version, made.id);
    const { data } = await luthier(keys.rita, 'license', 'attestations', version);
    expect(data).toMatchObject([{ id: made.id, revoked_at: expect.any(Number) }]);
  }, 30_000);

  it('drains it when the review is revoked, also after a restart of every process, and keeps the record', async () => {
    const why = ['--reason', 'the policy was changed'];
    const revoked = await luthier(keys.rita, 'review', 'revoke', model.unread, ...why);
    expect(revoked.state).toBe('revoked');
    await eventually(
      () => chat(),
      (said) => outcome(said) === '403 license_revoked',
      30,
    );
    await eventually(
      () => call('GET', '/v1/deployments?state=stopped'),
      (said) => said.body.data.some((one: { kind: string }) => one.kind === 'alias'),
      30,
    );
    await eventually(
      () => Promise.resolve(servers()),
      (pids) => pids.length === 0,
      30,
    );
    const { body: events } = await call('GET', '/v1/audit_events?action=deployment.drained');
    expect(events.data[0].facts).toMatchObject({ review: model.unread });
    await service.restart();
    expect(outcome(await chat())).toBe('403 license_revoked');
    const blocked = await promote();
    expect(blocked.body.state).toBe('blocked');
    expect(JSON.stringify(blocked.body.gates)).not.toContain(model.unread);
    expect((await call('GET', '/v1/audit_events/verify')).body).toMatchObject({ ok: true });
  }, 120_000);
});

describe('from a changed use to a deadline', () => {
  const served = async (id: string) => (await call('GET', `/v1/deployments/${id}`)).body;

  it('flags what serves, lifts the deadline once it is cured, and drains it at the next one', async () => {
    await declare('internal', false);
    const jobs = await trained('LicenseRef-Yi-Series-2.1'); // commercial use has to be registered
    expect((await register('shop', jobs)).status).toBe(201);
    const { id } = (await promote('shop')).body;
    const ended = await eventually(
      () => call('GET', `/v1/promotions/${id}`),
      (said) => isFinal(said.body.state),
      60,
    );
    expect(ended.body).toMatchObject({ state: 'succeeded' });
    const { deployment } = ended.body;
    await declare('internal', true);
    const flagged = await eventually(
      () => served(deployment),
      (row) => row.drain_at !== null,
      30,
    );
    const inDays = flagged.drain_at / 86_400 - Date.now() / 86_400_000;
    expect(Math.round(inDays)).toBe(14);
    const review = (await call('GET', `/v1/reviews/${flagged.drain.review}`)).body;
    expect(review).toMatchObject({ state: 'open', severity: 'deny', deadline: flagged.drain_at });
    expect((await call('GET', '/v1/license_reevaluations')).body.data[0]).toMatchObject({ causes: ['use'] });
    expect((await chat('shop')).status).toBe(200);
    await declare('internal', false);
    await eventually(
      () => served(deployment),
      (row) => row.drain_at === null && row.desired === 'serving',
      30,
    );
    await declare('internal', true, { worse_verdict_drain_seconds: 0 });
    await eventually(() => chat('shop'), (said) => outcome(said) === '403 license_forbids_use', 30); // prettier-ignore
    const { body: events } = await call(
      'GET',
      `/v1/audit_events?action=deployment.drained&target_id=${deployment}`,
    );
    expect(events.data[0].facts).toMatchObject({ reason: 'worse_verdict', verdict: 'deny' });
  }, 120_000);
});

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // gone meanwhile
  }
}
