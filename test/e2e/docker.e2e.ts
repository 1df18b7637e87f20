import { mkdtempSync, openAsBlob, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answer, type Luthier } from '#client/client.js';
import { eventsOf } from '#client/events.js';
import { found } from '#adapters/docker/engine.js';
import { reached } from '#platform/failpoints.js';
import { type DockerEngine, jobImage, noDockerBecause, openDockerEngine } from '../support/docker-engine.js';
import { sitePackagesOf } from '../support/train-packages.js';
import { needed, Service } from './harness.js';
import { allowOwn, ownInContainers, ownWithoutEngine } from './own-containers.js';
import { openTinyHub, TINY, type TinyHub } from './tiny-hub.js';
import { eventually, isFinal } from './wait.js';

const impossible = noDockerBecause();
if (impossible) process.stdout.write(`the docker target is skipped: ${impossible}\n`);
const story = impossible ? describe.skip : describe;

let folder: string;
let engine: DockerEngine;
let hub: TinyHub;
let service: Service;
let client: Luthier;
const made = { data: '', rows: 0, pipeline: '', train: '', waiting: '', cancelled: '' };

story('jobs in containers', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'luthier-engine-'));
    engine = await openDockerEngine();
    hub = await openTinyHub();
    const images = await image();
    const own = { base: images['LUTHIER_JOB_IMAGE']!, folder: join(folder, 'own') };
    service = await Service.start({
      hubUrl: hub.url,
      env: {
        DOCKER_HOST: `unix://${join(folder, 'engine.sock')}`, // nothing is there yet
        LUTHIER_OWN_RECIPES: await allowOwn(engine, own),
        ...images,
      },
    });
    client = service.client();
  }, 400_000);
  afterAll(async () => {
    if (process.env['E2E_LOG']) console.log(service.tail(30));
    await service?.stop();
    await hub?.stop();
    await engine?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 120_000);

  it('does other work while the engine is away', async () => {
    const source = { type: 'hub' as const, repo: TINY.repo, revision: TINY.revision };
    await answer(client.POST('/v1/base_models/import', { body: { slug: TINY.slug, source } }));
    await eventually(
      () => answer(client.GET('/v1/base_models/{id}', { params: { path: { id: TINY.slug } } })),
      (model) => model.state === 'ready',
      120,
    );
    made.data = await dataset();
  }, 150_000);

  it('lets a job wait for the engine, and says so', async () => {
    const body = {
      name: 'contained',
      publish: { model: 'contained', suffix: 'docker' },
      jobs: [
        { name: 'train', ...fineTune(12) },
        { name: 'merge', kind: 'merge' as const, adapter: { job: 'train' }, target: 'docker' as const },
        { name: 'quantize', kind: 'quantize' as const, model: { job: 'merge' }, target: 'docker' as const },
      ],
    };
    const started = await answer(client.POST('/v1/pipelines', { body: body as never }));
    made.pipeline = started.id;
    made.train = started.jobs!.find((job) => job.kind === 'finetune')!.id;
    const messages = await eventually(
      () => messagesOf(made.train),
      (said) => said.some((line) => line.includes('does not answer')),
      60,
    );
    expect(messages[0]).toBe('The compute target docker does not answer; the job waits for it.');
    expect((await job(made.train)).state).toBe('queued');
    made.waiting = await ownWithoutEngine(given());
    symlinkSync(engine.host.slice('unix://'.length), join(folder, 'engine.sock'));
  }, 90_000);

  it('adopts the running container after kill -9 of the worker', async () => {
    await eventually(
      () => lastStep(made.train),
      (step) => step >= 3,
      180,
    );
    const [running, ...others] = await containers();
    expect(others).toEqual([]);
    const container = engine.docker.getContainer(running!.Id);
    const { HostConfig, Config, State } = await container.inspect();
    expect(State.Running).toBe(true);
    expect(HostConfig).toMatchObject({ NetworkMode: 'none', ReadonlyRootfs: true, CapDrop: ['ALL'] });
    expect(HostConfig).toMatchObject({ Privileged: false, SecurityOpt: ['no-new-privileges:true'] });
    expect(Config.User).toBe(process.getuid?.() === 0 ? '10001:10001' : expect.stringMatching(/^[1-9]/));
    expect(Config.Env.join('\n')).not.toMatch(/postgres|DATABASE|secret|KEY=/i);
    await container.pause(); // so that it is in the middle for as long as the new worker needs
    const worker = service.life('worker');
    worker.kill('SIGKILL');
    await worker.ended;
    const at = await lastStep(made.train);
    await service.launch('worker').ready;
    expect((await containers()).map(({ Id }) => Id)).toEqual([container.id]);
    await container.unpause();
    await eventually(
      () => lastStep(made.train),
      (step) => step > at,
      60,
    );
  }, 300_000);

  it('runs training, merge and conversion to their artifacts, each in one container', async () => {
    const ended = await eventually(
      () => pipeline(),
      ({ state }) => isFinal(state),
      400,
    );
    const errors = ended.jobs!.map(({ error }) => error);
    expect({ state: ended.state, errors }).toEqual({ state: 'succeeded', errors: [null, null, null] });
    const version = await answer(
      client.GET('/v1/model_versions/{id}', { params: { path: { id: ended.model_version! } } }),
    );
    expect(Object.keys(version.artifacts).sort()).toEqual(['adapter', 'gguf', 'merged']);
    for (const { id } of ended.jobs!) {
      const { data } = await answer(client.GET('/v1/jobs/{id}/attempts', { params: { path: { id } } }));
      expect(data).toMatchObject([{ number: 1, target: 'docker' }]);
      expect(await createdFor(id)).toBe(1);
    }
  }, 420_000);

  it('streams each step of the training once, and keeps what it printed', async () => {
    const params = { path: { id: made.train } };
    const { data } = await client.GET('/v1/jobs/{id}/events/stream', { params, parseAs: 'stream' });
    const steps: number[] = [];
    for await (const event of eventsOf(data as ReadableStream<Uint8Array>))
      if (event.type === 'metrics')
        steps.push((JSON.parse(event.data) as { data: { step: number } }).data.step);
    expect(steps).toEqual(Array.from({ length: 180 }, (_, index) => index + 1));
    const log = await service.call('GET', `/v1/jobs/${made.train}/logs`);
    expect(await log.text()).toMatch(/device cpu/);
  }, 60_000);

  it('makes one container for a job whose worker dies when it is made and again when it runs', async () => {
    const { id } = await answer(client.POST('/v1/jobs', { body: fineTune(50) }));
    made.cancelled = id;
    const before = service.life('worker');
    before.kill('SIGKILL');
    await before.ended;
    for (const point of ['docker.after_create', 'docker.after_start']) {
      const dying = service.launch('worker', { LUTHIER_FAILPOINT: point });
      expect(await dying.ended).toEqual({ code: null, signal: 'SIGKILL' });
      expect(dying.stderr()).toContain(reached(point));
    }
    await service.launch('worker').ready;
    await eventually(
      () => lastStep(id),
      (step) => step >= 1,
      180,
    );
    expect(await createdFor(id)).toBe(1);
    const { data } = await answer(client.GET('/v1/jobs/{id}/attempts', { params: { path: { id } } }));
    expect(data).toMatchObject([{ number: 1, target: 'docker' }]);
  }, 330_000);

  it('stops the container of a job that is cancelled', async () => {
    const id = made.cancelled;
    await eventually(
      () => lastStep(id),
      (step) => step >= 1,
      180,
    );
    expect((await containers()).map(({ State }) => State)).toContain('running');
    await answer(client.POST('/v1/jobs/{id}/cancel', { params: { path: { id } } }));
    const ended = await eventually(
      () => job(id),
      ({ state }) => isFinal(state),
      120,
    );
    expect(ended.state).toBe('cancelled');
  }, 330_000);

  ownInContainers(() => ({ ...given(), waiting: made.waiting }));

  it('leaves no container behind', async () => {
    expect(await eventually(containers, (left) => left.length === 0, 60)).toEqual([]);
  }, 70_000);
});

