import { Inject, Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { denied, invalid } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { BaseModelsService } from '#base-models/base-models.service.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import { LicensesService } from '#licenses/licenses.service.js';
import type { LineageEdge, LineageNode } from '#licenses/licenses.contract.js';
import { parseInput } from '#platform/zod-input.js';
import { ProjectsService } from '#projects/projects.service.js';
import { JOB_DEFAULTS, type JobDefaults } from './defaults.js';
import { resolveSft } from './hyperparameters.js';
import type { NewJobEvent } from './job-log.repository.js';
import {
  type ArtifactRef,
  type FinetuneBody,
  jobBody,
  type JobBody,
  type PipelineBody,
} from './jobs.contract.js';
import type { FinetuneSpec, StoredRef, StoredSpec } from './spec.js';

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

/** What a job of the same pipeline is called, and what it will leave. */
type Siblings = Map<string, { id: string; kind: string }>;

const OUTPUT: Record<string, string> = {
  finetune: 'adapter',
  merge: 'merged',
  quantize: 'gguf',
  evaluate: 'answers',
};

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

  async plan(ctx: Ctx, body: JobBody, siblings: Siblings, extraNeeds: string[] = []): Promise<PlannedJob> {
    const needs = new Set(extraNeeds);
    const ref = (value: ArtifactRef) => this.reference(ctx, value, siblings, needs);
    const common = {
      id: newId('job_'),
      target: body.target ?? this.defaults.target,
      seed: body.seed,
      metadata: body.metadata,
    };
    const done = (spec: StoredSpec): PlannedJob => ({ ...common, spec, needs: [...needs], warnings: [] });
    switch (body.kind) {
      case 'finetune':
        return {
          ...common,
          ...(await this.planFinetune(ctx, body, common.id)),
          needs: [...needs],
          suffix: body.suffix,
        };
      case 'merge':
        return done({ kind: 'merge', adapter: await ref(body.adapter) });
      case 'quantize':
        return done({ kind: 'quantize', model: await ref(body.model), type: body.type });
      case 'evaluate': {
        const { metadata: _m, seed: _s, target: _t, model, adapter, ...rest } = body;
        const version = await this.datasets.getVersion(ctx, body.dataset_version);
        if (!Object.hasOwn(version.splits as object, body.split)) {
          throw invalid('invalid_value', `Dataset version ${version.id} has no split '${body.split}'.`, {
            param: 'split',
          });
        }
        const isBase = typeof model === 'object' && 'base_model' in model;
        const subject = isBase
          ? { base_model: (await this.baseModels.resolve(ctx, model.base_model)).id }
          : await ref(model);
        return done({
          ...rest,
          dataset_version: version.id,
          model: subject,
          ...(adapter ? { adapter: await ref(adapter) } : {}),
        });
      }
    }
  }

  async planPipeline(ctx: Ctx, body: PipelineBody): Promise<PlannedJob[]> {
    const planned: PlannedJob[] = [];
    const siblings: Siblings = new Map();
    for (const [index, { name, needs = [], ...rest }] of body.jobs.entries()) {
      const at = `jobs[${index}]`;
      if (siblings.has(name))
        throw invalid('invalid_value', `Two jobs are called '${name}'.`, { param: `${at}.name` });
      const needed = needs.map((other) => siblings.get(other)?.id ?? missingSibling(other, `${at}.needs`));
      const job = await this.plan(
        ctx,
        parseInput(jobBody, rest, 'body', ['jobs', index]) as JobBody,
        siblings,
        needed,
      );
      siblings.set(name, { id: job.id, kind: job.spec.kind });
      planned.push(job);
    }
    return planned;
  }

  /** Base, data, parameters and the license gate of a fine-tune; both doors come here. */
  async planFinetune(
    ctx: Ctx,
    body: Pick<FinetuneBody, 'base_model' | 'dataset_version' | 'method' | 'adapter' | 'trainer'>,
    jobId: string,
    openai?: FinetuneSpec['openai'],
  ): Promise<Pick<PlannedJob, 'spec' | 'decisionId' | 'warnings'>> {
    const base = await this.baseModels.resolve(ctx, body.base_model);
    if (base.state !== 'ready') {
      throw invalid('invalid_value', `Base model '${base.slug}' is ${base.state}, not ready.`, {
        param: 'base_model',
      });
    }
    const version = await this.datasets.getVersion(ctx, body.dataset_version);
    const rows = await this.datasets.assertTrainable(ctx, version.id, body.method);
    const facts = {
      rows,
      parameterCount: base.parameterCount === null ? null : Number(base.parameterCount),
      contextLength: base.contextLength,
    };
    const params = resolveSft(body.adapter, body.trainer, facts);
    const spec: FinetuneSpec = {
      kind: 'finetune',
      base_model: base.id,
      dataset_version: version.id,
      rows,
      params,
      ...(openai ? { openai } : {}),
    };
    return { spec, ...(await this.askLicense(ctx, jobId, base.id, version.id)) };
  }

  /** Gate G2: deny refuses the job; needs-review lets it train (project policy) and says so in its events. */
  private async askLicense(ctx: Ctx, jobId: string, baseModelId: string, versionId: string) {
    const nodes: LineageNode[] = [
      { id: jobId, kind: 'adapter' },
      await this.baseModels.lineageNode(ctx, baseModelId),
      await this.datasets.lineageNode(ctx, versionId),
    ];
    const edges: LineageEdge[] = [
      { from: jobId, to: baseModelId, type: 'adapter-of' },
      { from: jobId, to: versionId, type: 'trained-on' },
    ];
    const decision = await this.licenses.decide(ctx, {
      gate: 'G2',
      subjectType: 'job',
      subjectId: jobId,
      subjectDigest: null,
      modelName: null,
      graph: { nodes, edges },
    });
    if (decision.verdict === 'deny' && !decision.fixable) {
      throw denied(
        'license_forbids_use',
        `A license forbids the project's declared use: ${this.licenses.sentence(decision)}`,
        {
          decision: decision.id,
          findings: decision.findings,
        },
      );
    }
    const project = await this.projects.get(ctx);
    if (decision.verdict === 'needs-review' && project.onNeedsReview === 'wait') {
      throw denied(
        'license_review_required',
        `A license question waits for review: ${this.licenses.sentence(decision)}`,
        { decision: decision.id },
      );
    }
    const warnings: NewJobEvent[] =
      decision.verdict === 'needs-review'
        ? [
            {
              level: 'warn',
              type: 'message',
              message: `License question, to be answered before promotion: ${this.licenses.sentence(decision)}`,
            },
          ]
        : [];
    return { decisionId: decision.id, warnings };
  }

  private async reference(
    ctx: Ctx,
    ref: ArtifactRef,
    siblings: Siblings,
    needs: Set<string>,
  ): Promise<StoredRef> {
    if (typeof ref === 'string') return { artifact: (await this.artifacts.get(ctx, ref)).id };
    const sibling = siblings.get(ref.job);
    if (!sibling) return missingSibling(ref.job, 'job');
    needs.add(sibling.id);
    return { job: sibling.id, artifact: ref.artifact ?? OUTPUT[sibling.kind] ?? 'out' };
  }
}

function missingSibling(name: string, param: string): never {
  throw invalid('invalid_value', `No earlier job of this pipeline is called '${name}'.`, { param });
}
