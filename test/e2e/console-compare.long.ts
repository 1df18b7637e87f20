// Concerns: apps/console/src/features/compare, libs/evaluations, libs/lineage
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Inside } from '../fault/inside.js';
import { type ConsolePage, inBrowser, lostOn, shot } from '../support/chromium.js';
import { ConsoleRows } from '../support/console-rows.js';
import { seedTrainings, type Trainings } from './console-training.seed.js';
import type { Service } from './harness.js';
import { openConsole, type OpenConsole } from './open-console.js';

const story = inBrowser('runs side by side');

story('runs side by side in a browser', () => {
  let service: Service;
  let inside: Inside;
  let seeded: Trainings;
  let opened: OpenConsole;
  let at: ConsolePage;
  const open = async (path: string) => {
    await at.page.goto(service.baseUrl + path);
    await at.page.getByRole('heading', { level: 1 }).waitFor();
    await at.page.waitForLoadState('networkidle');
  };
  const compared = (query = '') => `/compare?runs=${seeded.runs.join(',')}${query}`;

  beforeAll(async () => {
    opened = await openConsole({
      seed: async (it) => {
        inside = await it.inside();
        seeded = await seedTrainings(it.service, inside);
        await measure(inside, seeded);
      },
    });
    ({ service, admin: at } = opened);
  }, 180_000);
  afterAll(() => opened?.close(), 60_000);

  it('are chosen from the jobs by the keyboard, and by id', async () => {
    const { page } = at;
    await open('/jobs?kind=finetune');
    await page.locator('.table-row').first().waitFor();
    for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key);
    await page.getByRole('button', { name: 'Compare' }).press('Enter');
    await page.waitForURL(/\/compare\?runs=job_/);
    const chosen = page.getByRole('list', { name: 'Compared runs' });
    await chosen.getByRole('link').nth(1).waitFor();
    await page.getByRole('button', { name: /^Remove SFT · LoRA r 16/ }).click();
    await page.waitForURL(({ search }) => !search.includes('%2C'));
    await page.getByRole('combobox', { name: 'Add a run' }).fill(seeded.runs[1]);
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await chosen.getByRole('link').nth(1).waitFor();
    expect(new URL(page.url()).searchParams.get('runs')!.split(',').sort()).toEqual([...seeded.runs].sort());
  }, 60_000);

  it('show only what differs until all is wanted, and stand as rows too; the address holds both', async () => {
    const { page } = at;
    await open(compared());
    await page.getByRole('switch', { name: 'Runs as rows' }).press('Space');
    await page.waitForURL(/across=1/);
    const table = page.getByRole('region', { name: 'Settings, as a table' });
    expect(await table.getByRole('columnheader').allInnerTexts()).toEqual(['Run', 'params.adapter.r']);
    expect(await table.getByRole('cell').allInnerTexts()).toEqual(['8', '16']);
    await page.getByRole('switch', { name: 'Only what differs' }).press('Space');
    await page.waitForURL(/all=1/);
    await page.reload();
    await table.getByRole('columnheader', { name: 'seed' }).waitFor();
  }, 60_000);

  it('lay their curves over each other, over time from 0', async () => {
    const { page } = at;
    await open(compared('&tab=curves&log=1&smooth=0.4'));
    const chart = page.getByRole('img', { name: /^train loss: SFT · LoRA r 8/ });
    await chart.waitFor();
    expect(await chart.getAttribute('aria-label')).toMatch(/; SFT · LoRA r 16 .*last/);
    await open(compared('&tab=curves&time=1&table=1'));
    const table = page.getByRole('region', { name: 'train loss, as a table' });
    await table.waitFor();
    expect(await table.getByRole('cell').first().innerText()).toBe('0 s');
  }, 60_000);

  it('have their evaluations with intervals, and what the service says of the difference', async () => {
    const { page } = at;
    await open(compared(`&tab=evaluations&base=${seeded.runs[1]}`));
    const panel = page.getByRole('tabpanel');
    await panel.getByText(/These rows do not tell the two apart/).waitFor();
    expect(await panel.getByText('0.3006 to 0.9544').count()).toBe(2);
    await panel.getByText('2 of 4 rows flipped.').waitFor();
  }, 60_000);

  it('say at the top which is better, the oldest as baseline, and lead to the rows in which they part', async () => {
    const { page } = at;
    await open(compared());
    const better = page.getByRole('list', { name: 'Which is better' }).getByRole('listitem');
    await better.waitFor();
    expect(await better.innerText()).toMatch(
      /^SFT · LoRA r 16 .* against SFT · LoRA r 8 .*, the gguf: These rows do not tell the two apart/,
    );
    await shot(page, 'compare-better');
    await better.getByRole('link', { name: '2 of 4 rows flipped' }).press('Enter');
    await page.waitForURL(({ searchParams: of }) => of.get('flipped') === '1' && of.has('pair'));
    await page.getByRole('region', { name: 'Row 1' }).waitFor();
    expect(await page.getByRole('region', { name: /^Row / }).count()).toBe(2);
    await page.getByRole('switch', { name: 'Only flipped' }).press('Space');
    await page.getByRole('region', { name: 'Row 0' }).waitFor();
  }, 60_000);

  it('stand in a radar where all have shares, with the figures beside it', async () => {
    const { page } = at;
    await open(compared('&tab=evaluations'));
    await page.getByRole('img', { name: /^Radar of \d figures, as in the table$/ }).waitFor();
    const table = page.getByRole('region', { name: 'At a glance, as a table' });
    expect(await table.getByRole('rowheader').allInnerTexts()).toEqual([
      '1. exact_match (exact match, test, gguf)',
      '2. token_f1 (exact match, test, gguf)',
      '3. valid_label_share (exact match, test, gguf)',
    ]);
    const cells = await table.getByRole('row', { name: /^3\. / }).getByRole('cell').allInnerTexts();
    expect(cells).toEqual(['0.9', '0.6']);
    await shot(page, 'compare-radar');
  }, 60_000);

  it('stand by what they took against how good they are; the address holds both choices', async () => {
    const { page } = at;
    await open(compared('&tab=trade-off'));
    await page
      .getByRole('img', { name: /^exact_match .* over Cost\. SFT · LoRA r 8 .*: 1\.50 EUR, / })
      .waitFor();
    const table = page.getByRole('region', { name: 'What each took and how good it is, as a table' });
    expect(await table.getByRole('cell').allInnerTexts()).toEqual([
      ...['1.50 EUR', '0.75', '0.3006 to 0.9544', '2.50 EUR', '0.75', '0.3006 to 0.9544'],
    ]);
    await page.getByRole('combobox', { name: 'What it took' }).click();
    await page.getByRole('option', { name: 'Energy' }).click();
    await page.waitForURL(/effort=energy/);
    await page.getByRole('img', { name: /over Energy\. .*12 Wh/ }).waitFor();
    await page.getByRole('combobox', { name: 'How good it is' }).click();
    await page.getByRole('option', { name: /^valid_label_share/ }).click();
    await page.waitForURL(/[?&]figure=/);
    await page.reload();
    await page.getByRole('img', { name: /^valid_label_share .* over Energy/ }).waitFor();
    await shot(page, 'compare-trade-off');
  }, 60_000);

  it('are lines through what they were told, what they took and how good they are', async () => {
    const { page } = at;
    await open(compared('&tab=parallel'));
    await page.getByRole('img', { name: /^2 runs over adapter\.r, Cost, Energy, .*exact_match/ }).waitFor();
    expect(await page.locator('.parallel polyline').count()).toBe(2);
    const table = page.getByRole('region', { name: 'Parallel coordinates, as a table' });
    expect((await table.getByRole('cell').allInnerTexts()).slice(0, 3)).toEqual(['8', '1.50 EUR', '12 Wh']);
    await shot(page, 'compare-parallel');
  }, 60_000);

  it('say on the page of each which data it read', async () => {
    const { page } = at;
    await open(`/jobs/${seeded.runs[0]}?tab=data`);
    const part = page.getByRole('region', { name: 'Trained on', exact: true });
    await part.getByText('CC-BY-4.0').first().waitFor();
    await part.getByRole('row', { name: 'train 480' }).waitFor();
    await shot(page, 'run-data');
    expect(await lostOn(page, [`/jobs/${seeded.runs[0]}?tab=data`], open)).toEqual({});
    await part.getByRole('link').first().click();
    await page.waitForURL(
      ({ pathname, search }) => pathname.startsWith('/datasets/') && search.includes(seeded.version),
    );
  }, 90_000);

  it('have their answers voted on blind: by digits, in an order that tells nothing, counted at the end', async () => {
    const { page } = at;
    await open(compared('&tab=answers'));
    await page.getByText('Where is my card? test0', { exact: true }).waitFor();
    await page.getByText('Certainly not, and <b>why</b> would you ask?').waitFor();
    await page.getByRole('switch', { name: 'Blind' }).click();
    await page.waitForURL(/blind=[0-9a-f]{10}/);
    const panel = page.getByRole('tabpanel');
    await panel.getByRole('region', { name: 'Row 0' }).waitFor();
    const preferred: string[] = [];
    for (let row = 0; row < 4; row += 1) {
      await panel.getByRole('region', { name: `Row ${row}` }).waitFor();
      expect(await panel.innerText()).not.toMatch(/LoRA|right|wrong/);
      const texts = await panel.locator('.answers .said').allInnerTexts();
      const good = texts.findIndex((text) => text === 'card_arrival');
      preferred.push(texts.every((text) => text === 'card_arrival') ? '0' : String(good + 1));
      await page.keyboard.press(preferred.at(-1)!);
    }
    await panel.getByText('4 of 4 rows voted').waitFor();
    await page.reload();
    await panel.getByText('4 of 4 rows voted').waitFor();
    await page.getByRole('button', { name: 'End and show the names' }).press('Enter');
    const counts = page.getByRole('table', { name: 'Votes' });
    await counts.waitFor();
    expect(await counts.getByRole('cell').allInnerTexts()).toEqual([
      ...[expect.stringContaining('LoRA r'), '1', expect.stringContaining('LoRA r'), '1'],
      ...['None is better', '2'],
    ]);
    expect(await page.getByRole('button', { name: 'None is better' }).isDisabled()).toBe(true);
    const loaded = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export JSONL' }).click();
    const lines = readFileSync(await (await loaded).path(), 'utf8')
      .trim()
      .split('\n');
    const votes = lines.map((line) => JSON.parse(line));
    expect(votes.map(({ row }) => row)).toEqual([0, 1, 2, 3]);
    expect(votes[1]).toMatchObject({ dataset_version: seeded.version, split: 'test', run: seeded.runs[0] });
    expect(votes[3]).toMatchObject({ run: seeded.runs[1] });
  }, 60_000);

  it('say what is still being evaluated, and hold no rows against each other where none were kept', async () => {
    const { page } = at;
    const rows = await ConsoleRows.open(service.database);
    const pipeline = await inside.db.tx(inside.ctx, async (tx) => {
      await tx.evaluation.updateMany({ data: { task: 'parity', answersId: null } });
      return (await tx.job.findUniqueOrThrow({ where: { id: seeded.runs[0] } })).pipelineId!;
    });
    await rows.turn(`job_${'q'.repeat(26)}`, { state: 'queued', isFinal: false, kind: 'evaluate', pipeline });
    await rows.close();
    await open(compared('&tab=evaluations'));
    await page.getByRole('heading', { name: 'parity' }).waitFor();
    await page.getByRole('status').filter({ hasText: 'Their evaluations are queued: Evaluate' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(await page.getByRole('region', { name: / against / }).count()).toBe(0);
  }, 60_000);

  it('are cancelled with all of their pipeline by one request on its row', async () => {
    const { page } = at;
    await open('/jobs?group=1');
    const cancel = page.getByRole('button', { name: /^Cancel: Pipeline of \d+ jobs/ });
    expect(await cancel.count()).toBe(1); // nothing goes on in the other one
    await cancel.click();
    const sent = page.waitForRequest((one) => one.method() === 'POST');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel all of it' }).click();
    expect((await sent).url()).toMatch(/\/v1\/pipelines\/pipe_\w+\/cancel$/);
    await cancel.waitFor({ state: 'detached' });
    const job = await service.call('GET', `/v1/jobs/job_${'q'.repeat(26)}`);
    expect(await job.json()).toMatchObject({ state: 'cancelled' });
    await shot(page, 'jobs-cancelled');
  }, 60_000);

  it('say so of a job that is not there, beside those that are', async () => {
    const { page } = at;
    await open(`/compare?runs=${seeded.runs[0]},job_${'z'.repeat(26)}`);
    await page.getByRole('alert').waitFor();
    await page.getByRole('region', { name: 'Settings, as a table' }).waitFor();
    await open('/compare');
    await page.getByText('No run chosen').waitFor();
  }, 60_000);

  it('have nothing that axe calls serious, in dark and in light, and lose nothing at 320 px', async () => {
    const paths = [
      '',
      '&tab=curves',
      '&tab=evaluations',
      '&tab=trade-off',
      '&tab=parallel',
      '&tab=answers&blind=x',
    ];
    expect(await lostOn(at.page, paths.map(compared), open)).toEqual({});
    expect(at.faults).toEqual([]);
  }, 240_000);
});

/** What a recipe measures beside exact match, and what the runs cost. */
async function measure(inside: Inside, { runs }: Trainings): Promise<void> {
  await inside.db.tx(inside.ctx, async (tx) => {
    const evaluations = await tx.evaluation.findMany({ orderBy: { id: 'asc' } });
    for (const [at, { id, metrics }] of evaluations.entries()) {
      const more = { token_f1: 0.8 - at / 10, valid_label_share: 0.9 - (3 * at) / 10 };
      await tx.evaluation.update({ where: { id }, data: { metrics: { ...(metrics as object), ...more } } });
    }
    for (const [at, id] of runs.entries()) {
      const cost = { currency: 'EUR', units: 1 + at, nanos: 500_000_000 };
      const usage = { attempts: 1, slot_seconds: 90, watt_hours: 12, basis: 'modelled', cpu_watt_hours: 12 };
      const rest = { gpu_watt_hours: null, share_of_machine: null, source: 'counted', kg_co2e: null };
      await tx.job.update({ where: { id }, data: { usage: { ...usage, ...rest, cost } } });
    }
  });
}
