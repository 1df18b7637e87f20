import { unix, unixOrNull } from '#kernel/clock.js';
import type { ArtifactRow } from './artifacts.repository.js';

const WEIGHTS = [
  ['.gguf', 'gguf'],
  ['.safetensors', 'safetensors'],
  ['.jsonl', 'jsonl'],
  ['.json', 'json'],
] as const;

/** The artifact as the API shows it; the files themselves stand in its manifest. */
export const artifactView = (row: ArtifactRow) => ({
  id: row.id,
  object: 'artifact' as const,
  kind: row.kind,
  name: row.name,
  sha256: row.digest,
  size_bytes: Number(row.sizeBytes),
  files: row.manifest.length,
  format: formatOf(row),
  job_id: row.jobId,
  step: row.step,
  uri: `/v1/artifacts/${row.id}/content`,
  /** null: no training made it, or nobody measured the one that did. */
  training: row.training,
  /** When the retention policy deleted its files. */
  released_at: unixOrNull(row.releasedAt),
  created_at: unix(row.createdAt),
});

function formatOf({ manifest }: ArtifactRow): string {
  const found = WEIGHTS.find(([ending]) => manifest.some((file) => file.path.endsWith(ending)));
  return found?.[1] ?? 'text';
}