/** The image that LUTHIER_TEST_JOB_IMAGE names, which brings everything, or one of this machine's Python. */
async function image(): Promise<Record<string, string>> {
  const given = process.env['LUTHIER_TEST_JOB_IMAGE'];
  if (given) return { LUTHIER_JOB_IMAGE: given };
  const sitePackages = sitePackagesOf(needed('LUTHIER_TEST_TRAIN_PYTHON'));
  const made = await jobImage(engine, [sitePackages, needed('LUTHIER_TEST_GGUF_DIR')]);
  return { LUTHIER_JOB_IMAGE: made, LUTHIER_JOB_SITE_PACKAGES: sitePackages };
}

const fineTune = (epochs: number) => ({
  kind: 'finetune' as const,
  target: 'docker' as const,
  base_model: TINY.slug,
  dataset_version: made.data,
  adapter: { r: 4 },
  trainer: {
    ...{ n_epochs: epochs, batch_size: 4, learning_rate: 0.003, max_seq_length: 128, n_checkpoints: 2 },
  },
  seed: 7,
});

async function dataset(): Promise<string> {
  made.rows = readFileSync(hub.train, 'utf8').trimEnd().split('\n').length;
  const form = new FormData();
  form.set('purpose', 'fine-tune');
  form.set('file', await openAsBlob(hub.train), 'rows.jsonl');
  const file = await answer(
    client.POST('/v1/files', { body: form as never, bodySerializer: (b) => b as never }),
  );
  const { id } = await answer(client.POST('/v1/datasets', { body: { name: 'contained' } }));
  const body = { files: { train: file.id }, license: 'CC-BY-4.0', attribution: 'made on the spot' };
  const version = await answer(client.POST('/v1/datasets/{id}/versions', { params: { path: { id } }, body }));
  return version.id;
}

