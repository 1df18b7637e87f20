import { Controller, Header } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { invalid } from '#kernel/errors.js';
import { JobsService } from '#jobs/jobs.service.js';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { artifactsOf } from './pipelines.processor.js';
import { PublishDecisions } from './publish-decision.service.js';
import { decidePublish } from './publish.contract.js';
import { ModelDuties } from './model-duties.service.js';
import * as contract from './registry.contract.js';
import { RegistryPublisher } from './registry.publisher.js';
import { RegistryService } from './registry.service.js';

@Controller()
export class RegistryController {
  constructor(
    private readonly registry: RegistryService,
    private readonly publisher: RegistryPublisher,
    private readonly jobs: JobsService,
    private readonly publishing: PublishDecisions,
    private readonly duties: ModelDuties,
  ) {}

  @Route(contract.listModels)
  list(@Input() { ctx, query }: InputOf<typeof contract.listModels>) {
    return this.registry.listModels(ctx, query);
  }

  @Route(contract.getModel)
  get(@Input() { ctx, params }: InputOf<typeof contract.getModel>) {
    return this.registry.model(ctx, params.name);
  }

  @Route(contract.listVersions)
  versions(@Input() { ctx, params, query }: InputOf<typeof contract.listVersions>) {
    return this.registry.listVersions(ctx, params.name, query);
  }

  @Route(contract.registerVersion)
  async register(@Input() { ctx, params, body }: InputOf<typeof contract.registerVersion>) {
    const jobs = await this.finished(ctx, body);
    const version = await this.publisher.registerVersion(ctx, {
      model: params.name,
      sourceJobId: jobs[0]!.id,
      artifacts: artifactsOf(jobs),
      suffix: body.suffix ?? jobs[0]!.suffix,
      tags: body.tags ?? {},
    });
    return this.registry.versionView(ctx, version.id);
  }

  @Route(decidePublish)
  publish(@Input() { ctx, params, body }: InputOf<typeof decidePublish>) {
    return this.publishing.decide(ctx, params.id, body);
  }

  @Route(contract.putAlias)
  putAlias(@Input() { params }: InputOf<typeof contract.putAlias>) {
    return this.registry.refuseAliasWrite(params.name, params.alias);
  }

  @Route(contract.deleteAlias)
  deleteAlias(@Input() { params }: InputOf<typeof contract.deleteAlias>) {
    return this.registry.refuseAliasWrite(params.name, params.alias);
  }

  @Route(contract.getVersion)
  version(@Input() { ctx, params }: InputOf<typeof contract.getVersion>) {
    return this.registry.versionView(ctx, params.id);
  }

  @Route(contract.getCard)
  @Header('content-type', 'text/markdown; charset=utf-8')
  async card(@Input() { ctx, params }: InputOf<typeof contract.getCard>) {
    return this.registry.card(ctx, await this.registry.getVersion(ctx, params.id));
  }

  @Route(contract.getTerms)
  @Header('content-type', 'text/plain; charset=utf-8')
  async terms(@Input() { ctx, params }: InputOf<typeof contract.getTerms>) {
    const version = await this.registry.getVersion(ctx, params.id);
    return (
      (await this.duties.terms(ctx, version)) ??
      'No license under this version asks for terms to be passed on.\n'
    );
  }

  /** The named jobs, the fine-tuning first; each must be of its kind and done. */
  private async finished(ctx: Ctx, body: InputOf<typeof contract.registerVersion>['body']) {
    const asked = [
      { param: 'job', kind: 'finetune', id: body.job },
      { param: 'merge_job', kind: 'merge', id: body.merge_job },
      { param: 'quantize_job', kind: 'quantize', id: body.quantize_job },
    ];
    const jobs = [];
    for (const { param, kind, id } of asked) {
      if (id === undefined) continue;
      const job = await this.jobs.getJob(ctx, id);
      if (job.kind !== kind)
        throw invalid('invalid_value', `Job ${job.id} is a ${job.kind} job, not ${kind}.`, { param });
      if (job.state !== 'succeeded')
        throw invalid('invalid_job_state', `Job ${job.id} is ${job.state}, not succeeded.`, { param });
      jobs.push(job);
    }
    return jobs;
  }
}
