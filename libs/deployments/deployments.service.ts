import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { AuditService } from '#audit/audit.service.js';
import { LicensesService } from '#licenses/licenses.service.js';
import { anyOf } from '#platform/cursor.js';
import { Db, isUniqueViolation, type Tx } from '#platform/db.js';
import { ring } from '#platform/outbox.js';
import { CLOCK } from '#platform/tokens.js';
import type { VersionArtifacts } from '#registry/registry.contract.js';
import type { AliasRow, ModelRow, VersionRow } from '#registry/registry.service.js';
import { DeploymentsEvidence } from './deployments.evidence.js';
import { DeploymentsRepository, type DeploymentRow } from './deployments.repository.js';
import { deploymentView } from './deployments.view.js';
import {
  SERVING,
  type ServerAbilities,
  type ServerAddress,
  type ServerHandle,
  type ServerUsage,
  type ServingPort,
} from './serving.port.js';

export type { DeploymentRow };

/** A preview that was blocked or refused is decided again at most so often: its cause may have ended meanwhile. */
const REDECIDE_MS = 60_000;
const TOUCH_SECONDS = 30;
const WAIT_POLL_MS = 150;

export interface ServedArtifact {
  id: string;
  digest: string;
}

interface NewDeployment {
  id: string;
  kind: 'preview' | 'alias';
  version: VersionRow;
  target: ServedArtifact;
  decisionId: string;
  blocked?: boolean;
}

