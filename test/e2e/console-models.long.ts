// Concerns: apps/console, libs/registry, libs/deployments, libs/evaluations, libs/lineage
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Request } from 'playwright-core';
import { answer } from '#client/client.js';
import { type ConsolePage, grave, inBrowser, lostOn, shot } from '../support/chromium.js';
import { seedModel } from './console-models.seed.js';
import type { Service } from './harness.js';
import { openConsole, type OpenConsole } from './open-console.js';

const story = inBrowser('the models in the console');
const VERSION = '/models/support-desk/versions/1';
const TABS = {
  ...{ Card: 'card', 'Use this model': 'use', Files: 'files', Evaluations: 'evaluations' },
  ...{ Terms: 'terms', Promotion: 'promotion', Lineage: 'lineage' },
};

story('registered models in a browser', () => {
  let service: Service;
  let opened: OpenConsole;
  let admin: ConsolePage;
  let gguf = '';
  const open = async (path: string) => {
    await admin.page.goto(service.baseUrl + path);
    await admin.page.getByRole('heading', { level: 1 }).waitFor();
    await admin.page.waitForLoadState('networkidle');
  };

  beforeAll(async () => {
    opened = await openConsole({
      seed: async (it) => seedModel(it.service, await it.inside(), 'support-desk'),
    });
    ({ service, admin } = opened);
  }, 180_000);
  afterAll(() => opened?.close(), 60_000);

  it('goes from the list to a version by the keyboard, and reads each of its parts', async () => {
    const { page } = admin;
    await open('/models');
    await page.locator('.table').focus();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByText('not asked', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'v1', exact: true }).press('Enter');
    await page.getByRole('heading', { name: 'support-desk v1', level: 1 }).waitFor();
    await page.getByRole('heading', { name: 'Model card', level: 2 }).waitFor();
    expect(await page.getByText(/^license:/).count()).toBe(0);
    for (const [name, tab] of Object.entries(TABS)) {
      await page.getByRole('tab', { name }).press('Enter');
      await page.waitForURL(new RegExp(`tab=${tab}`));
      await page.waitForLoadState('networkidle');
      expect(await page.getByRole('tabpanel').getByRole('alert').count()).toBe(0);
    }
    await page.getByRole('tab', { name: 'Files' }).click();
    await page.getByRole('cell', { name: 'gguf' }).first().waitFor();
    const loaded = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Bill of materials' }).click();
    const file = await loaded;
    expect(file.suggestedFilename()).toBe('support-desk-v1.cdx.json');
    expect(JSON.parse(readFileSync(await file.path(), 'utf8')).bomFormat).toBe('CycloneDX');
  }, 60_000);

  it('leads from the list to the gates of a version, and has room for all columns', async () => {
    const { page } = admin;
    await page.setViewportSize({ width: 1440, height: 900 });
    await open('/models/support-desk');
    const created = page.getByRole('columnheader', { name: 'Created' });
    await created.waitFor();
    expect(await page.locator('.table').evaluate((it) => it.scrollWidth - it.clientWidth)).toBe(0);
    await page
      .getByText(/\(gguf\)$/)
      .first()
      .waitFor();
    await shot(page, 'model-versions');
    await page.getByRole('link', { name: 'Promote support-desk v1' }).press('Enter');
    await page.waitForURL(/versions\/1\?tab=promotion/);
    const dialog = page.getByRole('dialog', { name: 'Promote support-desk v1' });
    await dialog.getByRole('textbox', { name: 'Alias' }).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(page.url()).not.toContain('promote');
    await page.goBack();
    await page.waitForURL(/\/models\/support-desk$/);
  }, 60_000);

  it('names its training and the other jobs behind it by the version', async () => {
    const { page } = admin;
    await open('/jobs');
    await page.getByText('for support-desk v1').nth(1).waitFor();
    await shot(page, 'jobs-of-a-version');
    await page.getByRole('link', { name: /^SFT/ }).press('Enter');
    await page.getByRole('heading', { name: /^support-desk v1 · SFT/, level: 1 }).waitFor();
  }, 60_000);

  it('takes the word of a member that a page shows a line, and takes it back', async () => {
    const { page } = admin;
    await open(`${VERSION}?tab=terms`);
    await page.getByText('Nothing was attested').waitFor();
    await page.getByRole('button', { name: 'Attest' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('The lines, exactly as they stand there').fill('Built with Acme\n\n');
    await dialog.getByLabel('Address').fill('ftp://example.org/about');
    const buffer = Buffer.from('a picture of the page');
    const other = { name: 'other.png', mimeType: 'image/png', buffer: Buffer.from('of another page') };
    const print = dialog.getByLabel('Its fingerprint (sha256)');
    await dialog.locator('input[type=file]').setInputFiles(other);
    await dialog.locator('.hash input:not([value=""])').waitFor();
    expect(await print.inputValue()).toMatch(/^[0-9a-f]{64}$/);
    await dialog.getByRole('button', { name: 'Remove the file' }).click();
    expect(await print.inputValue()).toBe('');
    await dialog
      .locator('input[type=file]')
      .setInputFiles({ name: 'about.png', mimeType: 'image/png', buffer });
    await dialog.getByRole('button', { name: 'Attest' }).click();
    await dialog.getByText(/http/i).last().waitFor();
    expect(await grave(page)).toEqual([]);
    await dialog.getByLabel('Address').fill('https://example.org/about');
    await dialog.getByRole('button', { name: 'Attest' }).click();
    const list = page.getByRole('list', { name: 'Attestations' });
    await list.getByText('Built with Acme').waitFor();
    const client = service.client();
    const versions = client.GET('/v1/registered_models/{name}/versions', {
      params: { path: { name: 'support-desk' } },
    });
    const { id } = (await answer(versions)).data[0]!;
    const path = { params: { path: { id } } };
    const [kept] = (await answer(client.GET('/v1/model_versions/{id}/attestations', path))).data;
    const sha256 = createHash('sha256').update(buffer).digest('hex');
    expect(kept).toMatchObject({ surface: 'website', shows: ['Built with Acme'], sha256, revoked_at: null });
    await list.getByRole('button', { name: 'Take it back' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
    await list.getByText('taken back').waitFor();
  }, 60_000);

  it('shows what was quantized below what it was made from, with its loss and its signature', async () => {
    const { page } = admin;
    await open(`${VERSION}?tab=files`);
    const row = page.getByRole('row').filter({ hasText: 'quantized bnb_nf4' });
    expect(await row.innerText()).toMatch(/KL 0\.031\s+top-1 97 %[^]+holds/);
    const forms = await page.getByRole('table').getByRole('row').allInnerTexts();
    expect(forms.slice(1).map((text) => /^\W*(\w+)/.exec(text)![1])).toEqual([
      ...['adapter', 'merged', 'gguf', 'quantized'],
    ]);
    await page.getByText('No promotion has asked yet').waitFor();
    await page.getByRole('button', { name: /files of gguf q8_0$/ }).press('Enter');
    await page.waitForURL(/form=art_/);
    gguf = new URL(page.url()).searchParams.get('form')!;
    await page.getByRole('row').filter({ hasText: 'GGUF header held against the file' }).waitFor();
  }, 60_000);

  it('says what the licenses want, and how the version is called here', async () => {
    const { page } = admin;
    await open(VERSION);
    await page.getByRole('link', { name: 'Apache-2.0' }).click();
    await page.waitForURL(/tab=terms/);
    const owed = page.getByRole('list', { name: 'Obligations' });
    await owed.getByText('Ship the license text with every copy', { exact: false }).waitFor();
    await open(`${VERSION}?tab=use`);
    const curl = await page.getByLabel('curl', { exact: true }).innerText();
    expect(curl).toContain(`'${service.baseUrl}/v1/chat/completions'`);
    expect(curl).toMatch(/"model":"ft:tiny/);
    expect(curl).not.toContain(service.adminKey);
  }, 60_000);

  it('shows the last of the first steps until something was promoted, and puts them away where that is wanted', async () => {
    const { page } = admin;
    await open('/');
    const steps = page.getByRole('region', { name: 'From nothing to a served model' });
    await steps.getByRole('link', { name: 'Promote to production' }).waitFor();
    expect(await steps.getByLabel('To do').count()).toBe(1);
    const rest = page.getByRole('region', { name: 'Last promotions' });
    await rest.waitFor();
    await steps.getByRole('button', { name: 'Hide these steps' }).click();
    await steps.waitFor({ state: 'detached' });
    await page.reload();
    await rest.waitFor();
    expect(await steps.count()).toBe(0);
  }, 60_000);

  it('goes through the lineage by arrows, and lists it where that is wanted', async () => {
    const { page } = admin;
    await open(`${VERSION}?tab=lineage`);
    const graph = page.getByRole('group', { name: 'Lineage, as a graph' });
    const own = graph.getByRole('button', { pressed: true });
    expect(await own.innerText()).toContain('support-desk@1');
    await own.focus();
    await page.keyboard.press('ArrowLeft');
    await page.waitForURL(/node=/);
    const before = await graph.getByRole('button', { pressed: true }).innerText();
    expect(before).not.toContain('support-desk@1');
    expect(await page.evaluate('document.activeElement.getAttribute("aria-pressed")')).toBe('true');
    await page.reload();
    expect(await graph.getByRole('button', { pressed: true }).innerText()).toBe(before);
    await page.getByText('Lists', { exact: true }).click();
    await page.waitForURL(/lists=1/);
    const madeOf = page.getByRole('region', { name: 'Made of, as a table' });
    expect(await madeOf.getByRole('row').filter({ hasText: 'base model' }).count()).toBe(1);
    const asked = new Set<string>();
    const onRequest = (request: Request) => {
      if (request.url().includes('/v1/jobs/job_')) asked.add(new URL(request.url()).pathname);
    };
    page.on('request', onRequest);
    await page.reload();
    await madeOf.waitFor();
    await page.waitForLoadState('networkidle');
    page.off('request', onRequest);
    expect(await madeOf.getByRole('link', { name: /^\w+ job_…/ }).count()).toBeGreaterThan(2);
    expect(asked.size).toBe(1); // by which training it is, in the head of the page
  }, 60_000);

  it('says at the field what is wrong with an alias, and keeps what was typed', async () => {
    const { page } = admin;
    await open(VERSION);
    await page.getByRole('button', { name: 'Promote' }).click();
    const alias = page.getByRole('textbox', { name: 'Alias' });
    await alias.fill('Not an alias!');
    await page.getByRole('button', { name: 'Ask the gates and promote' }).click();
    await page.locator('[aria-invalid="true"]').waitFor();
    expect(await alias.getAttribute('aria-invalid')).toBe('true');
    expect(await alias.inputValue()).toBe('Not an alias!');
    expect(await grave(page)).toEqual([]);
  }, 60_000);

  it('asks the gates, and shows first which is not met and how to cure it', async () => {
    const { page } = admin;
    await open(VERSION);
    await page.getByRole('button', { name: 'Promote' }).click();
    await page.getByLabel('Least exact-match score').fill('0.95');
    await page.getByRole('button', { name: 'Ask the gates and promote' }).click();
    const first = page.getByRole('list', { name: 'Gates' }).getByRole('listitem').first();
    await first.waitFor();
    expect(page.url()).toContain('promotion=prm_');
    await page.goBack();
    await page.getByRole('heading', { name: 'Model card', level: 2 }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.goForward();
    await first.waitFor();
    expect(await first.innerText()).toMatch(/To cure it: .+[^]*not met/);
    const { data } = (await (await service.call('GET', '/v1/promotions')).json()) as any;
    expect(data).toMatchObject([{ state: 'blocked', alias: 'production' }]);
    const unmet = data[0].gates.filter(({ status }: any) => status === 'unmet').length;
    expect(
      await page.getByRole('list', { name: 'Gates' }).getByText('not met', { exact: true }).count(),
    ).toBe(unmet);
    const skipped = data[0].gates.filter(({ status }: any) => status === 'skipped').length;
    expect(skipped).toBeGreaterThan(0);
    const asked = page.getByRole('list', { name: 'Gates', exact: true }).getByRole('listitem');
    expect(await asked.count()).toBe(data[0].gates.length - skipped);
    await page.getByText(/^(One gate was|\d+ gates were) not asked: /).click();
    const folded = page.getByRole('list', { name: 'Gates that were not asked' });
    expect(await folded.getByRole('listitem').count()).toBe(skipped);
    await page.getByRole('button', { name: 'Ask the gates again' }).click();
    expect(await page.getByRole('textbox', { name: 'Alias' }).inputValue()).toBe('production');
    await page.keyboard.press('Escape');
  }, 60_000);

  it('has a tick in the list once a promotion has read the files', async () => {
    const { page } = admin;
    await open('/models/support-desk');
    await page
      .getByRole('gridcell')
      .filter({ hasText: /^\s*verified/ })
      .waitFor();
    await open(`${VERSION}?tab=files`);
    await page.getByText('The bytes were read for a promotion').waitFor();
  }, 60_000);

  it('says Not found of a version and of a model that are not there', async () => {
    const { page } = admin;
    for (const path of ['/models/support-desk/versions/99', '/models/nobody/versions/1', '/models/nobody']) {
      await open(path);
      await page.getByRole('alert').getByRole('heading', { name: 'Not found' }).waitFor();
    }
  }, 60_000);

  it('has nothing that axe calls serious, in dark and in light, and loses nothing at 320 px', async () => {
    const { page, faults } = admin;
    const paths = [
      '/models',
      '/models/support-desk',
      ...Object.values(TABS).map((tab) => `${VERSION}?tab=${tab}`),
      `${VERSION}?tab=lineage&lists=1`,
      `${VERSION}?tab=files&form=${gguf}`,
    ];
    expect(await lostOn(page, paths, open)).toEqual({});
    expect(faults).toEqual([]);
  }, 240_000);
});
