import { Inject, Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { AppError, invalid } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { BaseModelsService } from '#base-models/base-models.service.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import { dotted } from '#platform/zod-input.js';
import { type ArtifactPlace, assertFits } from './artifact-fit.js';
import { JOB_DEFAULTS, type JobDefaults } from './defaults.js';
import { EstimatesService } from './estimates.service.js';
import { assertBeside, assertMeasurable } from './evaluate-fit.js';
import { evaluationOf } from './evaluation-ask.js';
import { JobLicense } from './job-license.service.js';
import type { JobBody, OwnBody } from './jobs.contract.js';
import type { ArtifactRef } from './job-fields.contract.js';
import { type AskedSpec, askOf } from './license-ask.js';
import { LM_EVAL_SEED } from './lm-eval.js';
import { LmEvalChecks } from './lm-eval-checks.service.js';
import { OwnJobs } from './own-jobs.service.js';
import { baseOf, type DraftJob, type PlannedJob, type Priced, type Siblings } from './planned-job.js';
import { assertAdapterType, quantizationOf } from './quantize-ask.js';
import { QuantizeChecks } from './quantize-checks.service.js';
import { REUSE_SEED } from './reuse.service.js';
import { type FinetuneSpec, isBeside, ownBase, type OwnSpec, type StoredRef, worldOf } from './spec.js';
import { type TrainingAsk, TrainingChecks } from './training-checks.service.js';

type Path = readonly PropertyKey[];

/** Turns a request into planned jobs: looks up what it names, resolves `auto`, has the license gate G2 asked. Writes no job. */
@Injectable()
export class JobsPlanner {
  private readonly quantizing: QuantizeChecks;
  private readonly harness: LmEvalChecks;
  private readonly own: OwnJobs;
  private readonly training: TrainingChecks;

  constructor(
    private readonly license: JobLicense,
    baseModels: BaseModelsService,
    datasets: DatasetsService,
    private readonly artifacts: ArtifactsService,
    private readonly estimates: EstimatesService,
    @Inject(JOB_DEFAULTS) private readonly defaults: JobDefaults,
  ) {
    this.own = new OwnJobs(defaults);
    this.training = new TrainingChecks(artifacts, datasets, baseModels, defaults);
    this.quantizing = new QuantizeChecks(artifacts, datasets, baseModels, defaults);
    this.harness = new LmEvalChecks(datasets, this.quantizing, defaults);
  }

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

  /** What makes an adapter callable: its merge and the quantization of that. */
  async planServing(ctx: Ctx, adapter: string): Promise<PlannedJob[]> {
    const plan = (needs: string[], spec: AskedSpec): DraftJob => ({
      job: { id: newId('job_'), target: this.defaultTarget, needs, spec, warnings: [] },
      license: askOf(spec),
    });
    const merge = plan([], { kind: 'merge', adapter: { artifact: adapter } });
    const model = { job: merge.job.id, artifact: 'merged' };
    return this.license.askAll(ctx, [merge, plan([merge.job.id], { kind: 'quantize', model, type: 'q8_0' })]);
  }

  /** Looks up what one job names. `siblings`: earlier jobs of its pipeline. Asks no license and writes nothing. */
  async draft(
    ctx: Ctx,
    body: JobBody,
    { siblings, needs: wanted, at }: { siblings: Siblings; needs: string[]; at: Path },
  ): Promise<DraftJob> {
    const needs = new Set(wanted);
    const ref = (value: ArtifactRef, place: ArtifactPlace) =>
      this.reference(ctx, value, { siblings, needs, place, at: [...at, place.split('.')[1]!] });
    const common = {
      id: newId('job_'),
      target: this.target(
        body.kind === 'own' ? this.own.target(body.recipe, body.target, at) : body.target,
        at,
      ),
      seed: body.seed ?? seedOf(body),
      reuse: body.reuse === 'finished' ? ('finished' as const) : null,
      metadata: body.metadata,
      warnings: [],
    };
    const done = (spec: AskedSpec, own: Pick<PlannedJob, 'suffix' | 'slots' | 'reuse'> = {}): DraftJob => ({
      job: { ...common, spec, needs: [...needs], ...own },
      license: askOf(spec),
    });
    switch (body.kind) {
      case 'finetune': {
        const from = body.continue_from
          ? (await ref(body.continue_from, 'finetune.continue_from')).ref
          : undefined;
        const spec = await this.training.spec(ctx, body, { from });
        await this.training.assertSameBase(ctx, spec, { siblings, at });
        return done(spec, { suffix: body.suffix, slots: worldOf(spec) });
      }
      case 'merge': {
        const { ref: adapter } = await ref(body.adapter, 'merge.adapter');
        return done({ kind: 'merge', adapter });
      }
      case 'quantize': {
        if (body.adapter !== undefined) {
          if (body.model !== undefined) throw oneOfTwo('adapter', at);
          const { ref: adapter } = await ref(body.adapter, 'quantize.adapter');
          assertAdapterType(body, at);
          return done({ kind: 'quantize', adapter, type: body.type });
        }
        if (body.model === undefined) throw oneOfTwo('model', at);
        const { ref: model } = await ref(body.model, 'quantize.model');
        const asked = quantizationOf(body, at);
        this.quantizing.assertTool(asked.type, common.target, at);
        if (asked.calibration) await this.quantizing.assertCalibrates(ctx, asked.calibration, at);
        const siblingBase = 'job' in model ? baseOf(siblings, model.job) : null;
        if (asked.group_size)
          await this.quantizing.assertGroups(ctx, asked.group_size, { model, siblingBase, at });
        return done({ kind: 'quantize', model, ...asked });
      }
      case 'own':
        return done(await this.ownSpec(ctx, body, { siblings, needs, at }));
      case 'evaluate': {
        const { metadata: _m, seed: _s, target: _t, reuse: _r, model, adapter, parent, ...asked } = body;
        const rest = evaluationOf(asked, { adapter, at });
        const version = await this.quantizing.freeSplit(ctx, body, at);
        const whole = async (of: typeof model, place: ArtifactPlace) =>
          typeof of === 'object' && 'base_model' in of
            ? {
                ref: { base_model: (await this.training.freeBase(ctx, of.base_model)).id },
                kind: 'base_model',
              }
            : ref(of, place);
        const place = rest.engine === 'vllm' ? 'parity-vllm.model' : 'parity.model';
        const subject = await whole(model, rest.task === 'parity' ? place : 'evaluate.model');
        if (rest.task === 'parity') await this.assertParity(ctx, { ...subject, place }, at);
        assertBeside(rest.engine, { target: common.target, defaults: this.defaults }, at);
        assertMeasurable({ ...body, engine: rest.engine }, subject.kind, at);
        if (body.lm_eval)
          await this.harness.assertAnswerable(ctx, body, { task: body.lm_eval, target: common.target, at });
        const onTop = adapter ? (await ref(adapter, 'evaluate.adapter')).ref : null;
        const from = parent ? (await whole(parent, 'evaluate.parent')).ref : null;
        const measured = { ...rest, ...{ dataset_version: version.id, model: subject.ref } };
        const asks = { ...measured, ...(onTop ? { adapter: onTop } : {}), ...(from ? { parent: from } : {}) };
        // what another engine reads depends on its version, which a job is not known by
        return done(asks, isBeside(rest.engine) ? { reuse: null } : {});
      }
    }
  }

  /** What an own recipe reads goes through the same look-ups; parts of a model lie on the base model that is named beside them. */
  private async ownSpec(
    ctx: Ctx,
    body: OwnBody,
    of: { siblings: Siblings; needs: Set<string>; at: Path },
  ): Promise<OwnSpec> {
    const under: { base: string | null; at: Path }[] = [];
    const spec = await this.own.spec(
      body,
      {
        base: async (ref) => (await this.training.readyFree(ctx, ref)).id,
        dataset: async (version, at) => (await this.quantizing.freeSplit(ctx, version, at)).id,
        artifact: async (value, { kinds, at }) => {
          const { ref } = await this.reference(ctx, value, { ...of, place: kinds, at });
          under.push({ base: await this.baseUnderRef(ctx, ref, of.siblings), at });
          return ref;
        },
      },
      of.at,
    );
    const base = ownBase(spec);
    for (const one of under)
      if (base && one.base && one.base !== base)
        throw invalid(
          'invalid_value',
          `It lies on the base model ${one.base}, not on the one that is named.`,
          {
            param: dotted(one.at),
          },
        );
    return spec;
  }

  /** Throws invalid where the recipe of a job that is to run again is not the one that is allowed now. */
  assertSameRecipe(spec: OwnSpec): void {
    this.own.assertSame(spec);
  }

  private async baseUnderRef(ctx: Ctx, ref: StoredRef, siblings: Siblings): Promise<string | null> {
    if ('job' in ref) return baseOf(siblings, ref.job);
    return this.artifacts.baseModelOf(ctx, ref.artifact).catch((error: unknown) => {
      if (error instanceof AppError && error.kind === 'not_found') return null;
      throw error;
    });
  }

  /** A merged model, or what was made of one here: that holds the tokenizer and chat template of training. */
  private async assertParity(
    ctx: Ctx,
    { ref, kind, place }: { ref: StoredRef | { base_model: string }; kind: string; place: ArtifactPlace },
    at: Path,
  ): Promise<void> {
    if ('base_model' in ref) assertFits(place, kind, [...at, 'model']);
    if ('job' in ref || !('artifact' in ref) || kind === 'merged') return;
    if ((await this.artifacts.quantizedFrom(ctx, ref.artifact)) !== null) return;
    throw invalid(
      'invalid_value',
      `Artifact ${ref.artifact} was not quantized here: nobody knows the tokenizer and chat template that it was trained with.`,
      { param: dotted([...at, 'model']) },
    );
  }

  /** Base, data and parameters of a fine-tune; both doors come here. Writes nothing. */
  finetuneSpec(
    ctx: Ctx,
    body: TrainingAsk,
    of: { openai?: FinetuneSpec['openai']; from?: StoredRef } = {},
  ): Promise<FinetuneSpec> {
    return this.training.spec(ctx, body, of);
  }

  /** A base model that can be trained on now. */
  readyBase(ctx: Ctx, ref: string) {
    return this.training.readyBase(ctx, ref);
  }

  /** Throws invalid for a target that this installation no longer has. */
  targetOf(target: string): string {
    return this.target(target, []);
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
    of: { siblings: Siblings; needs: Set<string>; place: ArtifactPlace | readonly string[]; at: Path },
  ): Promise<{ ref: StoredRef; kind: string }> {
    if (typeof value === 'string') {
      const { id, kind } = await this.artifacts.get(ctx, value);
      await this.artifacts.assertFree(ctx, [id]);
      assertFits(of.place, kind, of.at);
      return { ref: { artifact: id }, kind };
    }
    const sibling = of.siblings.get(value.job);
    if (!sibling) return missingSibling(value.job, dotted([...of.at, 'job']));
    const kind = sibling.output;
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

/** Drawn, but where two runs are to draw alike: of two models that are asked by one task, the same examples. */
function seedOf(body: JobBody): number | undefined {
  if (body.kind === 'evaluate' && body.lm_eval) return LM_EVAL_SEED;
  return body.reuse === 'finished' ? REUSE_SEED : undefined;
}

/** Of a quantisation that names neither, or both. */
function oneOfTwo(param: 'model' | 'adapter', at: Path): AppError {
  const details = { param: dotted([...at, param]) };
  return param === 'model'
    ? invalid(
        'missing_required_parameter',
        "Name what to quantize in 'model', or an adapter in 'adapter'.",
        details,
      )
    : invalid('invalid_value', "'model' and 'adapter' are two jobs; name one of them.", details);
}

export function missingSibling(name: string, param: string): never {
  throw invalid('invalid_value', `No earlier job of this pipeline is called '${name}'.`, { param });
}
