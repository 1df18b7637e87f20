// Concerns: apps/console/src/features/new-job, libs/estimates, libs/client/pipeline.ts
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type ConsolePage, grave, inBrowser, lostOn } from '../support/chromium.js';
import { seedTrainings, type Trainings } from './console-training.seed.js';
import type { Service } from './harness.js';
import { openConsole, type OpenConsole } from './open-console.js';

const story = inBrowser('the form of a training');

story('a training from a form', () => {
  let service: Service;
  let seeded: Trainings;
  let opened: OpenConsole;
  let at: ConsolePage;
  const open = async (path: string) => {
    await at.page.goto(service.baseUrl + path);
    await at.page.getByRole('heading', { name: 'New training', level: 1 }).waitFor();
    await at.page.waitForLoadState('networkidle');
  };
  const filled = (base: string) => `/jobs/new?base=${base}&dataset=${seeded.dataset}`;
  const answered = (page: Page) =>
    page.getByRole('region', { name: 'May it be trained?' }).getByText(/^(Yes|No)$/);
  const read = async (id: string) => (await (await service.call('GET', `/v1/jobs/${id}`)).json()) as any;
  const afresh = () => at.page.evaluate('sessionStorage.clear()');

  beforeAll(async () => {
    opened = await openConsole({
      seed: async (it) => {
        seeded = await seedTrainings(it.service, await it.inside());
      },
    });
    ({ service, admin: at } = opened);
  }, 180_000);
  afterAll(() => opened?.close(), 60_000);

  it('is reached by the palette and filled in by the keyboard, says what it would come to, and becomes a job', async () => {
    const { page } = at;
    await page.keyboard.press('Control+k');
    await page.keyboard.type('new training');
    // the palette chooses a moment after it has filtered
    const chosen = page.locator('[data-action][data-selected]').filter({ hasText: 'New training' });
    await chosen.waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'New training', level: 1 }).waitFor();
    for (const [label, text] of [
      ['Base model', seeded.open],
      ['Dataset version', 'support'],
    ] as const) {
      await page.getByRole('combobox', { name: label }).focus();
      await page.keyboard.type(text);
      await page.getByRole('option', { name: new RegExp(text) }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
    }
    await page.waitForURL(/base=bm_.*dataset=dsv_/);
    await answered(page).waitFor();
    expect(await answered(page).innerText()).toBe('Yes');
    const estimate = page.getByRole('region', { name: 'Estimate' });
    await estimate.getByText(/^Fits \d+ of \d+ kinds of GPU$/).waitFor();
    await page.getByLabel('r', { exact: true }).fill('8');
    await page.getByLabel('seed', { exact: true }).fill('11');
    await page.getByRole('button', { name: 'Submit' }).press('Enter');
    await page.waitForURL(/\/jobs\/job_/);
    const job = await read(new URL(page.url()).pathname.split('/').at(-1)!);
    expect(job).toMatchObject({ kind: 'finetune', seed: 11, spec: { dataset_version: seeded.version } });
    expect(job.spec.params.adapter).toMatchObject({ type: 'lora', r: 8, alpha: 16 });
    await open('/jobs/new');
    expect(await page.getByLabel('r', { exact: true }).inputValue()).toBe(''); // what was sent is no draft any more
  }, 60_000);

  it('says at each field what is wrong with it, unfolded where it must be, and keeps what was typed through a reload', async () => {
    const { page } = at;
    await afresh();
    await open(`${filled(seeded.open)}&more=1`);
    await page.getByLabel('r', { exact: true }).fill('999');
    await page.getByLabel('warmup_ratio').fill('much');
    await page.locator('[aria-invalid="true"]').nth(1).waitFor();
    const wrong = page.locator('[aria-invalid="true"]');
    expect(await wrong.evaluateAll((all) => all.map((one) => (one as any).value))).toEqual(['999', 'much']);
    await page.reload();
    await page.locator('[aria-invalid="true"]').nth(1).waitFor();
    expect(await page.getByLabel('warmup_ratio').inputValue()).toBe('much');
    await open('/jobs/new');
    expect(await page.getByLabel('warmup_ratio').inputValue()).toBe('much');
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.locator('[aria-invalid="true"]').nth(1).waitFor();
    expect(new URL(page.url()).pathname).toBe('/jobs/new');
    expect(await grave(page)).toEqual([]);
  }, 60_000);

  it('says why a license refuses it and what cures that, before anything is submitted', async () => {
    const { page } = at;
    await afresh();
    await open(filled(seeded.closed));
    await answered(page).waitFor();
    expect(await answered(page).innerText()).toBe('No');
    const region = page.getByRole('region', { name: 'May it be trained?' });
    await region.getByText('forbids commercial use').waitFor();
    await region.getByText(/To cure it:/).waitFor();
    await region.getByText('A review would be opened.').waitFor();
    const reviews = (await (await service.call('GET', '/v1/reviews')).json()) as any;
    expect(reviews.data).toEqual([]);
  }, 60_000);

  it('publishes: one pipeline that trains, merges, quantises and checks; the name of a model is checked at its field', async () => {
    const { page } = at;
    await afresh();
    await open(filled(seeded.open));
    await page.getByLabel('Publish as').fill('Not a name!');
    await page.locator('[aria-invalid="true"]').waitFor();
    await page.getByLabel('Publish as').fill('support-desk');
    await page.getByRole('region', { name: 'Estimate' }).getByText('All 6 jobs').waitFor();
    await page.getByRole('button', { name: 'Copy as' }).click();
    await page.getByRole('menuitem', { name: 'Copy as luthier command' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.waitForURL(/\/jobs\/job_/);
    const job = await read(new URL(page.url()).pathname.split('/').at(-1)!);
    const pipeline = (await (await service.call('GET', `/v1/pipelines/${job.pipeline}`)).json()) as any;
    expect(pipeline.publish).toMatchObject({ model: 'support-desk' });
    expect(pipeline.jobs.map(({ kind }: any) => kind)).toEqual([
      ...['finetune', 'merge', 'quantize'],
      ...['evaluate', 'evaluate', 'evaluate'],
    ]);
  }, 60_000);

  it('clones a job with its settings resolved, and shows what differs from it', async () => {
    const { page } = at;
    const [parent] = seeded.runs;
    await page.goto(`${service.baseUrl}/jobs/${parent}`);
    await page.getByRole('button', { name: 'Clone and edit' }).press('Enter');
    await page.waitForURL(/clone=job_/);
    await page.getByText('Nothing yet: as it is, the same is trained again.').waitFor();
    expect(await page.getByLabel('learning_rate').inputValue()).toBe('0.001');
    await page.getByLabel('r', { exact: true }).fill('32');
    const differs = page.getByRole('region', { name: 'What differs from the parent' });
    await differs.getByRole('deletion').waitFor();
    expect(await differs.getByRole('definition').innerText()).toMatch(/^8\s*→\s*32$/);
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.waitForURL(/\/jobs\/job_/);
    const job = await read(new URL(page.url()).pathname.split('/').at(-1)!);
    expect(job).toMatchObject({ seed: 7, spec: { params: { adapter: { r: 32 } } } });
    await page.goto(`${service.baseUrl}/jobs/new?clone=job_${'z'.repeat(26)}`);
    await page.getByRole('heading', { name: 'Not found' }).waitFor();
  }, 60_000);

  it('has nothing that axe calls serious, in dark and in light, and loses nothing at 320 px', async () => {
    await afresh();
    const paths = [`${filled(seeded.closed)}&more=1`, `/jobs/new?clone=${seeded.runs[0]}`];
    const found = await lostOn(at.page, paths, async (path) => {
      await open(path);
      await answered(at.page).waitFor();
    });
    expect(found).toEqual({});
    expect(at.faults).toEqual([]);
  }, 120_000);

  it('keeps what is typed while the service is away, and makes one job of it when it is back', async () => {
    const { page } = at;
    await afresh();
    await open(filled(seeded.open));
    await answered(page).waitFor();
    await page.context().setOffline(true);
    await page.getByLabel('seed', { exact: true }).fill('4711');
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('Your settings are kept.').waitFor();
    await page.context().setOffline(false);
    expect(await page.getByLabel('seed', { exact: true }).inputValue()).toBe('4711');
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.waitForURL(/\/jobs\/job_/);
    const { data } = (await (await service.call('GET', '/v1/jobs?kind=finetune')).json()) as any;
    expect(data.filter(({ seed }: any) => seed === 4711)).toHaveLength(1);
  }, 60_000);
});
