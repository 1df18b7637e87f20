// Concerns: apps/console/src/features/jobs, libs/jobs/system-use.ts, libs/jobs/job-log.repository.ts
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ConsolePage, inBrowser, lostOn, shot } from '../support/chromium.js';
import type { ConsoleRows } from '../support/console-rows.js';
import type { Service } from './harness.js';
import { openConsole, type OpenConsole } from './open-console.js';

const story = inBrowser('a run in the console');
const RUN = `job_${'r'.repeat(26)}`;
const LEFT = `job_${'k'.repeat(26)}`;
const FAILED = `job_${'f'.repeat(26)}`;

story('what a run used and answered, in a browser', () => {
  let service: Service;
  let rows: ConsoleRows;
  let opened: OpenConsole;
  let at: ConsolePage;
  const open = async (path: string) => {
    await at.page.goto(service.baseUrl + path);
    await at.page.getByRole('heading', { level: 1 }).waitFor();
    await at.page.getByRole('tabpanel').locator('.part, h2').first().waitFor();
    await at.page.waitForTimeout(300); // transitions end: axe reads colours as they are
  };

  beforeAll(async () => {
    opened = await openConsole({ seed });
    ({ service, admin: at } = opened);
  }, 120_000);
  const seed = async (it: OpenConsole) => {
    rows = await it.rows();
    await rows.job({ id: RUN, state: 'running', progress: { percent: 50, step: 30, total_steps: 60 } });
    await rows.job({ id: FAILED, state: 'failed' });
    for (let step = 1; step <= 30; step += 1) await rows.step(RUN, step, step === 12 ? 9 : 3 / step);
    await rows.attempts(RUN, [
      { reason: 'out_of_memory', message: 'It ran out of memory.' },
      { reason: 'paused', resumedFrom: 10 },
      { resumedFrom: 20 },
    ]);
    await rows.sweep('pipe_s', [8, 16, 32]);
    const folder = join(it.service.dataDir, 'jobs', 'r'.repeat(26), 'a3');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'output.log'), PRINTED);
    for (let second = 1; second < 90; second += 2) await rows.used(RUN, second, useAt(second));
    for (const [step, texts] of ANSWERS)
      for (const [index, text] of texts.entries())
        await rows.sample(RUN, { step, index, prompt: PROMPTS[index]!, text });
  };
  afterAll(() => opened?.close(), 60_000);

  it('marks where it went on and why, and says what each curve came to at its extremes', async () => {
    const { page } = at;
    await open(`/jobs/${RUN}?tab=charts`);
    const loss = page.getByRole('img', {
      name: /^Loss: train_loss: last 0\.1, from 0\.1 to 9; restarted \(attempt 2\) at 10/,
    });
    await loss.waitFor();
    expect(await page.getByRole('list', { name: 'Restarts' }).getByRole('listitem').allInnerTexts()).toEqual([
      'Attempt 2 went on from step 10: It ran out of memory.',
      'Attempt 3 went on from step 20: after a pause',
    ]);
    const ends = page.getByRole('region', { name: 'Last, lowest and highest, as a table' });
    expect(
      await ends
        .getByRole('row', { name: /train_loss/ })
        .getByRole('cell')
        .allInnerTexts(),
    ).toEqual([...['0.1', '0.1', '30', '9', '12']]);
    await shot(page, 'run-charts');
    await page.getByLabel('Log axis').check();
    await page.waitForURL(/log=1/);
    await loss.waitFor();
  }, 60_000);

  it('shows what was printed by level, and saves all of it', async () => {
    const { page } = at;
    await page.goto(`${service.baseUrl}/jobs/${RUN}?tab=logs`);
    const log = page.getByRole('log');
    await log.getByText('loading').waitFor();
    await page.getByRole('radiogroup', { name: 'Level' }).getByText('Errors', { exact: true }).click();
    await page.waitForURL(/level=error/);
    await page.getByText('2 of 5 lines').waitFor();
    expect(await log.locator('.log-line').allInnerTexts()).toEqual([
      expect.stringContaining('Traceback'),
      expect.stringContaining('  File'),
    ]);
    const loaded = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    expect(await readFile(await (await loaded).path(), 'utf8')).toBe(PRINTED.trimEnd());
    await page.reload();
    await page.getByText('2 of 5 lines').waitFor();
    await shot(page, 'run-logs');
    await open(`/jobs/${RUN}?tab=events&steps=1`);
    await page.getByText('Step 30/60', { exact: false }).first().waitFor();
  }, 60_000);

  it('is found in the table by its sweep: one row that opens, and that selects them all', async () => {
    const { page } = at;
    await page.goto(`${service.baseUrl}/jobs`);
    await page.locator('.table-row').first().waitFor();
    await page.getByRole('switch', { name: 'Group sweeps and pipelines' }).press('Space');
    await page.waitForURL(/group=1/);
    const row = page.getByRole('row', { name: /Sweep of 3 trainings/ });
    await row.getByText('Best: r=8 by valid_loss 0.25. 4 of 4 ended.').waitFor();
    expect(await page.getByRole('row', { name: /r=16/ }).count()).toBe(0);
    await row.getByRole('checkbox').check();
    await page.getByText('4 selected').waitFor();
    await row.getByRole('link', { name: 'Sweep of 3 trainings' }).press('Enter');
    await page.waitForURL(/open=pipe_s/);
    await page.getByRole('row', { name: /r=16/ }).waitFor();
    await shot(page, 'jobs-grouped');
    await page.reload();
    await page.getByRole('row', { name: /r=16/ }).waitFor();
  }, 60_000);

  it('is charts of each GPU and of the machine, reached by the keyboard, and moves while it runs', async () => {
    const { page } = at;
    await open(`/jobs/${RUN}`);
    expect(await page.getByRole('img', { name: /^GPU/ }).count()).toBe(0); // not among the training's curves
    await page.keyboard.press(']');
    await page.waitForURL(/tab=samples/);
    await page.keyboard.press(']');
    await page.waitForURL(/tab=system/);
    await page.getByRole('img', { name: /^GPU utilisation.*gpu0.*gpu1/ }).waitFor();
    for (const title of [
      'GPU memory (GiB)',
      'GPU power (W)',
      'Processor (%, 100 is one core)',
      'Memory (GiB)',
    ])
      await page.getByRole('heading', { name: title, exact: true }).waitFor();
    await rows.used(RUN, 91, { ...useAt(91), cpu_percent: 333 });
    await page.getByRole('img', { name: /cpu: last 333/ }).waitFor();
    await page.getByLabel('As tables').check();
    await page.waitForURL(/table=1/);
    await page.getByRole('region', { name: 'GPU power (W), as a table' }).waitFor();
  }, 60_000);

  it('or why there is nothing', async () => {
    await open(`/jobs/${FAILED}?tab=system`);
    await at.page.getByText('Nothing was measured: its program ended within a second').waitFor();
  }, 30_000);

  it('shows answers checkpoint by checkpoint, what is new marked, chosen by the keyboard and kept in the address', async () => {
    const { page } = at;
    await open(`/jobs/${RUN}?tab=samples`);
    const first = page.getByRole('region', { name: 'Prompt 1' });
    await first.getByText(PROMPTS[0]!).waitFor();
    const marked = () => first.locator('mark').allInnerTexts();
    expect(await marked()).toEqual(['sorry that', 'has gone missing. Freeze it']);
    await page.getByRole('slider', { name: 'Checkpoint' }).focus();
    await page.keyboard.press('ArrowLeft');
    await page.waitForURL(/step=20/);
    await page.keyboard.press('ArrowLeft');
    await page.waitForURL(/step=10(&|$)/);
    await first.getByText('card card card').waitFor();
    expect(await marked()).toEqual([]);
    await page.keyboard.press('ArrowRight');
    await page.waitForURL(/step=20/);
    await page.reload();
    await page.getByText('Step 20', { exact: true }).waitFor();
    await rows.sample(RUN, { step: 40, index: 0, prompt: PROMPTS[0]!, text: '<b>new</b>' });
    await open(`/jobs/${RUN}?tab=samples`);
    await page.getByText('<b>new</b>').waitFor();
    await open(`/jobs/${FAILED}?tab=samples`);
    await page.getByText('It was not asked for any').waitFor();
  }, 60_000);

  it('is read anew by whoever looks next: nothing told it what came after its page was left', async () => {
    const { page } = at;
    await rows.job({ id: LEFT, state: 'running', progress: { percent: 10, step: 51, total_steps: 60 } });
    await rows.step(LEFT, 51, 0.9);
    await open(`/jobs/${LEFT}?tab=charts`);
    await page.getByText('live', { exact: true }).waitFor();
    await rows.step(LEFT, 52, 0.8);
    await page.getByRole('img', { name: /^Loss: train_loss: last 0\.8/ }).waitFor();
    for (const key of ['g', 'j']) await page.keyboard.press(key);
    await page.locator('.table-row').first().waitFor();
    await rows.step(LEFT, 53, 0.7);
    await rows.fail(LEFT);
    for (const id of [RUN, LEFT])
      await page
        .locator('.table-row', { has: page.locator(`a[href="/jobs/${id}"]`) })
        .getByRole('checkbox')
        .check();
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('tab', { name: 'Curves' }).click();
    const both = /^train loss: SFT · LoRA r 16 .*last 0\.[17].*; SFT · LoRA r 16 .*last 0\.[17]/;
    await page.getByRole('img', { name: both }).waitFor();
  }, 60_000);

  it('passes axe in light and dark and loses nothing at 320 px', async () => {
    const tabs = ['charts', 'charts&table=1', 'system', 'system&table=1', 'samples', 'events&level=warn'];
    const pages = [...tabs.map((tab) => `/jobs/${RUN}?tab=${tab}`), `/jobs/${FAILED}?tab=system`];
    expect(await lostOn(at.page, pages, open)).toEqual({});
    expect(at.faults).toEqual([]);
  }, 240_000);
});

