import { Injectable } from '@nestjs/common';
import { systemCtx } from '#kernel/context.js';
import { AppError } from '#kernel/errors.js';
import { done, failed, type Outcome } from '#kernel/outcome.js';
import { Db } from '#platform/db.js';
import type { Handler } from '#platform/handler.js';
import { RegistryService } from '#registry/registry.service.js';
import { DeploymentsRepository } from './deployments.repository.js';
import { DeploymentsService } from './deployments.service.js';

/** A registered version gets its frozen preview decision, and is warmed when it may be called. */
@Injectable()
export class PreviewsProcessor implements Handler {
  readonly topic = 'deployment.preview';

  constructor(
    private readonly db: Db,
    private readonly rows: DeploymentsRepository,
    private readonly registry: RegistryService,
    private readonly deployments: DeploymentsService,
  ) {}

  async step(versionId: string): Promise<Outcome> {
    const found = await this.registry.findVersionById(systemCtx(), versionId);
    if (!found) return done();
    const ctx = systemCtx(found.version.projectId, `version:${versionId}`);
    try {
      await this.deployments.ensurePreview(ctx, found.model, found.version);
    } catch (error) {
      if (error instanceof AppError && error.code === 'quarantined') return failed(error.message);
      throw error;
    }
    return done();
  }

  /** Servable versions of the last day that have no preview yet: their bell was lost. */
  due(limit: number): Promise<string[]> {
    return this.db.tx(systemCtx(), (tx) => this.rows.withoutPreview(tx, limit));
  }
}

/** What served a deleted version ends. */
@Injectable()
export class DeletedVersionsProcessor implements Handler {
  readonly topic = 'deployment.version_deleted';

  constructor(
    private readonly db: Db,
    private readonly rows: DeploymentsRepository,
    private readonly deployments: DeploymentsService,
  ) {}

  async step(versionId: string): Promise<Outcome> {
    await this.deployments.stopVersion(systemCtx(), versionId);
    return done();
  }

  due(limit: number): Promise<string[]> {
    return this.db.tx(systemCtx(), (tx) => this.rows.servingDeleted(tx, limit));
  }
}
