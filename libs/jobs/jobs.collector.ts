import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { idBody } from '#kernel/ids.js';
import type { Outcome } from '#kernel/outcome.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { BaseModelsService } from '#base-models/base-models.service.js';
import { trainingFlops } from '#license-rules/regulation.js';
import { failpoint } from '#platform/failpoints.js';
import { AttemptFolder } from './attempt-folder.js';
import { COMPUTE, type ComputePort, type Handle } from './compute.port.js';
import { JOB_DEFAULTS, type JobDefaults } from './defaults.js';
import type { Input } from './identity.js';
import { JobFailure } from './job-failure.js';
import { JobIdentity } from './job-identity.service.js';
import { JobPapers } from './job-papers.service.js';
import { JobsInputs, type Parent } from './jobs.inputs.js';
import { JobsLedger } from './jobs.ledger.js';
import type { JobRow, Lease } from './jobs.repository.js';
import type { JobResult } from './recipe-output.contract.js';
import { ResultsFile } from './results-file.service.js';
import { digestOf } from '#own-recipes/own-recipe.js';
import {
  type ContractSpec,
  type FinetuneSpec,
  isFull,
  type OwnSpec,
  type SelectSpec,
  shapingPart,
  type StoredSpec,
} from './spec.js';
import { cellsOf, choiceLines, choiceOf, nothingToChoose, type SelectResult } from './sweep.js';

/** As many as the contract trainer keeps. */
const CONTRACT_CHECKPOINTS = 2;

/** From a finished program to registered artifacts: the job is `succeeded` only after every file is in the store. */
@Injectable()
export class JobsCollector {
  constructor(
    private readonly inputs: JobsInputs,
    private readonly ledger: JobsLedger,
    private readonly artifacts: ArtifactsService,
    private readonly baseModels: BaseModelsService,
    private readonly papers: JobPapers,
    private readonly identity: JobIdentity,
    private readonly results: ResultsFile,
    @Inject(COMPUTE) private readonly targets: Record<string, ComputePort>,
    @Inject(JOB_DEFAULTS) private readonly defaults: JobDefaults,
  ) {}

  async collect(lease: Lease): Promise<Outcome> {
    const { job, attempt } = lease;
    const spec = job.spec as unknown as StoredSpec;
    const ctx = systemCtx(job.projectId, job.requestId);
    if (spec.kind === 'import' && !attempt?.handle) return this.collectReady(ctx, lease, spec.base_model);
    if (spec.kind === 'select') return this.choose(ctx, lease, spec);
    const folder = new AttemptFolder(join(this.defaults.jobsDir, idBody(job.id)), attempt?.number ?? 1);
    const result = await folder.result();
    if (!result) throw new JobFailure('no_result', 'The result file is gone from the job folder.');
    if (spec.kind === 'own') assertLeft(spec, result);
    const training = trainingOf(result);
    const left: Left = {
      ...{ folder, result, parents: await this.inputs.parents(ctx, job) },
      inputs: await this.identity.inputsOf(ctx, spec),
    };
    const ids = await this.register(ctx, lease, left);
    if (spec.kind === 'finetune') await this.keepCheckpoints(ctx, lease, left);
    failpoint('register.version_row');
    if (spec.kind === 'import')
      await this.baseModels.finishImport(ctx, spec.base_model, this.baseModelFolder(ids, result, folder));
    const curves = spec.kind === 'finetune' ? { results_file: await this.results.of(ctx, job) } : {};
    failpoint('results.file');
    const outcome = await this.ledger.succeed(
      lease,
      {
        result: {
          metrics: result.metrics,
          ...(result.harness ? { harness: result.harness } : {}),
          artifacts: ids,
          seconds: result.seconds,
          peak_memory_mb: result.peak_memory_mb,
          ...(result.peak_gpu_memory_mb === undefined
            ? {}
            : { peak_gpu_memory_mb: result.peak_gpu_memory_mb }),
          ...(training ? { training } : {}),
          environment: madeIn(lease, result),
          ...curves,
        },
        identity: await this.identityOf(ctx, lease, result),
        trainedTokens: result.trained_tokens === undefined ? null : BigInt(result.trained_tokens),
      },
      closingLines(job.kind),
    );
    failpoint('container.before_remove');
    const handle = attempt?.handle as unknown as Handle | null;
    if (handle) await this.targets[job.target]?.forget(handle);
    await folder.trim();
    return outcome;
  }

