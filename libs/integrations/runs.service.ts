import { Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import type { Ctx } from '#kernel/context.js';
import { conflict, invalid } from '#kernel/errors.js';
import { JobsService } from '#jobs/jobs.service.js';
import { isContract, type StoredSpec } from '#jobs/spec.js';
import { Db } from '#platform/db.js';
import { MAX_RUNS, type WandbIntegration } from './integrations.contract.js';
import { IntegrationsRepository } from './integrations.repository.js';
import { IntegrationsService } from './integrations.service.js';
import { runView } from './run-view.js';

/** The runs that mirror one job, whichever door it came through. */
@Injectable()
export class RunsService {
  constructor(
    private readonly db: Db,
    private readonly rows: IntegrationsRepository,
    private readonly integrations: IntegrationsService,
    private readonly jobs: JobsService,
    private readonly audit: AuditService,
  ) {}

  async list(ctx: Ctx, jobId: string) {
    const job = await this.jobs.getJob(ctx, jobId);
    return (await this.integrations.runsOf(ctx, job.id)).map(runView);
  }

  /**
   * One more run, told of all steps from the first, also of a job that has ended. Throws invalid `invalid_job_kind` for a job that
   * trains nothing, `integration_not_configured` without a key, conflict `too_many_integrations`.
   */
  async mirror(ctx: Ctx, jobId: string, asked: WandbIntegration) {
    const job = await this.jobs.getJob(ctx, jobId);
    const spec = job.spec as unknown as StoredSpec;
    if (spec.kind !== 'finetune' || isContract(spec))
      throw invalid('invalid_job_kind', `Job ${job.id} trains nothing: a run mirrors a finetune job.`);
    await this.integrations.assertReady(ctx, [asked], 'type');
    return this.db.tx(ctx, async (tx) => {
      await this.audit.hold(tx, ctx.projectId); // two of these would take the same position
      const { length: position } = await this.rows.runsOf(tx, job.id);
      if (position >= MAX_RUNS)
        throw conflict('too_many_integrations', `Job ${job.id} has ${MAX_RUNS} runs, which is the most.`);
      await this.integrations.enlist(tx, job, [asked], position);
      const facts = { type: asked.type, project: asked.wandb.project };
      await this.audit.append(tx, ctx, {
        ...{ action: 'integration.run_added', targetType: 'job', targetId: job.id, facts },
      });
      return runView((await this.rows.runsOf(tx, job.id)).at(-1)!);
    });
  }
}
