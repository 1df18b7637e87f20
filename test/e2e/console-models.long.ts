// Concerns: apps/console, libs/registry, libs/deployments, libs/evaluations, libs/lineage
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { type Inside, openInside } from '../fault/inside.js';
import {
  type ConsolePage,
  freePort,
  grave,
  inBrowser,
  lostOn,
  openBrowser,
  openPage,
  signIn,
} from '../support/chromium.js';
import { seedModel } from './console-models.seed.js';
import { Service } from './harness.js';

const story = inBrowser('the models in the console');
const VERSION = '/models/support-desk/versions/1';
const TABS = ['Promotion', 'Card', 'Files', 'Evaluations', 'Terms', 'Lineage'] as const;

story('registered models in a browser', () => {
  let service: Service;
  let inside: Inside;
  let browser: Browser;
  let admin: ConsolePage;
  const open = async (path: string) => {
    await admin.page.goto(service.baseUrl + path);
    await admin.page.getByRole('heading', { level: 1 }).waitFor();
    await admin.page.waitForLoadState('networkidle');
  };

  beforeAll(async () => {
    service = await Service.start({ programs: ['api'], env: { LUTHIER_PORT: String(await freePort()) } });
    inside = await openInside(service);
    await seedModel(service, inside, 'support-desk');
    browser = await openBrowser();
    admin = await openPage(browser);
    await signIn(admin.page, service.baseUrl, service.adminKey);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await inside?.close();
    await service?.stop();
  }, 60_000);

  it('goes from the list to a version by the keyboard, and reads each of its parts', async () => {
    const { page } = admin;
    await open('/models');
    await page.locator('.table').focus();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'v1', exact: true }).press('Enter');
    await page.getByRole('heading', { name: 'support-desk v1', level: 1 }).waitFor();
    await page.getByRole('heading', { name: 'Model card', level: 2 }).waitFor();
    expect(await page.getByText(/^license:/).count()).toBe(0);
    for (const name of TABS) {
      await page.getByRole('tab', { name }).press('Enter');
      await page.waitForURL(new RegExp(`tab=${name.toLowerCase()}`));
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
    expect(await first.innerText()).toMatch(/To cure it: .+[^]*not met/);
    const { data } = (await (await service.call('GET', '/v1/promotions')).json()) as any;
    expect(data).toMatchObject([{ state: 'blocked', alias: 'production' }]);
    const unmet = data[0].gates.filter(({ status }: any) => status === 'unmet').length;
    expect(
      await page.getByRole('list', { name: 'Gates' }).getByText('not met', { exact: true }).count(),
    ).toBe(unmet);
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
      ...TABS.map((tab) => `${VERSION}?tab=${tab.toLowerCase()}`),
    ];
    expect(await lostOn(page, paths, open)).toEqual({});
    expect(faults).toEqual([]);
  }, 240_000);
});
