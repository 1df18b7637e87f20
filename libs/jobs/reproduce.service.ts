import { Injectable } from '@nestjs/common';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import type { ArtifactRow } from '#artifacts/artifacts.repository.js';
import { makingOf } from '#artifacts/making.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import type { Ctx } from '#kernel/context.js';
import { AppError, conflict, invalid } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { isFinal } from './job.js';
import { JobFailure } from './job-failure.js';
import { JobsInputs } from './jobs.inputs.js';
import { JobsPlanner } from './jobs.planner.js';
import { type AskedSpec, askOf } from './license-ask.js';
import type { JobRow } from './jobs.repository.js';
import { JobsService } from './jobs.service.js';
import { resultOf } from './outcome.js';
import { differences, expectation, fileMatches, verdictText } from './reproduction.js';
import { isContract, type OwnSpec, type StoredRef, type StoredSpec } from './spec.js';
import { Submissions } from './submissions.service.js';

const AGAIN = ['finetune', 'merge', 'quantize', 'evaluate', 'own'] as const;

/** Makes an artifact a second time, beside the first, and holds the two against each other. */
@Injectable()
export class ReproduceService {
  constructor(
    private readonly artifacts: ArtifactsService,
    private readonly jobs: JobsService,
    private readonly planner: JobsPlanner,
    private readonly inputs: JobsInputs,
    private readonly datasets: DatasetsService,
    private readonly submissions: Submissions,
  ) {}

  /**
   * Submits what made the artifact once more. Throws invalid `not_reproducible` for what no job here made, conflict `input_gone`
   * where something it was made of is there no more, and what the license gate and a recall throw.
   */
  async submit(ctx: Ctx, artifactId: string) {
    const artifact = await this.artifacts.get(ctx, artifactId);
    const job = await this.jobOf(ctx, artifact);
    const spec = await this.settled(ctx, job);
    await this.assertThere(ctx, spec);
    const draft = {
      job: {
        id: newId('job_'),
        ...{ spec, needs: [], seed: job.seed, suffix: null, warnings: [], reproduces: artifact.id },
        target: this.planner.targetOf(job.target),
      },
      license: askOf(spec),
    };
    const [planned] = await this.planner.permitted(ctx, [draft]);
    return this.submissions.place(ctx, planned!);
  }

  /** Throws conflict `not_a_reproduction` for another job. `matches` is null until it has ended well. */
  async compare(ctx: Ctx, jobId: string) {
    const job = await this.jobs.getJob(ctx, jobId);
    if (job.reproduces === null)
      throw conflict(
        'not_a_reproduction',
        `Job ${job.id} makes nothing again: POST /v1/artifacts/{id}/reproduce does.`,
      );
    const first = await this.artifacts.get(ctx, job.reproduces);
    const left = resultOf(job).artifacts?.[first.name];
    const second =
      left === undefined ? await this.checkpoint(ctx, job, first) : await this.artifacts.get(ctx, left);
    const [was, is] = [makingOf(first.provenance), second && makingOf(second.provenance)];
    const files = second && fileMatches(first.manifest, second.manifest);
    const expected = second ? expectation(was, is, job.kind) : null;
    return {
      object: 'reproduction' as const,
      job: job.id,
      state: job.state,
      artifact: first.id,
      made: second?.id ?? null,
      matches: files && files.every(({ equal }) => equal),
      files,
      differences: second ? differences(was, is) : null,
      metrics: second && { was: was?.metrics ?? null, is: is?.metrics ?? null },
      expected: expected?.expected ?? null,
      verdict: files && expected ? verdictText(files, expected) : waiting(job),
    };
  }

  private async jobOf(ctx: Ctx, { id, jobId, kind }: ArtifactRow): Promise<JobRow> {
    if (jobId === null) throw notAgain(id, 'no job of this installation made it');
    const job = await this.jobs.getJob(ctx, jobId);
    if (!AGAIN.includes(job.kind as AskedSpec['kind']) || isContract(job.spec as unknown as StoredSpec))
      throw notAgain(
        id,
        kind === 'base_model'
          ? 'it was imported: import the model again'
          : `a job of kind ${job.kind} made it`,
      );
    return job;
  }

  /** The spec with every job that it names replaced by what that job left. */
  private async settled(ctx: Ctx, job: JobRow): Promise<AskedSpec> {
    const spec = { ...(job.spec as unknown as AskedSpec) };
    const at = async <T extends object>(ref: T): Promise<T | { artifact: string }> =>
      'job' in ref ? { artifact: await this.left(ctx, ref as unknown as StoredRef) } : ref;
    switch (spec.kind) {
      case 'finetune':
        return spec.continue_from ? { ...spec, continue_from: await at(spec.continue_from) } : spec;
      case 'own': {
        try {
          this.planner.assertSameRecipe(spec);
        } catch (error) {
          throw gone((error as AppError).message);
        }
        const inputs: OwnSpec['inputs'] = {};
        for (const [name, ref] of Object.entries(spec.inputs)) inputs[name] = await at(ref);
        return { ...spec, inputs };
      }
      case 'merge':
        return { ...spec, adapter: await at(spec.adapter) };
      case 'quantize':
        return 'model' in spec
          ? { ...spec, model: await at(spec.model) }
          : { ...spec, adapter: await at(spec.adapter) };
      case 'evaluate':
        return {
          ...spec,
          model: await at(spec.model),
          ...(spec.adapter ? { adapter: await at(spec.adapter) } : {}),
          ...(spec.parent ? { parent: await at(spec.parent) } : {}),
        };
    }
  }

  private async left(ctx: Ctx, ref: StoredRef): Promise<string> {
    return this.inputs.artifactId(ctx, ref).catch((error: unknown) => {
      throw error instanceof JobFailure ? gone(error.message) : error;
    });
  }

  /** Everything that it reads must still be there: a deleted file is not trained on again. */
  private async assertThere(ctx: Ctx, spec: AskedSpec): Promise<void> {
    const read = askOf(spec).parents.map(({ id }) => id);
    try {
      await this.artifacts.assertFree(ctx, read);
      for (const id of read.filter((one) => one.startsWith('bm_'))) await this.planner.readyBase(ctx, id);
      for (const id of read.filter((one) => one.startsWith('art_'))) await this.artifacts.get(ctx, id);
      for (const id of read.filter((one) => one.startsWith('dsv_'))) {
        const files = await this.datasets.goneFiles(ctx, id);
        if (files.length > 0) throw gone(`The file ${files[0]} of dataset version ${id} was deleted.`);
      }
    } catch (error) {
      if (error instanceof AppError && error.kind === 'not_found') throw gone(error.message);
      throw error;
    }
  }

  /** A checkpoint is no artifact of the result: it goes by its name among all that the job left. */
  private async checkpoint(ctx: Ctx, job: JobRow, { name }: ArtifactRow): Promise<ArtifactRow | null> {
    if (job.state !== 'succeeded') return null;
    return (await this.artifacts.ofJob(ctx, job.id)).find((one) => one.name === name) ?? null;
  }
}

const notAgain = (id: string, why: string) =>
  invalid('not_reproducible', `Artifact ${id} cannot be made again: ${why}.`);
const gone = (what: string) =>
  conflict('input_gone', `It cannot be made again, for something that it was made of is gone: ${what}`);

const waiting = (job: JobRow): string =>
  isFinal(job.state)
    ? `The job has ${job.state === 'succeeded' ? 'left no such artifact' : job.state}: there is nothing to compare.`
    : `The job is ${job.state}; there is nothing to compare yet.`;
