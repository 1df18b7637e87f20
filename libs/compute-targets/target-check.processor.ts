import { randomBytes, randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { AttemptFolder } from '#jobs/attempt-folder.js';
import { COMPUTE, type ComputePort, type Handle } from '#jobs/compute.port.js';
import { JOB_DEFAULTS, type JobDefaults } from '#jobs/defaults.js';
import { systemCtx } from '#kernel/context.js';
import { idBody } from '#kernel/ids.js';
import { done, type Outcome } from '#kernel/outcome.js';
import { Db, type Tx } from '#platform/db.js';
import { failpoint } from '#platform/failpoints.js';
import type { Handler } from '#platform/handler.js';
import { removeTree } from '#platform/remove-tree.js';
import { CheckRun, Dropped } from './check-run.js';
import { allPassed, type CheckStep, given } from './check-steps.js';
import { selfTest } from './self-test.js';
import { type CheckLease, type CheckRow, ComputeTargetsRepository } from './compute-targets.repository.js';

/** A test in which the worker ended so often is answered with that. */
const MOST_TRIES = 5;
const STOP_SECONDS = 2;

/** Answers what people have asked of a target: begins anew what a worker has left half-way, and leaves nothing of it. */
@Injectable()
export class TargetCheckProcessor implements Handler {
  readonly topic = 'compute_target';

  constructor(
    private readonly db: Db,
    private readonly rows: ComputeTargetsRepository,
    @Inject(COMPUTE) private readonly targets: Record<string, ComputePort>,
    @Inject(JOB_DEFAULTS) private readonly defaults: JobDefaults,
  ) {}

  due(): Promise<string[]> {
    return this.tx((tx) => this.rows.due(tx, Object.keys(this.targets)));
  }

  async step(name: string): Promise<Outcome> {
    const target = this.targets[name];
    if (!target) return done();
    const { leaseSeconds } = this.defaults;
    const lease = await this.tx((tx) => this.rows.claim(tx, name, randomUUID(), leaseSeconds));
    if (!lease) return done();
    failpoint('check.claimed');
    const renew = () => void this.tx((tx) => this.rows.renew(tx, lease, leaseSeconds)).catch(() => undefined);
    const keepAlive = setInterval(renew, (leaseSeconds * 1000) / 3);
    try {
      await this.test(target, lease);
    } catch (error) {
      if (!(error instanceof Dropped)) throw error;
    } finally {
      clearInterval(keepAlive);
    }
    return done();
  }

  /** Stops and forgets what tests that are over have left at the target, and removes their folders. */
  async tidy(target: ComputePort): Promise<void> {
    const held: Handle[] = [];
    // asked before the database: the test that begins meanwhile is not among them
    for await (const handle of target.list()) if (handle.name.startsWith(this.prefix)) held.push(handle);
    const folders = await readdir(this.folderOf(target.target)).catch(() => []);
    if (held.length === 0 && folders.length === 0) return;
    const [row] = await this.tx((tx) => this.rows.checks(tx, [target.target]));
    const current = row && row.answeredAt === null ? this.nameOf(row) : null;
    for (const handle of held) if (handle.name !== current) await this.clear(target, handle);
    for (const folder of folders)
      if (folder !== current) await removeTree(join(this.folderOf(target.target), folder));
  }

  private async test(target: ComputePort, lease: CheckLease): Promise<void> {
    const { row } = lease;
    await this.tidy(target).catch(() => undefined); // one that does not answer: the test says so
    if (row.tries > MOST_TRIES) return this.answer(lease, given(row.steps, MOST_TRIES));
    const run = new CheckRun((steps) => this.tx((tx) => this.rows.noteIfLeased(tx, lease, steps)));
    const name = this.nameOf(row);
    const folder = join(this.folderOf(target.target), name);
    try {
      await selfTest(run, target, {
        ...{ id: row.id, name, folder: new AttemptFolder(folder, 1), jobsDir: this.defaults.jobsDir },
        word: randomBytes(16).toString('hex'),
        clear: (handle) => this.clear(target, handle),
      });
    } finally {
      await removeTree(folder);
    }
    failpoint('check.cleared');
    await this.answer(lease, run.steps);
  }

  private async answer(lease: CheckLease, steps: CheckStep[]): Promise<void> {
    const answer = { steps, passed: allPassed(steps), answeredAt: new Date() };
    await this.tx((tx) => this.rows.answerIfLeased(tx, lease, answer));
  }

  private async clear(target: ComputePort, handle: Handle): Promise<void> {
    const { phase } = await target.get(handle);
    if (phase === 'running' || phase === 'queued') await target.stop(handle, STOP_SECONDS);
    await target.forget(handle);
  }

  private get prefix(): string {
    return `lu-${this.defaults.installation}-check-`;
  }

  private nameOf({ id, tries }: Pick<CheckRow, 'id' | 'tries'>): string {
    return `${this.prefix}${idBody(id)}-${tries}`;
  }

  private folderOf(target: string): string {
    return join(this.defaults.jobsDir, 'checks', target);
  }

  private tx<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.db.tx(systemCtx(), work);
  }
}
