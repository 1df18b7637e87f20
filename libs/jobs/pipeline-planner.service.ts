import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { AppError, invalid } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import { dotted, parseInput } from '#platform/zod-input.js';
import { modelOutput } from '#own-recipes/own-recipe.js';
import { outputOf } from './artifact-fit.js';
import { JobLicense } from './job-license.service.js';
import { jobBody, type JobBody } from './jobs.contract.js';
import type { PipelineBody } from './pipelines.contract.js';
import { JobsPlanner, missingSibling } from './jobs.planner.js';
import { baseUnder, type DraftJob, type PlannedJob, type Priced, type Siblings } from './planned-job.js';
import type { FinetuneSpec, SelectSpec } from './spec.js';
import { assertFigure } from './sweep-figures.js';
import { type Entry, ofCell, unfold } from './sweep-grid.js';

type Path = readonly PropertyKey[];
interface Draft {
  drafts: Map<string, DraftJob>;
  siblings: Siblings;
}

/** Turns a pipeline into planned jobs, its sweep unfolded. Every job is looked at before the first license is asked. */
@Injectable()
export class PipelinePlanner {
  constructor(
    private readonly planner: JobsPlanner,
    private readonly license: JobLicense,
    private readonly datasets: DatasetsService,
  ) {}

  /** A refused pipeline leaves nothing behind. */
  async plan(ctx: Ctx, body: PipelineBody): Promise<PlannedJob[]> {
    return this.planner.permitted(ctx, await this.draft(ctx, body));
  }

  /** What a pipeline's jobs would come to, in its order. */
  async price(ctx: Ctx, body: PipelineBody): Promise<Priced> {
    return this.planner.price(ctx, await this.draft(ctx, body));
  }

  private async draft(ctx: Ctx, body: PipelineBody): Promise<DraftJob[]> {
    const of: Draft = { drafts: new Map(), siblings: new Map() };
    for (const entry of unfold(body)) {
      const { name, at } = entry;
      if (of.drafts.has(name))
        throw invalid('invalid_value', `Two jobs are called '${name}'.`, { param: dotted([...at, 'name']) });
      const draft =
        entry.type === 'select' ? await this.choice(ctx, entry, of) : await this.job(ctx, entry, of);
      of.drafts.set(name, draft);
    }
    const drafts = [...of.drafts.values()];
    if (body.publish) {
      // the cells of a sweep stand on the same things: the first speaks for them
      for (const draft of drafts.filter(({ license }) => license.sameAs === undefined))
        await this.license.assertName(ctx, draft, {
          name: body.publish.model,
          param: 'publish.model',
          among: drafts,
        });
    }
    return drafts;
  }

  private async job(ctx: Ctx, entry: Entry & { type: 'job' }, of: Draft): Promise<DraftJob> {
    const { name, at, cell } = entry;
    const { siblings } = of;
    const needs = entry.needs.map(
      (other) => siblings.get(other)?.id ?? missingSibling(other, dotted([...at, 'needs'])),
    );
    const look = async () => {
      const body = parseInput(jobBody, entry.body, 'body', at) as JobBody;
      return { body, draft: await this.planner.draft(ctx, body, { siblings, needs, at }).catch(within(at)) };
    };
    const { body, draft } = await look().catch(ofCell(cell));
    const { id, spec } = draft.job;
    siblings.set(name, {
      id,
      kind: body.kind,
      output:
        spec.kind === 'own'
          ? (modelOutput(spec) ?? spec.outputs[0]!)
          : outputOf(body as Exclude<JobBody, { kind: 'own' }>),
      base: baseUnder(spec, siblings),
    });
    if (cell?.train !== name) return draft;
    // one seed for all: what differs between the cells is what the grid says
    const first = of.drafts.get(name.replace(/#\d+$/, '#1'));
    const seed = draft.job.seed ?? first?.job.seed ?? randomInt(0, 2 ** 31);
    const license = first ? { ...draft.license, sameAs: first.job.id } : draft.license;
    return { job: { ...draft.job, seed }, license };
  }

  /** Stands for its winner: the jobs behind it refer to the choice as to a training. */
  private async choice(ctx: Ctx, entry: Entry & { type: 'select' }, of: Draft): Promise<DraftJob> {
    const { name, cells, bestBy } = entry;
    const draftOf = (one: string) => of.drafts.get(one)!;
    const first = draftOf(cells[0]!.train);
    const outputs = new Set(cells.map(({ train }) => of.siblings.get(train)!.output));
    if (outputs.size > 1)
      throw invalid(
        'invalid_value',
        "Full fine-tuning ('none') leaves a whole model, 'lora' and 'qlora' an adapter: what comes next cannot take either. Sweep them apart.",
        { param: 'sweep.grid.type' },
      );
    const training = first.job.spec as FinetuneSpec;
    const { splits } = await this.datasets.getVersion(ctx, training.dataset_version);
    const check = cells[0]!.evaluation === undefined ? null : draftOf(cells[0]!.evaluation).job.spec;
    assertFigure(bestBy, { training, check, validates: Object.hasOwn(splits as object, 'validation') });
    const id = newId('job_');
    of.siblings.set(name, { ...of.siblings.get(cells[0]!.train)!, id });
    const spec: SelectSpec = {
      kind: 'select',
      best_by: bestBy,
      cells: cells.map(({ train, evaluation, settings }) => ({
        job: draftOf(train).job.id,
        ...(evaluation === undefined ? {} : { evaluation: draftOf(evaluation).job.id }),
        settings,
      })),
    };
    const needs = spec.cells.flatMap(({ job, evaluation }) => (evaluation ? [job, evaluation] : [job]));
    const { target, metadata } = first.job;
    return {
      job: { id, target, metadata, needs, spec, warnings: [] },
      license: { ...first.license, sameAs: first.job.id },
    };
  }
}

/** A refusal that names a field of the job alone, told with the job's place in the pipeline. */
const within = (at: Path) => (error: unknown) => {
  if (!(error instanceof AppError)) throw error;
  const { param } = error.details;
  const place = dotted(at);
  if (typeof param !== 'string' || param.startsWith(place)) throw error;
  throw new AppError(error.kind, error.code, error.message, { ...error.details, param: `${place}.${param}` });
};
