// Concerns: apps/console, libs/projects, libs/access, libs/quotas, libs/retention, libs/webhooks, libs/integrations
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type ConsolePage, grave, inBrowser, lost, lostOn } from '../support/chromium.js';
import { Receiver } from '../support/receiver.js';
import { aKey, seedServed } from './console-settings.seed.js';
import type { Service } from './harness.js';
import { openConsole, type OpenConsole } from './open-console.js';
import { eventually } from './wait.js';
import { changeProject } from '../support/change-project.js';

const story = inBrowser('the settings in the console');

story('the settings in a browser', () => {
  let service: Service;
  let receiver: Receiver;
  let opened: OpenConsole;
  let admin: ConsolePage;
  let emil: string;
  const go = async (page: Page, section: string) => {
    await page.goto(`${service.baseUrl}/settings/${section}`);
    await page.locator('.settings-body h2').first().waitFor();
    await page.locator('[aria-busy]').first().waitFor({ state: 'detached' });
  };
  const press = (name: string, on: Pick<Page, 'getByRole'> = admin.page) =>
    on.getByRole('button', { name, exact: true }).first().press('Enter');
  const read = async (path: string, key?: string) =>
    (await (await service.call('GET', path, undefined, key)).json()) as any;
  /** Everything of the page that outlives the window in which a secret is shown. */
  const kept = async (page: Page) =>
    page.url() +
    (await page.content()) +
    (await page.evaluate<string>(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state])',
    ));

  beforeAll(async () => {
    receiver = await Receiver.open();
    opened = await openConsole({
      env: { LUTHIER_EGRESS_ALLOW: receiver.host },
      seed: async (it) => {
        await seedServed(it.service, await it.inside(), 'support-desk');
        emil = await aKey(it.service, 'Emil', 'engineer');
      },
    });
    ({ service, admin } = opened);
  }, 180_000);
  afterAll(async () => {
    await opened?.close();
    await receiver?.close();
  }, 60_000);

  it('adds, changes and removes a member by the keyboard, and keeps what was typed where it is refused', async () => {
    const { page } = admin;
    await page.goto(service.baseUrl);
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.waitForURL(/settings\/members$/);
    await press('Add a member');
    const name = page.getByLabel('Name', { exact: true });
    await page.getByRole('dialog').locator('input:focus').waitFor(); // the dialog takes the focus once it is there
    await page.keyboard.type('Emil');
    await page.keyboard.press('Enter');
    await page.locator('[aria-invalid="true"]').waitFor();
    expect(await name.inputValue()).toBe('Emil');
    await name.fill('release bot');
    await page.getByLabel('Service account').check();
    const keys = '**/v1/api_keys';
    await page.route(keys, (route) =>
      route.request().method() === 'POST'
        ? route.fulfill({ status: 409, json: { error: { message: 'Not now.', code: 'conflict' } } })
        : route.continue(),
    );
    await page.keyboard.press('Enter');
    await page.getByText('The member was added; only the key is missing.').waitFor();
    expect(await name.isEditable()).toBe(false);
    expect(await grave(page)).toEqual([]);
    await page.unroute(keys);
    await press('Make the key', page.getByRole('dialog'));
    // without a key nobody comes in: it is made at once
    await page.getByRole('dialog', { name: 'The key first key of release bot' }).waitFor();
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByRole('cell', { name: 'release bot', exact: true }).waitFor();
    await press('Change Emil');
    await page.getByLabel('E-mail', { exact: true }).fill('emil@example.org');
    await page.getByLabel('deployer').check();
    await press('Save');
    await page.getByRole('cell', { name: 'emil@example.org' }).waitFor();
    await press('Remove release bot');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).waitFor();
    await press('Remove release bot', page.getByRole('dialog'));
    await page.getByRole('cell', { name: 'release bot', exact: true }).waitFor({ state: 'detached' });
    const { data } = await read('/v1/members');
    expect(data.find(({ name: one }: any) => one === 'Emil').login_roles).toEqual(['deployer']);
    await press('Invite');
    await page.getByLabel('E-mail', { exact: true }).fill('nobody');
    await page.getByRole('dialog').getByRole('button', { name: 'Invite' }).press('Enter');
    await page.locator('[aria-invalid="true"]').waitFor();
    await page.getByLabel('E-mail', { exact: true }).fill('ada@example.org');
    await page.getByRole('dialog').getByRole('button', { name: 'Invite' }).press('Enter');
    await page.getByRole('cell', { name: 'ada@example.org', exact: true }).waitFor();
  }, 60_000);

  it('shows a key once, rotates it and revokes it', async () => {
    const { page } = admin;
    await go(page, 'keys');
    await press('Create a key');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('license desk');
    await dialog.getByLabel('Whose it is (optional)').fill('Dana Owens');
    await dialog.getByLabel('reviewer').check();
    await dialog.getByLabel('Scopes (optional)').fill('reviews');
    await page.getByRole('option', { name: 'reviews:read' }).click();
    await dialog.getByLabel('Ends (optional)').fill('2020-01-01');
    await page.keyboard.press('Enter');
    await page.locator('[aria-invalid="true"]').waitFor();
    expect(await dialog.getByLabel('Ends (optional)').getAttribute('aria-invalid')).toBe('true');
    await dialog.getByLabel('Ends (optional)').fill('2030-01-01');
    await dialog.getByRole('button', { name: 'Create' }).press('Enter');
    const secrets: string[] = [];
    const take = async () => {
      const secret = await page.locator('.secret').innerText();
      for (const key of ['Escape', 'g', 'j']) await page.keyboard.press(key); // a slip of the hand loses nothing
      expect(await page.locator('.secret').innerText()).toBe(secret);
      await page.getByRole('button', { name: 'I have kept it' }).press('Enter');
      await page.locator('.secret').waitFor({ state: 'detached' });
      secrets.push(secret);
    };
    await take();
    expect((await service.call('GET', '/v1/reviews', undefined, secrets[0])).status).toBe(200);
    expect((await service.call('GET', '/v1/jobs', undefined, secrets[0])).status).toBe(403);
    await press('Rotate license desk');
    await dialog.getByLabel('The old key ends').first().press('Enter');
    await page.getByRole('option', { name: 'at once' }).click();
    await press('Make the new key');
    await take();
    const open = async (key: string) => (await service.call('GET', '/v1/reviews', undefined, key)).status;
    expect([await open(secrets[0]!), await open(secrets[1]!)]).toEqual([401, 200]);
    await press('Revoke license desk');
    await press('Revoke the key');
    await page.getByRole('button', { name: 'Revoke license desk' }).waitFor({ state: 'detached' });
    expect(await open(secrets[1]!)).toBe(401);
    const left = await kept(page);
    expect(secrets.filter((one) => left.includes(one))).toEqual([]);
  }, 60_000);

  it('tries another use on what is served, and keeps what was typed where somebody else changed the same', async () => {
    const { page } = admin;
    await go(page, 'project');
    await page.getByLabel('Domicile').fill('de');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('[aria-invalid="true"]').waitFor();
    expect(await page.getByLabel('Domicile').inputValue()).toBe('de');
    await page.getByLabel('Domicile').fill('DE');
    await press('Try it');
    const tried = page.getByRole('list', { name: 'What it would change' });
    await tried.getByText('support-desk:production').waitFor();
    expect(await tried.innerText()).toContain('allowed with duties');
    expect((await read('/v1/projects/current')).declared_use.domicile).toBeUndefined();
    const use = { ...(await read('/v1/projects/current')).declared_use, domicile: 'FR' };
    await changeProject(service.baseUrl, service.adminKey, { declared_use: use });
    await press('Save');
    await page.getByText('Somebody changed this meanwhile').waitFor();
    expect(await page.getByLabel('Domicile').inputValue()).toBe('DE');
    await page.getByRole('link', { name: 'Policies' }).click(); // a look elsewhere loses nothing
    await press('Add a limit');
    const limits = page.getByRole('group', { name: 'Most that a promotion may lose' });
    await limits.getByText('Name the alias.').waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await limits.getByLabel('Alias').fill('production');
    await press('Add a limit');
    await press('Remove the limit of this line', limits);
    await page.locator('button:focus', { hasText: 'Add a limit' }).waitFor();
    await limits.getByRole('group', { name: 'production' }).waitFor();
    await limits.getByLabel('Exact match, lost').fill('0.02');
    await press('Try it'); // once promoted, and replaced nothing
    await page.getByText('None of the newest 1 promotion would have been answered otherwise.').waitFor();
    await page.getByLabel('Promotions need a parity evaluation').check();
    await page.getByText('You have typed on since').waitFor();
    await press('Try it');
    const others = page.getByRole('list', { name: 'What it would change' });
    await others.getByText(/parity: .* The project requires it/).waitFor();
    await others.getByText('passes today, then').waitFor();
    await page.getByLabel('Promotions need a parity evaluation').uncheck();
    await press('Save');
    await page.getByRole('region', { name: 'Unsaved changes' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Project', exact: true }).click();
    await page.waitForURL(/settings\/project/);
    expect(await page.getByLabel('Domicile').inputValue()).toBe('DE');
    await press('Save');
    await page.getByRole('region', { name: 'Unsaved changes' }).waitFor({ state: 'detached' });
    const after = await read('/v1/projects/current');
    expect(after).toMatchObject({
      max_regression: { production: 0.02 },
      declared_use: { ...use, domicile: 'DE' },
    });
  }, 60_000);

  it('writes quotas and rules of retention only as they were read', async () => {
    const { page } = admin;
    await go(page, 'quotas');
    await page.getByLabel('Which limit of Jobs at once').first().click();
    await page.getByRole('option', { name: 'a limit of its own' }).click();
    await page.getByLabel('Jobs at once, in jobs').fill('3');
    const headers = { authorization: `Bearer ${service.adminKey}`, 'content-type': 'application/json' };
    const put = (path: string, body: object) =>
      fetch(service.baseUrl + path, {
        ...{ method: 'PUT', headers: { ...headers, 'if-match': '"0"' } },
        body: JSON.stringify(body),
      });
    expect((await put('/v1/quotas', { storage_bytes: 2 ** 30 })).status).toBe(200);
    await press('Save');
    await page.getByText('Somebody changed this meanwhile').waitFor();
    expect(await page.getByLabel('Jobs at once, in jobs').inputValue()).toBe('3 jobs');
    await press('Save');
    await page.getByRole('region', { name: 'Unsaved changes' }).waitFor({ state: 'detached' });
    const quota = await read('/v1/quotas');
    expect([quota.concurrent_jobs.limit, quota.storage_bytes.limit]).toEqual([3, 2 ** 30]);
    await go(page, 'retention');
    await page.getByLabel('Hold').fill('dispute 4711');
    await press('Save');
    await page.getByText('On hold: nothing of the project is deleted').waitFor();
    await press('Sweep now');
    await page.getByText('It cannot be taken back').waitFor();
    await press('Leave it');
    expect(await read('/v1/retention')).toMatchObject({ hold: 'dispute 4711', revision: 1 });
  }, 60_000);

  it('makes a webhook, tests it, and sends again what did not arrive', async () => {
    const { page } = admin;
    receiver.at(
      '/hooks',
      (_, reply, nth) => void reply.writeHead(nth === 1 ? 500 : 200).end('said <b>so</b>'),
    );
    await go(page, 'webhooks');
    await press('Create an endpoint');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('on-call');
    await dialog.getByLabel('URL').fill('nowhere');
    await dialog.getByRole('button', { name: 'Create' }).press('Enter');
    await page.locator('[aria-invalid="true"]').waitFor();
    await dialog.getByLabel('URL').fill(`http://${receiver.host}/hooks`);
    await dialog.getByRole('button', { name: 'Create' }).press('Enter');
    const secret = await page.locator('.secret').innerText();
    expect(secret).toMatch(/^whsec_/);
    await page.getByRole('button', { name: 'I have kept it' }).press('Enter');
    await page.waitForURL(/endpoint=we_/);
    const id = new URL(page.url()).searchParams.get('endpoint')!;
    await service.call('PATCH', `/v1/webhook_endpoints/${id}`, { event_types: ['quota.changed'] });
    await press('Test');
    await press('Send a sample');
    await page
      .getByText(/answered 500/)
      .first()
      .waitFor(); // the first that comes
    await press('Send a sample');
    await page.getByText(/The receiver answered 200 in/).waitFor();
    await press('Cancel');
    await service.call('PATCH', `/v1/webhook_endpoints/${id}`, { enabled: true });
    const { revision } = await read('/v1/quotas');
    await service.client().PUT('/v1/quotas', {
      params: { header: { 'if-match': `"${revision}"` } },
      body: { concurrent_jobs: 4 },
    });
    await page.getByRole('button', { name: /^Show the delivery of quota.changed/ }).press('Enter');
    await page.waitForURL(/delivery=whd_/);
    await page.getByText('said <b>so</b>').waitFor();
    await eventually(
      async () => receiver.to('/hooks').length,
      (length) => length === 3,
      30,
    );
    await press('Send it again');
    await eventually(
      async () => receiver.to('/hooks').length,
      (length) => length === 4,
      30,
    );
    const [first, again] = receiver.to('/hooks').slice(-2);
    expect(again!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    expect((await kept(page)).includes(secret)).toBe(false);
  }, 90_000);

  it('writes the key of an integration and never shows it', async () => {
    const { page } = admin;
    const key = 'k'.repeat(36) + '7f3a';
    await go(page, 'integrations');
    await press('Set the key');
    await page.getByLabel('API key', { exact: true }).fill('short');
    await press('Set it');
    await page.locator('[aria-invalid="true"]').waitFor();
    await page.getByLabel('API key', { exact: true }).fill(key);
    await press('Set it');
    await page.getByText('…7f3a').waitFor();
    expect((await kept(page)).includes(key)).toBe(false);
  }, 60_000);

  it('tests a compute target by the keyboard, step by step until it is answered', async () => {
    const { page } = admin;
    const worker = service.launch('worker');
    try {
      await worker.ready;
      await go(page, 'targets');
      const card = page.getByRole('region', { name: 'process' });
      await press('Test process');
      await card.locator('.target-steps [data-tone="busy"]').first().waitFor({ timeout: 30_000 });
      await card.getByRole('status').filter({ hasText: 'passed' }).waitFor({ timeout: 180_000 });
      expect(await card.locator('.target-steps [data-tone="good"]').count()).toBe(9);
      expect(await card.innerText()).toContain('recipes can be loaded');
      await page.goto(service.baseUrl);
      await page.locator('.figure').filter({ hasText: 'Target process' }).waitFor();
    } finally {
      worker.kill('SIGTERM');
      await worker.ended;
    }
  }, 300_000);

  it('tells an engineer why there is less, and lets them replace their own key', async () => {
    const { page, context } = await opened.signedIn(emil);
    await go(page, 'members');
    const menu = page.getByRole('navigation', { name: 'Settings' });
    for (const name of [
      'Members',
      'Project',
      'Policies',
      'Quotas',
      'Webhooks',
      'Retention',
      'Integrations',
    ]) {
      await menu.getByRole('link', { name }).press('Enter');
      await page.getByRole('heading', { name: `Settings: ${name}`, level: 1 }).waitFor();
      await page.locator('.settings-body h2').first().waitFor();
      await page.locator('[aria-busy]').first().waitFor({ state: 'detached' });
      expect(await page.getByText(/needs the role admin\. You are engineer/).count()).toBe(1);
      expect(await page.getByRole('alert').count()).toBe(0);
      expect(await page.getByRole('button', { name: /^(Add|Remove|Save|Create|Sweep|Set)/ }).count()).toBe(0);
    }
    await go(page, 'keys');
    await press('Replace it', page);
    await page.getByRole('dialog').getByRole('button', { name: 'Replace it' }).press('Enter');
    const next = await page.locator('.secret').innerText();
    await press('I have kept it', page);
    await page.locator('.secret').waitFor({ state: 'detached' });
    await page.getByText(next.slice(-4)).first().waitFor(); // the browser goes on with it
    expect((await service.call('GET', '/v1/jobs', undefined, next)).status).toBe(200);
    expect((await service.call('GET', '/v1/jobs', undefined, emil)).status).toBe(401);
    await context.close();
  }, 60_000);

  it('has nothing that axe calls serious, in dark and in light, and loses nothing at 320 px', async () => {
    const { page, faults } = admin;
    const { data } = await read('/v1/webhook_endpoints');
    const wide = ['keys?ended=1', `webhooks?endpoint=${data[0].id}`];
    expect(await lostOn(page, wide, (section) => go(page, section))).toEqual({});
    // what is made of the same pieces: once, where it is narrow
    const found: Record<string, string[]> = {};
    await page.setViewportSize({ width: 320, height: 900 });
    const rest = [
      'members',
      'project',
      'policies',
      'targets',
      'quotas',
      'webhooks',
      'retention',
      'integrations',
    ];
    for (const section of [...rest, 'appearance', 'none']) {
      await go(page, section);
      const seen = await lost(page);
      if (seen.length > 0) found[section] = seen;
    }
    expect(found).toEqual({});
    expect(faults).toEqual([]);
  }, 240_000);
});
