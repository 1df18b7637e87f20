import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { invalid } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import type { PreparedArtifact } from '#artifacts/artifacts.service.js';
import { AuditService } from '#audit/audit.service.js';
import { JobsService } from '#jobs/jobs.service.js';
import { Db, isUniqueViolation, type Tx } from '#platform/db.js';
import { failpoint } from '#platform/failpoints.js';
import { ring } from '#platform/outbox.js';
import { CLOCK } from '#platform/tokens.js';
import { checkpointId, openaiIdOf } from './openai-id.js';
import type { VersionArtifacts } from './registry.contract.js';
import { type JobRow, RegistryFacts } from './registry.facts.js';
import { RegistryFiles } from './registry.files.js';
import { RegistryRepository, type ModelRow, type VersionRow } from './registry.repository.js';
import { mainOf } from './variants.js';
import type { VersionFacts } from './version-card.js';

export interface RegisterVersion {
  model: string;
  sourceJobId: string;
  artifacts: VersionArtifacts;
  suffix?: string | null;
  tags?: Record<string, string> | null;
  /** That it is to be served with; of each a promotion asks for parity. */
  engines?: string[];
  /** Where it is made of a checkpoint of the source job: its step, and the name of the version the training led to. */
  checkpoint?: { step: number; of: string } | null;
  /** What belongs to the same transaction, e.g. the end of the pipeline. */
  alongside?: (tx: Tx, version: VersionRow) => Promise<void>;
}

const TRIES = 5;

/** Registers versions: gate G3, files, and one transaction for the row, its audit event, the job's last words and the doorbells. */
@Injectable()
export class RegistryPublisher {
  constructor(
    private readonly db: Db,
    private readonly rows: RegistryRepository,
    private readonly facts: RegistryFacts,
    private readonly files: RegistryFiles,
    private readonly jobs: JobsService,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Whether a card would have to leave out what is still being found out about what these jobs evaluated. */
  isWaiting(ctx: Ctx, jobs: JobRow[]): Promise<boolean> {
    return this.facts.isWaiting(ctx, jobs);
  }

  /** Idempotent by model and source job: the version that is there is answered, and `alongside` runs with it. */
  async registerVersion(ctx: Ctx, asked: RegisterVersion): Promise<VersionRow> {
    const subject = mainOf(asked.artifacts);
    if (!subject) throw invalid('invalid_value', 'A version needs at least one artifact.', { param: 'job' });
    for (let attempt = 1; ; attempt += 1) {
      const { model, known, number } = await this.look(ctx, asked);
      if (known) return this.again(ctx, known, asked);
      const facts = {
        ...(await this.facts.gather(ctx, {
          ...asked,
          jobId: asked.sourceJobId,
          suffix: asked.suffix ?? null,
          step: asked.checkpoint?.step ?? null,
        })),
        number,
      };
      const job = await this.jobs.getJob(ctx, asked.sourceJobId);
      const gate = await this.files.decide(ctx, subject, asked.model);
      const id = newId('mv_');
      const card = await this.files.write(ctx, facts, id, gate);
      failpoint('publish.files');
      try {
        return await this.insert(ctx, { id, card, model, facts, asked, job });
      } catch (error) {
        // somebody else took the number; the card names it, so it is written again
        if (!isUniqueViolation(error) || attempt === TRIES) throw error;
      }
    }
  }

  private look(ctx: Ctx, asked: RegisterVersion) {
    return this.db.tx(ctx, async (tx) => {
      const model = await this.rows.ensureModel(tx, {
        id: newId('rm_'),
        projectId: ctx.projectId,
        name: asked.model,
      });
      const same = {
        modelId: model.id,
        sourceJobId: asked.sourceJobId,
        step: asked.checkpoint?.step ?? null,
      };
      const known = await this.rows.findVersion(tx, same);
      return { model, known, number: await this.rows.nextNumber(tx, model.id) };
    });
  }

  private async again(ctx: Ctx, known: VersionRow, asked: RegisterVersion): Promise<VersionRow> {
    if (asked.alongside) await this.db.tx(ctx, (tx) => asked.alongside!(tx, known));
    return known;
  }

  private insert(
    ctx: Ctx,
    made: {
      id: string;
      card: PreparedArtifact;
      model: ModelRow;
      facts: VersionFacts;
      asked: RegisterVersion;
      job: JobRow;
    },
  ): Promise<VersionRow> {
    const { id, card, model, facts, asked, job } = made;
    const { checkpoint } = asked;
    const openaiId = checkpoint
      ? checkpointId(checkpoint.of, checkpoint.step)
      : openaiIdOf({
          base: facts.base.slug,
          org: facts.project.org,
          suffix: facts.suffix,
          versionId: id,
        });
    const step = checkpoint?.step ?? null;
    return this.db.tx(ctx, async (tx) => {
      await this.rows.lockModel(tx, model.id);
      const known = await this.rows.findVersion(tx, { modelId: model.id, sourceJobId: facts.job.id, step });
      if (known) {
        await asked.alongside?.(tx, known);
        return known;
      }
      const cardId = await this.files.record(tx, ctx, card);
      const version = await this.rows.insertVersion(tx, {
        id,
        projectId: ctx.projectId,
        modelId: model.id,
        number: facts.number,
        sourceJobId: facts.job.id,
        step,
        baseModelId: facts.base.id,
        artifacts: asked.artifacts,
        licenseId: facts.base.licenseId ?? 'unknown',
        openaiId,
        tags: asked.tags ?? {},
        engines: asked.engines ?? [],
        evaluations: facts.evaluations,
        cardId,
        createdAt: this.clock.now(),
      });
      await this.tellJob(tx, job, version);
      await this.audit.append(tx, ctx, {
        action: 'model_version.created',
        targetType: 'model_version',
        targetId: id,
        facts: {
          model: model.name,
          number: facts.number,
          openai_id: openaiId,
          artifacts: asked.artifacts,
          engines: asked.engines ?? [],
          card: cardId,
        },
      });
      await asked.alongside?.(tx, version);
      for (const topic of ['mirror', 'deployment.preview']) await ring(tx, topic, id);
      failpoint('publish.in_tx');
      return version;
    });
  }

  private async tellJob(tx: Tx, job: JobRow, version: VersionRow): Promise<void> {
    if (version.step !== null) {
      const message = `Checkpoint is callable: ${version.openaiId}`;
      return this.jobs.appendEvent(tx, job, { level: 'info', type: 'message', message });
    }
    await this.jobs.setFineTunedModel(tx, job.id, version.openaiId);
    for (const message of [
      `New fine-tuned model created: ${version.openaiId}`,
      'The job has successfully completed',
    ])
      await this.jobs.appendEvent(tx, job, { level: 'info', type: 'message', message });
  }
}