  /** Null where the program has not said what it ran in: such a job answers for no other. */
  private async identityOf(ctx: Ctx, { job, attempt }: Lease, result: JobResult): Promise<string | null> {
    const container = (attempt?.handle as unknown as Handle | null)?.environment;
    const environment = container?.sha256 ?? result.environment.sha256;
    return environment === undefined ? null : this.identity.digest(ctx, job, environment);
  }

  private async register(
    ctx: Ctx,
    lease: Lease,
    { folder, result, parents, inputs }: Left,
  ): Promise<Record<string, string>> {
    const { job } = lease;
    const training = trainingOf(result);
    const ids: Record<string, string> = {};
    for (const artifact of result.artifacts) {
      const row = await this.artifacts.register(ctx, {
        kind: artifact.kind,
        name: artifact.name,
        jobId: job.id,
        folder: join(folder.workspace, artifact.path),
        files: artifact.files,
        papers: await this.papers.of(ctx, { jobId: job.id, kind: artifact.kind, parents }),
        parents,
        ...(training ? { training } : {}),
        predicate: {
          recipe: recipeOf(job),
          attempt: result.attempt,
          compute_target: job.target,
          spec: { ...shapingPart(job.spec as object), seed: job.seed },
          inputs,
          environment: madeIn(lease, result),
          metrics: result.metrics,
          ...(result.harness ? { harness: result.harness } : {}),
          ...(training ? { training } : {}),
          ...(job.usage === null ? {} : { usage: job.usage }),
        },
      });
      ids[artifact.name] = row.id;
      failpoint('register.artifact');
    }
    return ids;
  }

  /** The last checkpoints become artifacts like the adapter they led to: same parents, papers and signature. */
  private async keepCheckpoints(
    ctx: Ctx,
    lease: Lease,
    { folder, result, parents, inputs }: Left,
  ): Promise<void> {
    const { job } = lease;
    const { params } = job.spec as unknown as FinetuneSpec | ContractSpec;
    const most = 'trainer' in params ? params.trainer.n_checkpoints : CONTRACT_CHECKPOINTS;
    // A checkpoint is an adapter that lies on its base; of a full fine-tuning it is a model of its own.
    const kind = 'adapter' in params && isFull(params.adapter) ? 'merged' : 'checkpoint';
    for (const { path, step, manifest } of await folder.checkpoints(most)) {
      const files = manifest.files
        .filter((file) => !file.resume_only)
        .map(({ resume_only: _own, ...file }) => file);
      const row = await this.artifacts.register(ctx, {
        kind,
        name: `checkpoint-${step}`,
        jobId: job.id,
        step,
        folder: path,
        files,
        papers: await this.papers.of(ctx, { jobId: job.id, kind, parents }),
        parents,
        predicate: {
          recipe: job.kind,
          attempt: manifest.attempt,
          compute_target: job.target,
          spec: { ...shapingPart(job.spec as object), seed: job.seed, step },
          inputs,
          environment: madeIn(lease, result),
          metrics: manifest.metrics,
        },
      });
      await this.ledger.keepCheckpoint(lease, { step, path, metrics: manifest.metrics, artifactId: row.id });
      failpoint('register.checkpoint');
    }
  }

  private baseModelFolder(ids: Record<string, string>, result: JobResult, folder: AttemptFolder) {
    const model = result.artifacts.find((artifact) => artifact.kind === 'base_model');
    if (!model) throw new JobFailure('no_result', 'The import left no base model.');
    return { artifactId: ids[model.name]!, folder: join(folder.workspace, model.path) };
  }

  /** True for the choice of a sweep, and an import whose converted files are in the cache, or that needs no conversion. */
  async needsNoProgram(ctx: Ctx, job: JobRow): Promise<boolean> {
    const spec = job.spec as unknown as StoredSpec;
    if (spec.kind === 'select') return true;
    return spec.kind === 'import' && (await this.baseModels.readyFolder(ctx, spec.base_model)) !== null;
  }

