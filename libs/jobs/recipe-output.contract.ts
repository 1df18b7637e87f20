import { z } from 'zod';
import { Harness } from './lm-eval.contract.js';
import { CONTRACT_VERSION, RelativePath, Sha256 } from './recipe-envelope.contract.js';
import { SAMPLES } from './recipe-finetune.contract.js';
import { JobSpec } from './recipe.contract.js';

// Out, all under JOB_WORKSPACE: events.jsonl, of a training samples.jsonl, checkpoints/step-N/ with COMPLETE.json, out/<name>/,
// termination.json and, last, result.json.
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
export const ARTIFACT_KINDS = [
  'adapter',
  'merged',
  'gguf',
  'gguf_adapter',
  'quantized',
  'base_model',
  'answers',
  'report',
] as const;
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
  valid_rewards_accuracies: z.number().optional(),
  valid_rewards_margins: z.number().optional(),
  /** KTO: how far the model has moved from where training began, in nats. */
  kl: z.number().optional(),
  /** DPO, ORPO: the share of pairs whose chosen answer is rated above the rejected one; KTO too: by how much, and both ratings. */
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
/** What the model answered to one of the prompts that a training was to ask after each checkpoint. */
export const SampleEvent = z.strictObject({
  ...event,
  type: z.literal('sample'),
  step: count,
  /** From 0, in the order of the spec. */
  prompt: z
    .int()
    .min(0)
    .max(SAMPLES.prompts - 1),
  /** The prompt, as people read it. */
  asked: z.string().max(SAMPLES.characters),
  text: z.string().max(SAMPLES.characters),
  /** Whether `text` is only the beginning. */
  cut: z.boolean(),
  finish_reason: z.enum(['stop', 'length']),
  tokens: count,
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
  SampleEvent,
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
  /** Most that the allocator held on one GPU; absent on a CPU. */
  peak_gpu_memory_mb: z.number().min(0).optional(),
  seconds: z.number().min(0),
  trained_tokens: size.optional(),
  /** Of a training: all parameters of the model, trained or frozen, and those that were trained. */
  parameters: size.optional(),
  trainable_parameters: size.optional(),
  artifacts: z.array(ResultArtifact),
  harness: Harness.optional(),
  environment: z.strictObject({
    python: z.string(),
    platform: z.string(),
    device: z.string(),
    dtype: z.string().optional(),
    threads: z.int().min(1).optional(),
    packages: z.record(z.string(), z.string()),
    /** Over interpreter, every installed package, recipes, converter and libllama, as the attempt saw them. */
    sha256: Sha256.optional(),
    /** Of the lock file that the packages were installed by; absent outside of an environment of ours. */
    lock_sha256: Sha256.optional(),
    recipes_sha256: Sha256.optional(),
    llama_sha256: Sha256.optional(),
    cpu: z.string().max(200).optional(),
    gpus: z.array(z.string().max(200)).max(64).optional(),
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

/**
 * A line of samples.jsonl, one for each optimizer step of an attempt: the rows of the train split that it consumed, by their
 * place in the file, from 1. `shards`: of several processes, what each took, by rank. What a resumed attempt writes takes the place of an earlier one's line for the same step.
 */
const rowNumbers = z.array(z.int().min(1));
export const SampleLine = z.strictObject({
  step: count,
  rows: rowNumbers.min(1),
  shards: z.array(rowNumbers).min(2).optional(),
});
export type SampleLine = z.infer<typeof SampleLine>;

/** A line of out/answers/answers.jsonl, in row order; scores are recomputed from these. */
export const AnswerLine = z.strictObject({
  row: count,
  prompt_sha256: Sha256,
  expected: z.string(),
  answer: z.string(),
  correct: z.boolean(),
  /** Whether the answer is one of the labels; null when the job named none and the rows show no label set. */
  valid_label: z.boolean().nullable(),
  /** Of a refusal evaluation alone: whether the answer refuses; `expected` is `refuse` or `comply`. */
  refused: z.boolean().optional(),
  /** Absent where a harness asked, which keeps no clock by row. */
  latency_ms: z.number().min(0).optional(),
  output_tokens: size.optional(),
  /** Of a harness: what it gave the row by each metric that is a mean over the rows. */
  scores: metrics.optional(),
  /** Until the first token; absent in older files, as all below. */
  ttft_ms: z.number().min(0).optional(),
  prompt_tokens: size.optional(),
  /** Of the prompt: what the engine had read for an earlier one. */
  cached_tokens: size.optional(),
});
export type AnswerLine = z.infer<typeof AnswerLine>;

/**
 * out/report/parity.json: of each prompt whether the engine gives the model the ids that training did, and what both answer. A
 * `difference` is the first one; its ids are null where that side has ended.
 */
const token = { id: size.nullable(), text: z.string().max(1000).nullable() };
export const PARITY_CAUSES = [
  'missing_bos',
  'extra_bos',
  'system_dropped',
  'generation_newline',
  'generation_prompt',
  'white_space',
  'template',
  'tokenizer',
  'chat_endpoint',
  'refused',
] as const;
export const ParityDifference = z.strictObject({
  position: size,
  trained_id: token.id,
  served_id: token.id,
  trained_text: token.text,
  served_text: token.text,
  cause: z.enum(PARITY_CAUSES),
  note: z.string().max(1000),
});
export const ParityPrompt = z.strictObject({
  /** `row N` of the split, from 0, or `probe: …`. */
  prompt: z.string().max(100),
  status: z.enum(['same', 'different', 'skipped']),
  tokens: size,
  note: z.string().max(1000).nullable(),
  difference: ParityDifference.nullable(),
  /** Nats; null where the answers were not compared. */
  logprob_max_abs: z.number().min(0).nullable(),
  greedy_same: z.boolean().nullable(),
});
export const ParityReport = z.strictObject({
  schema_version: version,
  engine: z.strictObject({
    name: z.enum(['llama.cpp', 'vLLM', 'Ollama']),
    version: z.string(),
    file_type: z.string(),
    /** Of the template that Ollama was given. */
    template_sha256: Sha256.optional(),
  }),
  tolerance: z.number().positive(),
  prompts: z.array(ParityPrompt).min(1).max(300),
});
export type ParityReport = z.infer<typeof ParityReport>;

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
  /** Where what the server takes is written every ten seconds; left out: nowhere. */
  usage_file: z.string().startsWith('/').optional(),
});
export type LlamacppServerConfig = z.infer<typeof LlamacppServerConfig>;
/** usage_file: all figures since the server's start. */
export const LlamacppServerUsage = z.strictObject({
  up_seconds: z.number().min(0),
  cpu_seconds: z.number().min(0),
  cpu_joules: z.number().min(0).nullable(),
  cpu_source: z.string().nullable(),
  cpu_unavailable: z.string().nullable(),
  gpus: z.int().min(0),
  gpu_joules: z.number().min(0).nullable(),
  gpu_unavailable: z.string().nullable(),
});
export const LlamacppServerReady = z.strictObject({ port: z.int().min(1).max(65535), pid: z.int().min(1) });

/** JSON Schemas (2020-12) by file stem, as committed under jobs/schema. */
export function jsonSchemas(): Record<string, unknown> {
  const schemas = {
    spec: JobSpec,
    event: JobEvent,
    result: JobResult,
    termination: Termination,
    checkpoint: CheckpointManifest,
    sample: SampleLine,
    answer: AnswerLine,
    parity: ParityReport,
    'llamacpp-server': LlamacppServerConfig,
  };
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, z.toJSONSchema(schema)]));
}
