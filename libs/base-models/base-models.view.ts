import { unix } from '#kernel/clock.js';
import type { BaseModelRow } from './base-models.repository.js';
import { modalityOf, unsupported } from './modality.js';

const isUsable = (row: BaseModelRow): boolean => row.state === 'ready' && unsupported(row) === null;

/** A base model as the API shows it. */
export const baseModelView = (row: BaseModelRow) => ({
  id: row.id,
  object: 'base_model' as const,
  slug: row.slug,
  hub_id: row.hubId,
  revision: row.revision,
  source: row.source,
  state: row.state,
  failure: row.failure,
  license: { declared: row.declaredLicense, id: row.licenseId, file_sha256: row.licenseSha256 },
  license_id: row.licenseId,
  architecture: row.architecture,
  modality: row.architecture === null ? null : modalityOf(row.architecture),
  parameter_count: row.parameterCount === null ? null : Number(row.parameterCount),
  context_length: row.contextLength,
  vocab_size: row.config?.vocabSize ?? null,
  has_chat_template: row.config?.chatTemplate ?? null,
  capabilities: {
    fine_tune: isUsable(row),
    inference: isUsable(row),
    chat_completion: isUsable(row) && row.config?.chatTemplate === true,
  },
  /** What a member declared about its own training; null where nobody has. */
  training_compute:
    row.trainingFlops === null
      ? null
      : { flops: row.trainingFlops, source: row.trainingFlopsSource, declared_by: row.trainingFlopsBy },
  lifecycle_status: 'active' as const,
  deprecates_at: null,
  artifact_id: row.artifactId,
  import_job_id: row.importJobId,
  created_at: unix(row.createdAt),
});
