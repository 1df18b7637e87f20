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
import { JobFailure } from './job-failure.js';
import { JobPapers } from './job-papers.service.js';
import { JobsInputs } from './jobs.inputs.js';
import { JobsLedger } from './jobs.ledger.js';
import type { JobRow, Lease } from './jobs.repository.js';
import type { JobResult } from './recipe-output.contract.js';
import { ResultsFile } from './results-file.service.js';
import type { ContractSpec, FinetuneSpec, StoredSpec } from './spec.js';

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
    private readonly results: ResultsFile,
    @Inject(COMPUTE) private readonly targets: Record<string, ComputePort>,
    @Inject(JOB_DEFAULTS) private readonly defaults: JobDefaults,
  ) {}

  async collect(lease: Lease): Promise<Outcome> {
    const { job, attempt } = lease;
    const spec = job.spec as unknown as StoredSpec;
    const ctx = systemCtx(job.projectId, job.requestId);
    if (spec.kind === 'import' && !attempt?.handle) return this.collectReady(ctx, lease, spec.base_model);
    const folder = new AttemptFolder(join(this.defaults.jobsDir, idBody(job.id)), attempt?.number ?? 1);
    const result = await folder.result();
    if (!result) throw new JobFailure('no_result', 'The result file is gone from the job folder.');
    const training = trainingOf(result);
    const ids = await this.register(ctx, lease, folder, result);
    if (spec.kind === 'finetune') await this.keepCheckpoints(ctx, lease, folder, result);
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
          artifacts: ids,
          seconds: result.seconds,
          peak_memory_mb: result.peak_memory_mb,
          ...(training ? { training } : {}),
          environment: result.environment,
          ...curves,
        },
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

  private async register(
    ctx: Ctx,
    lease: Lease,
    folder: AttemptFolder,
    result: JobResult,
  ): Promise<Record<string, string>> {
    const { job } = lease;
    const training = trainingOf(result);
    const parents = await this.inputs.parents(ctx, job);
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
          recipe: job.kind,
          attempt: result.attempt,
          compute_target: job.target,
          spec: { ...(job.spec as object), seed: job.seed },
          environment: result.environment,
          metrics: result.metrics,
          ...(training ? { training } : {}),
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
    folder: AttemptFolder,
    result: JobResult,
  ): Promise<void> {
    const { job } = lease;
    const { params } = job.spec as unknown as FinetuneSpec | ContractSpec;
    const most = 'trainer' in params ? params.trainer.n_checkpoints : CONTRACT_CHECKPOINTS;
    const parents = await this.inputs.parents(ctx, job);
    for (const { path, step, manifest } of await folder.checkpoints(most)) {
      const files = manifest.files
        .filter((file) => !file.resume_only)
        .map(({ resume_only: _own, ...file }) => file);
      const row = await this.artifacts.register(ctx, {
        kind: 'checkpoint',
        name: `checkpoint-${step}`,
        jobId: job.id,
        step,
        folder: path,
        files,
        papers: await this.papers.of(ctx, { jobId: job.id, kind: 'checkpoint', parents }),
        parents,
        predicate: {
          recipe: job.kind,
          attempt: manifest.attempt,
          compute_target: job.target,
          spec: { ...(job.spec as object), seed: job.seed, step },
          environment: result.environment,
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

  /** True for an import whose converted files are in the cache, or that needs no conversion. */
  async needsNoProgram(ctx: Ctx, job: JobRow): Promise<boolean> {
    const spec = job.spec as unknown as StoredSpec;
    return spec.kind === 'import' && (await this.baseModels.readyFolder(ctx, spec.base_model)) !== null;
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