const job = (id: string) => answer(client.GET('/v1/jobs/{id}', { params: { path: { id } } }));
const pipeline = () => answer(client.GET('/v1/pipelines/{id}', { params: { path: { id: made.pipeline } } }));

async function events(id: string) {
  const params = { path: { id }, query: { limit: '100', order: 'desc' as const } };
  return (await answer(client.GET('/v1/jobs/{id}/events', { params: params as never }))).data;
}

/** The newest first. */
const messagesOf = async (id: string) =>
  (await events(id)).filter(({ type }) => type === 'message').map(({ message }) => message);

async function lastStep(id: string): Promise<number> {
  const newest = (await events(id)).find(({ type }) => type === 'metrics');
  return (newest?.data as { step: number } | undefined)?.step ?? 0;
}

/** How many containers the engine has ever made for a job. */
async function createdFor(id: string): Promise<number> {
  const filters = { type: ['container'], event: ['create'], label: [`luthier.job=${id}`] };
  const until = Math.floor(Date.now() / 1000);
  const asked = { since: 1, until, filters: filters as Record<string, string[]> };
  const told = await engine.docker.getEvents(asked);
  return (await text(told)).split('\n').filter(Boolean).length;
}

const given = () => ({
  ...{ service, data: made.data, rows: made.rows, containers },
  inspect: (id: string) => found(engine.docker.getContainer(id).inspect()),
});

/** Every container of this service, whatever its state. */
async function containers() {
  const all = await engine.docker.listContainers({ all: true, filters: { label: ['luthier.installation'] } });
  return all.filter(({ Labels }) => Labels['luthier.folder']!.startsWith(service.dataDir));
}