  /** Of final rows, so that a choice which a killed worker made is made again. */
  private async choose(ctx: Ctx, lease: Lease, spec: SelectSpec): Promise<Outcome> {
    const rows = new Map((await this.inputs.needed(ctx, lease.job.needs)).map((row) => [row.id, row]));
    const cells = cellsOf(spec, rows);
    const { winner, tied } = choiceOf(cells, spec.best_by.goal);
    if (!winner) throw new JobFailure('needs_failed', nothingToChoose(cells));
    failpoint('sweep.chosen');
    const { artifacts = {} } = rows.get(winner.job)!.result as Partial<SelectResult>;
    const lost = cells.filter(({ reason }) => reason !== null).length;
    const result: SelectResult = {
      winner: winner.job,
      tied: tied.map(({ job }) => job),
      artifacts,
      metrics: { [spec.best_by.metric]: winner.value!, cells: cells.length, cells_without_figure: lost },
    };
    return this.ledger.succeed(
      lease,
      { result: result as object },
      choiceLines(spec, cells, { winner, tied }),
    );
  }

  private async collectReady(ctx: Ctx, lease: Lease, baseModelId: string): Promise<Outcome> {
    const ready = await this.baseModels.readyFolder(ctx, baseModelId);
    if (!ready) throw new JobFailure('storage_error', 'The prepared model files are gone from the cache.');
    const row = await this.artifacts.register(ctx, {
      kind: 'base_model',
      name: 'base_model',
      jobId: lease.job.id,
      folder: ready.folder,
      files: ready.files,
      parents: [],
      predicate: { recipe: 'import', source: ready.source },
    });
    await this.baseModels.finishImport(ctx, baseModelId, { artifactId: row.id, folder: ready.folder });
    return this.ledger.succeed(
      lease,
      { result: { artifacts: { base_model: row.id } } },
      closingLines('import'),
    );
  }
}

/** What an attempt has left, and what it was made of. */
interface Left {
  folder: AttemptFolder;
  result: JobResult;
  parents: Parent[];
  inputs: Record<string, Input>;
}

/** An own recipe by its name and the digest that was allowed. */
const recipeOf = ({ kind, spec }: JobRow): string => {
  const { own } = spec as unknown as Partial<OwnSpec>;
  return own ? `own/${own.name}@${digestOf(own)}` : kind;
};

/** Throws JobFailure `recipe_rejected` for an artifact too many, too few, or under another name than its kind. */
function assertLeft({ outputs }: OwnSpec, { artifacts }: JobResult): void {
  const odd = artifacts.find(({ name, kind }) => name !== kind || !outputs.includes(kind));
  if (odd)
    throw new JobFailure(
      'recipe_rejected',
      `The recipe left '${odd.name}' as ${odd.kind}; its entry names ${outputs.join(', ')}.`,
    );
  const names = artifacts.map(({ name }) => name);
  const missing = outputs.find((kind) => !names.includes(kind as never));
  if (missing) throw new JobFailure('recipe_rejected', `The recipe left no artifact '${missing}'.`);
  if (new Set(names).size < names.length)
    throw new JobFailure('recipe_rejected', 'The recipe left two artifacts of one name.');
}

/** What the program says it ran in, and the image that it was started from where there was one. */
function madeIn({ attempt }: Lease, { environment }: JobResult) {
  const container = (attempt?.handle as unknown as Handle | null)?.environment;
  return { ...environment, ...(container?.image ? { image: container.image } : {}) };
}

/** What a training came to; null for a job that trains nothing, and for a recipe that does not say. */
function trainingOf(result: JobResult) {
  const { trained_tokens: tokens, parameters, trainable_parameters } = result;
  if (tokens === undefined || parameters === undefined) return null;
  const measured = { tokens, parameters, trainable_parameters: trainable_parameters ?? null };
  return { ...measured, flops: trainingFlops(measured) };
}

function closingLines(kind: string): string[] {
  if (kind === 'import') return ['Base model is ready'];
  return kind === 'finetune'
    ? ['Training finished; artifacts registered']
    : [`The ${kind} job has successfully completed`];
}
