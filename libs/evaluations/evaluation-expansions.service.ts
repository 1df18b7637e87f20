import { Injectable } from '@nestjs/common';
import { DatasetExpansions } from '#datasets/dataset-expansions.service.js';
import { JobExpansions } from '#jobs/job-expansions.service.js';
import { behind, Expansions } from '#platform/expansions.js';

@Injectable()
export class EvaluationExpansions extends Expansions {
  constructor(
    private readonly jobs: JobExpansions,
    private readonly datasets: DatasetExpansions,
  ) {
    super();
  }

  readonly of = {
    evaluation: {
      job: { to: 'job', load: behind('job', (ctx, ids) => this.jobs.jobs(ctx, ids)) },
      dataset_version: {
        to: 'dataset_version',
        load: behind('dataset_version', (ctx, ids) => this.datasets.versions(ctx, ids)),
      },
    },
  };
}
