// Concerns: apps, libs, jobs
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { answer } from '#client/client.js';
import { type ConsolePage, inBrowser, lost, openPage, shot, signIn } from '../support/chromium.js';
import type { Service } from './harness.js';
import { openConsole, type OpenConsole } from './open-console.js';
import { openTinyHub, TINY, type TinyHub } from './tiny-hub.js';
import { eventually, isFinal } from './wait.js';

const story = inBrowser('the whole story in the console');
const MODEL = 'support-bot';
const TRAINED = 300_000;
/** A license that lets train and leaves serving to a person. */
const CARD = { license: 'other', license_name: 'nvidia-open-model-license' };

story('from an empty installation to a roll-back, by the console alone', () => {
  let hub: TinyHub;
  let service: Service;
  let opened: OpenConsole;
  let engineer: ConsolePage;
  let reviewer: ConsolePage;
  let page: Page;
  /** What one step leaves for the next. */
  const made = { jobs: [] as string[] };

  beforeAll(async () => {
    hub = await openTinyHub(CARD);
    opened = await openConsole({ programs: ['api', 'worker'], hubUrl: hub.url, signedOut: true });
    ({ service, admin: engineer } = opened);
    reviewer = await openPage(opened.browser, { colorScheme: 'light' });
    page = engineer.page;
  }, 180_000);
  afterAll(async () => {
    if (process.env['E2E_LOG']) console.log(service.tail(30));
    await opened?.close();
    await hub?.stop();
  }, 60_000);

  it('signs in by the link that the service prints, and is shown the first steps', async () => {
    const { url } = await answer(service.client().POST('/v1/login_links'));
    await page.goto(url!);
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    await page.getByRole('heading', { name: 'Import a base model' }).waitFor();
    expect(await page.getByLabel('To do').count()).toBe(4);
  }, 60_000);

  it('imports a base model and uploads rows to train on and to test with', async () => {
    await visit(page, 'Base models');
    await page.getByRole('button', { name: 'Import' }).first().click();
    await page.getByRole('textbox', { name: 'Source' }).fill(`${TINY.repo}@${TINY.revision}`);
    await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
    await page.getByText('ready').first().waitFor({ timeout: 120_000 });

    await visit(page, 'Datasets');
    await page.getByRole('button', { name: 'Upload' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('input[type=file]').nth(0).setInputFiles(hub.train);
    await dialog.locator('input[type=file]').nth(2).setInputFiles(hub.test);
    await dialog.getByLabel('Name').fill('intents');
    await dialog.getByRole('combobox', { name: 'License' }).fill('CC-BY-4.0');
    await dialog.getByRole('button', { name: 'Upload' }).click();
    await page.getByRole('heading', { name: 'intents', level: 1 }).waitFor();
  }, 180_000);

  it('declares what the models are for, which the license rules ask', async () => {
    await page.goto(`${service.baseUrl}/settings/project`);
    await choose('Purpose', 'internal');
    await choose('Commercial', 'yes');
    await choose('General purpose', 'no');
    await page.getByLabel('Domicile').fill('US');
    await choose('In fields that licenses name', 'none');
    await shot(page, 'settings');
    await page.getByRole('button', { name: /^Save/ }).first().click();
    await eventually(
      () => answer(service.client().GET('/v1/projects/{id}', { params: { path: { id: 'current' } } })),
      ({ declared_use: use }) => use['purpose'] === 'internal',
      30,
    );
  }, 60_000);

  it(
    'trains from the form, and the curve moves while it runs',
    async () => {
      await page.goto(`${service.baseUrl}/jobs/new`);
      // of each there is one; which is read first is chosen first
      await page.waitForURL(({ search }) => /base=bm_/.test(search) && /dataset=dsv_/.test(search));
      await page.getByLabel('r', { exact: true }).fill('4');
      await page.getByLabel('n_epochs').fill('6');
      await page.getByLabel('batch_size').fill('4');
      await page.getByLabel('max_seq_length').fill('128');
      await page.getByLabel('seed', { exact: true }).fill('7');
      await page.getByLabel('Publish as').fill(MODEL);
      // eight bits cost a model of so few weights a row on one processor and none on another
      await choose('Quantise to', 'f16');
      await page
        .getByRole('region', { name: 'May it be trained?' })
        .getByText('Yes', { exact: true })
        .waitFor();
      await shot(page, 'new-training');
      await submit();
      const loss = page.getByRole('img', { name: /loss/i }).first();
      await loss.waitFor({ timeout: 120_000 });
      const last = () => loss.getAttribute('aria-label');
      const early = await last();
      await eventually(last, (now) => now !== early, 60);
      await shot(page, 'run');
      await everyCurveEnds(made.jobs.at(-1)!);
      await finished(1);
    },
    TRAINED,
  );

  it(
    'trains again from a clone with another rank, and compares both',
    async () => {
      await page.goto(`${service.baseUrl}/jobs/${made.jobs[0]}`);
      await page.getByRole('button', { name: 'Clone and edit' }).click();
      await page.waitForURL(/clone=job_/);
      await page.getByRole('region', { name: 'What differs from the parent' }).waitFor();
      await page.getByLabel('r', { exact: true }).fill('8');
      await page.getByLabel('Publish as').fill(MODEL);
      await submit();
      const whole = await finished(2);
      expect(whole.jobs!.map(({ kind }) => kind)).toEqual([
        ...['finetune', 'merge', 'quantize'],
        ...['evaluate', 'evaluate', 'evaluate'], // before and after it was quantised, and how prompts are read
      ]);
      await page.goto(`${service.baseUrl}/compare?runs=${made.jobs.join(',')}`);
      await page
        .getByRole('row', { name: /adapter\.r|^r / })
        .first()
        .waitFor();
    },
    TRAINED,
  );

  it('evaluates the second version beside its base on rows that were kept back, and tells the difference', async () => {
    await page.goto(`${service.baseUrl}/models/${MODEL}/versions/2?tab=evaluations`);
    await page.getByRole('button', { name: 'Evaluate' }).click();
    const dialog = page.getByRole('dialog');
    await choose('Dataset version', 'intents');
    await dialog.getByLabel('Tokens of an answer, at most').fill('8');
    await dialog.getByLabel('The base model, before it was trained').check();
    await dialog.getByRole('button', { name: 'Evaluate' }).click();
    await page.waitForURL(/asked=pipe_/);
    const asked = page.getByRole('region', { name: /^evaluation of/ });
    await asked.waitFor();
    await asked.waitFor({ state: 'detached', timeout: 180_000 });
    await choose('Baseline', '.* of the base model');
    await page.getByRole('columnheader', { name: 'Difference' }).waitFor();
    await page
      .getByRole('row', { name: /exact_match .* to / })
      .last()
      .waitFor();
  }, 240_000);

  it('is told that a person has to answer for the license, and a second person does', async () => {
    await promote(1);
    await page
      .getByText(/license/i)
      .first()
      .waitFor();
    const handed = await answer(
      service.client().POST('/v1/api_keys', { body: { name: 'Rita', roles: ['reviewer'], member: 'Rita' } }),
    );
    await signIn(reviewer.page, service.baseUrl, handed.key!);
    // whoever made her key could answer in her name: she replaces it by one that she alone knows
    await visit(reviewer.page, 'License review');
    await reviewer.page.locator('.table-row').first().click();
    await reviewer.page.getByRole('button', { name: 'Replace my key' }).click();
    await reviewer.page.getByRole('dialog').getByRole('button', { name: 'Replace it' }).click();
    const own = await reviewer.page.locator('code.secret').innerText();
    await reviewer.page.getByRole('button', { name: 'I have kept it' }).click();
    await reviewer.page.getByRole('button', { name: 'Approve', exact: true }).waitFor();
    expect((await service.call('GET', '/v1/reviews', undefined, own)).status).toBe(200);
    expect((await service.call('GET', '/v1/reviews', undefined, handed.key)).status).toBe(401);
    // each version is a question of its own: the two were trained apart
    let answered = '';
    for (const version of [1, 2]) {
      await visit(reviewer.page, 'License review');
      // what was answered has left the list
      await reviewer.page.locator(`.table-row a[href="${answered}"]`).waitFor({ state: 'detached' });
      await reviewer.page.waitForLoadState('networkidle');
      await reviewer.page.locator('.table-row').first().click();
      await reviewer.page.getByRole('heading', { name: /What the rules found/ }).waitFor();
      if (version === 1) await shot(reviewer.page, 'review');
      await reviewer.page.keyboard.press('a');
      await reviewer.page.keyboard.type('I read the terms: internal support is fine.');
      await reviewer.page.getByRole('button', { name: 'Approve', exact: true }).press('Enter');
      await reviewer.page.getByText('Rita approved it').waitFor();
      answered = new URL(reviewer.page.url()).pathname;
    }
  }, 120_000);

  it('promotes the first version, then the second, and chats with what is served', async () => {
    for (const version of [1, 2]) {
      await promote(version);
      const id = new URL(page.url()).searchParams.get('promotion')!;
      const params = { path: { id } };
      const { gates } = await answer(service.client().GET('/v1/promotions/{id}', { params }));
      expect(gates.filter(({ status }) => status === 'unmet')).toEqual([]);
      await page.getByText('succeeded', { exact: true }).first().waitFor({ timeout: 120_000 });
    }
    await shot(page, 'promotion');
    await page.goto(`${service.baseUrl}/playground?models=${MODEL}:production`);
    await page.getByLabel('Message', { exact: true }).fill('anna asks 1: i lost my card?');
    await page.keyboard.press('Enter');
    const answered = page.getByRole('region', { name: /^Answer of/ });
    await answered.getByText(/token/).first().waitFor({ timeout: 60_000 });
    await shot(page, 'playground');
  }, 300_000);

  it('calls the model by the lines that its page shows, as they stand there', async () => {
    await page.goto(`${service.baseUrl}/models/${MODEL}/versions/2?tab=use`);
    const said = (label: string) => page.locator(`pre[aria-label="${label}"]`).innerText();
    await page.locator('pre[aria-label="curl"]').waitFor();
    await shot(page, 'use');
    expect(await said('luthier')).toBe(`luthier chat ${MODEL}:production 'Hello'`);
    const env = { ...process.env, LUTHIER_API_KEY: service.adminKey };
    const { stdout } = await promisify(execFile)('bash', ['-c', await said('curl')], { env });
    expect(JSON.parse(stdout)).toMatchObject({ object: 'chat.completion', choices: [{ index: 0 }] });
  }, 120_000);

  it('rolls back after it was told what that changes', async () => {
    await page.goto(`${service.baseUrl}/deployments/${MODEL}/production`);
    await page.getByRole('button', { name: 'Roll back' }).click();
    await page
      .getByRole('dialog')
      .getByText(/go to v1 instead of v2/)
      .waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Roll back to v1' }).click();
    await page.getByText('by a roll-back').waitFor({ timeout: 120_000 });
    const model = await answer(
      service.client().GET('/v1/registered_models/{name}', { params: { path: { name: MODEL } } }),
    );
    const { data } = await answer(
      service.client().GET('/v1/registered_models/{name}/versions', { params: { path: { name: MODEL } } }),
    );
    expect(model.aliases).toEqual({ production: data.find(({ version }) => version === 1)!.id });
  }, 180_000);

  it('shows all of it on every page, and axe calls nothing serious there', async () => {
    const [dataset] = (await answer(service.client().GET('/v1/datasets'))).data;
    const pages = {
      overview: '/',
      jobs: '/jobs',
      system: `/jobs/${made.jobs[1]}?tab=system`,
      config: `/jobs/${made.jobs[1]}?tab=config`,
      compare: `/compare?runs=${made.jobs.join(',')}`,
      datasets: '/datasets',
      reviews: '/reviews?state=approved',
      dataset: `/datasets/${dataset!.id}`,
      'base-model': `/base-models/${TINY.slug}`,
      models: `/models/${MODEL}`,
      evaluations: `/models/${MODEL}/versions/2?tab=evaluations`,
      deployments: `/deployments/${MODEL}/production`,
      audit: '/audit',
    };
    const found: Record<string, string[]> = {};
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(service.baseUrl + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      for (const one of await page.getByRole('status', { name: 'Loading' }).all())
        await one.waitFor({ state: 'detached' });
      await shot(page, name);
      const seen = await lost(page);
      if (seen.length > 0) found[name] = seen;
    }
    expect(found).toEqual({});
    expect([...engineer.faults, ...reviewer.faults]).toEqual([]);
  }, 180_000);

  async function visit(on: Page, name: string): Promise<void> {
    await on.getByRole('link', { name, exact: true }).click();
    await on.getByRole('heading', { name, level: 1 }).waitFor();
  }
  async function choose(label: string, text: string): Promise<void> {
    await page.getByRole('combobox', { name: label, exact: true }).click();
    await page
      .getByRole('option', { name: new RegExp(`^${text}`) })
      .first()
      .click();
  }
  async function submit(): Promise<void> {
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.waitForURL(/\/jobs\/job_/);
    made.jobs.push(new URL(page.url()).pathname.split('/').at(-1)!);
  }
  /** Also those that nobody has looked at: what came in while the page was open is all that there is. */
  async function everyCurveEnds(id: string): Promise<void> {
    const path = { params: { path: { id } } };
    const client = service.client();
    const job = () => answer(client.GET('/v1/jobs/{id}', path));
    await eventually(job, ({ state }) => isFinal(state), 240);
    const { data } = await answer(client.GET('/v1/jobs/{id}/metrics', path));
    const ends = page.getByRole('region', { name: 'Last, lowest and highest, as a table' });
    for (const key of ['train_loss', 'learning_rate', 'grad_norm', 'memory_mb']) {
      const last = data.filter((one) => one.key === key).toSorted((a, b) => b.step - a.step)[0]!.value;
      const row = ends.getByRole('row').filter({ has: page.getByText(key, { exact: true }) });
      const shown = () => row.locator('td').first().innerText();
      const isLast = (text: string) => Math.abs(Number(text.replaceAll(',', '')) / last - 1) < 0.02;
      await eventually(shown, isLast, 20);
    }
  }
  /** Waits until the newest training is registered as that version. */
  async function finished(version: number) {
    const client = service.client();
    const job = await answer(client.GET('/v1/jobs/{id}', { params: { path: { id: made.jobs.at(-1)! } } }));
    const ended = await eventually(
      () => answer(client.GET('/v1/pipelines/{id}', { params: { path: { id: job.pipeline as string } } })),
      ({ state }) => isFinal(state),
      240,
    );
    expect({ state: ended.state, failure: ended.failure }).toEqual({ state: 'succeeded', failure: null });
    await page.goto(`${service.baseUrl}/models/${MODEL}/versions/${version}`);
    await page.getByRole('heading', { name: `${MODEL} v${version}`, level: 1 }).waitFor();
    return ended;
  }
  /** By the keyboard alone. */
  async function promote(version: number): Promise<void> {
    await page.goto(`${service.baseUrl}/models/${MODEL}/versions/${version}?tab=promotion`);
    await page.getByRole('button', { name: 'Promote' }).first().press('Enter');
    await page.getByRole('textbox', { name: 'Alias' }).press('Enter');
    await page.waitForURL(/promotion=prm_/);
    await page.getByRole('list', { name: 'Gates' }).getByRole('listitem').first().waitFor();
  }
});