const PRINTED =
  'loading\nUserWarning: slow\nstep 1\nTraceback (most recent call last):\n  File "train.py", line 1\n';
const PROMPTS = [
  'My card was lost. What now?',
  'system: Answer in one sentence.\nuser: Which exchange rate do you use for a payment in Swiss francs?',
];
const ANSWERS: [step: number, texts: string[]][] = [
  [10, ['card card card', '']],
  [20, ['I am your card is lost. Please order a new one in the app.', 'We use the rate.']],
  [
    30,
    [
      'I am sorry that your card has gone missing. Freeze it in the app.',
      'We use the rate of the card network on the day that the payment is booked.',
    ],
  ],
];

/** Two boards under load, one of them with a dip. */
function useAt(second: number): Record<string, number> {
  const wave = Math.sin(second / 7);
  const board = (load: number, gib: number) => ({
    utilization_percent: Math.round(load),
    memory_bytes: gib * 2 ** 30,
    power_watts: 120 + load * 5,
    temperature_celsius: 40 + load / 4,
  });
  const gpus = [board(92 + wave * 5, 61.5), board(second > 40 && second < 50 ? 8 : 88 - wave * 4, 60)];
  const flat = gpus.flatMap((one, n) =>
    Object.entries(one).map(([name, value]) => [`gpu${n}/${name}`, value]),
  );
  return {
    cpu_percent: 180 + wave * 60,
    memory_bytes: (9 + second / 60) * 2 ** 30,
    read_bytes_per_second: second < 20 ? 250 * 2 ** 20 : 2 ** 20,
    written_bytes_per_second: second % 30 < 3 ? 180 * 2 ** 20 : 0,
    disk_free_bytes: 400 * 2 ** 30 - second * 2 ** 24,
    ...Object.fromEntries(flat),
  };
}
