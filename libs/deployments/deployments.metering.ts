import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import type { Tx } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import { ServingUsageService } from '#serving-usage/serving-usage.service.js';
import type { DeploymentRow } from './deployments.repository.js';
import { handleOf, serverOf } from './deployments.service.js';
import { takenSince } from './serving-energy.js';
import { SERVING, type ServerUsage, type ServingPort } from './serving.port.js';

/** What a server's counters say now, and the write that adds what is new to the deployment's hour. */
export interface Reading {
  usage: ServerUsage;
  write(tx: Tx): Promise<void>;
}

/** Reads what servers take. A reading counts once: it is written in the fenced transaction that keeps it on the row. */
@Injectable()
export class DeploymentsMetering {
  constructor(
    @Inject(SERVING) private readonly serving: ServingPort,
    private readonly usage: ServingUsageService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Null where no server was started, or it says nothing. Also of a server that has ended: its last words lie on the disk. */
  async read(row: DeploymentRow): Promise<Reading | null> {
    const server = serverOf(row);
    const usage = server && (await this.serving.usage(server));
    if (!usage) return null;
    const { id: deploymentId, versionId, projectId } = row;
    const of = { deploymentId, versionId, projectId, at: this.clock.now() };
    const taken = takenSince(usage, handleOf(row).usage ?? null);
    return { usage, write: (tx) => this.usage.taken(tx, of, taken) };
  }
}
