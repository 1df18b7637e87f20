// Concerns: apps/console, libs/gateway, libs/deployments
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type ConsolePage, grave, inBrowser, lost, lostOn, shot } from '../support/chromium.js';
import { promote, seedVersions } from './console-deployments.seed.js';
import type { Service } from './harness.js';
import { openConsole, type OpenConsole } from './open-console.js';

declare const sessionStorage: Record<string, string>;
const story = inBrowser('the playground of the console');
const SYSTEM = 'You are the desk.';
const ROWS = ['Where is my card?', 'And when?'].map((content) => ({
  messages: [
    { role: 'system', content: SYSTEM },
    { role: 'user', content },
    { role: 'assistant', content: 'soon' },
  ],
}));
const TUNED = 'support-desk:production';

story('models beside each other, in a browser', () => {
  let service: Service;
  let opened: OpenConsole;
  let admin: ConsolePage;
  let before = '';
  let both = '';
  const sent: { model: string; seed: number; messages: { role: string; content: string }[] }[] = [];
  const open = async (path: string) => {
    await admin.page.goto(service.baseUrl + path);
    await admin.page.getByRole('heading', { level: 1 }).waitFor();
    await admin.page.waitForLoadState('networkidle');
  };
  const answerOf = (label: string) => admin.page.getByRole('region', { name: `Answer of ${label}` });
  const say = async (text: string) => {
    await admin.page.getByLabel('Message', { exact: true }).fill(text);
    await admin.page.keyboard.press('Enter');
  };

  beforeAll(async () => {
    opened = await openConsole({
      seed: async (it) => {
        await seedVersions(it.service, await it.inside(), {
          ...{ model: 'support-desk', versions: 2, rows: ROWS },
        });
        await promote(it.service, { model: 'support-desk', version: 2, alias: 'production' });
      },
    });
    ({ service, admin } = opened);
    const versions = await service.call('GET', '/v1/registered_models/support-desk/versions');
    before = ((await versions.json()) as any).data.at(-1).openai_id;
    both = `/playground?models=${TUNED},${before}&seed=7&max=24&temperature=1`;
    admin.page.on('request', (request) => {
      if (request.url().endsWith('/chat/completions')) sent.push(request.postDataJSON());
    });
  }, 180_000);
  afterAll(() => opened?.close(), 60_000);

  it('chooses the only model there is, with the system message of its training, which can be removed', async () => {
    const { page } = admin;
    await open('/playground');
    await page.waitForURL(/models=support-desk%3Aproduction/);
    const system = page.getByLabel('System message');
    await page.getByText('As in the training of support-desk v2.').waitFor();
    expect(await system.inputValue()).toBe(SYSTEM);
    await shot(page, 'playground-system');
    await page.getByRole('button', { name: 'Remove' }).click();
    expect(await system.inputValue()).toBe('');
    await page.getByRole('button', { name: 'As in the training of support-desk v2' }).click();
    expect(await system.inputValue()).toBe(SYSTEM);
  }, 60_000);

  it('asks for a model and a message before anything is sent, and keeps the choice in the address', async () => {
    const { page } = admin;
    expect(await lost(page)).toEqual([]);
    await page.locator('.play-model button').first().click();
    await page.waitForURL((url) => !url.search.includes('models'));
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Choose a model first.').waitFor();
    await page.getByRole('combobox', { name: 'Model 1' }).click();
    await page.getByRole('option', { name: `${TUNED} (v2)` }).click();
    await page.waitForURL(/models=support-desk%3Aproduction/);
    await page.getByRole('button', { name: 'Beside the version before' }).click();
    await page.waitForURL((url) => url.search.includes(encodeURIComponent(before)));
    expect(await page.getByRole('button', { name: 'Beside the version before' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Write a message first.').waitFor();
    expect(sent).toEqual([]);
  }, 60_000);

  it('sends two models the same, shows both as they write, and marks by words what differs', async () => {
    const { page } = admin;
    await open(both);
    await page.getByLabel('System message').fill('Be short.');
    await say('Where is my card?');
    for (const label of [`${TUNED} (v2)`, 'support-desk v1'])
      await answerOf(label).getByText('answered').waitFor();
    expect(sent.map(({ model, seed }) => [model, seed])).toEqual([
      [TUNED, 7],
      [before, 7],
    ]);
    expect(sent[0]!.messages).toEqual(sent[1]!.messages);
    await answerOf('support-desk v1').getByRole('link', { name: 'support-desk v1' }).waitFor();
    expect(await answerOf('support-desk v1').innerText()).toMatch(
      /words? more, \d+ less[^]*first token .+ total .+ tokens in, 24 out[^]*support-desk v1/,
    );
    expect(await answerOf('support-desk v1').locator('ins, del').count()).toBeGreaterThan(0);
    await page.getByRole('switch', { name: 'Mark differences' }).uncheck();
    await page.waitForURL(/plain=1/);
    expect(await page.locator('ins, del').count()).toBe(0);
  }, 60_000);

  it('goes on with each model where that model stood', async () => {
    await say('And when?');
    await answerOf('support-desk v1').nth(1).getByText('answered').waitFor();
    const [tuned, old] = sent.slice(-2);
    expect(tuned!.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
    expect(tuned!.messages[2]!.content).not.toBe(old!.messages[2]!.content);
  }, 60_000);

  it('begins anew where another page leads to it: all are asked the same', async () => {
    const { page } = admin;
    // the tab keeps the conversation a moment after it changed
    await page.waitForFunction(() =>
      Object.values(sessionStorage).some((text: string) => {
        if (!text.includes('And when?')) return false;
        const { turns } = JSON.parse(text) as { turns: { answers: Record<string, { state: string }> }[] };
        return turns.every(({ answers }) => Object.values(answers).every(({ state }) => state === 'done'));
      }),
    );
    await open('/deployments/support-desk/production');
    await page.getByRole('link', { name: /^Try it/ }).click();
    await page.getByText('Nothing was said yet').waitFor();
    await page.waitForURL(({ search }) => search.includes('models=') && !search.includes('fresh'));
    await open(both);
    await say('Where is my card?');
    for (const label of [`${TUNED} (v2)`, 'support-desk v1'])
      await answerOf(label).getByText('answered').waitFor();
    await say('And when?');
    for (const label of [`${TUNED} (v2)`, 'support-desk v1'])
      await answerOf(label).nth(1).getByText('answered').waitFor();
    expect(await answerOf('support-desk v1').nth(1).innerText()).toContain(
      'which was sent other messages before',
    );
  }, 60_000);

  it('stops', async () => {
    const { page } = admin;
    const network = await page.context().newCDPSession(page);
    const slow = (latency: number) =>
      network.send('Network.emulateNetworkConditions', {
        ...{ offline: false, latency, downloadThroughput: -1, uploadThroughput: -1 },
      });
    await slow(5_000);
    await say('Wait');
    await page.getByRole('button', { name: 'Stop' }).click();
    await answerOf('support-desk v1').nth(2).getByText('stopped').waitFor();
    await page.getByRole('button', { name: 'Send' }).waitFor();
    await slow(0);
  }, 60_000);

  it('makes cases of an evaluation, and a dataset of them', async () => {
    const { page } = admin;
    await answerOf(`${TUNED} (v2)`).first().getByRole('button', { name: 'Save as case' }).click();
    const right = page.getByRole('textbox', { name: 'Right answer' });
    await right.fill('');
    await page.getByRole('button', { name: 'Save the case' }).click();
    await page.getByText('Write the answer that is right.').waitFor();
    await right.fill('It is on its way.');
    expect(await grave(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save the case' }).click();
    await page.getByRole('heading', { name: 'Evaluation cases (1)' }).waitFor();
    await page.reload();
    const loaded = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as JSONL' }).click();
    const rows = readFileSync(await (await loaded).path(), 'utf8')
      .trim()
      .split('\n');
    expect(rows.map((row) => JSON.parse(row))).toEqual([
      {
        messages: [
          { role: 'system', content: 'Be short.' },
          { role: 'user', content: 'Where is my card?' },
          { role: 'assistant', content: 'It is on its way.' },
        ],
      },
    ]);
    await page.getByRole('button', { name: 'Upload', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('License').fill('CC-BY-4.0');
    await dialog.getByRole('button', { name: 'Upload' }).click();
    await page.waitForURL(/\/datasets\/ds_/);
    await page.getByText('It is on its way.').waitFor();
  }, 60_000);

  it('says why a model does not answer and what to do', async () => {
    const { page } = admin;
    await open('/playground?models=nobody:production');
    await say('Anybody?');
    const refusal = answerOf('nobody:production').getByRole('alert');
    await refusal.getByText("The model 'nobody:production' does not exist").waitFor();
    await refusal.getByText('Choose another model above.').waitFor();
    await page.getByRole('button', { name: 'New conversation' }).click();
    await page.getByText('Nothing was said yet').waitFor();
  }, 60_000);

  it('loses nothing that was typed when the service goes away, and asks again when it is back', async () => {
    const { page } = admin;
    await open(both);
    await page.getByLabel('Message', { exact: true }).fill('half a mess');
    const api = service.life('api');
    api.kill('SIGKILL');
    await api.ended;
    await say('half a message');
    await answerOf('support-desk v1').getByText('The service does not answer').waitFor();
    await page.getByLabel('Message', { exact: true }).fill('the next one');
    await service.launch('api').ready;
    await page.getByRole('button', { name: 'Ask again' }).click();
    await answerOf('support-desk v1').getByText('answered').waitFor({ timeout: 30_000 });
    expect(sent.at(-1)!.messages.at(-1)!.content).toBe('half a message');
    expect(await page.getByLabel('Message', { exact: true }).inputValue()).toBe('the next one');
  }, 90_000);

  it('leaves an answer to the version that gave it, and begins anew where the alias was moved since', async () => {
    const { page } = admin;
    await open(`/playground?models=${TUNED}&max=24&fresh=1`);
    await say('Who are you?');
    await answerOf(`${TUNED} (v2)`).getByText('answered').waitFor();
    await promote(service, { model: 'support-desk', version: 1, alias: 'production' });
    await page
      .getByRole('combobox', { name: 'Model 1' })
      .and(page.locator(`[value="${TUNED} (v1)"]`))
      .waitFor();
    await answerOf(`${TUNED} (v2)`).getByText('answered').waitFor();
    await say('Who are you?');
    await answerOf(`${TUNED} (v1)`).getByText('answered').waitFor();
    await answerOf(`${TUNED} (v2)`).getByText('answered').waitFor();
    await page.getByText(`${TUNED} (v1) is not told what v2 said.`).waitFor();
    expect(sent.at(-1)!.messages.filter(({ role }) => role !== 'system')).toEqual([
      { role: 'user', content: 'Who are you?' },
    ]);
    await shot(page, 'playground-moved');
    await say('And now?');
    await answerOf(`${TUNED} (v1)`).nth(1).getByText('answered').waitFor();
    expect(
      sent
        .at(-1)!
        .messages.slice(-3)
        .map(({ role }) => role),
    ).toEqual(['user', 'assistant', 'user']);
    await open(both);
    await say('Where is my card?');
    await answerOf('support-desk v1').getByText('answered').waitFor();
  }, 90_000);

  it('has nothing that axe calls serious, in dark and in light, and loses nothing at 320 px', async () => {
    const ready = async (path: string) => {
      await open(path);
      await answerOf('support-desk v1').first().waitFor();
    };
    expect(await lostOn(admin.page, [both], ready)).toEqual({});
    expect(admin.faults).toEqual([]);
  }, 120_000);
});
