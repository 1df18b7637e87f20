import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { idBody } from '#kernel/ids.js';
import { again, done, failed, type Outcome } from '#kernel/outcome.js';
import { failpoint } from '#platform/failpoints.js';
import type { Handler } from '#platform/handler.js';
import { CLOCK } from '#platform/tokens.js';
import { DEPLOYMENT_DEFAULTS, type DeploymentDefaults } from './defaults.js';
import { DeploymentsLedger } from './deployments.ledger.js';
import { DeploymentsMetering } from './deployments.metering.js';
import type { DeploymentRow } from './deployments.repository.js';
import { handleOf, serverOf } from './deployments.service.js';
import { DeploymentsVerifier } from './deployments.verifier.js';
import { VerificationFault } from './seal.js';
import { SERVING, type ServerHandle, type ServingPort } from './serving.port.js';

const POLL_SECONDS = 0.5;
const WATCH_SECONDS = 10;
const STEADY_MS = 300_000;
const LONGEST_PAUSE_SECONDS = 60;
/** A server that never became ready is tried so often; one that did is started again for as long as it is wished. */
const FIRST_STARTS = 3;
const GRACE_SECONDS = 10;
const ORPHAN_EVERY_MS = 60_000;

/** Makes each deployment what it is wished to be: verify, start, watch, start again, stop. */
@Injectable()
export class DeploymentsProcessor implements Handler {
  readonly topic = 'deployment';
  private orphansAtMs = 0;

  constructor(
    private readonly ledger: DeploymentsLedger,
    private readonly verifier: DeploymentsVerifier,
    private readonly metering: DeploymentsMetering,
    @Inject(SERVING) private readonly serving: ServingPort,
    @Inject(DEPLOYMENT_DEFAULTS) private readonly defaults: DeploymentDefaults,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async due(limit: number): Promise<string[]> {
    const now = this.clock.now().getTime();
    if (now - this.orphansAtMs >= ORPHAN_EVERY_MS) {
      this.orphansAtMs = now;
      await this.stopOrphans();
    }
    return this.ledger.due(limit);
  }

  async step(id: string): Promise<Outcome> {
    const row = await this.ledger.claim(id);
    if (!row) return done();
    const ctx = systemCtx(row.projectId, `deployment:${id}`);
    if (row.desired === 'stopped') return this.stop(ctx, row);
    if (row.state === 'ready') return this.watch(ctx, row);
    if (row.state !== 'starting') return this.ledger.rest(row);
    const server = serverOf(row);
    return server ? this.awaitReady(ctx, row, server) : this.start(ctx, row);
  }

  private async start(ctx: Ctx, row: DeploymentRow): Promise<Outcome> {
    try {
      const model = await this.verifier.verify(ctx, row);
      const window = await this.ledger.contextLength(ctx, row);
      failpoint('deploy.verified');
      const server = await this.serving.start({
        name: this.nameOf(row),
        modelPath: model.path,
        modelSha256: model.sha256,
        alias: row.openaiId,
        contextLength:
          Math.min(window ?? this.defaults.contextLength, this.defaults.contextLength) *
          this.defaults.parallel,
        parallel: this.defaults.parallel,
        threads: this.defaults.threads,
      });
      failpoint('deploy.started');
      const restarts = (handleOf(row).restarts ?? 0) + 1;
      await this.ledger.started(row, { server, startedAtMs: this.clock.now().getTime(), restarts });
      return again(POLL_SECONDS);
    } catch (error) {
      if (!(error instanceof VerificationFault)) throw error;
      await this.ledger.refuse(ctx, row, error);
      return failed(error.code);
    }
  }

  private async awaitReady(ctx: Ctx, row: DeploymentRow, server: ServerHandle): Promise<Outcome> {
    const seen = await this.serving.get(server);
    if (seen.phase === 'ready') {
      await this.ledger.ready(ctx, row, seen.endpoint);
      return done();
    }
    if (seen.phase === 'exited') return this.ended(ctx, row, seen.detail ?? 'the server ended');
    const waitedMs = this.clock.now().getTime() - (handleOf(row).startedAtMs ?? 0);
    if (waitedMs <= this.defaults.startSeconds * 1000) return this.ledger.lookAgain(row, POLL_SECONDS);
    await this.serving.stop(server, GRACE_SECONDS);
    return this.ended(ctx, row, `not ready within ${this.defaults.startSeconds} s`);
  }

  /** A preview that nobody calls is stopped; a server that ended is started again. */
  private async watch(ctx: Ctx, row: DeploymentRow): Promise<Outcome> {
    const nowMs = this.clock.now().getTime();
    const usedMs = Math.max(row.lastUsedAt?.getTime() ?? 0, row.readyAt?.getTime() ?? 0);
    if (row.kind === 'preview' && nowMs - usedMs > this.defaults.idleSeconds * 1000) {
      await this.ledger.wishStopped(ctx, row, 'idle');
      return again(0);
    }
    const server = serverOf(row);
    const seen = server ? await this.serving.get(server) : null;
    if (seen?.phase !== 'exited' && seen !== null)
      return this.ledger.metered(row, WATCH_SECONDS, await this.metering.read(row));
    return this.ended(ctx, row, seen?.detail ?? 'the server is gone');
  }

  private async ended(ctx: Ctx, row: DeploymentRow, detail: string): Promise<Outcome> {
    const nowMs = this.clock.now().getTime();
    const steady = row.state === 'ready' && nowMs - (row.readyAt?.getTime() ?? nowMs) > STEADY_MS;
    const restarts = steady ? 0 : (handleOf(row).restarts ?? 0);
    if (row.readyAt === null && restarts >= FIRST_STARTS) {
      await this.ledger.giveUp(ctx, row, detail);
      return failed('server_ended');
    }
    const pause = restarts <= 1 ? 0 : Math.min(LONGEST_PAUSE_SECONDS, 2 ** restarts);
    const reading = await this.metering.read(row);
    await this.ledger.startAgain(ctx, row, { detail, restarts, pause, reading });
    return again(pause);
  }

  /** By name, not by the stored handle: a start whose record was lost is found too. */
  private async stop(ctx: Ctx, row: DeploymentRow): Promise<Outcome> {
    const name = this.nameOf(row);
    for (const server of await this.serving.list())
      if (server.name === name) await this.serving.stop(server, GRACE_SECONDS);
    failpoint('deploy.stopped');
    await this.ledger.stopped(ctx, row, await this.metering.read(row));
    return done();
  }

  private async stopOrphans(): Promise<void> {
    const servers = await this.serving.list();
    const alive = await this.ledger.alive(servers.map((server) => `dep_${idBody(server.name)}`));
    for (const server of servers)
      if (!alive.has(`dep_${idBody(server.name)}`)) await this.serving.stop(server, GRACE_SECONDS);
  }

  private nameOf(row: DeploymentRow): string {
    return `lu-${this.defaults.installation}-${idBody(row.id)}`;
  }
}
