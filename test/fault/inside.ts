import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import { JobsService } from '#jobs/jobs.service.js';
import type { ContractSpec } from '#jobs/spec.js';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { newId } from '#kernel/ids.js';
import { loadConfig } from '#platform/config.js';
import { Db } from '#platform/db.js';
import { createLogger } from '#platform/logger.js';
import { ApiModule } from '../../apps/api/api.module.js';
import type { Service } from '../e2e/harness.js';

/**
 * The services of the api inside this process, on the database and folders of a running one: for what no door lets a user do,
 * such as submitting the contract trainer. It listens nowhere and moves no job.
 */
export interface Inside {
  ctx: Ctx;
  db: Db;
  get<T>(type: Type<T>): T;
  /** A job of the torch-free trainer, through the service that all doors use: row, event, audit and bell in one transaction. */
  contract(params?: Partial<ContractSpec['params']>, seed?: number): Promise<string>;
  close(): Promise<void>;
}

export async function openInside(service: Service, env: Record<string, string> = {}): Promise<Inside> {
  const config = loadConfig({
    HOME: process.env['HOME'],
    DATABASE_URL: service.database.url,
    LUTHIER_DATA_DIR: service.dataDir,
    LUTHIER_CACHE_DIR: join(service.dataDir, 'run/cache'),
    LUTHIER_PORT: '0',
    ...env,
  });
  const module = await ApiModule.with(config, createLogger('inside', 'silent'));
  const app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
  const db = app.get(Db);
  const project = await db.tx(systemCtx(), (tx) =>
    tx.project.findFirstOrThrow({ orderBy: { createdAt: 'asc' } }),
  );
  const ctx: Ctx = { ...systemCtx(project.id, 'fault'), actor: 'fault suite' };
  return {
    ctx,
    db,
    get: (type) => app.get(type),
    async contract(params = {}, seed = 7) {
      const spec: ContractSpec = {
        kind: 'finetune',
        recipe: 'contract_trainer',
        params: { steps: 6, step_seconds: 0.05, save_steps: 2, ...params },
      };
      const planned = { id: newId('job_'), spec, needs: [], target: 'process', seed, warnings: [] };
      const row = await db.tx(ctx, (tx) => app.get(JobsService).insert(tx, ctx, planned));
      return row.id;
    },
    close: () => app.close(),
  };
}

export const auditReport = (inside: Inside) => inside.get(AuditService).verify(inside.ctx);
