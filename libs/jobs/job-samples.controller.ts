import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { jobSamples } from './job-samples.contract.js';
import { JobSamples } from './job-samples.service.js';

@Controller()
export class JobSamplesController {
  constructor(private readonly samples: JobSamples) {}

  @Route(jobSamples)
  list(@Input() { ctx, params, query }: InputOf<typeof jobSamples>) {
    return this.samples.list(ctx, params.id, query);
  }
}
