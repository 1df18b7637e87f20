import { Inject, Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { AppError, invalid } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { BaseModelsService } from '#base-models/base-models.service.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import { dotted, parseInput } from '#platform/zod-input.js';
import { assertEngineReads, assertFits, type ArtifactPlace, OUTPUT } from './artifact-fit.js';
import type { Estimate } from './estimate.contract.js';
import { EstimatesService } from './estimates.service.js';
import { JOB_DEFAULTS, type JobDefaults } from './defaults.js';
import { JobLicense, type LicenseAsk } from './job-license.service.js';
import { resolveDpo, resolveSft } from './hyperparameters.js';
import type { NewJobEvent } from './job-log.repository.js';
import {
  type ArtifactRef,
  type FinetuneBody,
  jobBody,
  type JobBody,
  type PipelineBody,
} from './jobs.contract.js';
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
  estimate?: Estimate | null;
}

/** What a request would come to, and why it may not go on; null: it may. */
export interface Priced {
  jobs: PlannedJob[];
  refusal: AppError | null;
}

/** A planned job whose license has still to be asked about; what asks it writes the decision. */
export interface DraftJob {
  job: PlannedJob;
  license: LicenseAsk;
}

/** What a job of the same pipeline is called, and what it will leave. */
/** `base`: of a training, the base model. */
type Siblings = Map<string, { id: string; kind: keyof typeof OUTPUT; base: string | null }>;
type Path = readonly PropertyKey[];

/** Turns a request into planned jobs: looks up what it names, resolves `auto`, has the license gate G2 asked. Writes no job. */
@Injectable()
export class JobsPlanner {
  constructor(
    private readonly license: JobLicense,
    private readonly baseModels: BaseModelsService,
    private readonly datasets: DatasetsService,
    private readonly artifacts: ArtifactsService,
    private readonly estimates: EstimatesService,
    @Inject(JOB_DEFAULTS) private readonly defaults: JobDefaults,
  ) {}

  get defaultTarget(): string {
    return this.defaults.target;
  }

  async plan(ctx: Ctx, body: JobBody): Promise<PlannedJob> {
    const draft = await this.draft(ctx, body, { siblings: new Map(), needs: [], at: [] });
    return (await this.permitted(ctx, [draft]))[0]!;
  }

  /** Asks the license gate for every job, and says what each is expected to come to. Throws what the gate throws. */
  async permitted(ctx: Ctx, drafts: readonly DraftJob[]): Promise<PlannedJob[]> {
    return this.estimates.addTo(ctx, await this.license.askAll(ctx, drafts));
  }

