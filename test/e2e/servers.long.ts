// Concerns: libs/adapters, libs/artifacts, libs/registry, libs/files, libs/model-hub, libs/deployments, apps, jobs, test/e2e
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, openAsBlob, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answer, type Luthier } from '#client/client.js';
import { reached } from '#platform/failpoints.js';
import { type MlflowServer, startMlflow } from '../support/mlflow-server.js';
import { type S3Server, startMoto } from '../support/s3-servers.js';
import { startValkey, type ValkeyServer } from '../support/valkey-server.js';
import { needed, ownProcesses, Service } from './harness.js';
import { openTinyHub, TINY, type TinyHub } from './tiny-hub.js';
import { eventually, isFinal } from './wait.js';

/** Everything outside is a real server here: S3, Redis, MLflow, the Hub; and its official clients read what was registered. */
let [hub, s3, valkey, mlflow, service, client] = [] as unknown as [
  TinyHub,
  S3Server,
  ValkeyServer,
  MlflowServer,
  Service,
  Luthier,
];
const scratch = mkdtempSync(join(tmpdir(), 'luthier-servers-'));
const made = { train: '', file: '', version: '', data: '', adapter: '', card: '' };

beforeAll(async () => {
  const servers = needed('LUTHIER_TEST_SERVERS_DIR');
  [hub, s3, valkey, mlflow] = await Promise.all([
    openTinyHub(),
    startMoto(servers, needed('LUTHIER_TEST_PYTHON')),
    startValkey(servers),
    startMlflow(needed('LUTHIER_TEST_MLFLOW_BIN')),
  ]);
  const env = {
    REDIS_URL: valkey.url,
    S3_ENDPOINT: s3.url,
    S3_BUCKET: s3.bucket,
    S3_ACCESS_KEY_ID: s3.credentials.accessKeyId,
    S3_SECRET_ACCESS_KEY: s3.credentials.secretAccessKey,
    MLFLOW_TRACKING_URI: mlflow.url,
  };
  service = await Service.start({ hubUrl: hub.url, env });
  client = service.client();
}, 240_000);
afterAll(async () => {
  await service?.stop();
  await Promise.all([hub?.stop(), s3?.stop(), valkey?.stop(), mlflow?.stop()]);
  rmSync(scratch, { recursive: true, force: true });
}, 90_000);

async function upload(path: string): Promise<string> {
  const form = new FormData();
  form.set('purpose', 'fine-tune');
  form.set('file', await openAsBlob(path), 'rows.jsonl');
  const body = { body: form as never, bodySerializer: (b: unknown) => b as never };
  return (await answer(client.POST('/v1/files', body))).id;
}

async function importBase(): Promise<void> {
  const source = { type: 'hub' as const, repo: TINY.repo, revision: TINY.revision };
  await answer(client.POST('/v1/base_models/import', { body: { slug: TINY.slug, source } }));
  const params = { path: { id: TINY.slug } };
  const base = () => answer(client.GET('/v1/base_models/{id}', { params }));
  await eventually(base, ({ state }) => state === 'ready', 180);
}

async function datasetVersion() {
  made.file = await upload(hub.train);
  const dataset = await answer(client.POST('/v1/datasets', { body: { name: 'tiny-intents' } }));
  const files = { train: made.file, test: await upload(hub.test) };
  const body = { files, license: 'CC-BY-4.0', attribution: 'made on the spot' };
  const params = { path: { id: dataset.id } };
  return answer(client.POST('/v1/datasets/{id}/versions', { params, body }));
}

const filesOf = async (artifact: string) => {
  const params = { path: { id: artifact } };
  const { files } = (await answer(client.GET('/v1/artifacts/{id}/manifest', { params }))) as unknown as {
    files: { path: string; sha256: string }[];
  };
  return Object.fromEntries(files.map(({ path, sha256 }) => [path, sha256]));
};

