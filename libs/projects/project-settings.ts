import { invalid } from '#kernel/errors.js';
import type { UpdateProject } from '#projects/projects.contract.js';
import type { ProjectRow } from '#projects/projects.repository.js';

export const settingsOf = (body: UpdateProject) => ({
  licenseProfile: body.license_profile,
  onNeedsReview: body.on_needs_review,
  defaultDatasetLicense: body.default_dataset_license,
  defaultDatasetLicenseDeclaredBy: body.default_dataset_license_declared_by,
  selfReview: body.self_review,
  protectedAliases: body.protected_aliases,
  expiryDrainSeconds: body.expiry_drain_seconds,
  worseVerdictDrainSeconds: body.worse_verdict_drain_seconds,
  figuresMaxAgeDays: body.figures_max_age_days,
  requireParity: body.require_parity,
  maxRegression: body.max_regression,
  externalJudge: body.external_judge,
});

/** Throws invalid where a license would stand for files that carry none, and nobody has declared it. */
export function assertDeclared(before: ProjectRow, body: UpdateProject): void {
  const {
    default_dataset_license: license = before.defaultDatasetLicense,
    default_dataset_license_declared_by: by = before.defaultDatasetLicenseDeclaredBy,
  } = body;
  if (!license || by) return;
  throw invalid(
    'missing_required_parameter',
    'A default dataset license is declared by a named member: give default_dataset_license_declared_by.',
    { param: 'default_dataset_license_declared_by' },
  );
}