  /** The same where a refusal by license is an answer. What the gate writes is the caller's to take back. */
  async price(ctx: Ctx, drafts: readonly DraftJob[]): Promise<Priced> {
    try {
      return { jobs: await this.permitted(ctx, drafts), refusal: null };
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'denied') throw error;
      const jobs = await this.estimates.addTo(
        ctx,
        drafts.map(({ job }) => job),
      );
      return { jobs, refusal: error };
    }
  }

  /** What one native job would come to. */
  async priceOf(ctx: Ctx, body: JobBody): Promise<Priced> {
    return this.price(ctx, [await this.draft(ctx, body, { siblings: new Map(), needs: [], at: [] })]);
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
      const { id, spec } = draft.job;
      siblings.set(name, {
        id,
        kind: parsed.kind,
        base: 'dataset_version' in spec && spec.kind === 'finetune' ? spec.base_model : null,
      });
      drafts.push(draft);
    }
    if (body.publish) {
      for (const draft of drafts)
        await this.license.assertName(ctx, draft, {
          name: body.publish.model,
          param: 'publish.model',
          among: drafts,
        });
    }
    return this.permitted(ctx, drafts);
  }

  /** What makes an adapter callable: its merge and the quantization of that. */
  async planServing(ctx: Ctx, adapter: string): Promise<PlannedJob[]> {
    const plan = (needs: string[], spec: StoredSpec, license: LicenseAsk): DraftJob => ({
      job: { id: newId('job_'), target: this.defaultTarget, needs, spec, warnings: [] },
      license,
    });
    const from = { artifact: adapter };
    const merge = plan([], { kind: 'merge', adapter: from }, madeOf('merge', [from]));
    const model = { job: merge.job.id, artifact: 'merged' };
    const quantize = { kind: 'quantize', model, type: 'q8_0' } as const;
    return this.license.askAll(ctx, [merge, plan([merge.job.id], quantize, madeOf('quantization', [model]))]);
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
    const done = (spec: StoredSpec, license: LicenseAsk): DraftJob => ({
      job: { ...common, spec, needs: [...needs] },
      license,
    });
    switch (body.kind) {
      case 'finetune': {
        const from = body.continue_from
          ? (await ref(body.continue_from, 'finetune.continue_from')).ref
          : undefined;
        const spec = await this.finetuneSpec(ctx, body, { from });
        await this.assertSameBase(ctx, spec, { siblings, at });
        return {
          job: { ...common, spec, needs: [...needs], suffix: body.suffix },
          license: trainingAsk(spec),
        };
      }
      case 'merge': {
        const { ref: adapter } = await ref(body.adapter, 'merge.adapter');
        return done({ kind: 'merge', adapter }, madeOf('merge', [adapter]));
      }
      case 'quantize': {
        const { ref: model } = await ref(body.model, 'quantize.model');
        return done({ kind: 'quantize', model, type: body.type }, madeOf('quantization', [model]));
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
        const onTop = adapter ? (await ref(adapter, 'evaluate.adapter')).ref : null;
        const license = madeOf('evaluation', [subject.ref, ...(onTop ? [onTop] : [])]);
        license.parents.push({ id: version.id, type: 'evaluated-on' });
        const measured = { ...rest, dataset_version: version.id, model: subject.ref };
        return done({ ...measured, ...(onTop ? { adapter: onTop } : {}) }, license);
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

  /** Throws invalid where the model to go on from stands on another base. */
  private async assertSameBase(
    ctx: Ctx,
    { base_model, continue_from: from }: FinetuneSpec,
    { siblings, at }: { siblings: Siblings; at: Path },
  ): Promise<void> {
    if (!from) return;
    const base =
      'job' in from
        ? [...siblings.values()].find(({ id }) => id === from.job)?.base
        : await this.artifacts.baseModelOf(ctx, from.artifact);
    if (!base || base === base_model) return;
    throw invalid('invalid_value', `The adapter to go on from was trained on the base model ${base}.`, {
      param: dotted([...at, 'continue_from']),
    });
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

/** Base first, then the data: reviews bind to the ids in this order. */
export function trainingAsk(spec: FinetuneSpec): LicenseAsk {
  const from = spec.continue_from;
  return {
    what: 'training',
    parents: trainingParents(spec, from && !('job' in from) ? from.artifact : null),
    siblings: from && 'job' in from ? [{ job: from.job, type: 'finetuned-from' }] : [],
  };
}

/** What is merged, quantized or run, by what is there or by the jobs that will leave it. */
export function madeOf(
  what: Exclude<LicenseAsk['what'], 'training'>,
  refs: readonly (StoredRef | { base_model: string })[],
): LicenseAsk {
  const type = what === 'quantization' ? ('quantized-from' as const) : ('merged-from' as const);
  const ask: LicenseAsk = { what, parents: [], siblings: [] };
  for (const ref of refs) {
    if ('job' in ref) ask.siblings.push({ job: ref.job, type });
    else ask.parents.push({ id: 'base_model' in ref ? ref.base_model : ref.artifact, type });
  }
  return ask;
}

function missingSibling(name: string, param: string): never {
  throw invalid('invalid_value', `No earlier job of this pipeline is called '${name}'.`, { param });
}
