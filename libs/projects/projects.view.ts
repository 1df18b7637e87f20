import { unix, unixOrNull } from '#kernel/clock.js';
import type { MaxRegression } from '#projects/max-regression.js';
import type { ApiKeyRow, ProjectRow } from '#projects/projects.repository.js';

export const projectView = (row: ProjectRow) => ({
  id: row.id,
  object: 'project' as const,
  revision: row.version,
  name: row.name,
  org: row.org,
  declared_use: row.declaredUse,
  license_profile: row.licenseProfile,
  on_needs_review: row.onNeedsReview,
  default_dataset_license: row.defaultDatasetLicense,
  default_dataset_license_declared_by: row.defaultDatasetLicenseDeclaredBy,
  self_review: row.selfReview,
  protected_aliases: row.protectedAliases,
  expiry_drain_seconds: row.expiryDrainSeconds,
  worse_verdict_drain_seconds: row.worseVerdictDrainSeconds,
  figures_max_age_days: row.figuresMaxAgeDays,
  require_parity: row.requireParity,
  max_regression: row.maxRegression as Record<string, MaxRegression>,
  external_judge: row.externalJudge,
  figures_confirmed_at: unix(row.figuresConfirmedAt),
  created_at: unix(row.createdAt),
});

export const keyView = (row: ApiKeyRow) => ({
  id: row.id,
  object: 'api_key' as const,
  name: row.name,
  hint: row.hint,
  roles: row.roles,
  member: row.memberId,
  created_by: row.createdByMember,
  own: row.isOwn,
  scopes: row.scopes,
  origin: row.origin,
  expires_at: unixOrNull(row.expiresAt),
  rotated_to: row.rotatedTo,
  created_at: unix(row.createdAt),
  last_used_at: unixOrNull(row.lastUsedAt),
  revoked_at: unixOrNull(row.revokedAt),
});
