import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { LicenseReading } from '#licenses/license-reading.service.js';
import { Db } from '#platform/db.js';
import { behind, Expansions, listsOf, type Load } from '#platform/expansions.js';
import { JobsRepository } from './jobs.repository.js';
import { attemptView, jobView, pipelineView } from './jobs.view.js';

@Injectable()
export class JobExpansions extends Expansions {
  constructor(
    private readonly db: Db,
    private readonly rows: JobsRepository,
    private readonly licenses: LicenseReading,
  ) {
    super();
  }

  /** Jobs as the API shows them; ids that are none are left out. */
  readonly jobs = async (ctx: Ctx, ids: string[]) =>
    (await this.db.tx(ctx, (tx) => this.rows.findJobs(tx, ids))).map(jobView);

  private readonly pipelines = async (ctx: Ctx, ids: string[]) =>
    (await this.db.tx(ctx, (tx) => this.rows.findPipelines(tx, ids))).map((row) => pipelineView(row));

  private readonly attempts: Load = async (ctx, jobs) => {
    const ids = jobs.map(({ id }) => id);
    const rows = await this.db.tx(ctx, (tx) => this.rows.attemptsOfJobs(tx, ids));
    const byJob = listsOf(jobs, rows, ({ jobId }) => jobId);
    return new Map([...byJob].map(([id, of]) => [id, of.map(attemptView)]));
  };

  private readonly jobsOf: Load = async (ctx, pipelines) => {
    const ids = pipelines.map(({ id }) => id);
    const rows = await this.db.tx(ctx, (tx) => this.rows.jobsOfPipelines(tx, ids));
    const byPipeline = listsOf(pipelines, rows, ({ pipelineId }) => pipelineId ?? '');
    return new Map([...byPipeline].map(([id, of]) => [id, of.map(jobView)]));
  };

  readonly of = {
    job: {
      attempts: { to: 'attempt', load: this.attempts },
      decision: {
        to: 'license_decision',
        load: behind('decision', (ctx, ids) => this.licenses.views(ctx, ids)),
      },
      pipeline: { to: 'pipeline', load: behind('pipeline', this.pipelines) },
    },
    pipeline: { jobs: { to: 'job', load: this.jobsOf } },
  };
}
