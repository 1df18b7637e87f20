import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, openAsBlob, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { attemptEnvironment, hostPath } from '#adapters/process/attempt-environment.js';
import { idBody } from '#kernel/ids.js';
import pg from 'pg';
import { needed, Service } from '../e2e/harness.js';
import { openTinyHub, TINY } from '../e2e/tiny-hub.js';
import { eventually } from '../e2e/wait.js';
import { median } from './median.js';

export interface WallTime {
  byHand: number[];
  luthier: number[];
  ratio: number;
}

/** Seconds of one training by hand and through api, queue and worker, in turn, `pairs` times; the first of each warms up. */
export async function wallTime(pairs: number, steps: number, say: (line: string) => void): Promise<WallTime> {
  const hub = await openTinyHub();
  const service = await Service.start({ hubUrl: hub.url });
  try {
    const bench = await Bench.prepare(service, hub.train, steps);
    say('a first run of each, not counted');
    const { folder } = await bench.throughLuthier();
    await bench.byHand(folder);
    const out = { byHand: [] as number[], luthier: [] as number[] };
    for (let pair = 1; pair <= pairs; pair += 1) {
      const through = await bench.throughLuthier();
      const byHand = await bench.byHand(folder);
      out.luthier.push(through.seconds);
      out.byHand.push(byHand);
      say(`pair ${pair}: by hand ${byHand.toFixed(2)} s, through Luthier ${through.seconds.toFixed(2)} s`);
    }
    return { ...out, ratio: median(out.luthier) / median(out.byHand) };
  } finally {
    await service.stop();
    await hub.stop();
  }
}

class Bench {
  private constructor(
    private readonly service: Service,
    private readonly dataset: string,
    private readonly steps: number,
  ) {}

  static async prepare(service: Service, train: string, steps: number): Promise<Bench> {
    const post = poster(service);
    const source = { type: 'hub', repo: TINY.repo, revision: TINY.revision };
    await post('/v1/base_models/import', { slug: TINY.slug, source });
    const model = () => service.call('GET', `/v1/base_models/${TINY.slug}`).then((answer) => answer.json());
    await eventually(
      async () => (await model()) as { state: string },
      ({ state }) => state === 'ready',
      120,
    );
    const form = new FormData();
    form.set('purpose', 'fine-tune');
    form.set('file', await openAsBlob(train), 'train.jsonl');
    const file = await post('/v1/files', form);
    const dataset = await post('/v1/datasets', { name: 'tiny' });
    const body = { files: { train: file.id }, license: 'CC-BY-4.0' };
    const version = await post(`/v1/datasets/${dataset.id}/versions`, body);
    return new Bench(service, version.id, steps);
  }

  /** From the request that submits to the moment at which the job is final, its artifacts registered. */
  async throughLuthier(): Promise<{ seconds: number; folder: string }> {
    const sentAt = Date.now();
    const trainer = { max_steps: this.steps, batch_size: 4, max_seq_length: 128, n_checkpoints: 3 };
    const job = await poster(this.service)('/v1/jobs', {
      kind: 'finetune',
      base_model: TINY.slug,
      dataset_version: this.dataset,
      adapter: { r: 4 },
      trainer,
      seed: 7,
    });
    const client = new pg.Client({ connectionString: this.service.database.url });
    await client.connect();
    try {
      // a look at the row, so that waiting for the end costs next to nothing
      await client.query(`SELECT set_config('luthier.project', '*', false)`);
      const look = `SELECT state::text AS state, extract(epoch FROM finished_at) * 1000 AS ended FROM job WHERE id = $1`;
      const [row] = await eventually(
        async () => (await client.query<{ state: string; ended: string | null }>(look, [job.id])).rows,
        (rows) => rows[0]!.ended !== null,
        1800,
      );
      if (row!.state !== 'succeeded') throw new Error(`job ${job.id} is ${row!.state}`);
      const folder = join(this.service.dataDir, 'jobs', idBody(job.id), 'a1');
      return { seconds: (Number(row!.ended) - sentAt) / 1000, folder };
    } finally {
      await client.end();
    }
  }

  /** `python jobs/run.py` on the spec that Luthier wrote, in the same environment and at the same priority. */
  async byHand(like: string): Promise<number> {
    const folder = join(this.service.dataDir, 'jobs', 'by-hand');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, 'workspace'), { recursive: true });
    cpSync(join(like, 'spec.json'), join(folder, 'spec.json'));
    const python = needed('LUTHIER_TEST_TRAIN_PYTHON');
    const resources = { cpus: availableParallelism(), memoryMb: null, gpus: [], pids: 1024 };
    const attempt = {
      name: 'by-hand',
      jobId: 'by-hand',
      attempt: 1,
      epoch: 1,
      folder,
      readPaths: [],
      resources,
    };
    const env = attemptEnvironment(attempt, { path: hostPath(python) });
    const startedAt = Date.now();
    const log: Buffer[] = [];
    const child = spawn('nice', ['-n', '5', python, resolve('jobs/run.py')], {
      env,
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => log.push(chunk));
    const code = await new Promise((done) => child.once('close', done));
    const seconds = (Date.now() - startedAt) / 1000;
    if (code !== 0)
      throw new Error(`by hand it ended with ${String(code)}:\n${Buffer.concat(log).toString()}`);
    writeFileSync(join(folder, 'output.log'), Buffer.concat(log));
    const result = JSON.parse(readFileSync(join(folder, 'workspace/result.json'), 'utf8')) as object;
    if (!('artifacts' in result)) throw new Error('by hand it left no result');
    return seconds;
  }
}

const poster =
  (service: Service) =>
  async (path: string, body: unknown): Promise<{ id: string }> => {
    const response = await service.call('POST', path, body);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as { id: string };
  };
