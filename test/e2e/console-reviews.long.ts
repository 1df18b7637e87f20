// Concerns: apps/console, libs/reviews, libs/counsel, libs/audit
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type ConsolePage, grave, inBrowser, lostOn, shot } from '../support/chromium.js';
import { luthier } from './cli-support.js';
import { HOSTILE, type Seeded, seedReviews } from './console-reviews.seed.js';
import type { Service } from './harness.js';
import { openConsole, type OpenConsole } from './open-console.js';

const story = inBrowser('the reviews in the console');

story('license reviews and the audit log in a browser', () => {
  let service: Service;
  let seeded: Seeded;
  let opened: OpenConsole;
  let rita: ConsolePage;
  const open = async (page: Page, id: string, query = '') => {
    await page.goto(`${service.baseUrl}/reviews/${id}${query}`);
    await page.getByRole('heading', { name: /What the rules found/ }).waitFor();
  };
  const read = async (id: string) => (await (await service.call('GET', `/v1/reviews/${id}`)).json()) as any;

  beforeAll(async () => {
    opened = await openConsole({
      seed: async (it) => {
        seeded = await seedReviews(it.service, await it.inside());
      },
      signedOut: true,
    });
    service = opened.service;
    rita = await opened.signedIn(seeded.keys.rita);
  }, 180_000);
  afterAll(() => opened?.close(), 60_000);

  it('has nothing that axe calls serious, in dark and in light, and loses nothing at 320 px', async () => {
    const { page, faults } = rita;
    const paths = [
      '/reviews',
      '/audit',
      ...['denied', 'own', 'unread'].map((one) => `/reviews/${seeded.reviews[one as 'own']}`),
    ];
    const found = await lostOn(page, paths, async (path) => {
      await page.goto(service.baseUrl + path);
      await page.locator('.table-row, .findings').first().waitFor();
    });
    expect(found).toEqual({});
    expect(faults).toEqual([]);
  }, 240_000);

  it('marks the clause in the license text, and shows the words of others as words', async () => {
    const { page } = rita;
    await open(page, seeded.reviews.denied);
    expect(await page.locator('mark').innerText()).toMatch(/^2\. Commercial use[^]*agreed in writing\.$/);
    expect(await page.locator('.license').innerText()).toContain(HOSTILE);
    await page.getByRole('tab', { name: /^LICENSE of/ }).click();
    await page.getByText('Untrusted text').waitFor();
    await page.getByText('Apache License, as it came').waitFor();
    expect(page.url()).toContain('text=bm_');
    await open(page, seeded.reviews.unread);
    expect(await page.locator('.quote').innerText()).toBe(HOSTILE);
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(await page.title()).toBe('support-desk · Luthier');
  }, 60_000);

  it('tells who asked that another has to answer, before a word is written; an engineer reads and comments', async () => {
    const { page } = rita;
    await open(page, seeded.reviews.own);
    await page.getByText('You cannot answer this one').waitFor();
    expect(await page.getByRole('radio', { name: 'Approve' }).count()).toBe(0);
    const dan = await opened.signedIn(seeded.keys.dan);
    await open(dan.page, seeded.reviews.second);
    expect(await dan.page.getByRole('radio').allInnerTexts()).toHaveLength(1);
    expect(await dan.page.getByRole('button', { name: 'Comment' }).count()).toBe(1);
    await dan.page.goto(`${service.baseUrl}/reviews`);
    await dan.page.locator('.table-row').first().waitFor();
    expect(await dan.page.getByRole('checkbox').count()).toBe(0);
    await dan.context.close();
  }, 60_000);

  it('keeps what was typed where somebody was faster, by the keyboard alone', async () => {
    const { page } = rita;
    await page.goto(`${service.baseUrl}/reviews`);
    await page.locator('.table-row').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'support-desk', level: 1 }).waitFor();
    await page.getByRole('heading', { name: /What the rules found/ }).waitFor();
    await page.keyboard.press('j');
    await page.getByRole('heading', { name: 'route-planner', level: 1 }).waitFor();
    await page.getByRole('heading', { name: /What the rules found/ }).waitFor();
    await page.keyboard.press('a');
    await page.keyboard.type('I read the policy of 2026-03.');
    expect(page.url()).toContain('answer=approve');
    const other = { id: seeded.reviews.second, revision: 1 };
    const rob = service.client(seeded.keys.rob);
    await rob.POST('/v1/reviews/{id}/delegate', {
      params: { path: { id: other.id }, header: { 'if-match': '"1"' } },
      body: { member: 'Rob' },
    });
    await page.getByRole('button', { name: 'Approve', exact: true }).press('Enter');
    await page.getByText('Somebody was faster').waitFor();
    const typed = page.getByLabel('What you read, and why it is fine (optional)');
    expect(await typed.inputValue()).toBe('I read the policy of 2026-03.');
    await page.getByRole('alert').getByRole('button', { name: 'Read what is new' }).press('Enter');
    await page.getByText('handed it on to Rob').waitFor();
    expect(await typed.inputValue()).toBe('I read the policy of 2026-03.');
    await page.getByRole('button', { name: 'Approve', exact: true }).press('Enter');
    await page.getByText('Rita approved it').waitFor();
    const after = await read(other.id);
    expect(after).toMatchObject({ state: 'approved', approvals: [{ name: 'Rita' }] });
    expect(after.timeline.at(-1)).toMatchObject({ kind: 'approved', text: 'I read the policy of 2026-03.' });
  }, 90_000);

  it('waives a denial with two reviewers: one brings the grant, the other reads the same file', async () => {
    const { page } = rita;
    const bytes = Buffer.from('We grant you commercial use. Meadow Labs');
    await open(page, seeded.reviews.denied);
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'grant.txt', mimeType: 'text/plain', buffer: bytes });
    await page.getByLabel('Who gave it').fill('Meadow Labs');
    await page.getByLabel('COMMERCIAL_PROHIBITED').check();
    await page.getByLabel('Last day of the grant').fill('2030-01-31');
    await page.getByRole('button', { name: 'Waive', exact: true }).click();
    await page.getByText('Rita brought a grant; a second reviewer').waitFor();
    expect(await read(seeded.reviews.denied)).toMatchObject({ state: 'open', approvals: [{ name: 'Rita' }] });

    const rob = await opened.signedIn(seeded.keys.rob);
    await open(rob.page, seeded.reviews.denied);
    const loaded = rob.page.waitForEvent('download');
    await rob.page.getByRole('button', { name: 'Download the grant' }).click();
    const file = await loaded;
    expect(file.suggestedFilename()).toBe('grant.txt');
    expect(readFileSync(await file.path())).toEqual(bytes);
    await rob.page.getByRole('button', { name: 'Confirm the waiver' }).click();
    await rob.page.getByText('Rob waived it').waitFor();
    expect(await read(seeded.reviews.denied)).toMatchObject({ state: 'waived' });
    await rob.context.close();
  }, 90_000);

  it('answers which license it has once, for all that is made of it', async () => {
    const { page } = rita;
    await open(page, seeded.reviews.unread);
    expect(await page.getByLabel('Also for what is made of it, at every gate').count()).toBe(0);
    await open(page, seeded.reviews.unknown);
    await page.getByLabel('Also for what is made of it, at every gate').check();
    await page.getByLabel('Which license it is, and how you know').fill('The house rules of Acme.');
    await shot(page, 'review-unknown');
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByText('All that is made of it, at every gate').waitFor();
    expect(await read(seeded.reviews.unknown)).toMatchObject({ state: 'approved', holds_for: 'lineage' });
  }, 60_000);

  it('makes a link for counsel, who reads without a key until it is revoked', async () => {
    const { page } = rita;
    await open(page, seeded.reviews.own);
    await page.getByRole('button', { name: 'Make a link' }).click();
    await page.getByLabel('For whom').fill('Jane Counsel');
    await page.getByRole('dialog').getByRole('button', { name: 'Make it' }).click();
    const url = await page.locator('code.secret').innerText();
    await page.keyboard.press('j'); // to the next review, were no window open
    await page.getByRole('button', { name: 'I have kept it' }).click();
    const links = page.getByRole('list', { name: 'Links' });
    await links.getByText('Not opened yet').waitFor();
    expect(await grave(page)).toEqual([]);
    const read = () => fetch(url, { headers: { accept: 'text/html' } });
    expect(await (await read()).text()).toContain('Jane Counsel');
    await links.getByRole('button', { name: 'Revoke the link for Jane Counsel' }).click();
    expect((await read()).status).toBe(200);
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke the link' }).click();
    await links.getByText('revoked').waitFor();
    expect((await read()).status).toBe(404);
    expect(page.url()).toContain(seeded.reviews.own);
  }, 60_000);

  it('answers several at once, each by itself, and says which was left', async () => {
    const { page } = rita;
    await page.goto(`${service.baseUrl}/reviews?severity=needs-review`);
    await page.getByLabel('Select all that are loaded').check();
    await page.getByRole('button', { name: 'Approve 2' }).click();
    await page.getByRole('button', { name: 'Approve 2 reviews' }).click();
    const results = page.getByRole('list', { name: 'Results' });
    await results.waitFor();
    const said = await results.innerText();
    expect(said).toContain('support-desk: approved.');
    expect(said).toContain('minutes: left as it was.');
    expect((await read(seeded.reviews.unread)).state).toBe('approved');
  }, 60_000);

  it('shows who did what, filtered by the address, verified, and exports it with its hashes', async () => {
    const { page } = rita;
    await page.goto(`${service.baseUrl}/audit?action=review.approved`);
    await page.getByText(/^Verified to #\d+/).waitFor();
    await page.locator('.table-row').first().waitFor();
    expect(await page.locator('.table-row').count()).toBe(3);
    expect(await page.locator('.table-row').first().innerText()).toContain('Rita');
    await page.locator('.table').focus();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('The hash before').waitFor();
    expect(page.url()).toContain('event=aud_');
    expect(await grave(page)).toEqual([]);
    await page.keyboard.press('Escape');
    const loaded = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export signed JSONL' }).click();
    const file = await (await loaded).path();
    const key = join(service.dataDir, 'secrets/signing-key.pub');
    const { code, out } = await luthier(['audit', 'verify', file, '--key', key, '--json'], {}).ended;
    expect([code, JSON.parse(out)]).toEqual([
      0,
      expect.objectContaining({
        events: 3,
        signed: expect.objectContaining({ filter: { action: ['review.approved'] } }),
      }),
    ]);
    expect(rita.faults).toEqual([]);
  }, 60_000);
});
