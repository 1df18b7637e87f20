import { z } from 'zod';
import { CONTRACT_VERSION, JobSpec, RelativePath, Sha256 } from './recipe.contract.js';

// Out, all under JOB_WORKSPACE: events.jsonl, checkpoints/step-N/ with COMPLETE.json, out/<name>/, termination.json and,
// last, result.json.
const version = z.literal(CONTRACT_VERSION);
const size = z.int().min(0);
/** As wide as the database's column. */
const count = z.int().min(0).max(2_147_483_647);
const timestamp = z.iso.datetime();
/** Finite by construction: JSON has no NaN, and the writer refuses to print one. */
const metrics = z.record(z.string().regex(/^[a-z][a-z0-9_]{0,63}$/), z.number());

const event = {
  v: version,
  /** 1, 2, 3 … within one attempt: makes ingest idempotent. A line that does not parse is log text. */
  seq: z.int().min(1),
  ts: timestamp,
};
export const PHASES = [
  'starting',
  'loading',
  'training',
  'merging',
  'quantizing',
  'converting',
  'evaluating',
  'verifying',
  'saving',
] as const;
export const ARTIFACT_KINDS = ['adapter', 'merged', 'gguf', 'base_model', 'answers', 'report'] as const;
export const PhaseEvent = z.strictObject({ ...event, type: z.literal('phase'), phase: z.enum(PHASES) });
/** One logging step of a trainer; a line with valid_loss alone reports a pass over the validation rows. */
export const MetricsEvent = z.strictObject({
  ...event,
  type: z.literal('metrics'),
  step: count,
  total_steps: count,
  epoch: z.number().min(0),
  train_loss: z.number().optional(),
  train_mean_token_accuracy: z.number().optional(),
  valid_loss: z.number().optional(),
  valid_mean_token_accuracy: z.number().optional(),
  /** DPO: the share of pairs whose chosen answer is rated above the rejected one, by how much, and both ratings. */
  rewards_accuracies: z.number().optional(),
  rewards_margins: z.number().optional(),
  rewards_chosen: z.number().optional(),
  rewards_rejected: z.number().optional(),
  learning_rate: z.number().optional(),
  grad_norm: z.number().optional(),
  num_tokens: z.number().min(0).optional(),
  tokens_per_second: z.number().min(0).optional(),
  eta_seconds: z.number().min(0).optional(),
  memory_mb: z.number().min(0).optional(),
});
/** Written after COMPLETE.json is durable. `manifest_sha256` is the digest of that file. */
export const CheckpointEvent = z.strictObject({
  ...event,
  type: z.literal('checkpoint'),
  step: count,
  path: RelativePath,
  size_bytes: size,
  manifest_sha256: Sha256,
  metrics,
});
/** Progress of an evaluation or of another pass over `total` things. */
export const EvalEvent = z.strictObject({
  ...event,
  type: z.literal('eval'),
  done: count,
  total: count,
  metrics,
});
export const ArtifactEvent = z.strictObject({
  ...event,
  type: z.literal('artifact'),
  name: z.string().min(1),
  kind: z.enum(ARTIFACT_KINDS),
  path: RelativePath,
  size_bytes: size,
});
export const SignalEvent = z.strictObject({ ...event, type: z.literal('signal'), signal: z.string() });
export const LogEvent = z.strictObject({
  ...event,
  type: z.literal('log'),
  level: z.enum(['info', 'warn', 'error']),
  message: z.string().max(4000),
});
export const EndEvent = z.strictObject({ ...event, type: z.literal('end'), seconds: z.number().min(0) });

/** Exit code and reason of an attempt; `retry` is what the control plane may do without a person. */
export const EXITS = {
  succeeded: { code: 0, retry: 'never' },
  unexpected: { code: 1, retry: 'bounded' },
  bad_spec: { code: 2, retry: 'never' },
  data_rejected: { code: 3, retry: 'never' },
  model_rejected: { code: 3, retry: 'never' },
  diverged: { code: 3, retry: 'never' },
  oom: { code: 4, retry: 'other-resources' },
  disk_full: { code: 4, retry: 'other-resources' },
  no_device: { code: 4, retry: 'other-resources' },
  transient: { code: 75, retry: 'bounded' },
  terminated: { code: 143, retry: 'by-intent' },
} as const;
export type ExitReason = keyof typeof EXITS;
const reason = z.enum(Object.keys(EXITS) as [ExitReason, ...ExitReason[]]);
const exitCode = z.int().min(0).max(255);
export const ErrorEvent = z.strictObject({
  ...event,
  type: z.literal('error'),
  code: exitCode,
  reason,
  message: z.string().max(4000),
});
export const JobEvent = z.discriminatedUnion('type', [
  PhaseEvent,
  MetricsEvent,
  CheckpointEvent,
  EvalEvent,
  ArtifactEvent,
  SignalEvent,
  LogEvent,
  EndEvent,
  ErrorEvent,
]);
export type JobEvent = z.infer<typeof JobEvent>;

