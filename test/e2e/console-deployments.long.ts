// Concerns: apps/console, libs/deployments, libs/gateway, libs/serving-usage
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type ConsolePage, grave, inBrowser, lostOn, shot } from '../support/chromium.js';
import { promote, seedVersions } from './console-deployments.seed.js';
import type { Service } from './harness.js';
import { openConsole, type OpenConsole } from './open-console.js';
import { eventually } from './wait.js';

const story = inBrowser('the deployments in the console');
const MODEL = 'support-desk';
const ALIAS = `/deployments/${MODEL}/production`;

story('what is served, in a browser', () => {
  let service: Service;
  let opened: OpenConsole;
  let admin: ConsolePage;
  const open = async (path: string) => {
    await admin.page.goto(service.baseUrl + path);
    await admin.page.getByRole('heading', { level: 1 }).waitFor();
    await admin.page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
  };
  const list = async (path: string) =>
    ((await (await service.call('GET', path)).json()) as { data: Record<string, any>[] }).data;

  beforeAll(async () => {
    opened = await openConsole({
      seed: async (it) => {
        await seedVersions(it.service, await it.inside(), { model: MODEL, versions: 3 });
        for (const version of [1, 2]) {
          const { state } = await promote(it.service, { model: MODEL, version, alias: 'production' });
          expect(state).toBe('succeeded');
        }
      },
    });
    ({ service, admin } = opened);
  }, 180_000);
  afterAll(() => opened?.close(), 60_000);

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
    // the files of real models are read for seconds
    const seen = Promise.withResolvers<void>();
    await page.route('**/rollback', (route) => void seen.promise.then(() => route.continue()));
    await dialog.getByRole('button', { name: 'Roll back to v1' }).click();
    await dialog.getByRole('status').getByText('every byte of its files is read').waitFor();
    seen.resolve();
    await page.getByRole('region', { name: 'Current' }).getByText('support-desk v1').first().waitFor();
    await page.getByText('by a roll-back').waitFor();
    const moved = page.getByRole('status').filter({ hasText: `${MODEL}:production is v1 now` });
    await moved.getByRole('link', { name: 'Chat' }).waitFor();
    expect(await page.getByText('does not answer').count()).toBe(0);
    const candidates = page.getByRole('region', { name: 'Candidates' });
    expect(await candidates.getByText(/· production/).count()).toBe(0);
    await shot(page, 'alias-rolled-back');
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

  it('says that nobody has asked yet, then how what was asked was answered, by version', async () => {
    const { page } = admin;
    await open(ALIAS);
    const rows = page.getByRole('region', { name: 'Traffic by version' }).getByRole('row');
    const row = async (role: string) =>
      (await rows.filter({ hasText: role }).innerText()).replaceAll(/\s+/g, ' ');
    await rows.filter({ hasText: 'Current' }).getByText('No request yet').waitFor();
    const [candidate] = await list(`/v1/registered_models/${MODEL}/versions`);
    const messages = [{ role: 'user', content: 'hello' }];
    const call = async (over: object) => {
      const body = { model: `${MODEL}:production`, messages, max_tokens: 8, ...over };
      const response = await service.call('POST', '/v1/chat/completions', body);
      await response.text();
      return response.status;
    };
    expect(await call({})).toBe(200);
    expect(await call({ stream: true })).toBe(200);
    const tooLong = [{ role: 'user', content: 'hello '.repeat(20_000) }];
    expect(await call({ messages: tooLong })).toBe(400);
    expect(await call({ model: candidate!['openai_id'] })).toBe(200);
    // it is read anew by itself
    await rows.filter({ hasText: 'Current' }).getByText('3', { exact: true }).waitFor({ timeout: 30_000 });
    expect(await row('Current')).toMatch(
      /v1 Current healthy 100 % of the alias 3 .*(ms|s) p95 .* 0 % \d+ in \d+ out/,
    );
    await rows.filter({ hasText: 'Candidate' }).getByText('1', { exact: true }).waitFor({ timeout: 30_000 });
    expect(await row('Candidate')).toMatch(/v3 Candidate healthy 0 % by its id alone 1 .* — 0 %/);
    expect(await row('Before')).toMatch(/v2 Before stopp(ed|ing) 0 % of the alias No request yet/);
    await page.getByText('Last hour', { exact: true }).click();
    await page.waitForURL(/over=hour/);
    await rows.filter({ hasText: 'Current' }).getByRole('link', { name: 'v1' }).click();
    await page.waitForURL(/deployments\/dep_.*over=hour/);
  }, 90_000);

  it('shows the figures of a deployment, and its curves as tables', async () => {
    const { page } = admin;
    const part = page.getByRole('region', { name: 'Traffic', exact: true });
    await part.getByText('1 refused for what was asked or because of a license').waitFor();
    expect((await part.innerText()).replaceAll(/\s+/g, ' ')).toMatch(
      /Requests 3 .*Latency [\d.]+ m?s p50 [\d.]+ m?s p95, of 2 .*first token [\d.]+ m?s p50 .* of 1 Error rate 0 %/,
    );
    await part.getByLabel('As tables').check();
    await page.waitForURL(/table=1/);
    const table = part.getByRole('region', { name: 'Requests, as a table' });
    expect(await table.getByRole('row').last().innerText()).toMatch(/\d+:\d\d:\d\d\s+\d\s+0$/);
    await open('/deployments');
    const alias = page.locator('.table-row').filter({ hasText: `${MODEL}:production` });
    await alias.getByRole('img', { name: /Requests over time: 3 in all/ }).waitFor();
    await page.getByText('7 days', { exact: true }).click();
    await page.waitForURL(/over=week/);
    await alias.getByRole('img', { name: /Requests over time: 3 in all/ }).waitFor();
    expect(await alias.getByRole('link', { name: MODEL }).first().getAttribute('href')).toContain(
      'over=week',
    );
    await page.getByText('24 hours', { exact: true }).click();
    const alone: string[] = [];
    page.on('request', (request) => /\/traffic\b/.test(request.url()) && alone.push(request.url()));
    await page.getByRole('tab', { name: 'All deployments' }).click();
    const all = page.locator('.table-row');
    await all.getByRole('img', { name: /Requests over time: 3 in all/ }).waitFor();
    expect(await all.first().getByRole('link').first().getAttribute('href')).toContain('over=day');
    expect(alone).toEqual([]); // each row's come with the list
  }, 60_000);

  it('counts what was served, beside a price that the address keeps', async () => {
    const { page } = admin;
    const [serves] = (await list('/v1/deployments?state=ready')).filter(({ kind }) => kind === 'alias');
    await eventually(
      async () => (await service.call('GET', `/v1/deployments/${serves!['id']}/usage`)).json() as any,
      ({ requests }) => requests === 2,
      30,
    );
    await open(`${ALIAS}?tab=usage`);
    await page.getByRole('row', { name: /Requests 2/ }).waitFor();
    await page.getByLabel('Provider, 1M input').fill('1.5');
    await page.getByLabel('An hour of this machine').fill('0.08');
    await page.waitForURL(/in=1.5&hour=0.08/);
    await page.getByText(/A provider would have asked/).waitFor();
    await page.getByText(/At this volume the provider is cheaper/).waitFor();
  }, 60_000);

  it('says on the page of a version that its promotion has ended, and where to go on', async () => {
    const { page } = admin;
    await open(`/models/${MODEL}/versions/3?tab=promotion`);
    await page.getByRole('button', { name: 'Promote', exact: true }).click();
    await page.getByRole('button', { name: 'Ask the gates and promote' }).click();
    const ended = page.getByRole('status').filter({ hasText: `${MODEL}:production is v3 now` });
    await ended.waitFor({ timeout: 60_000 });
    await page.locator(`[data-tip="${MODEL}:production is this version."]`).waitFor();
    await shot(page, 'promoted');
    const tryIt = page.getByRole('link', { name: 'Try it' });
    expect(await tryIt.getAttribute('href')).toContain(`models=${MODEL}%3Aproduction`);
    await page.getByRole('link', { name: 'Roll back' }).click();
    await page.waitForURL(new RegExp(ALIAS));
    await open('/deployments');
    await shot(page, 'aliases');
    await open('/');
    await page.getByText('1 alias', { exact: true }).waitFor();
    await page.getByText(/^and \d previews? of versions$/).waitFor();
    await shot(page, 'overview');
  }, 120_000);

  it('has nothing that axe calls serious, in dark and in light, and loses nothing at 320 px', async () => {
    const [one] = await list('/v1/deployments');
    const { page, faults } = admin;
    const tabs = ['now', 'usage', 'history'].map((tab) => `${ALIAS}?tab=${tab}`);
    const none = `/deployments/${MODEL}/nobody-promoted`;
    const [deployment, table] = [
      `/deployments/${one!['id']}`,
      `/deployments/${one!['id']}?table=1&over=hour`,
    ];
    const paths = ['/deployments', '/deployments?tab=all', deployment, table, none, ...tabs];
    expect(await lostOn(page, paths, open)).toEqual({});
    expect(faults).toEqual([]);
  }, 180_000);
});
