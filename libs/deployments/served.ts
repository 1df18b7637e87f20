import type { DeploymentRow } from './deployments.repository.js';
import { VerificationFault } from './seal.js';

interface VersionColumns {
  id: string;
  projectId: string;
  openaiId: string;
  artifacts: unknown;
}

/** Throws VerificationFault unless the deployment serves what its version names: the same artifact under the same name. */
export function assertOfVersion(row: DeploymentRow, version: VersionColumns): void {
  const { gguf } = (version.artifacts ?? {}) as { gguf?: string };
  const same =
    row.versionId === version.id &&
    row.projectId === version.projectId &&
    row.openaiId === version.openaiId &&
    row.artifactId === gguf;
  if (same) return;
  throw new VerificationFault(
    'version_mismatch',
    `Deployment ${row.id} serves ${row.artifactId} as ${row.openaiId}; version ${version.id} is ${gguf} as ${version.openaiId}.`,
  );
}
