import { type FileRole, roleOf } from '#base-models/model-folder.js';
import { unix, unixOrNull } from '#kernel/clock.js';
import type { ArtifactRow } from './artifacts.repository.js';
import type { ManifestFile } from './manifest.js';

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

/** What inspectFile looked at before the file was kept: every upload passes it, so a file that is here passed it. */
const SCANS: Readonly<Record<FileRole, string>> = {
  weights: 'safetensors header held against the file',
  gguf: 'GGUF header held against the file',
  config: 'text, plain JSON that asks for no code',
  text: 'text',
  tokenizer: 'by its name alone',
};

/** A file of the manifest with what it was looked at for; null for a name that would not be taken today. */
export const scannedFile = (file: ManifestFile) => ({ ...file, scan: scanOf(file.path) });
function scanOf(path: string): string | null {
  try {
    return SCANS[roleOf(path)];
  } catch {
    return null;
  }
}

function formatOf({ manifest }: ArtifactRow): string {
  const found = WEIGHTS.find(([ending]) => manifest.some((file) => file.path.endsWith(ending)));
  return found?.[1] ?? 'text';
}
