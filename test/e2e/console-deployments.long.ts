// Concerns: apps/console, libs/deployments, libs/gateway, libs/serving-usage
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
import { promote, seedVersions } from './console-deployments.seed.js';
import { Service } from './harness.js';
import { eventually } from './wait.js';

const story = inBrowser('the deployments in the console');
const MODEL = 'support-desk';
const ALIAS = `/deployments/${MODEL}/production`;

story('what is served, in a browser', () => {
  let service: Service;
  let inside: Inside;
  let browser: Browser;
  let admin: ConsolePage;
  const open = async (path: string) => {
    await admin.page.goto(service.baseUrl + path);
    await admin.page.getByRole('heading', { level: 1 }).waitFor();
    await admin.page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached' });
  };
  const list = async (path: string) =>
    ((await (await service.call('GET', path)).json()) as { data: Record<string, any>[] }).data;

  beforeAll(async () => {
    service = await Service.start({ programs: ['api'], env: { LUTHIER_PORT: String(await freePort()) } });
    inside = await openInside(service);
    await seedVersions(service, inside, { model: MODEL, versions: 3 });
    for (const version of [1, 2]) {
      const { state } = await promote(service, { model: MODEL, version, alias: 'production' });
      expect(state).toBe('succeeded');
    }
    browser = await openBrowser();
    admin = await openPage(browser);
    await signIn(admin.page, service.baseUrl, service.adminKey);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await inside?.close();
    await service?.stop();
  }, 60_000);

  it('goes from the menu to an alias by the keyboard, and says what serves it', async () => {
    const { page } = admin;
    await page.keyboard.press('g');
    await page.keyboard.press('y');
    await page.locator('.table-row').first().waitFor();
    await page.locator('.table').focus();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(ALIAS));
    const current = page.getByRole('region', { name: 'Current' });
    await current.getByText('healthy').waitFor();
    expect(await current.innerText()).toMatch(/goes to support-desk v2[^]*llamacpp/);
    await page.getByRole('region', { name: 'Before' }).getByText('support-desk v1').waitFor();
  }, 60_000);

  it('shows a promotion that its gates block, and leads to them; what is served stays', async () => {
    const { page } = admin;
    await open(ALIAS);
    await page.getByRole('button', { name: 'Promote v3' }).click();
    expect(await page.getByRole('textbox', { name: 'Alias' }).inputValue()).toBe('production');
    await page.getByLabel('Least exact-match score').fill('0.99');
    await page.getByRole('button', { name: 'Ask the gates and promote' }).click();
    const request = page.getByRole('region', { name: 'The promotion to v3 is blocked' });
    await request.waitFor();
    expect(await request.innerText()).toMatch(/Not met: evaluation\. What is served did not change\./);
    await request.getByRole('link', { name: 'See its gates' }).click();
    await page.waitForURL(/versions\/3\?tab=promotion&promotion=prm_/);
    await page.getByText(/To cure it:/).waitFor();
  }, 60_000);

  it('says what a roll-back changes and what not, rolls back, and keeps every request in the history', async () => {
    const { page } = admin;
    const [before] = await list('/v1/promotions?state=succeeded');
    await open(ALIAS);
    await page.getByRole('button', { name: 'Roll back' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Calls of support-desk:production go to v1 instead of v2.').waitFor();
    const words = await dialog.innerText();
    expect(words).toMatch(/What changes[^]*v2 → v1[^]*What does not change[^]*It may not suit v1/);
    expect(await grave(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Roll back to v1' }).click();
    await page.getByRole('region', { name: 'Current' }).getByText('support-desk v1').first().waitFor();
    await page.getByText('by a roll-back').waitFor();
    const [now] = await list('/v1/promotions?state=succeeded');
    expect(now).toMatchObject({ alias: 'production', rollback_of: before!['id'] });
    await page.getByRole('tab', { name: 'History' }).click();
    const rows = page.getByRole('region', { name: 'Requests for this alias' }).getByRole('row');
    await rows.filter({ hasText: 'Roll-back' }).waitFor();
    expect((await rows.allInnerTexts()).slice(1).map((row) => row.replaceAll(/\s+/g, ' '))).toEqual([
      expect.stringMatching(/Roll-back v2 → v1 .* succeeded/),
      expect.stringMatching(/Promotion v2 → v3 .* blocked Not met: evaluation/),
      expect.stringMatching(/Promotion v1 → v2 .* rolled back/),
      expect.stringMatching(/Promotion v1 .* succeeded/),
    ]);
    const loaded = page.waitForEvent('download');
    await rows.nth(1).getByRole('button', { name: 'Save' }).click();
    expect(JSON.parse(readFileSync(await (await loaded).path(), 'utf8'))).toMatchObject({ id: now!['id'] });
  }, 90_000);

  it('counts what was served, beside a price that the address keeps', async () => {
    const { page } = admin;
    const body = {
      model: `${MODEL}:production`,
      messages: [{ role: 'user', content: 'hello' }],
      max_tokens: 8,
    };
    expect((await service.call('POST', '/v1/chat/completions', body)).status).toBe(200);
    const [serves] = (await list('/v1/deployments?state=ready')).filter(({ kind }) => kind === 'alias');
    await eventually(
      async () => (await service.call('GET', `/v1/deployments/${serves!['id']}/usage`)).json() as any,
      ({ requests }) => requests === 1,
      30,
    );
    await open(`${ALIAS}?tab=usage`);
    await page.getByRole('row', { name: /Requests 1/ }).waitFor();
    await page.getByLabel('Provider, 1M input').fill('1.5');
    await page.getByLabel('An hour of this machine').fill('0.08');
    await page.waitForURL(/in=1.5&hour=0.08/);
    await page.getByText(/A provider would have asked/).waitFor();
    await page.getByText(/At this volume the provider is cheaper/).waitFor();
  }, 60_000);

  it('has nothing that axe calls serious, in dark and in light, and loses nothing at 320 px', async () => {
    const [one] = await list('/v1/deployments');
    const { page, faults } = admin;
    const tabs = ['now', 'usage', 'history'].map((tab) => `${ALIAS}?tab=${tab}`);
    const none = `/deployments/${MODEL}/nobody-promoted`;
    const paths = ['/deployments', '/deployments?tab=all', `/deployments/${one!['id']}`, none, ...tabs];
    expect(await lostOn(page, paths, open)).toEqual({});
    expect(faults).toEqual([]);
  }, 180_000);
});
