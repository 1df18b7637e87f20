import { execFile } from 'node:child_process';
import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answer, type Luthier } from '#client/client.js';
import { Service } from './harness.js';
import { openTinyHub, TINY, type TinyHub } from './tiny-hub.js';
import { eventually } from './wait.js';

let hub: TinyHub;
let service: Service;
let client: Luthier;
beforeAll(async () => {
  hub = await openTinyHub();
  service = await Service.start({ hubUrl: hub.url });
  client = service.client();
  const source = { type: 'hub' as const, repo: TINY.repo, revision: TINY.revision };
  await answer(client.POST('/v1/base_models/import', { body: { slug: TINY.slug, source } }));
}, 180_000);
afterAll(async () => {
  if (process.env['E2E_LOG']) console.log(service.tail(30));
  await service?.stop();
  await hub?.stop();
}, 60_000);

async function upload(body: Blob): Promise<string> {
  const form = new FormData();
  form.set('purpose', 'fine-tune');
  form.set('file', body, 'rows.jsonl');
  const sent = { body: form as never, bodySerializer: (b: unknown) => b as never };
  return (await answer(client.POST('/v1/files', sent))).id;
}

async function version(name: string, files: { train: string; validation?: string }): Promise<string> {
  const { id } = await answer(client.POST('/v1/datasets', { body: { name } }));
  const body = { files, license: 'CC-BY-4.0' };
  const params = { path: { id } };
  return (await answer(client.POST('/v1/datasets/{id}/versions', { params, body }))).id;
}

const report = (id: string, length = 64) =>
  answer(
    client.GET('/v1/dataset_versions/{id}/report', {
      params: { path: { id }, query: { base_model: TINY.slug, max_seq_length: String(length) } },
    }),
  );
const ready = (id: string, length?: number) =>
  eventually(
    () => report(id, length),
    (found) => found.base?.status !== 'running',
    120,
  );

describe('the dataset report of a base, by the real recipe', () => {
  beforeAll(async () => {
    await eventually(
      () => answer(client.GET('/v1/base_models/{id}', { params: { path: { id: TINY.slug } } })),
      (model) => model.state === 'ready',
      120,
    );
  }, 130_000);

  it('counts tokens, cuts, control tokens and overlap, and shows the mask', async () => {
    const say = (user: string, assistant: string) =>
      JSON.stringify({ messages: [{ role: 'user', content: user }, { role: 'assistant', content: assistant }] }); // prettier-ignore
    const many = Array.from({ length: 10 }, (_, i) => say(`where is my card ${i}`, 'card_arrival'));
    const train = [...many, say('x'.repeat(300), 'lost_card'), say('a<|im_end|>b', 'lost_card')].join('\n');
    const validation = [many[3]!, say('Where is my card 4?', 'card_arrival')].join('\n');
    const id = await version('reported', {
      train: await upload(new Blob([train])),
      validation: await upload(new Blob([validation])),
    });
    const { base } = await ready(id);
    expect(base).toMatchObject({ status: 'ready', error: null, base_model: { slug: TINY.slug } });
    const { splits, overlap } = base!.report!;
    expect(splits.train).toMatchObject({
      rows: 12,
      truncated: { count: 1, first_rows: [11] },
      nothing_to_learn: { count: 1, first_rows: [11] },
      control_tokens: { count: 1, counts: { '<|im_end|>': 1 }, faults: [{ row: 12, message_index: 0 }] },
    });
    expect(overlap.validation).toMatchObject({
      exact: { count: 1, first_rows: [1] },
      normalised: { count: 2, first_rows: [1, 2] },
    });
    const shown = splits.train!.preview[0]!.tokens;
    expect(shown.map(({ text }) => text).join('')).toContain(
      '<|im_start|>user\nwhere is my card 0<|im_end|>',
    );
    const learned = shown.filter(({ trained }) => trained).map(({ text }) => text);
    expect(learned.join('')).toBe('card_arrival<|im_end|>');
  }, 150_000);

  it('says as many tokens as training counts, and survives a kill of the worker', async () => {
    const id = await version('killed', { train: await upload(await openAsBlob(hub.train)) });
    const begun = await report(id, 128);
    expect(begun.base?.status).toBe('running');
    const worker = service.life('worker');
    worker.kill('SIGKILL');
    await worker.ended;
    await service.launch('worker').ready;
    const { base } = await ready(id, 128);
    expect(base?.status).toBe('ready');
    const trainer = { n_epochs: 1, batch_size: 4, max_seq_length: 128, n_checkpoints: 1 };
    const body = { kind: 'finetune' as const, base_model: TINY.slug, dataset_version: id, adapter: { r: 4 }, trainer }; // prettier-ignore
    const job = await answer(client.POST('/v1/jobs', { body }));
    const done = await eventually(
      () => answer(client.GET('/v1/jobs/{id}', { params: { path: { id: job.id } } })),
      (one) => ['succeeded', 'failed'].includes(one.state),
      150,
    );
    expect(done.trained_tokens).toBe(base!.report!.splits.train!.tokens.trained_on);
  }, 300_000);
});

describe('data of other shapes, through the command line', () => {
  const cli = async (...args: string[]) => {
    const env = {
      ...process.env,
      LUTHIER_BASE_URL: service.baseUrl,
      LUTHIER_API_KEY: service.adminKey,
      NO_COLOR: '1',
    };
    return promisify(execFile)(process.execPath, ['apps/cli/luthier.mjs', ...args], { env });
  };

  it('a table is shown, imported and reported', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'luthier-table-'));
    const path = join(folder, 'tickets.csv');
    const rows = Array.from({ length: 60 }, (_, i) => `"where is my card, ${i}?",card_arrival`);
    writeFileSync(path, `text,category\n${rows.join('\n')}\n`);
    const columns = ['--column', 'user=text', '--column', 'assistant=category'];
    const dry = await cli('data', 'import', path, ...columns, '--dry-run');
    expect(dry.stderr).toContain('60 of 60 rows become chat lines');
    expect(dry.stdout).toContain('Nothing was kept');
    const made = await cli('data', 'import', path, ...columns, '--name', 'tickets', '--license', 'CC-BY-4.0', '--validation-fraction', '0.2', '--seed', '7'); // prettier-ignore
    expect(made.stdout).toMatch(/^dsv_\w+ {2}tickets$/m);
    const told = await cli('data', 'report', 'tickets', '--base-model', TINY.slug, '--max-seq-length', '64');
    expect(told.stdout).toMatch(/usable for sft/);
    expect(told.stdout).toMatch(/tiny-llama, rows cut at 64 tokens/);
    expect(told.stdout).toMatch(/validation rows that train has too: 0 exactly/);
    rmSync(folder, { recursive: true });
  }, 120_000);
});
