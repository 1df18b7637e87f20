/** The mirror of a job in an experiment tracker (MLflow). A mirror: written from the outbox, rebuildable, never asked for truth: its aliases are read
 * only to put right what somebody else moved there. */
export interface TrackingPort {
  /** Creates the run or finds the one already tagged with `jobId`. */
  ensureRun(run: TrackedRun): Promise<{ runId: string }>;
  /** Write-once: a param that is already there keeps its first value. */
  logParams(runId: string, params: Record<string, string>): Promise<void>;
  logTags(runId: string, tags: Record<string, string>): Promise<void>;
  /** Idempotent: points already there by (key, step) are not written twice. Splits into the server's batch limits. */
  logMetrics(runId: string, points: MetricPoint[]): Promise<void>;
  logInputs(runId: string, datasets: TrackedDataset[]): Promise<void>;
  /** Bytes or a local file; one already there with the same size is left. `unsupported`: the server stores none for us. */
  logArtifact(
    runId: string,
    path: string,
    body: Uint8Array | { file: string },
  ): Promise<'stored' | 'unsupported'>;
  endRun(runId: string, status: 'FINISHED' | 'FAILED' | 'KILLED', endedAtMs: number): Promise<void>;
  /** Idempotent by tag `luthier.version_id`. A name that another model holds gets an addition of our model's id. */
  ensureVersion(version: TrackedVersion): Promise<{ name: string; version: string }>;
  setAlias(model: string, alias: string, version: string): Promise<void>;
  deleteAlias(model: string, alias: string): Promise<void>;
  /** The tracker's own aliases of a model with the version each names; none for a model that it does not know. */
  aliasesOf(model: string): Promise<Record<string, string>>;
  health(): Promise<boolean>;
}

export interface TrackedRun {
  experiment: string;
  jobId: string;
  name: string;
  startedAtMs: number;
  tags: Record<string, string>;
}

export interface TrackedDataset {
  name: string;
  digest: string;
  source: string;
  /** `training`, `validation` or `evaluation`. */
  context: string;
}

export interface TrackedVersion {
  model: { id: string; name: string };
  runId: string;
  /** Folder among the run's artifacts. */
  artifactPath: string;
  versionId: string;
  tags: Record<string, string>;
  description: string;
}

export interface MetricPoint {
  key: string;
  value: number;
  step: number;
  timestampMs: number;
}

/** DI token. */
export const TRACKING = 'TRACKING';
