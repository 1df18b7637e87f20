import { Inject, Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { denied, invalid } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { BaseModelsService } from '#base-models/base-models.service.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import { LicensesService } from '#licenses/licenses.service.js';
import { dotted, parseInput } from '#platform/zod-input.js';
import { ProjectsService } from '#projects/projects.service.js';
import { assertEngineReads, assertFits, type ArtifactPlace, OUTPUT } from './artifact-fit.js';
import { JOB_DEFAULTS, type JobDefaults } from './defaults.js';
import { resolveDpo, resolveSft } from './hyperparameters.js';
import type { NewJobEvent } from './job-log.repository.js';
import {
  type ArtifactRef,
  type FinetuneBody,
  jobBody,
  type JobBody,
  type PipelineBody,
} from './jobs.contract.js';
import type { Parent } from './jobs.inputs.js';
import { type FinetuneSpec, type StoredRef, type StoredSpec, trainingParents } from './spec.js';

/** A job that passed every check and waits only for its transaction. */
export interface PlannedJob {
  id: string;
  spec: StoredSpec;
  needs: string[];
  target: string;
  seed?: number;
  suffix?: string | null;
  metadata?: Record<string, string> | null;
  decisionId?: string;
  warnings: NewJobEvent[];
}

/** A planned job whose license has still to be asked about; what asks it writes the decision. */
export interface DraftJob {
  job: PlannedJob;
  license: TrainingLicense | null;
}

export interface TrainingLicense {
  base: string;
  version: string;
  /** What the model will come from; with a model to go on from that does not exist yet, what that comes from. */
  parents: Parent[];
}

/** What a job of the same pipeline is called, and what it will leave. */
type Siblings = Map<string, { id: string; kind: keyof typeof OUTPUT; license: TrainingLicense | null }>;
type Path = readonly PropertyKey[];

/** Turns a request into planned jobs: looks up what it names, resolves `auto`, asks the license gate G2. Writes no job. */
@Injectable()
export class JobsPlanner {
  constructor(
    private readonly projects: ProjectsService,
    private readonly licenses: LicensesService,
    private readonly baseModels: BaseModelsService,
    private readonly datasets: DatasetsService,
    private readonly artifacts: ArtifactsService,
    @Inject(JOB_DEFAULTS) private readonly defaults: JobDefaults,
  ) {}

  get defaultTarget(): string {
    return this.defaults.target;
  }

  async plan(ctx: Ctx, body: JobBody): Promise<PlannedJob> {
    return this.askLicense(ctx, await this.draft(ctx, body, { siblings: new Map(), needs: [], at: [] }));
  }

  /** Every job is looked at before the first license is asked: a refused pipeline leaves nothing behind. */
  async planPipeline(ctx: Ctx, body: PipelineBody): Promise<PlannedJob[]> {
    const drafts: DraftJob[] = [];
    const siblings: Siblings = new Map();
    for (const [index, { name, needs = [], ...rest }] of body.jobs.entries()) {
      const at = ['jobs', index];
      if (siblings.has(name))
        throw invalid('invalid_value', `Two jobs are called '${name}'.`, { param: dotted([...at, 'name']) });
      const needed = needs.map(
        (other) => siblings.get(other)?.id ?? missingSibling(other, dotted([...at, 'needs'])),
      );
      const parsed = parseInput(jobBody, rest, 'body', at) as JobBody;
      const draft = await this.draft(ctx, parsed, { siblings, needs: needed, at });
      siblings.set(name, { id: draft.job.id, kind: parsed.kind, license: draft.license });
      drafts.push(draft);
    }
    if (body.publish) {
      for (const draft of drafts)
        await this.assertName(ctx, draft, { name: body.publish.model, param: 'publish.model' });
    }
    const planned: PlannedJob[] = [];
    for (const draft of drafts) planned.push(await this.askLicense(ctx, draft));
    return planned;
  }

  /** Before anything is trained: throws invalid `name_prefix_missing` with the cure where a license demands another beginning. */
  async assertName(ctx: Ctx, draft: DraftJob, of: { name: string; param: string }): Promise<void> {
    const fault = await this.nameFault(ctx, draft, of.name);
    if (!fault) return;
    throw invalid(
      'name_prefix_missing',
      `A license asks that the model's name begin with '${fault.prefix}' (${fault.why}): call it '${fault.cure}'.`,
      { param: of.param, prefix: fault.prefix, cure: fault.cure },
    );
  }

  async nameFault(ctx: Ctx, { job, license }: DraftJob, name: string) {
    if (!license) return null;
    return this.licenses.nameFault(ctx, {
      graph: await this.graphOf(ctx, job.id, license),
      subject: job.id,
      name,
    });
  }

  private graphOf(ctx: Ctx, jobId: string, { parents }: TrainingLicense) {
    return this.artifacts.lineageUnder(ctx, { id: jobId, kind: 'adapter' }, parents);
  }

  private async draft(
    ctx: Ctx,
    body: JobBody,
    { siblings, needs: wanted, at }: { siblings: Siblings; needs: string[]; at: Path },
  ): Promise<DraftJob> {
    const needs = new Set(wanted);
    const ref = (value: ArtifactRef, place: ArtifactPlace) =>
      this.reference(ctx, value, { siblings, needs, place, at: [...at, place.split('.')[1]!] });
    const common = {
      id: newId('job_'),
      target: this.target(body.target, at),
      seed: body.seed,
      metadata: body.metadata,
      warnings: [],
    };
    const done = (spec: StoredSpec): DraftJob => ({
      job: { ...common, spec, needs: [...needs] },
      license: null,
    });
    switch (body.kind) {
      case 'finetune': {
        const from = body.continue_from
          ? (await ref(body.continue_from, 'finetune.continue_from')).ref
          : undefined;
        const spec = await this.finetuneSpec(ctx, body, { from });
        const license = await this.trainingLicense(ctx, spec, { siblings, at });
        return { job: { ...common, spec, needs: [...needs], suffix: body.suffix }, license };
      }
      case 'merge':
        return done({ kind: 'merge', adapter: (await ref(body.adapter, 'merge.adapter')).ref });
      case 'quantize': {
        const { ref: model } = await ref(body.model, 'quantize.model');
        return done({ kind: 'quantize', model, type: body.type });
      }
      case 'evaluate': {
        const { metadata: _m, seed: _s, target: _t, model, adapter, ...rest } = body;
        const version = await this.datasets.getVersion(ctx, body.dataset_version);
        if (!Object.hasOwn(version.splits as object, body.split)) {
          throw invalid('invalid_value', `Dataset version ${version.id} has no split '${body.split}'.`, {
            param: dotted([...at, 'split']),
          });
        }
        const isBase = typeof model === 'object' && 'base_model' in model;
        await this.artifacts.assertFree(ctx, [version.id]);
        const subject = isBase
          ? {
              ref: { base_model: (await this.freeBase(ctx, model.base_model)).id },
              kind: 'base_model',
            }
          : await ref(model, 'evaluate.model');
        assertEngineReads(body.engine, subject.kind, at);
        return done({
          ...rest,
          dataset_version: version.id,
          model: subject.ref,
          ...(adapter ? { adapter: (await ref(adapter, 'evaluate.adapter')).ref } : {}),
        });
      }
    }
  }

  /** Base, data and parameters of a fine-tune; both doors come here. Writes nothing. */
  async finetuneSpec(
    ctx: Ctx,
    body: Pick<FinetuneBody, 'base_model' | 'dataset_version' | 'method' | 'beta' | 'adapter' | 'trainer'>,
    { openai, from }: { openai?: FinetuneSpec['openai']; from?: StoredRef } = {},
  ): Promise<FinetuneSpec> {
    if (body.method === 'sft' && body.beta !== undefined)
      throw invalid('invalid_value', "'beta' belongs to the method 'dpo'.", { param: 'beta' });
    const base = await this.readyBase(ctx, body.base_model);
    const version = await this.datasets.getVersion(ctx, body.dataset_version);
    await this.artifacts.assertFree(ctx, [base.id, version.id]);
    const rows = await this.datasets.assertTrainable(ctx, version.id, body.method);
    const facts = {
      rows,
      parameterCount: base.parameterCount === null ? null : Number(base.parameterCount),
      contextLength: base.contextLength,
    };
    return {
      kind: 'finetune',
      base_model: base.id,
      dataset_version: version.id,
      rows,
      params:
        body.method === 'dpo'
          ? resolveDpo(body.adapter, body.trainer, facts, body.beta ?? 'auto')
          : resolveSft(body.adapter, body.trainer, facts),
      ...(from ? { continue_from: from } : {}),
      ...(openai ? { openai } : {}),
    };
  }

  /** What the gate asks about. Throws invalid where the model to go on from stands on another base. */
  async trainingLicense(
    ctx: Ctx,
    spec: FinetuneSpec,
    { siblings, at }: { siblings: Siblings; at: Path } = { siblings: new Map(), at: [] },
  ): Promise<TrainingLicense> {
    const from = spec.continue_from;
    const sibling =
      from && 'job' in from ? [...siblings.values()].find(({ id }) => id === from.job) : undefined;
    const adapter = from && !('job' in from) ? from.artifact : null;
    const base = sibling?.license?.base ?? (adapter && (await this.artifacts.baseModelOf(ctx, adapter)));
    if (base && base !== spec.base_model) {
      throw invalid('invalid_value', `The adapter to go on from was trained on the base model ${base}.`, {
        param: dotted([...at, 'continue_from']),
      });
    }
    const before = sibling?.license?.parents.filter(({ id }) => id !== spec.base_model) ?? [];
    const parents = [...trainingParents(spec, adapter), ...before];
    return { base: spec.base_model, version: spec.dataset_version, parents };
  }

  private async freeBase(ctx: Ctx, ref: string) {
    const base = await this.baseModels.resolve(ctx, ref);
    await this.artifacts.assertFree(ctx, [base.id]);
    return base;
  }

  /** A base model that can be trained on now. */
  async readyBase(ctx: Ctx, ref: string) {
    const base = await this.baseModels.resolve(ctx, ref);
    if (base.state === 'ready') return base;
    throw invalid('invalid_value', `Base model '${base.slug}' is ${base.state}, not ready.`, {
      param: 'base_model',
    });
  }

  private target(asked: string | undefined, at: Path): string {
    const { target, targets } = this.defaults;
    if (asked === undefined || targets.includes(asked)) return asked ?? target;
    throw invalid(
      'invalid_value',
      `This installation has no target '${asked}'; it has ${targets.join(', ')}.`,
      {
        param: dotted([...at, 'target']),
      },
    );
  }

  /** Gate G2: deny refuses the job; needs-review lets it train (project policy) and says so in its events. */
  async askLicense(ctx: Ctx, { job, license }: DraftJob): Promise<PlannedJob> {
    if (!license) return job;
    const jobId = job.id;
    const graph = await this.graphOf(ctx, jobId, license);
    const decision = await this.licenses.decide(ctx, {
      gate: 'G2',
      subjectType: 'job',
      subjectId: jobId,
      subjectDigest: null,
      modelName: null,
      graph,
      reviewed: { type: 'training', id: reviewedId(license) },
    });
    const next = decision.review ? ` ${decision.review.next}` : '';
    if (decision.verdict === 'deny' && !decision.fixable) {
      throw denied(
        'license_forbids_use',
        `A license forbids the project's declared use: ${this.licenses.sentence(decision)}${next}`,
        {
          decision: decision.id,
          review: decision.review?.id ?? null,
          findings: decision.findings,
        },
      );
    }
    const project = await this.projects.get(ctx);
    if (decision.verdict === 'needs-review' && project.onNeedsReview === 'wait') {
      throw denied(
        'license_review_required',
        `A license question waits for review: ${this.licenses.sentence(decision)}${next}`,
        { decision: decision.id, review: decision.review?.id ?? null },
      );
    }
    const warnings: NewJobEvent[] =
      decision.verdict === 'needs-review'
        ? [
            {
              level: 'warn',
              type: 'message',
              message: `License question, to be answered before promotion: ${this.licenses.sentence(decision)}${next}`,
            },
          ]
        : [];
    return { ...job, decisionId: decision.id, warnings };
  }

  private async reference(
    ctx: Ctx,
    value: ArtifactRef,
    of: { siblings: Siblings; needs: Set<string>; place: ArtifactPlace; at: Path },
  ): Promise<{ ref: StoredRef; kind: string }> {
    if (typeof value === 'string') {
      const { id, kind } = await this.artifacts.get(ctx, value);
      await this.artifacts.assertFree(ctx, [id]);
      assertFits(of.place, kind, of.at);
      return { ref: { artifact: id }, kind };
    }
    const sibling = of.siblings.get(value.job);
    if (!sibling) return missingSibling(value.job, dotted([...of.at, 'job']));
    const kind = OUTPUT[sibling.kind];
    if (value.artifact !== undefined && value.artifact !== kind) {
      throw invalid('invalid_value', `A ${sibling.kind} job leaves '${kind}', no '${value.artifact}'.`, {
        param: dotted([...of.at, 'artifact']),
      });
    }
    assertFits(of.place, kind, of.at);
    of.needs.add(sibling.id);
    return { ref: { job: sibling.id, artifact: kind }, kind };
  }
}

/** What a review of a training binds to: the base, the data, and the model that it goes on from. */
const reviewedId = ({ base, version, parents }: TrainingLicense): string =>
  [base, version, ...parents.map(({ id }) => id).filter((id) => id !== base && id !== version)].join('+');

function missingSibling(name: string, param: string): never {
  throw invalid('invalid_value', `No earlier job of this pipeline is called '${name}'.`, { param });
}
