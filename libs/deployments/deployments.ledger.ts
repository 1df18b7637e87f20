import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { again, done, type Outcome } from '#kernel/outcome.js';
import { AuditService } from '#audit/audit.service.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { BaseModelsService } from '#base-models/base-models.service.js';
import { Db, type Prisma, type Tx } from '#platform/db.js';
import { ring } from '#platform/outbox.js';
import { CLOCK } from '#platform/tokens.js';
import { DeploymentsRepository, type DeploymentRow } from './deployments.repository.js';
import type { Reading } from './deployments.metering.js';
import type { StoredHandle } from './deployments.service.js';
import type { VerificationFault } from './seal.js';

/** Long enough to verify and start; a worker that died is followed after it. */
const CLAIM_SECONDS = 20;
const FAILURE_CHARACTERS = 4000;

type Change = Prisma.DeploymentUncheckedUpdateManyInput;

/** The fenced writes of a deployment's steps, each with its audit event in the same transaction. */
@Injectable()
export class DeploymentsLedger {
  constructor(
    private readonly db: Db,
    private readonly rows: DeploymentsRepository,
    private readonly audit: AuditService,
    private readonly artifacts: ArtifactsService,
    private readonly baseModels: BaseModelsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  due(limit: number): Promise<string[]> {
    return this.db.tx(systemCtx(), (tx) => this.rows.dueDeployments(tx, this.clock.now(), limit));
  }

  claim(id: string): Promise<DeploymentRow | null> {
    return this.db.tx(systemCtx(), (tx) =>
      this.rows.claimDeployment(tx, id, this.clock.now(), CLAIM_SECONDS),
    );
  }

  alive(ids: string[]): Promise<Set<string>> {
    return this.db.tx(systemCtx(), (tx) => this.rows.alive(tx, ids));
  }

  /** Of the base model under the artifact; null where it is not known. */
  async contextLength(ctx: Ctx, row: DeploymentRow): Promise<number | null> {
    const base = await this.artifacts.baseModelOf(ctx, row.artifactId);
    return (await this.baseModels.resolve(ctx, base)).contextLength;
  }

  async started(row: DeploymentRow, handle: StoredHandle): Promise<void> {
    await this.apply(row, { handle: handle as object, nextStepAt: this.in(0.5) });
  }

  async ready(ctx: Ctx, row: DeploymentRow, endpoint: string | null): Promise<void> {
    const now = this.clock.now();
    const first = row.readyAt === null;
    await this.apply(
      row,
      { state: 'ready', endpoint, failure: null, readyAt: now, nextStepAt: this.in(10) },
      (tx) => this.record(tx, ctx, row, first ? 'deployment.ready' : 'deployment.restarted', { endpoint }),
    );
  }

  async lookAgain(row: DeploymentRow, seconds: number): Promise<Outcome> {
    await this.apply(row, { nextStepAt: this.in(seconds) });
    return again(seconds);
  }

  /** As lookAgain; what the server took since it was read last is kept with the row, in one transaction. */
  async metered(row: DeploymentRow, seconds: number, reading: Reading | null): Promise<Outcome> {
    if (!reading) return this.lookAgain(row, seconds);
    const handle = { ...(row.handle as object), usage: { ...reading.usage } };
    await this.apply(row, { nextStepAt: this.in(seconds), handle }, (tx) => reading.write(tx));
    return again(seconds);
  }

  async rest(row: DeploymentRow): Promise<Outcome> {
    await this.apply(row, { nextStepAt: null });
    return done();
  }

  /** What the verification found is not loaded, now or later: only a new promotion or preview can. */
  async refuse(ctx: Ctx, row: DeploymentRow, fault: VerificationFault): Promise<void> {
    const failure = `verification: ${fault.code}: ${fault.message}`.slice(0, FAILURE_CHARACTERS);
    await this.apply(row, { state: 'failed', failure, endpoint: null, nextStepAt: null }, (tx) =>
      this.record(tx, ctx, row, 'deployment.refused', { code: fault.code, reason: fault.message }),
    );
  }

  async giveUp(ctx: Ctx, row: DeploymentRow, detail: string): Promise<void> {
    const failure = `The server did not become ready: ${detail}`.slice(0, FAILURE_CHARACTERS);
    await this.apply(row, { state: 'failed', failure, endpoint: null, nextStepAt: null }, (tx) =>
      this.record(tx, ctx, row, 'deployment.failed', { reason: failure }),
    );
  }

  async startAgain(
    ctx: Ctx,
    row: DeploymentRow,
    why: { detail: string; restarts: number; pause: number; reading: Reading | null },
  ): Promise<void> {
    const handle: StoredHandle = { restarts: why.restarts };
    const failure = why.detail.slice(-FAILURE_CHARACTERS);
    await this.apply(
      row,
      {
        state: 'starting',
        handle: handle as object,
        endpoint: null,
        failure,
        nextStepAt: this.in(why.pause),
      },
      async (tx) => {
        await why.reading?.write(tx);
        await this.record(tx, ctx, row, 'deployment.ended', { reason: failure, restarts: why.restarts });
      },
    );
  }

  async wishStopped(ctx: Ctx, row: DeploymentRow, reason: string): Promise<void> {
    await this.apply(row, { desired: 'stopped', nextStepAt: this.clock.now() }, (tx) =>
      this.record(tx, ctx, row, 'deployment.stopping', { reason }),
    );
  }

  async stopped(ctx: Ctx, row: DeploymentRow, reading: Reading | null): Promise<void> {
    const state = row.state === 'failed' ? 'failed' : 'stopped';
    await this.apply(row, { state, handle: {}, endpoint: null, nextStepAt: null }, async (tx) => {
      await reading?.write(tx);
      await this.record(tx, ctx, row, 'deployment.stopped', {});
    });
  }

  /** A stale write is dropped, and the row looked at again: what it wishes now may differ from what was just done. */
  private async apply(
    row: DeploymentRow,
    data: Change,
    alongside: (tx: Tx) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    await this.db.tx(systemCtx(), async (tx) => {
      if ((await this.rows.applyDeployment(tx, row, data)) === 'applied') return alongside(tx);
      await ring(tx, 'deployment', row.id);
    });
  }

  private record(
    tx: Tx,
    ctx: Ctx,
    row: DeploymentRow,
    action: string,
    facts: Record<string, unknown>,
  ): Promise<void> {
    return this.audit.append(tx, ctx, {
      action,
      targetType: 'deployment',
      targetId: row.id,
      facts: { version: row.versionId, ...facts },
    });
  }

  private in(seconds: number): Date {
    return new Date(this.clock.now().getTime() + seconds * 1000);
  }
}
