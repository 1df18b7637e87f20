import { unix } from '#kernel/clock.js';
import { originsOf } from './origins.js';
import type { DatasetRow, DatasetVersionRow } from './datasets.repository.js';

export const datasetView = (row: DatasetRow) => ({
  id: row.id,
  object: 'dataset' as const,
  name: row.name,
  created_at: unix(row.createdAt),
});

export const versionView = (row: DatasetVersionRow, findings: { code: string; why: string }[]) => ({
  id: row.id,
  object: 'dataset_version' as const,
  dataset_id: row.datasetId,
  number: row.number,
  digest: row.digest,
  format: row.format,
  splits: row.splits,
  license: {
    declared: row.declaredLicense,
    license_id: row.licenseId,
    declared_by: row.declaredBy,
    findings,
  },
  source: row.source,
  attribution: row.attribution,
  ...originsOf(row.origins),
  created_at: unix(row.createdAt),
});
