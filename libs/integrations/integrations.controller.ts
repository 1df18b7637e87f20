import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import * as contract from './integrations.contract.js';
import { IntegrationsService } from './integrations.service.js';
import { RunsService } from './runs.service.js';

@Controller()
export class IntegrationsController {
  constructor(
    private readonly integrations: IntegrationsService,
    private readonly runs: RunsService,
  ) {}

  @Route(contract.getWandb)
  get(@Input() { ctx }: InputOf<typeof contract.getWandb>) {
    return this.integrations.get(ctx);
  }

  @Route(contract.putWandb)
  put(@Input() { ctx, body }: InputOf<typeof contract.putWandb>) {
    return this.integrations.put(ctx, body);
  }

  @Route(contract.deleteWandb)
  remove(@Input() { ctx }: InputOf<typeof contract.deleteWandb>) {
    return this.integrations.remove(ctx);
  }

  @Route(contract.listRuns)
  async list(@Input() { ctx, params }: InputOf<typeof contract.listRuns>) {
    const data = await this.runs.list(ctx, params.id);
    return { object: 'list' as const, data, first_id: null, last_id: null, has_more: false };
  }

  @Route(contract.addRun)
  add(@Input() { ctx, params, body }: InputOf<typeof contract.addRun>) {
    return this.runs.mirror(ctx, params.id, body);
  }
}