async function python(program: string, args: string[], env: Record<string, string>): Promise<any> {
  const interpreter = needed(
    program.startsWith('mlflow') ? 'LUTHIER_TEST_MLFLOW_PYTHON' : 'LUTHIER_TEST_TRAIN_PYTHON',
  );
  const own = { PATH: process.env['PATH'] ?? '', HOME: scratch, PYTHONDONTWRITEBYTECODE: '1', ...env };
  const run = promisify(execFile)(interpreter, [join('test/e2e', program), ...args], { env: own });
  return JSON.parse((await run).stdout.trim().split('\n').at(-1)!);
}

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const keyOf = (sha256: string) => `sha256/${sha256.slice(0, 2)}/${sha256}`;

describe('the tiny pipeline on real servers', () => {
  it('imports, trains, quantizes, measures, registers and promotes', async () => {
    await importBase();
    const data = await datasetVersion();
    made.data = data.id;
    const spec = { adapter: { r: 4 }, trainer: { n_epochs: 1, batch_size: 4, max_seq_length: 128 }, seed: 7 };
    const body = {
      publish: { model: 'tiny-intents', suffix: 'e2e' },
      jobs: [
        { name: 'train', kind: 'finetune', base_model: TINY.slug, dataset_version: data.id, ...spec },
        { name: 'merge', kind: 'merge', adapter: { job: 'train' } },
        { name: 'quantize', kind: 'quantize', model: { job: 'merge' } },
        {
          name: 'tuned',
          kind: 'evaluate',
          dataset_version: data.id,
          max_new_tokens: 4,
          model: { job: 'merge' },
        },
        {
          ...{ name: 'small', kind: 'evaluate', dataset_version: data.id, max_new_tokens: 4 },
          ...{ model: { job: 'quantize' }, engine: 'llamacpp' },
        },
      ],
    };
    const started = await answer(client.POST('/v1/pipelines', { body: body as never }));
    made.train = started.jobs!.find((job) => job.kind === 'finetune')!.id;
    const params = { path: { id: started.id } };
    const pipeline = () => answer(client.GET('/v1/pipelines/{id}', { params }));
    const ended = await eventually(pipeline, ({ state }) => isFinal(state), 500);
    expect({ state: ended.state, failure: ended.failure }).toEqual({ state: 'succeeded', failure: null });
    made.version = ended.model_version!;
    const asked = { model: 'tiny-intents', alias: 'production', min_score: 0, max_quantization_drop: 1 };
    const { id } = await answer(client.POST('/v1/promotions', { body: asked }));
    const promotion = () => answer(client.GET('/v1/promotions/{id}', { params: { path: { id } } }));
    const promoted = await eventually(promotion, ({ state }) => isFinal(state), 180);
    expect({ state: promoted.state, failure: promoted.failure }).toEqual({
      state: 'succeeded',
      failure: null,
    });
  }, 800_000);

  it('keeps every byte in the bucket, and none beside it', async () => {
    const { adapter, gguf } = (await version()).artifacts as Record<string, string>;
    made.adapter = adapter!;
    for (const id of [adapter!, gguf!]) {
      for (const [path, sha256] of Object.entries(await filesOf(id))) {
        const where = { Bucket: s3.bucket, Key: keyOf(sha256) };
        expect((await s3.client.send(new HeadObjectCommand(where))).ContentLength).toBeGreaterThan(0);
        const { Body } = await s3.client.send(new GetObjectCommand(where));
        expect({ path, sha256: sha(await Body!.transformToByteArray()) }).toEqual({ path, sha256 });
      }
    }
    expect(existsSync(join(service.dataDir, 'objects'))).toBe(false);
  });

  it('hands out links of the S3 server itself', async () => {
    const content = await service.call(
      'GET',
      `/v1/artifacts/${made.adapter}/content?path=adapter_config.json`,
    );
    expect(content.status).toBe(302);
    const link = content.headers.get('location')!;
    expect(link.startsWith(s3.url)).toBe(true);
    const bytes = Buffer.from(await (await fetch(link)).arrayBuffer());
    expect(sha(bytes)).toBe((await filesOf(made.adapter))['adapter_config.json']);
  });

  it('is read by the MLflow client as it was registered', async () => {
    const mirrored = () => version();
    await eventually(mirrored, ({ mlflow }) => ((mlflow as any)?.aliases ?? []).includes('production'), 120);
    const { openai_id, artifacts, base_model, license } = await version();
    const args = ['tiny-intents', 'production', made.train, mkdtempSync(join(scratch, 'mlflow-'))];
    const seen = await python('mlflow_client.py', args, { MLFLOW_TRACKING_URI: mlflow.url });
    expect(seen).toMatchObject({ runs_of_job: [true], status: 'FINISHED', version: '1' });
    expect(seen.params).toMatchObject({
      seed: '7',
      'params.adapter.r': '4',
      'params.trainer.batch_size': '4',
    });
    expect(seen.steps).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
    expect(seen.losses.every((loss: unknown) => Number.isFinite(loss))).toBe(true);
    const data = await answer(
      client.GET('/v1/dataset_versions/{id}', { params: { path: { id: made.data } } }),
    );
    expect(seen.inputs).toEqual([{ name: 'tiny-intents', digest: expect.any(String) }]);
    expect((data as any).sha256 ?? (data as any).digest).toMatch(new RegExp(`^${seen.inputs[0].digest}`));
    const { digest } = await artifact(artifacts['adapter']!);
    const tags = {
      license,
      base_model,
      sha256: digest,
      'luthier.job_id': made.train,
      'luthier.openai_id': openai_id,
    };
    expect(seen.tags).toMatchObject(tags);
    expect(seen.run_tags).toMatchObject(tags);
    const wanted = { ...(await filesOf(artifacts['adapter']!)), ...(await papers()) };
    expect(seen.sha256).toEqual(wanted);
  }, 240_000);

  it('keeps serving what was promoted when its alias is moved in MLflow, and puts it back with an audit event', async () => {
    const api = `${mlflow.url}/api/2.0/mlflow`;
    const send = async (method: string, path: string, body?: object) => {
      const answered = await fetch(`${api}/${path}`, {
        ...{ method, headers: { 'content-type': 'application/json' } },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      expect({ path, status: answered.status }).toEqual({ path, status: 200 });
      return (await answered.json()) as any;
    };
    const alias = { name: 'tiny-intents', alias: 'production' };
    const query = new URLSearchParams(alias).toString();
    const { model_version: good } = await send('GET', `registered-models/alias?${query}`);
    const copy = { name: alias.name, source: good.source, run_id: good.run_id };
    const { model_version: evil } = await send('POST', 'model-versions/create', copy);
    await send('POST', 'registered-models/alias', { ...alias, version: evil.version });
    const lives = (['api', 'worker'] as const).map((program) => service.life(program));
    for (const life of lives) life.kill('SIGKILL');
    await Promise.all(lives.map((life) => life.ended));
    for (const pid of ownProcesses(join(service.dataDir, 'run/servers'))) process.kill(pid, 'SIGKILL');
    for (const program of ['api', 'worker'] as const) await service.launch(program).ready;
    client = service.client();
    const now = async () => (await send('GET', `registered-models/alias?${query}`)).model_version.version;
    await eventually(now, (number) => number === good.version, 60);
    const events = (await (await service.call('GET', '/v1/audit_events?limit=100')).json()) as any;
    const drift = (events.data as any[]).filter((event) => event.action === 'mlflow.alias_drift');
    expect(drift.map((event) => event.facts)).toEqual([
      { alias: 'production', tracker_model: alias.name, found: evil.version, expected: good.version },
    ]);
    const held = await service.call('GET', `/v1/registered_models/${alias.name}`);
    expect(await held.text()).toContain(made.version);
    const chat = () =>
      service.call('POST', '/v1/chat/completions', {
        ...{ model: 'tiny-intents:production', max_tokens: 4 },
        messages: [{ role: 'user', content: 'hi' }],
      });
    const said = await eventually(chat, (answered) => answered.status === 200, 60);
    expect([said.status, said.headers.get('x-luthier-model-version')]).toEqual([200, made.version]);
  }, 120_000);

  it('is read by the Hub client as it was registered, and the adapter runs', async () => {
    const env = {
      ...{ HF_ENDPOINT: service.baseUrl, HF_TOKEN: service.adminKey, HF_HOME: join(scratch, 'hf') },
      ...{ HF_HUB_DISABLE_TELEMETRY: '1', HF_HUB_DISABLE_PROGRESS_BARS: '1' },
    };
    const seen = await python('hub_client.py', ['personal/tiny-intents', '1', 'production'], env);
    const { artifacts } = await version();
    const inFolder = async (role: string) =>
      Object.entries(await filesOf(artifacts[role]!)).map(([path, sha256]) => [`${role}/${path}`, sha256]);
    const adapter = await filesOf(artifacts['adapter']!);
    const wanted = {
      ...adapter,
      ...Object.fromEntries([...(await inFolder('merged')), ...(await inFolder('gguf'))]),
      ...(await papers()),
    };
    expect(seen).toMatchObject({
      same_commit: true,
      files: Object.keys(wanted).sort(),
      card: {
        license: 'apache-2.0',
        base_model: TINY.repo,
        base_model_relation: 'adapter',
        library_name: 'peft',
      },
      card_data: 'apache-2.0',
      one: adapter['adapter_config.json'],
      adapter: { r: 4, base: TINY.repo, finite: true },
      refusals: {
        repo: 'RepositoryNotFoundError',
        revision: 'RevisionNotFoundError',
        entry: 'EntryNotFoundError',
        stranger: 'HfHubHTTPError 401',
        card: 'ValueError',
      },
    });
    expect(seen.adapter.tensors).toBeGreaterThan(0);
    expect(seen.sha256).toEqual(wanted);
  }, 240_000);

  it('keeps one object and one file of an upload whose api died behind the put', async () => {
    const rows = join(scratch, 'again.jsonl');
    writeFileSync(rows, readFileSync(hub.train, 'utf8').trimEnd());
    const key = keyOf(sha(readFileSync(rows)));
    const before = (await service.kept()).rows['file'];
    const alive = service.life('api');
    alive.kill('SIGKILL');
    await alive.ended;
    const dying = service.launch('api', { LUTHIER_FAILPOINT: 'object.complete' });
    await dying.ready;
    client = service.client();
    await expect(upload(rows)).rejects.toThrow();
    expect((await dying.ended).signal).toBe('SIGKILL');
    expect(dying.stderr()).toContain(reached('object.complete'));
    expect((await s3.client.send(new HeadObjectCommand({ Bucket: s3.bucket, Key: key }))).ETag).toBeTruthy();
    expect((await service.kept()).rows['file']).toBe(before);
    await service.launch('api').ready;
    client = service.client();
    await upload(rows);
    expect((await service.kept()).rows['file']).toBe(before! + 1);
  }, 240_000);

  it('answers 503 with a time to come back while S3 is down', async () => {
    expect(await (await service.call('GET', `/v1/files/${made.file}/content`)).text()).toBe(
      readFileSync(hub.train, 'utf8'),
    );
    await s3.kill();
    for (const path of [
      `/v1/files/${made.file}/content`,
      `/v1/artifacts/${made.adapter}/content?path=adapter_config.json`,
      '/personal/tiny-intents/resolve/1/README.md',
    ]) {
      const answered = await service.call('GET', path);
      const { error } = (await answered.json()) as { error: { code: string } };
      const facts = {
        path,
        status: answered.status,
        code: error.code,
        retry: answered.headers.get('retry-after'),
      };
      expect(facts).toEqual({ path, status: 503, code: 'object_store_unavailable', retry: '10' });
    }
    const rows = { ...(await service.kept()).rows };
    const form = new FormData();
    form.set('purpose', 'fine-tune');
    form.set('file', await openAsBlob(hub.test), 'rows.jsonl');
    expect((await service.call('POST', '/v1/files', form)).status).toBe(503);
    expect((await service.kept()).rows['file']).toBe(rows['file']);
    expect((await service.call('GET', '/livez')).status).toBe(200);
  }, 240_000);
});

const version = () =>
  answer(client.GET('/v1/model_versions/{id}', { params: { path: { id: made.version } } }));
const artifact = async (id: string) => {
  const row = (await answer(client.GET('/v1/artifacts/{id}', { params: { path: { id } } }))) as any;
  return { digest: row.sha256 as string };
};
async function papers() {
  const { 'surfaces.json': _, ...files } = await filesOf((await version()).card as string);
  return files;
}
