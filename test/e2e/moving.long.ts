// Concerns: apps/cli, libs/fine-tuning, libs/webhooks, libs/datasets, test/e2e, test/support
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { answer } from '#client/client.js';
import { anOpenAiJob, OpenAiDouble } from '../support/openai-double.js';
import { Service } from './harness.js';
import { openTinyHub, TINY, type TinyHub } from './tiny-hub.js';
import { eventually, isFinal } from './wait.js';

const OLD = { id: 'ftjob-OldIntents', fine_tuned_model: 'ft:gpt-4o-mini-2024-07-18:acme::OldInten' };
let hub: TinyHub;
let service: Service;
let double: OpenAiDouble;
let folder: string;

beforeAll(async () => {
  hub = await openTinyHub();
  double = await OpenAiDouble.open();
  folder = mkdtempSync(join(tmpdir(), 'luthier-moving-e2e-'));
  service = await Service.start({ hubUrl: hub.url, env: { LUTHIER_CPU_SLOTS: '2' } });
  const client = service.client();
  const source = { type: 'hub' as const, repo: TINY.repo, revision: TINY.revision };
  await answer(client.POST('/v1/base_models/import', { body: { slug: TINY.slug, source } }));
  const get = () => answer(client.GET('/v1/base_models/{id}', { params: { path: { id: TINY.slug } } }));
  await eventually(get, ({ state }) => state === 'ready', 240);
  const hyperparameters = { n_epochs: 1, batch_size: 8, learning_rate_multiplier: 1 };
  double.addFile('file-Train', readFileSync(hub.train, 'utf8'));
  double.addFile('file-Test', readFileSync(hub.test, 'utf8'));
  double.jobs = [
    anOpenAiJob({
      ...OLD,
      ...{ training_file: 'file-Train', validation_file: 'file-Test', user_provided_suffix: 'intents' },
      method: { type: 'supervised', supervised: { hyperparameters } },
    }),
  ];
  const hook = { object: 'webhook_endpoint', id: 'whe_Ci', name: 'CI', url: 'https://ci.example.com/hook' };
  double.webhooks = [{ ...hook, event_types: ['fine_tuning.job.succeeded', 'batch.completed'] }];
}, 400_000);
afterAll(async () => {
  await service?.stop();
  await hub?.stop();
  await double?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** The real program, as a person without a terminal starts it. */
const luthier = (...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((done) => {
    const { PATH = '', HOME = '', TMPDIR = tmpdir() } = process.env;
    const env = {
      ...{ PATH, HOME, TMPDIR, LUTHIER_BASE_URL: service.baseUrl, LUTHIER_API_KEY: service.adminKey },
      OPENAI_API_KEY: OpenAiDouble.KEY,
    };
    const argv = [
      '--no-warnings',
      'dist/apps/cli/main.js',
      'import',
      'openai',
      '--openai-base-url',
      double.url,
    ];
    const child = execFile(process.execPath, [...argv, ...args], { env }, (_, out, err) =>
      done({ code: child.exitCode ?? -1, out, err }),
    );
    child.stdin?.end();
  });

describe('moving in', () => {
  it('plans, applies, trains, and compares the old model with the new one', async () => {
    const path = join(folder, 'plan.yaml');
    expect(await luthier('--plan', path)).toMatchObject({ code: 0, out: expect.stringContaining(OLD.id) });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await luthier('--plan', path)).toMatchObject({ code: 6 });
    expect(await luthier('--apply', path, '--yes')).toMatchObject({
      code: 2,
      err: expect.stringContaining('data.license'),
    });
    const plan = parse(readFileSync(path, 'utf8')) as { data: object; jobs: { to: { base: string } }[] };
    plan.data = { license: 'LicenseRef-own-data', declared_by: 'Dana Owens', generated_by: [] };
    plan.jobs[0]!.to.base = TINY.repo;
    writeFileSync(path, stringify(plan));

    const applied = await luthier('--apply', path, '--yes', '--json');
    expect(applied).toMatchObject({ code: 0 });
    const { jobs, webhooks } = JSON.parse(applied.out) as {
      jobs: { job: string }[];
      webhooks: { id: string }[];
    };
    expect(jobs).toMatchObject([{ openai_job_id: OLD.id, state: 'submitted', copied: 2 }]);
    expect(webhooks).toMatchObject([{ state: 'made', signing_secret: expect.stringMatching(/^whsec_/) }]);
    const endpoint = await service.call('GET', `/v1/webhook_endpoints/${webhooks[0]!.id}`);
    expect(await endpoint.json()).toMatchObject({
      enabled: false,
      event_types: ['fine_tuning.job.succeeded'],
    });
    const again = JSON.parse((await luthier('--apply', path, '--yes', '--json')).out) as object;
    expect(again).toMatchObject({
      jobs: [{ state: 'there', job: jobs[0]!.job, copied: 0 }],
      webhooks: [{ state: 'there', id: webhooks[0]!.id, signing_secret: null }],
    });
    expect(await luthier('--compare', path, '--yes')).toMatchObject({ code: 5 }); // it is not trained yet

    const client = service.client();
    const params = { path: { id: jobs[0]!.job } };
    const job = await eventually(
      () => answer(client.GET('/v1/fine_tuning/jobs/{id}', { params })),
      ({ status }) => isFinal(status),
      500,
    );
    expect([job.status, job.error]).toEqual(['succeeded', null]);

    const labels = readFileSync(hub.test, 'utf8')
      .trimEnd()
      .split('\n')
      .map((row) => JSON.parse(row) as Row);
    double.answer = (_, prompt) =>
      labels.find(({ messages }) => messages[1]!.content === prompt)!.messages[2]!.content;
    expect(await luthier('--compare', path)).toMatchObject({
      code: 2,
      err: expect.stringContaining('12 calls to OpenAI'),
    });
    expect(double.askedFor('/chat/completions')).toBe(0);
    const compared = await luthier('--compare', path, '--yes', '--json');
    expect(compared).toMatchObject({ code: 0 });
    const [found] = (JSON.parse(compared.out) as { data: Record<string, any>[] }).data;
    expect(found).toMatchObject({
      ...{ old_model: OLD.fine_tuned_model, new_model: job.fine_tuned_model, rows: 12, asked_now: 12 },
      exact_match: { rows: 12, old: 1, newOnly: 0 },
    });
    expect(found!['exact_match'].both + found!['exact_match'].oldOnly).toBe(12);
    const stem = join(`${path}.results`, `compare-${OLD.id}`);
    expect(readFileSync(`${stem}.md`, 'utf8')).toContain('| exact match | 1.000 |');
    await luthier('--compare', path); // all is answered: no question, no call
    expect(double.askedFor('/chat/completions')).toBe(12);
    const written = [path, `${stem}.json`, `${stem}.rows.jsonl`]
      .map((file) => readFileSync(file, 'utf8'))
      .join('');
    expect(written + service.tail(1000)).not.toContain(OpenAiDouble.KEY);
  }, 900_000);
});

interface Row {
  messages: { content: string }[];
}
