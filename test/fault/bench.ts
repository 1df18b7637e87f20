import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { idBody } from '#kernel/ids.js';
import { isFinal } from '#jobs/job.js';
import { reached } from '#platform/failpoints.js';
import { type Life, ownProcesses, Service, type ServiceOptions } from '../e2e/harness.js';
import { eventually } from '../e2e/wait.js';
import type { Stage } from '../support/stage.js';
import { type Inside, openInside } from './inside.js';
import { breaches, TRANSITION_LOG, withAdmin } from './invariants.js';

export const LEASE_SECONDS = 3;
const PATIENCE_SECONDS = 90;

type Program = 'api' | 'worker';

/** A service that is killed on purpose: the api stays up unless a test kills it, workers come and go. */
export class FaultBench {
  readonly accepted: string[] = [];
  private worker: Life | null = null;

  private constructor(
    readonly service: Service,
    readonly inside: Inside,
    private api: Life,
  ) {}

  static async open(options: ServiceOptions = {}): Promise<FaultBench> {
    const env = { LUTHIER_LEASE_SECONDS: String(LEASE_SECONDS), ...options.env };
    const service = await Service.start({ ...options, programs: [], env });
    try {
      await withAdmin(service, (ask) => ask(TRANSITION_LOG));
      const api = service.launch('api');
      await api.ready;
      service.readKey();
      return new FaultBench(service, await openInside(service), api);
    } catch (error) {
      await service.stop();
      throw error;
    }
  }

  /** What the builders of finished models ask of a stage. */
  stage(): Stage {
    const { ctx, db } = this.inside;
    return { t: { db }, ctx, get: (type) => this.inside.get(type) } as Stage;
  }

  async close(): Promise<void> {
    await this.inside.close();
    await this.service.stop();
  }

  /** A contract job that counts as accepted. */
  async submit(...job: Parameters<Inside['contract']>): Promise<string> {
    const id = await this.inside.contract(...job);
    this.accepted.push(id);
    return id;
  }

  /** A worker of its own life; the one before must be dead. */
  async startWorker(env?: Record<string, string>): Promise<Life> {
    if (this.worker) throw new Error('a worker runs');
    const life = this.service.launch('worker', env);
    this.worker = life;
    void life.ended.then(() => {
      if (this.worker === life) this.worker = null;
    });
    await life.ready;
    return life;
  }

  get hasWorker(): boolean {
    return this.worker !== null;
  }

  /** Model servers that run now. */
  servers(): number[] {
    return ownProcesses(join(this.service.dataDir, 'run/servers'));
  }

  async killWorker(): Promise<void> {
    const life = this.worker;
    life?.kill('SIGKILL');
    await life?.ended;
    this.worker = null;
  }

  async killApi(): Promise<void> {
    this.api.kill('SIGKILL');
    await this.api.ended;
  }

  async startApi(env?: Record<string, string>): Promise<Life> {
    this.api = this.service.launch('api', env);
    await this.api.ready;
    return this.api;
  }

  /** A life with the point armed; waits for its death and demands the proof that the point was what killed it. */
  async dieAt(program: Program, point: string, work: () => Promise<unknown> = async () => {}): Promise<void> {
    if (program === 'api') await this.killApi();
    else await this.killWorker();
    const life = this.service.launch(program, { LUTHIER_FAILPOINT: point });
    if (program === 'api') {
      this.api = life;
      await life.ready;
    }
    void work().catch(() => undefined); // the caller of a program that dies gets no answer
    const end = await within(60, life.ended, () => {
      life.kill('SIGKILL');
      return `${program} did not come to ${point}:\n${this.service.tail()}`;
    });
    const [name = ''] = point.split('@');
    if (end.signal !== 'SIGKILL' || !life.stderr().includes(reached(name)))
      throw new Error(`${program} ended with ${end.signal ?? end.code}, not at ${point}:\n${life.stderr()}`);
  }

