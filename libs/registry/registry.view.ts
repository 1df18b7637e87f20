import { unix } from '#kernel/clock.js';
import type { AliasRow, ModelRow, VersionRow } from './registry.repository.js';

export const modelView = (row: ModelRow, newest: VersionRow | null, aliases: AliasRow[]) => ({
  id: row.id,
  object: 'registered_model' as const,
  name: row.name,
  latest_version: newest?.number ?? null,
  aliases: Object.fromEntries(aliases.map((alias) => [alias.alias, alias.versionId])),
  created_at: unix(row.createdAt),
});

export const versionView = (row: VersionRow, model: ModelRow, aliases: AliasRow[]) => ({
  id: row.id,
  object: 'model_version' as const,
  model: model.name,
  model_id: row.modelId,
  version: row.number,
  openai_id: row.openaiId,
  source_job: row.sourceJobId,
  checkpoint_step: row.step,
  base_model: row.baseModelId,
  artifacts: row.artifacts,
  card: row.cardId,
  license: row.licenseId,
  tags: row.tags,
  engines: row.engines,
  evaluations: row.evaluations,
  aliases: aliases.map((alias) => alias.alias),
  mlflow: row.mlflow ?? null,
  created_at: unix(row.createdAt),
});