/** What serves versions: previews, and what the gateway asks. Alias deployments are made by promotions. */
@Injectable()
export class DeploymentsService {
  constructor(
    private readonly db: Db,
    private readonly rows: DeploymentsRepository,
    private readonly artifacts: ArtifactsService,
    private readonly evidence: DeploymentsEvidence,
    private readonly licenses: LicensesService,
    private readonly audit: AuditService,
    @Inject(SERVING) private readonly serving: ServingPort,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(ctx: Ctx, query: PageQuery & { state?: readonly string[]; version?: readonly string[] }) {
    const { state, version } = query;
    const where = { projectId: ctx.projectId, state: anyOf(state), versionId: anyOf(version) };
    const rows = await this.db.tx(ctx, (tx) => this.rows.listDeployments(tx, where, query));
    return pageOf(rows, query.limit, deploymentView);
  }

  async get(ctx: Ctx, id: string): Promise<DeploymentRow> {
    const row = await this.db.tx(ctx, (tx) => this.rows.findDeployment(tx, id));
    if (!row) throw notFound('deployment_not_found', `No deployment '${id.slice(0, 80)}'.`);
    return row;
  }

  async health(ctx: Ctx, id: string) {
    const row = await this.get(ctx, id);
    const server = serverOf(row);
    const seen = server ? await this.serving.get(server) : null;
    return {
      object: 'deployment_health' as const,
      deployment: row.id,
      state: row.state,
      healthy: seen?.phase === 'ready',
      phase: seen?.phase ?? null,
    };
  }

  /** The artifact that the engine here can load; null where the version has none. */
  async targetOf(ctx: Ctx, version: VersionRow): Promise<ServedArtifact | null> {
    const { gguf } = version.artifacts as VersionArtifacts;
    return gguf ? { id: gguf, digest: (await this.artifacts.get(ctx, gguf)).digest } : null;
  }

  /** In the caller's transaction, with its bell; a blocked one is recorded and never started. */
  async insert(tx: Tx, ctx: Ctx, made: NewDeployment): Promise<DeploymentRow> {
    const { id, kind, version, target, decisionId, blocked = false } = made;
    const row = await this.rows.insertDeployment(tx, {
      id,
      projectId: ctx.projectId,
      kind,
      versionId: version.id,
      openaiId: version.openaiId,
      engine: this.serving.engine,
      state: blocked ? 'blocked' : 'starting',
      desired: blocked ? 'stopped' : 'serving',
      artifactId: target.id,
      artifactDigest: target.digest,
      decisionId,
      nextStepAt: blocked ? null : this.clock.now(),
      createdAt: this.clock.now(),
    });
    await this.audit.append(tx, ctx, {
      action: blocked ? 'deployment.blocked' : 'deployment.created',
      targetType: 'deployment',
      targetId: id,
      facts: { kind, version: version.id, artifact: target.id, sha256: target.digest, decision: decisionId },
    });
    if (!blocked) await ring(tx, 'deployment', id);
    return row;
  }

  /**
   * The version's preview, decided and wished to serve; null where the version has nothing to serve. A blocked one, and one that
   * was refused because something was not as it was signed, is answered as it is for a minute; then another takes its place.
   */
  async ensurePreview(ctx: Ctx, model: ModelRow, version: VersionRow): Promise<DeploymentRow | null> {
    const known = await this.db.tx(ctx, (tx) => this.rows.findPreview(tx, version.id));
    const refused = known !== null && isRefused(known);
    if (known && !refused && (await this.stillHolds(ctx, known))) return this.wake(ctx, known);
    if (known && (refused || known.state === 'blocked') && (await this.isTooSoon(ctx, known))) return known;
    const target = await this.targetOf(ctx, version);
    if (!target) return null;
    const decision = await this.evidence.decide({ ...ctx, isCall: true }, model, version);
    const blocked = decision.verdict !== 'allow' && decision.verdict !== 'allow-with-obligations';
    try {
      return await this.db.tx(ctx, async (tx) => {
        const made = {
          id: newId('dep_'),
          kind: 'preview' as const,
          version,
          target,
          decisionId: decision.id,
          blocked,
        };
        if (refused) await this.rows.giveWay(tx, known.id);
        return this.insert(tx, ctx, made);
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      return this.db.tx(ctx, (tx) => this.rows.findPreview(tx, version.id));
    }
  }

  /** What answers for a version by its `ft:` id: a ready alias deployment, else its preview. */
  async forVersion(ctx: Ctx, model: ModelRow, version: VersionRow): Promise<DeploymentRow | null> {
    const ready = await this.db.tx(ctx, (tx) => this.rows.findReadyAlias(tx, version.id));
    return ready ?? this.ensurePreview(ctx, model, version);
  }

  forAlias(ctx: Ctx, alias: AliasRow): Promise<DeploymentRow | null> {
    return this.db.tx(ctx, (tx) => this.rows.findForAlias(tx, alias));
  }

  /** Waits until the deployment is ready, or cannot become so, or the time is over. */
  async awaitReady(
    ctx: Ctx,
    row: DeploymentRow,
    withinMs: number,
    signal: AbortSignal,
  ): Promise<DeploymentRow> {
    const end = Date.now() + withinMs;
    let now = row;
    while (now.state === 'starting' && Date.now() < end && !signal.aborted) {
      await sleep(WAIT_POLL_MS);
      now = await this.get(ctx, row.id);
    }
    return now;
  }

  async connect(row: DeploymentRow): Promise<ServerAddress | null> {
    const server = serverOf(row);
    return server && this.serving.connect(server);
  }

  abilities(address: ServerAddress): Promise<ServerAbilities> {
    return this.serving.abilities(address);
  }

  touch(ctx: Ctx, row: DeploymentRow): Promise<void> {
    return this.db.tx(ctx, (tx) => this.rows.touch(tx, row.id, this.clock.now(), TOUCH_SECONDS));
  }

  /** The engine did not answer: its worker looks at once, and starts it again when it is gone. */
  async reportDown(ctx: Ctx, row: DeploymentRow): Promise<void> {
    await this.db.tx(ctx, (tx) => this.rows.wish(tx, row.id, {}, this.clock.now()));
  }

  /** Ends everything that serves the version: it was deleted. */
  async stopVersion(ctx: Ctx, versionId: string): Promise<void> {
    await this.db.tx(ctx, async (tx) => {
      for (const row of await this.rows.ofVersion(tx, versionId)) {
        if (row.desired === 'serving')
          await this.rows.wish(tx, row.id, { desired: 'stopped' }, this.clock.now());
      }
    });
  }

  /** A preview that stopped is not woken once a review that its decision rests on has lapsed: the gate is asked again. */
  private async stillHolds(ctx: Ctx, row: DeploymentRow): Promise<boolean> {
    if (row.state === 'blocked') return false;
    if (row.desired === 'serving') return true;
    return (await this.lapsesOf(ctx, row)).length === 0;
  }

  /** The same answer would come again, unless its review was answered meanwhile, by itself or by the answer to another. */
  private async isTooSoon(ctx: Ctx, row: DeploymentRow): Promise<boolean> {
    if (this.clock.now().getTime() - row.createdAt.getTime() >= REDECIDE_MS) return false;
    if (isRefused(row)) return true;
    const review = await this.licenses.reviewOf(ctx, row.decisionId);
    return review === null || review.state === 'open' || review.state === 'rejected';
  }

  /** Why the answers behind a deployment's decision do not hold any more. */
  lapsesOf(ctx: Ctx, row: DeploymentRow) {
    return this.db.tx(ctx, (tx) => this.licenses.lapsesOf(tx, ctx, row.decisionId));
  }

  /** What served the alias until it ended. */
  lastForAlias(ctx: Ctx, alias: { versionId: string; decisionId: string }): Promise<DeploymentRow | null> {
    return this.db.tx(ctx, (tx) => this.rows.lastForAlias(tx, alias.versionId, alias.decisionId));
  }

  /** Throws denied `quarantined` when a recall has taken the version out of use. */
  async assertFree(ctx: Ctx, version: VersionRow): Promise<void> {
    await this.artifacts.assertFree(ctx, Object.values(version.artifacts as VersionArtifacts));
  }

  /** In the caller's transaction: these are wished to stop; their worker does it. Answers those that served. */
  async stopIn(tx: Tx, ctx: Ctx, ids: readonly string[], reason: string): Promise<void> {
    for (const row of await this.rows.servingAmong(tx, ids)) {
      await this.rows.wish(tx, row.id, { desired: 'stopped' }, this.clock.now());
      await this.audit.append(tx, ctx, {
        action: 'deployment.stopping',
        targetType: 'deployment',
        targetId: row.id,
        facts: { version: row.versionId, reason },
      });
    }
  }

  private async wake(ctx: Ctx, row: DeploymentRow): Promise<DeploymentRow> {
    if (row.desired === 'serving' && row.state !== 'failed') return row;
    await this.artifacts.assertFree(ctx, [row.artifactId]);
    const now = this.clock.now();
    await this.db.tx(ctx, (tx) =>
      this.rows.wish(
        tx,
        row.id,
        { desired: 'serving', state: 'starting', failure: null, handle: {}, lastUsedAt: now },
        now,
      ),
    );
    return this.get(ctx, row.id);
  }
}

/** What a deployment's handle column holds. */
export interface StoredHandle {
  server?: ServerHandle;
  startedAtMs?: number;
  /** Starts since it was last ready for long. */
  restarts?: number;
  /** Its counters, as far as they are in the usage of the deployment. */
  usage?: ServerUsage;
}

/** The verification found that something was not as it was signed. */
const isRefused = (row: DeploymentRow): boolean =>
  row.state === 'failed' && row.failure?.startsWith('verification:') === true;

export const handleOf = (row: DeploymentRow): StoredHandle => (row.handle ?? {}) as unknown as StoredHandle;
export const serverOf = (row: DeploymentRow): ServerHandle | null => handleOf(row).server ?? null;
