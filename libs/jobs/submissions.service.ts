import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import type { Tx } from '#platform/db.js';
import { failpoint } from '#platform/failpoints.js';
import { keepAnswer } from '#platform/once.js';
import type { JobBody } from './jobs.contract.js';
import type { PipelineBody } from './pipelines.contract.js';
import { JobsPlanner } from './jobs.planner.js';
import type { PlannedJob } from './planned-job.js';
import type { JobRow } from './jobs.repository.js';
import { PipelinePlanner } from './pipeline-planner.service.js';
import { JobsService } from './jobs.service.js';
import { jobView, pipelineView } from './jobs.view.js';
import { type Reusable, reusedMessage, ReuseService } from './reuse.service.js';

/** The native door: a job or a pipeline, from the request to its rows. */
@Injectable()
export class Submissions {
  constructor(
    private readonly jobs: JobsService,
    private readonly planner: JobsPlanner,
    private readonly pipelines: PipelinePlanner,
    private readonly reuse: ReuseService,
  ) {}

  /** Plans the job (references, `auto`, license), then writes job, event, audit and doorbell in one transaction. */
  async submit(ctx: Ctx, body: JobBody) {
    return this.place(ctx, await this.planner.plan(ctx, body));
  }

  /** The rows of a planned job; for who keeps its idempotency key, the answer beside them. */
  async place(ctx: Ctx, planned: PlannedJob) {
    const found = await this.finishedLike(ctx, planned);
    failpoint('submit.before_tx');
    const view = await this.jobs.creating(ctx, async (tx) => {
      const row = found
        ? await this.answered(tx, ctx, planned, found)
        : await this.jobs.insert(tx, ctx, planned);
      const made = jobView(row);
      await keepAnswer(tx, ctx, made);
      return made;
    });
    failpoint('submit.after_commit');
    return view;
  }

  /** The finished job that this one is answered with; of a pipeline's jobs each is looked at when what it needs is there. */
  private async finishedLike(ctx: Ctx, { spec, seed, target, reuse, needs }: PlannedJob) {
    if (reuse !== 'finished' || needs.length > 0) return null;
    return this.reuse.find(ctx, { spec, seed: seed!, target });
  }

  private async answered(tx: Tx, ctx: Ctx, planned: PlannedJob, found: Reusable): Promise<JobRow> {
    const row = await this.jobs.insertUnmetered(tx, ctx, planned);
    const done = await this.reuse.answer(tx, row.id, found);
    const message = reusedMessage(found.job.id);
    await this.jobs.appendEvent(tx, done, { level: 'info', type: 'message', message });
    await this.jobs.afterFinal(tx, ctx, done);
    return done;
  }

  async submitPipeline(ctx: Ctx, body: PipelineBody) {
    const planned = await this.pipelines.plan(ctx, body);
    const view = await this.jobs.creating(ctx, async (tx) => {
      const { pipeline, jobs } = await this.jobs.addPipeline(tx, ctx, {
        planned,
        publish: body.publish ?? null,
        name: body.name ?? null,
      });
      const made = pipelineView(pipeline, jobs);
      await keepAnswer(tx, ctx, made);
      return made;
    });
    failpoint('submit.after_commit');
    return view;
  }
}
