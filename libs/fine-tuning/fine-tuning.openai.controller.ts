import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { PauseService } from '#jobs/pause.service.js';
import { Input, Route } from '#platform/route.js';
import * as contract from './fine-tuning.contract.js';
import { FineTuningService } from './fine-tuning.service.js';

@Controller()
export class FineTuningController {
  constructor(
    private readonly jobs: FineTuningService,
    private readonly pausing: PauseService,
  ) {}

  @Route(contract.createFineTuningJob)
  create(@Input() { ctx, body }: InputOf<typeof contract.createFineTuningJob>) {
    return this.jobs.create(ctx, body);
  }

  @Route(contract.listFineTuningJobs)
  list(@Input() { ctx, query }: InputOf<typeof contract.listFineTuningJobs>) {
    return this.jobs.list(ctx, query);
  }

  @Route(contract.getFineTuningJob)
  get(@Input() { ctx, params }: InputOf<typeof contract.getFineTuningJob>) {
    return this.jobs.get(ctx, params.id);
  }

  @Route(contract.cancelFineTuningJob)
  cancel(@Input() { ctx, params }: InputOf<typeof contract.cancelFineTuningJob>) {
    return this.jobs.cancel(ctx, params.id);
  }

  @Route(contract.pauseFineTuningJob)
  async pause(@Input() { ctx, params }: InputOf<typeof contract.pauseFineTuningJob>) {
    const { id } = await this.jobs.get(ctx, params.id);
    await this.pausing.pause(ctx, id);
    return this.jobs.get(ctx, id);
  }

  @Route(contract.resumeFineTuningJob)
  async resume(@Input() { ctx, params }: InputOf<typeof contract.resumeFineTuningJob>) {
    const { id } = await this.jobs.get(ctx, params.id);
    await this.pausing.resume(ctx, id);
    return this.jobs.get(ctx, id);
  }

  @Route(contract.listFineTuningEvents)
  events(@Input() { ctx, params, query }: InputOf<typeof contract.listFineTuningEvents>) {
    return this.jobs.events(ctx, params.id, query);
  }

  @Route(contract.listFineTuningCheckpoints)
  checkpoints(@Input() { ctx, params, query }: InputOf<typeof contract.listFineTuningCheckpoints>) {
    return this.jobs.checkpoints(ctx, params.id, query);
  }
}
