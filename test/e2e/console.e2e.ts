// Concerns: apps/console, apps/api/http/console.ts, libs/access
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type ConsolePage, grave, inBrowser, openPage } from '../support/chromium.js';
import type { ConsoleRows } from '../support/console-rows.js';
import type { Service } from './harness.js';
import { openConsole, type OpenConsole } from './open-console.js';

const story = inBrowser('the console');
const RUNNING = `job_${'r'.repeat(26)}`;
const FAILED = `job_${'f'.repeat(26)}`;

story('the console in a browser', () => {
  let service: Service;
  let rows: ConsoleRows;
  let opened: OpenConsole;
  let at: ConsolePage;
  beforeAll(async () => {
    opened = await openConsole({ seed, signedOut: true });
    ({ service, admin: at } = opened);
  }, 180_000);
  const seed = async (it: OpenConsole) => {
    rows = await it.rows();
    await rows.job({ id: RUNNING, state: 'running', progress: { percent: 5, step: 3, total_steps: 60 } });
    await rows.job({ id: FAILED, state: 'failed' });
    for (const step of [1, 2, 3]) await rows.step(RUNNING, step, 3 / step);
  };
  afterAll(() => opened?.close(), 60_000);

  it('asks who one is, exchanges the key for a cookie that no script sees, and goes where one wanted', async () => {
    const { page, context } = at;
    await page.goto(`${service.baseUrl}/jobs?state=failed`);
    await page.getByLabel('API key', { exact: true }).fill('lu_wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('This key opens nothing').waitFor();
    await page.getByLabel('API key', { exact: true }).fill(service.adminKey);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${service.baseUrl}/jobs?state=failed`);
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ name: 'luthier_session', httpOnly: true, sameSite: 'Strict' });
    const kept = await page.evaluate<string>(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
    );
    expect(kept).not.toContain(service.adminKey);
  }, 60_000);

  it('shows jobs with why they stand where they stand, and moves the curve of one as steps come in', async () => {
    const { page } = at;
    await page.goto(`${service.baseUrl}/jobs`);
    await page.getByText('It ran out of memory at step 12.').waitFor();
    await page.getByRole('row').filter({ hasText: 'running' }).getByRole('link').click();
    await page.getByRole('heading', { name: 'SFT · LoRA r 16' }).waitFor();
    await page.getByText('live', { exact: true }).waitFor();
    await rows.step(RUNNING, 4, 0.0125);
    await page.getByRole('img', { name: /^Loss: train_loss: last 0\.0125,/ }).waitFor();
    await page.getByText('Step 4 of 60').waitFor();
  }, 60_000);

  it('has nothing that axe calls serious, in dark and in light', async () => {
    const { page } = at;
    const found: Record<string, string[]> = {};
    for (const scheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      for (const path of ['/', '/jobs', `/jobs/${RUNNING}`, `/jobs/${FAILED}`]) {
        await page.goto(`${service.baseUrl}${path}`);
        await page.locator('.table-row, .part').first().waitFor();
        const faults = await grave(page);
        if (faults.length > 0) found[`${path} ${scheme}`] = faults;
      }
    }
    expect(found).toEqual({});
  }, 120_000);

  it('says that the service is silent, keeps what was typed, and reads anew when it is back', async () => {
    const { page } = at;
    await page.goto(`${service.baseUrl}/jobs/${RUNNING}?tab=logs`);
    await page.getByText('Nothing printed yet').waitFor();
    await page.goto(`${service.baseUrl}/jobs`);
    await page.getByRole('row').nth(1).waitFor();
    await page.keyboard.press('Control+k');
    const field = page.getByRole('textbox', { name: 'Find' });
    await field.fill('half a word');
    const life = service.life('api');
    life.kill('SIGKILL');
    await life.ended;
    await page.getByText('The service does not answer').waitFor({ timeout: 20_000 });
    expect(await field.inputValue()).toBe('half a word');
    await service.launch('api').ready;
    await page.getByText('The service does not answer').waitFor({ state: 'hidden', timeout: 20_000 });
    expect(await field.inputValue()).toBe('half a word');
    expect(at.faults).toEqual([]);
  }, 120_000);

  it('asks who one is over the page when the session has ended, and leaves the page as it was', async () => {
    const { page } = at;
    await page.goto(`${service.baseUrl}/jobs`);
    await page.getByRole('row').nth(1).waitFor();
    await page.getByRole('checkbox', { name: `Select ${FAILED}` }).check();
    await rows.endSessions();
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    await dialog.getByLabel('API key', { exact: true }).fill(service.adminKey);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('1 selected').waitFor();
    expect(at.faults).toEqual([]);
  }, 60_000);

  it('signs in by a link, once', async () => {
    const { url } = (await service.client().POST('/v1/login_links')).data!;
    for (const text of ['Overview', 'This link was used']) {
      const { page, context } = await openPage(opened.browser);
      await page.goto(url!);
      await page.getByText(text).first().waitFor();
      expect(page.url()).not.toContain('code=');
      await context.close();
    }
    const { context } = await opened.signedIn(service.adminKey);
    await context.close();
  }, 60_000);
});