/** termination.json: written on every exit that the program sees; a kill -9 leaves none. */
export const Termination = z.strictObject({
  schema_version: version,
  code: exitCode,
  reason,
  message: z.string().max(4000),
});
export type Termination = z.infer<typeof Termination>;

export const FileEntry = z.strictObject({ path: RelativePath, size_bytes: size, sha256: Sha256 });
/** `path` is a folder in the workspace; the paths of `files` are relative to it. Only these are registered. */
export const ResultArtifact = z.strictObject({
  name: z.string().min(1),
  kind: z.enum(ARTIFACT_KINDS),
  path: RelativePath,
  files: z.array(FileEntry).min(1),
});
/** result.json: last of all, by fsync and rename. Without it there is no success, whatever the exit code. */
export const JobResult = z.strictObject({
  schema_version: version,
  job_id: z.string(),
  attempt: z.int().min(1),
  metrics,
  peak_memory_mb: z.number().min(0),
  seconds: z.number().min(0),
  trained_tokens: size.optional(),
  /** Of a training: all parameters of the model, trained or frozen, and those that were trained. */
  parameters: size.optional(),
  trainable_parameters: size.optional(),
  artifacts: z.array(ResultArtifact),
  environment: z.strictObject({
    python: z.string(),
    platform: z.string(),
    device: z.string(),
    dtype: z.string().optional(),
    threads: z.int().min(1).optional(),
    packages: z.record(z.string(), z.string()),
  }),
});
export type JobResult = z.infer<typeof JobResult>;

/**
 * COMPLETE.json of checkpoints/step-N/: without it, or with a file that differs, the checkpoint does not exist.
 * `resume_only` files (optimizer and RNG state, pickles) are read back by the recipe alone and never registered.
 */
export const CheckpointManifest = z.strictObject({
  schema_version: version,
  job_id: z.string(),
  attempt: z.int().min(1),
  step: count,
  /** Digest of recipe, seed, params and input digests: a checkpoint of another spec is not resumed. */
  spec_sha256: Sha256,
  metrics,
  files: z.array(FileEntry.extend({ resume_only: z.boolean() })).min(1),
});
export type CheckpointManifest = z.infer<typeof CheckpointManifest>;

/** A line of out/answers/answers.jsonl, in row order; scores are recomputed from these. */
export const AnswerLine = z.strictObject({
  row: count,
  prompt_sha256: Sha256,
  expected: z.string(),
  answer: z.string(),
  correct: z.boolean(),
  /** Whether the answer is one of the labels; null when the job named none and the rows show no label set. */
  valid_label: z.boolean().nullable(),
  latency_ms: z.number().min(0),
  output_tokens: size,
});
export type AnswerLine = z.infer<typeof AnswerLine>;

/** Argument file of jobs/serve/llamacpp_server.py: the key itself is in `api_key_file` (mode 0600), never in argv. */
export const LlamacppServerConfig = z.strictObject({
  gguf: z.string().startsWith('/'),
  gguf_sha256: Sha256.optional(),
  alias: z.string().min(1).max(256),
  n_ctx: z.int().min(64),
  n_parallel: z.int().min(1).max(64),
  threads: z.int().min(1),
  host: z.string().min(1),
  /** 0 takes a free port; the ready file tells which. */
  port: z.int().min(0).max(65535),
  api_key_file: z.string().startsWith('/'),
  ready_file: z.string().startsWith('/'),
});
export type LlamacppServerConfig = z.infer<typeof LlamacppServerConfig>;
export const LlamacppServerReady = z.strictObject({ port: z.int().min(1).max(65535), pid: z.int().min(1) });

/** JSON Schemas (2020-12) by file stem, as committed under jobs/schema. */
export function jsonSchemas(): Record<string, unknown> {
  const schemas = {
    spec: JobSpec,
    event: JobEvent,
    result: JobResult,
    termination: Termination,
    checkpoint: CheckpointManifest,
    answer: AnswerLine,
    'llamacpp-server': LlamacppServerConfig,
  };
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, z.toJSONSchema(schema)]));
}
