import { Controller, Header } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { invalid } from '#kernel/errors.js';
import { JobsService } from '#jobs/jobs.service.js';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { artifactsOf } from './pipelines.processor.js';
import { PublishDecisions } from './publish-decision.service.js';
import { decidePublish } from './publish.contract.js';
import type { ArtifactRole } from './registry.contract.js';
import type { JobRow } from './registry.facts.js';
import { ModelDuties } from './model-duties.service.js';
import { ServingUsageService } from '#serving-usage/serving-usage.service.js';
import { servedSection } from './served-section.js';
import * as contract from './registry.contract.js';
import { VersionForms } from './version-forms.service.js';
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
    private readonly served: ServingUsageService,
    private readonly forms: VersionForms,
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
      engines: body.engines ?? [],
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
    const version = await this.registry.getVersion(ctx, params.id);
    const usage = await this.served.of(ctx, { version: version.id, deployment: null }, {});
    return (await this.registry.card(ctx, version)) + servedSection(usage);
  }

  @Route(contract.versionUsage)
  async usage(@Input() { ctx, params, query }: InputOf<typeof contract.versionUsage>) {
    const { id } = await this.registry.getVersion(ctx, params.id);
    return this.served.of(ctx, { version: id, deployment: null }, query);
  }

  @Route(contract.getBill)
  @Header('content-type', 'application/vnd.cyclonedx+json; version=1.6')
  async bill(@Input() { ctx, params }: InputOf<typeof contract.getBill>) {
    return this.registry.bill(ctx, await this.registry.getVersion(ctx, params.id));
  }

  @Route(contract.listForms)
  async formsOf(@Input() { ctx, params }: InputOf<typeof contract.listForms>) {
    return this.forms.of(ctx, await this.registry.getVersion(ctx, params.id));
  }

  @Route(contract.getObligations)
  async obligations(@Input() { ctx, params }: InputOf<typeof contract.getObligations>) {
    const version = await this.registry.getVersion(ctx, params.id);
    return {
      object: 'license_obligations' as const,
      subject: version.id,
      ...(await this.duties.demands(ctx, version)),
    };
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
      ...[body.quantize_job ?? []].flat().map((id) => ({ param: 'quantize_job', kind: 'quantize', id })),
    ];
    const jobs: JobRow[] = [];
    for (const { param, kind, id } of asked) {
      if (id === undefined) continue;
      const job = await this.jobs.getJob(ctx, id);
      if (job.kind !== kind && !(kind === 'finetune' && job.kind === 'own'))
        // of an own one, the publisher asks
        throw invalid('invalid_value', `Job ${job.id} is a ${job.kind} job, not ${kind}.`, { param });
      if (job.state !== 'succeeded')
        throw invalid('invalid_job_state', `Job ${job.id} is ${job.state}, not succeeded.`, { param });
      if (kind === 'quantize') assertVariant(job, jobs);
      jobs.push(job);
    }
    return jobs;
  }
}

/** A quantize job adds one variant to the version, and no other one of the same role. */
function assertVariant(job: JobRow, before: JobRow[]): void {
  const param = 'quantize_job';
  const [role] = Object.keys(artifactsOf([job])) as ArtifactRole[];
  if (role === undefined)
    throw invalid(
      'invalid_value',
      `Job ${job.id} left neither a GGUF file nor a quantized folder: a GGUF adapter stays an artifact of its own.`,
      { param },
    );
  const other = before.find((one) => one.kind === 'quantize' && artifactsOf([one])[role]);
  if (other)
    throw invalid(
      'invalid_value',
      `Jobs ${other.id} and ${job.id} both left a ${role}; a version has one. Register the other under another version.`,
      { param },
    );
}