  /** A call whose answer must be a good one. */
  async answered<T = { id: string }>(call: Promise<Response>): Promise<T> {
    const response = await call;
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  async state(id: string): Promise<string> {
    return (await this.row(id))['state'] as string;
  }

  async row(id: string): Promise<Record<string, unknown>> {
    const [row] = await withAdmin(this.service, (ask) => ask(`SELECT * FROM job WHERE id = $1`, [id]));
    return row ?? {};
  }

  /**
   * The claims of promotions, deployments (20 s), recalls, imports and runs elsewhere (60 s), judgements (240 s) and webhooks (25 s) go by after a
   * death (one that is held would lose its fence). Leases of jobs are waited for.
   */
  async passClaims(): Promise<void> {
    await withAdmin(this.service, async (ask) => {
      for (const table of [
        'promotion',
        'deployment',
        'pipeline',
        'recall',
        'webhook_delivery',
        'integration_run',
        'judgement',
        'dataset_import',
      ])
        await ask(`UPDATE ${table} SET next_step_at = now() WHERE next_step_at > now()`);
    });
  }

  /** Waits for the end of jobs; answers their states. */
  async finished(ids: readonly string[], seconds = PATIENCE_SECONDS): Promise<string[]> {
    return eventually(
      () => Promise.all(ids.map((id) => this.state(id))),
      (states) => states.every((state) => isFinal(state as never)),
      seconds,
    );
  }

  /** Nothing is broken; what is settled in the background gets a moment. */
  async settled(seconds = 45): Promise<string[]> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const found = await breaches(this.service, this.inside, this.accepted);
      if (found.length === 0 || Date.now() > end) return found;
      await new Promise((wake) => setTimeout(wake, 300));
    }
  }

  attemptFolder(jobId: string, number: number): string {
    return join(this.service.dataDir, 'jobs', idBody(jobId), `a${number}`);
  }

  /** The step an attempt has come to, read where its program writes it; 0 before the first. */
  step(jobId: string, number: number): number {
    const lines = readOr(join(this.attemptFolder(jobId, number), 'workspace/events.jsonl')).split('\n');
    const steps = lines.map((line) => Number(/"type": "metrics", "step": (\d+)/.exec(line)?.[1] ?? 0));
    return Math.max(0, ...steps);
  }

  checkpoints(jobId: string, number: number): number[] {
    const folder = join(this.attemptFolder(jobId, number), 'workspace/checkpoints');
    try {
      return readdirSync(folder)
        .filter((name) => readOr(join(folder, name, 'COMPLETE.json')) !== '')
        .map((name) => Number(name.replace('step-', '')));
    } catch {
      return [];
    }
  }

  /** kill -9 of the training program; waits until it runs. */
  async killTrainer(jobId: string, number: number, afterStep: number): Promise<void> {
    await eventually(
      async () => this.step(jobId, number),
      (step) => step >= afterStep,
      PATIENCE_SECONDS,
    );
    process.kill(this.started(jobId, number).program.pid, 'SIGKILL');
  }

  /** Who runs an attempt: the supervisor and its program. */
  started(jobId: string, number: number): { pid: number; program: { pid: number; start: string } } {
    return JSON.parse(readOr(join(this.attemptFolder(jobId, number), 'attempt.json'))) as never;
  }

  /** Flips the last byte of a checkpoint's adapter. */
  damage(jobId: string, number: number, step: number): void {
    const folder = join(this.attemptFolder(jobId, number), `workspace/checkpoints/step-${step}`);
    const file = join(folder, 'adapter_model.safetensors');
    const bytes = readFileSync(file);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(file, bytes);
  }

  async events(jobId: string): Promise<string[]> {
    const rows = await withAdmin(this.service, (ask) =>
      ask(`SELECT message FROM job_event WHERE job_id = $1 ORDER BY seq`, [jobId]),
    );
    return rows.map((row) => String(row['message']));
  }

  async attempts(
    jobId: string,
  ): Promise<{ number: number; resumed_from: number | null; reason: string | null }[]> {
    const rows = await withAdmin(this.service, (ask) =>
      ask(`SELECT number, resumed_from, reason FROM attempt WHERE job_id = $1 ORDER BY number`, [jobId]),
    );
    return rows as never;
  }

  /** sha256 of the adapter that a job has left. */
  async adapter(jobId: string): Promise<string> {
    const rows = await withAdmin(this.service, (ask) =>
      ask(
        `SELECT f->>'sha256' AS sha256 FROM artifact, jsonb_array_elements(manifest) f
         WHERE job_id = $1 AND kind = 'adapter' AND f->>'path' = 'adapter_model.safetensors'`,
        [jobId],
      ),
    );
    return String(rows[0]?.['sha256']);
  }
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

async function within<T>(seconds: number, promise: Promise<T>, late: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const alarm = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(late())), seconds * 1000);
  });
  try {
    return await Promise.race([promise, alarm]);
  } finally {
    clearTimeout(timer);
  }
}
