import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { Ctx } from '#kernel/context.js';
import { newId } from '#kernel/ids.js';
import { BaseModelsService } from '#base-models/base-models.service.js';
import type { importBody } from './import.contract.js';
import { JobsPlanner } from './jobs.planner.js';
import { JobsService } from './jobs.service.js';
import { jobView } from './jobs.view.js';

/** Importing a base model is a job like any other: queued, watched, cancelled, retried. */
@Injectable()
export class ImportService {
  constructor(
    private readonly jobs: JobsService,
    private readonly planner: JobsPlanner,
    private readonly baseModels: BaseModelsService,
  ) {}

  /** Row and job in one transaction; a model that is there already is answered as it is, with no new job. */
  async submit(ctx: Ctx, body: z.output<typeof importBody>) {
    const known = await this.baseModels.findImported(ctx, body);
    if (known)
      return { object: 'import' as const, base_model: await this.baseModels.view(ctx, known.id), job: null };
    const jobId = newId('job_');
    const plan = await this.baseModels.planImport(ctx, body);
    const { baseModelId, job } = await this.jobs.creating(ctx, async (tx) => {
      const base = await this.baseModels.beginImport(tx, ctx, { ...plan, jobId });
      const spec = { kind: 'import' as const, base_model: base.id };
      const target = this.planner.defaultTarget;
      return {
        baseModelId: base.id,
        job: await this.jobs.insert(tx, ctx, { id: jobId, spec, needs: [], target, warnings: [] }),
      };
    });
    return {
      object: 'import' as const,
      base_model: await this.baseModels.view(ctx, baseModelId),
      job: jobView(job),
    };
  }
}
